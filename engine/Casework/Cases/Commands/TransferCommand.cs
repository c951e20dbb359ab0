using GridWorkflow.Casework.Duties;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>移交: a task goes sideways to another unit of its level, with the reason; level and clock stay (SM-3).</summary>
internal static class TransferCommand
{
    public static Decision Decide(Desk desk, CaseCommand.Transfer command)
    {
        if (desk.Task(command.TaskId) is not { AdjustmentId: null } task)
            return new Decision.Refused(Desk.TaskNotOpen(command.TaskId));
        var organisation = desk.Reference.Organisation;
        if (TaskRights.Bar(command.Actor, task, desk.File, desk.Reference, desk.World.Now) is { } bar)
            return new Decision.Refused(bar);
        if (task.Assignee is { } other && other != command.Actor.PersonId)
            return new Decision.Refused(ClaimCommand.ClaimedByOther(other));
        var reason = command.Reason.Trim();
        if (RemarkCommand.ReasonFault(reason, "Say why it is another unit's.") is { } wordless)
            return new Decision.Refused(wordless);
        var facts = desk.File.Facts;
        if (task.UnitId == facts.HandlingUnit || facts.SupportingUnits.Contains(task.UnitId))
        {
            return new Decision.Refused(new Refusal(
                RefusalKind.Conflict, "dispatched-task", $"Expected a task that the case was not dispatched with, but '{task.Key}' is of unit '{task.UnitId}' by dispatch.",
                "Return the case, so that it is dispatched again."));
        }

        if (organisation.Unit(command.UnitId) is not { } target || organisation.Unit(task.UnitId) is not { } from || target.Level != from.Level || target.Kind != from.Kind || target.Id == from.Id)
        {
            return new Decision.Refused(new Refusal(
                RefusalKind.Invalid, "not-sideways", $"Expected another unit of level '{task.Level}' and of the kind of '{task.UnitId}', but found '{command.UnitId}'.",
                "Name a unit beside this one; pass the case up or hand it down for another level.", "unit"));
        }

        if (organisation.HoldersOf(task.Role, target.Id).IsEmpty)
            return new Decision.Refused(new Refusal(RefusalKind.Conflict, "nobody-there", $"Expected a holder of '{task.Role}' in unit '{target.Id}', but it has none.", "Name a unit that has one.", "unit"));
        var moved = task with { UnitId = target.Id, Assignee = null };
        if (Ownership.Lacks(moved, desk.File, desk.Reference, desk.World.Now))
        {
            return new Decision.Refused(new Refusal(
                RefusalKind.Conflict, "nobody-unbarred", $"Expected a holder of '{task.Role}' in unit '{target.Id}' who may do this on this case, but duties or interests bar all of them.",
                "Name another unit.", "unit"));
        }

        var work = desk.Open();
        work.Replace(moved);
        if (desk.File.UnitId == task.UnitId)
            work.Change(work.File with { UnitId = target.Id });
        work.Say("UnitTransferred", ("task", task.Key), ("from", task.UnitId), ("to", target.Id), ("level", task.Level), ("by", command.Actor.PersonId), ("reason", reason));
        return desk.Rest(work);
    }
}
