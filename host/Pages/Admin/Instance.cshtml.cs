using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Ways;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Values;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>One workflow instance: what it waits for, what keeps it from going on, and the way it took.</summary>
[Authorize(Policies.Auditor)]
public sealed class InstanceModel(InstanceQueries queries, CaseQueries cases, WayPicture picture, WayActs acts) : PageModel
{
    public InstanceDetail Detail { get; private set; } = null!;

    public string? Output => Detail.State.Output.IsEmpty ? null : StoredValue.ToJson(Detail.State.Output.ToDictionary(StringComparer.Ordinal));

    public WayView View { get; private set; } = null!;

    /// <summary>What the designer shows on an activity.</summary>
    public string Label(string activityId) => Detail.Program.Find(activityId) is { } activity ? activity.DisplayText ?? activity.Name ?? activity.Id : activityId;

    public async Task<IActionResult> OnGetAsync(Guid id, int? step, string? kind, [FromQuery(Name = "page")] int page = 1)
    {
        if (await queries.Find(id, HttpContext.RequestAborted) is not { } detail)
            return NotFound();
        Detail = detail;
        var ofCase = detail.Item.IsCase ? await cases.Case(id, HttpContext.RequestAborted) : null;
        View = await picture.Of(detail, ofCase, new WayQuestion(step, string.IsNullOrEmpty(kind) ? null : kind, page), $"/admin/instances/{id}", HttpContext.RequestAborted);
        return Page();
    }

    public Task<IActionResult> OnPostCancelAsync(Guid id, string? reason, string? key) => acts.Cancel(this, id, reason, key, RedirectToPage(new { id }));

    public Task<IActionResult> OnPostRetryAsync(Guid id, string? activity, string? reason, string? key) => acts.Retry(this, id, activity, reason, key, RedirectToPage(new { id }));
}
