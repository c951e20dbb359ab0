using GridWorkflow.Casework.Duties;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>簽收: a person takes a task out of the inbox of the role, or gives it back.</summary>
internal static class ClaimCommand
{
    public static Decision Decide(Desk desk, CaseCommand.Claim command)
    {
        if (desk.Task(command.TaskId) is not { } task)
            return new Decision.Refused(Desk.TaskNotOpen(command.TaskId));
        if (TaskRights.Bar(command.Actor, task, desk.File, desk.Reference, desk.World.Now) is { } bar)
            return new Decision.Refused(bar);
        if (task.Assignee == command.Actor.PersonId)
            return new Decision.Unchanged("The task is claimed by this person already.");
        if (task.Assignee is { } other)
            return new Decision.Refused(ClaimedByOther(other));
        var work = desk.Open();
        work.Replace(task with { Assignee = command.Actor.PersonId });
        work.Say("TaskClaimed", ("task", task.Key), ("by", command.Actor.PersonId), ("owner", work.OwnerBehind(command.Actor.PersonId, task)));
        return desk.Rest(work);
    }

    public static Decision Decide(Desk desk, CaseCommand.Release command)
    {
        if (desk.Task(command.TaskId) is not { } task)
            return new Decision.Refused(Desk.TaskNotOpen(command.TaskId));
        if (TaskRights.BarRole(command.Actor, task, desk.Reference.Organisation, desk.World.Now) is { } bar)
            return new Decision.Refused(bar);
        if (task.Assignee is null)
            return new Decision.Unchanged("The task lies in the inbox of the role already.");
        if (task.Assignee != command.Actor.PersonId)
            return new Decision.Refused(ClaimedByOther(task.Assignee));
        var work = desk.Open();
        work.Replace(task with { Assignee = null });
        work.Say("TaskReleased", ("task", task.Key), ("by", command.Actor.PersonId));
        return desk.Rest(work);
    }

    public static Refusal ClaimedByOther(string other) => new(
        RefusalKind.Conflict, "task-claimed-by-other", $"Expected a task that nobody else has claimed, but '{other}' has.",
        "Let that person complete it or give it back.");
}
