using GridWorkflow.Casework.Duties;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>指派: a task goes to a person of its unit, who finds it as her own. Its clock runs on.</summary>
internal static class AssignCommand
{
    public static Decision Decide(Desk desk, CaseCommand.Assign command)
    {
        if (desk.Task(command.TaskId) is not { } task)
            return new Decision.Refused(Desk.TaskNotOpen(command.TaskId));
        if (AssignRights.Bar(command.Actor, task, desk.File, desk.Reference, desk.World.Now) is { } bar)
            return new Decision.Refused(bar);
        if (task.Assignee == command.PersonId)
            return new Decision.Unchanged("The task is this person's already.");
        var organisation = desk.Reference.Organisation;
        if (organisation.Person(command.PersonId) is not { } person || !person.Holds(task.Role, task.UnitId))
        {
            return new Decision.Refused(new Refusal(
                RefusalKind.Invalid, "assignee-role", $"Expected a holder of '{task.Role}' in unit '{task.UnitId}', but '{command.PersonId}' is none.", "Name a person of the unit who does such tasks.", "person"));
        }

        // It is the person who is named, not the one who asks, whom the case bars.
        if (TaskRights.BarActions(person, task, desk.File, desk.Reference) is { } barred)
            return new Decision.Refused(new Refusal(RefusalKind.Conflict, "assignee-barred", barred.Reason, "Name somebody else of the unit.", "person"));
        var reason = command.Reason?.Trim() ?? "";
        if (reason.Length > RemarkCommand.MaxLength || (task.Assignee is not null && task.Assignee != command.Actor.PersonId && reason.Length == 0))
        {
            return new Decision.Refused(new Refusal(
                RefusalKind.Invalid, "reason-length", $"Expected 1 to {RemarkCommand.MaxLength} characters where '{task.Assignee}' has the task already, but found {reason.Length}.",
                "Say why somebody else gets it.", "reason"));
        }

        var work = desk.Open();
        work.Pass(task with { Assignee = person.Id }, command.Actor.PersonId);
        work.Say(
            "TaskAssigned", ("task", task.Key), ("person", person.Id), ("unit", task.UnitId), ("before", task.Assignee), ("by", command.Actor.PersonId), ("reason", reason.Length == 0 ? null : reason));
        return desk.Rest(work);
    }
}
