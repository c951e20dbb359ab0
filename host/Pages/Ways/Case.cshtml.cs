using GridWorkflow.Host.Access;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages.Ways;

/// <summary>The way of a case through its lifecycle, for whoever may see the case.</summary>
[Authorize(Policies.Overview)]
public sealed class CaseWayModel(CaseDoor door, InstanceQueries instances, WayPicture picture, WayActs acts) : PageModel
{
    public CaseDetail Detail { get; private set; } = null!;

    public WayView View { get; private set; } = null!;

    /// <summary>Which version the case runs.</summary>
    public (string DefinitionId, int Version) Pinned { get; private set; }

    public async Task<IActionResult> OnGetAsync(string number, int? step, string? kind, [FromQuery(Name = "page")] int page = 1)
    {
        if (await door.Open(number, HttpContext.RequestAborted) is not { } detail || await instances.Find(detail.Case.Id, HttpContext.RequestAborted) is not { } instance)
            return NotFound();
        Detail = detail;
        Pinned = (instance.Item.DefinitionId, instance.Item.DefinitionVersion);
        View = await picture.Of(instance, detail, new WayQuestion(step, string.IsNullOrEmpty(kind) ? null : kind, page), $"/cases/{Uri.EscapeDataString(number)}/way", HttpContext.RequestAborted);
        return Page();
    }

    public Task<IActionResult> OnPostRetryAsync(string number, string? activity, string? reason, string? key) =>
        OnCase(number, id => acts.Retry(this, id, activity, reason, key, RedirectToPage(new { number })));

    public Task<IActionResult> OnPostCancelAsync(string number, string? reason, string? key) =>
        OnCase(number, id => acts.Cancel(this, id, reason, key, RedirectToPage(new { number })));

    private async Task<IActionResult> OnCase(string number, Func<Guid, Task<IActionResult>> act) =>
        await door.Open(number, HttpContext.RequestAborted) is { } detail ? await act(detail.Case.Id) : NotFound();
}
