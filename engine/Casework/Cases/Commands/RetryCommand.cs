using GridWorkflow.Casework.Instances;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>An activity that had faulted runs again. Who may ask for it is settled at the edge: administrators are no role of a case.</summary>
internal static class RetryCommand
{
    public static Decision Decide(Desk desk, InstanceCommand.RetryActivity command)
    {
        var work = desk.Open();
        work.Say("ActivityRetried", ("activity", command.ActivityId), ("by", command.Actor.PersonId), ("reason", command.Reason));
        try
        {
            return desk.Move(work, new Stimulus.Retry(command.ActivityId));
        }
        catch (StimulusRefusedException refused) when (refused.Refusal is StimulusRefusal.UnknownActivity or StimulusRefusal.NotFaulted)
        {
            return new Decision.Refused(new Refusal(RefusalKind.Conflict, "nothing-to-retry", refused.Message, "Retry an activity that an open incident names."));
        }
    }
}
