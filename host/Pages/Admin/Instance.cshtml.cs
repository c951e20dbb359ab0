using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Workflow.Values;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages;

/// <summary>One workflow instance: what it waits for, what keeps it from going on, and the way it took.</summary>
[Authorize(Policies.Auditor)]
public sealed class InstanceModel(InstanceQueries queries, InstanceRunner runner, Reader reader, Wording wording) : PageModel
{
    private const int LongestReason = 500;

    public InstanceDetail Detail { get; private set; } = null!;

    public string? Output => Detail.State.Output.IsEmpty ? null : StoredValue.ToJson(Detail.State.Output.ToDictionary(StringComparer.Ordinal));

    /// <summary>May end it, and run faulted activities again.</summary>
    public bool MayAct => reader.IsAdmin;

    public bool CanBeCancelled => MayAct && !Detail.Item.IsCase && Detail.State.Status == Workflow.Interpreter.InstanceStatus.Running;

    /// <summary>What the designer shows on an activity.</summary>
    public string Label(string activityId) => Detail.Program.Find(activityId) is { } activity ? activity.DisplayText ?? activity.Name ?? activity.Id : activityId;

    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        if (await queries.Find(id, HttpContext.RequestAborted) is not { } detail)
            return NotFound();
        Detail = detail;
        return Page();
    }

    public async Task<IActionResult> OnPostCancelAsync(Guid id, string? reason)
    {
        if (!MayAct)
            return Forbid();
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason)
        {
            Flash.Fail(this, wording["instance.no-reason"]);
            return RedirectToPage(new { id });
        }

        return Answer(id, await runner.Cancel(id, reader.Actor, reason.Trim(), HttpContext.RequestAborted), "instance.was-cancelled");
    }

    public async Task<IActionResult> OnPostRetryAsync(Guid id, string activity)
    {
        if (!MayAct)
            return Forbid();
        return Answer(id, await runner.Retry(id, reader.Actor, activity, HttpContext.RequestAborted), "instance.was-retried");
    }

    private IActionResult Answer(Guid id, MoveOutcome outcome, string done)
    {
        switch (outcome)
        {
            case MoveOutcome.Moved or MoveOutcome.Unchanged:
                Flash.Say(this, wording[done]);
                break;
            case MoveOutcome.Refused refused:
                Flash.Refuse(this, refused.Refusal, wording);
                break;
            case MoveOutcome.NotFound:
                return NotFound();
            default:
                Flash.Fail(this, wording["command.busy"]);
                break;
        }

        return RedirectToPage(new { id });
    }
}
