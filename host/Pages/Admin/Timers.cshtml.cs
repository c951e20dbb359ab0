using System.Globalization;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Timers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>Timers that failed too often: what they belong to, why, and a button to try again once the cause is mended.</summary>
[Authorize(Policies.Admin)]
public sealed class TimersModel(TroubleQueries queries, TimerSweep sweep, Wording wording) : PageModel
{
    private const int Size = 25;

    [BindProperty(SupportsGet = true, Name = "page-number")]
    public int PageNumber { get; set; } = 1;

    public IReadOnlyList<ParkedTimer> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, Size, 0, _ => "");

    public async Task OnGetAsync()
    {
        var found = await queries.ParkedTimers(new PageRequest(PageNumber, Size), HttpContext.RequestAborted);
        Rows = found.Rows;
        Paging = new Paging(found.Number, found.Size, found.Total, page => string.Create(CultureInfo.InvariantCulture, $"/admin/timers?page-number={page}"));
    }

    /// <summary>Lets a parked timer try again at once.</summary>
    public async Task<IActionResult> OnPostReleaseAsync(Guid instance, string? key)
    {
        if (key is not null && await sweep.Release(instance, key))
            Flash.Say(this, wording["timers.was-released"]);
        else
            Flash.Fail(this, wording["timers.not-released"]);
        return RedirectToPage();
    }
}
