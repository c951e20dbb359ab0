using GridWorkflow.Casework.Cases;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Pages.Shared;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Instances;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages.Ways;

/// <summary>What an admin does to an instance, each act with a reason that the journal keeps.</summary>
public sealed class WayActs(InstanceRunner runner, Reader reader, Wording wording)
{
    private const int LongestReason = 500;

    /// <summary>Runs a faulted activity again. One form is one act, however often it is sent.</summary>
    /// <param name="back">What is answered after it.</param>
    public Task<IActionResult> Retry(PageModel page, Guid id, string? activity, string? reason, string? key, IActionResult back) =>
        Act(page, reason, back, "instance.was-retried", (actor, why) => runner.Retry(id, actor, activity ?? "", page.HttpContext.RequestAborted, why, CommandKeys.Valid(key)));

    /// <summary>Ends an instance. A case is refused with the reason: its lifecycle ends it.</summary>
    public Task<IActionResult> Cancel(PageModel page, Guid id, string? reason, string? key, IActionResult back) =>
        Act(page, reason, back, "instance.was-cancelled", (actor, why) => runner.Cancel(id, actor, why, page.HttpContext.RequestAborted, CommandKeys.Valid(key)));

    private async Task<IActionResult> Act(PageModel page, string? reason, IActionResult back, string done, Func<Actor, string, Task<MoveOutcome>> act)
    {
        if (!reader.IsAdmin)
            return page.Forbid();
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason)
        {
            Flash.Fail(page, wording["way.no-reason"]);
            return back;
        }

        switch (await act(reader.Actor, reason.Trim()))
        {
            case MoveOutcome.Moved or MoveOutcome.Unchanged:
                Flash.Say(page, wording[done]);
                break;
            case MoveOutcome.Refused refused:
                Flash.Refuse(page, refused.Refusal, wording);
                break;
            case MoveOutcome.NotFound:
                return page.NotFound();
            default:
                Flash.Fail(page, wording["command.busy"]);
                break;
        }

        return back;
    }
}
