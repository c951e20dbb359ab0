using System.Globalization;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Schedules;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>Cases of which something is nobody's, since when, and what.</summary>
[Authorize(Policies.Admin)]
public sealed class OrphansModel(OrphanQueries queries, OrphanSweep sweep, Names names, Wording wording) : PageModel
{
    /// <param name="What">The tasks that nobody can take; the whole case where it has none.</param>
    public sealed record Line(string Number, string Title, string Grid, DateTimeOffset Since, IReadOnlyList<string> What);

    private const int Size = 25;

    [BindProperty(SupportsGet = true, Name = "page-number")]
    public int PageNumber { get; set; } = 1;

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, Size, 0, _ => "");

    public async Task OnGetAsync()
    {
        var page = await queries.Orphans(new PageRequest(PageNumber, Size), HttpContext.RequestAborted);
        Lines = [.. page.Rows.Select(orphan => new Line(
            orphan.Case.Number, orphan.Case.Title, names.Unit(orphan.Case.GridCode), orphan.Case.OrphanedAt!.Value,
            orphan.Tasks.IsEmpty
                ? [wording["orphans.whole-case"]]
                : [.. orphan.Tasks.Select(task => task.Assignee is { } person
                    ? wording["orphans.task-of", names.Task(task.Key), names.Actor(person)]
                    : wording["orphans.task", names.Task(task.Key), names.Role(task.Role), names.Unit(task.UnitId)])]))];
        Paging = new Paging(page.Number, page.Size, page.Total, wanted => string.Create(CultureInfo.InvariantCulture, $"/admin/orphans?page-number={wanted}"));
    }

    /// <summary>Looks at once, for who has just filled a post.</summary>
    public async Task<IActionResult> OnPostLookAsync()
    {
        var changed = await sweep.RunOnce(HttpContext.RequestAborted);
        Flash.Say(this, wording["orphans.looked", changed]);
        return RedirectToPage();
    }
}
