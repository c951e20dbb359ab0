using GridWorkflow.Casework.Duties;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>移交: a task goes sideways to another unit of its level, with the reason; level and clock stay (SM-3).</summary>
internal static class TransferCommand
{
    public static Decision Decide(Desk desk, CaseCommand.Transfer command)
    {
        if (desk.Task(command.TaskId) is not { AdjustmentId: null } task)
            return new Decision.Refused(Desk.TaskNotOpen(command.TaskId));
        if (TransferRights.Bar(command.Actor, task, desk.File, desk.Reference, desk.World.Now) is { } bar)
            return new Decision.Refused(bar);
        var reason = command.Reason.Trim();
        if (RemarkCommand.ReasonFault(reason, "Say why it is another unit's.") is { } wordless)
            return new Decision.Refused(wordless);
        if (TransferRights.Unfit(task, command.UnitId, desk.File, desk.Reference, desk.World.Now) is { } unfit)
            return new Decision.Refused(unfit);
        var to = command.UnitId;
        var work = desk.Open();
        work.Pass(task with { UnitId = to, Assignee = null }, command.Actor.PersonId);
        if (desk.File.UnitId == task.UnitId)
            work.Change(work.File with { UnitId = to });
        work.Say("UnitTransferred", ("task", task.Key), ("from", task.UnitId), ("to", to), ("level", task.Level), ("by", command.Actor.PersonId), ("reason", reason));
        return desk.Rest(work);
    }
}
