using GridWorkflow.Casework.Instances;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>越權留痕: whoever tries what she may not do on a case leaves a line in its journal.</summary>
internal static class RefusedCommand
{
    public static Decision.Refused OnRecord(Desk desk, InstanceCommand command, Decision.Refused refused)
    {
        var task = desk.Task(command switch
        {
            CaseCommand.Claim claim => claim.TaskId,
            CaseCommand.Release release => release.TaskId,
            CaseCommand.Complete complete => complete.TaskId,
            CaseCommand.Transfer transfer => transfer.TaskId,
            CaseCommand.Assign assign => assign.TaskId,
            _ => Guid.Empty,
        });
        var outcome = (command as CaseCommand.Complete)?.Outcome;
        var facts = Facts.Known(
            ("by", command.Actor.PersonId), ("role", command.Actor.Role ?? task?.Role), ("command", command.GetType().Name), ("task", task?.Key),
            ("outcome", outcome), ("action", task?.ActionOf(outcome)), ("code", refused.Refusal.Code), ("reason", refused.Refusal.Reason));
        return refused with { Record = new Burst(desk.State, [], [new JournalEntry("CommandRefused", null, facts)], []) };
    }
}
