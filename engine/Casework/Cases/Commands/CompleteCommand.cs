using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>辦結: a task ends with an outcome, and the lifecycle goes on.</summary>
internal static class CompleteCommand
{
    public static Decision Decide(Desk desk, CaseCommand.Complete command)
    {
        if (desk.Task(command.TaskId) is not { } task)
            return new Decision.Refused(Desk.TaskNotOpen(command.TaskId));
        if (TaskRights.Bar(command.Actor, task, desk.Reference.Organisation) is { } bar)
            return new Decision.Refused(bar);
        if (task.Assignee is { } other && other != command.Actor.PersonId)
            return new Decision.Refused(ClaimCommand.ClaimedByOther(other));
        if (Fault(task, command.Outcome, command.Remark) is { } fault)
            return new Decision.Refused(fault);
        var remark = string.IsNullOrWhiteSpace(command.Remark) ? null : command.Remark.Trim();
        var completion = new TaskCompletion(command.Outcome, remark, command.Actor.PersonId, command.Actor.Role ?? task.Role);
        return desk.Move(desk.Open(), new Stimulus.Resume(task.BookmarkId, completion.ToPayload(command.Fields)));
    }

    private static Refusal? Fault(CaseTask task, string outcome, string? remark)
    {
        if (task.Impossible.Contains(outcome))
        {
            return new Refusal(
                RefusalKind.Conflict, "outcome-not-at-this-level",
                $"Expected an outcome that is possible at level '{task.Level}', but '{outcome}' leads beyond the levels that there are.",
                $"Choose one of: {string.Join(", ", task.Outcomes)}.", "outcome");
        }

        if (!task.Outcomes.Contains(outcome))
        {
            return new Refusal(
                RefusalKind.Invalid, "unknown-outcome", $"Expected an outcome of task '{task.Key}', but found '{outcome}'.",
                Loading.Names.Remedy(outcome, task.Outcomes), "outcome");
        }

        return task.RemarkRequired.Contains(outcome) && string.IsNullOrWhiteSpace(remark)
            ? new Refusal(RefusalKind.Invalid, "remark-missing", $"Expected a remark with '{outcome}', but there is none.", "Say why, or what was done.", "remark")
            : null;
    }
}
