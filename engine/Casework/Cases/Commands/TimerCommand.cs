using GridWorkflow.Casework.Instances;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>A timer has come due: one of a clock fires rungs, any other belongs to the lifecycle.</summary>
internal static class TimerCommand
{
    /// <summary>The outcome by which a task leads to the next level, as lifecycles name it.</summary>
    internal const string Upwards = "PassUp";

    public static Decision Decide(Desk desk, InstanceCommand.TimerDue command)
    {
        if (CaseWork.ClockOf(command.Key) is { } clockId)
            return Fire(desk, command, clockId);
        if (AdjustmentCommand.SuspensionOf(command.Key) is { } suspension)
            return AdjustmentCommand.Due(desk, suspension);
        try
        {
            return desk.Move(desk.Open(), new Stimulus.TimerDue(command.Key, command.DueAt));
        }
        catch (StimulusRefusedException refused) when (refused.Refusal is StimulusRefusal.UnknownTimer or StimulusRefusal.Finished)
        {
            return new Decision.Unchanged(refused.Message);
        }
    }

    private static Decision Fire(Desk desk, InstanceCommand.TimerDue command, Guid clockId)
    {
        var work = desk.Open();
        if (work.Counting(clockId) is not { } clock)
            return new Decision.Unchanged("The clock counts no more.");
        if (clock.Epoch != command.Epoch)
            return new Decision.Unchanged($"The clock is at epoch {clock.Epoch}; the timer was set at epoch {command.Epoch}.");
        work.FireDue(clockId, Firing.ByTimer);
        // Also when nothing was due after all: the row that woke us must not wake us again for the same instant.
        work.Arm(work.Counting(clockId)!);
        return work.Rising is { } task ? Rise(desk, work, task) : desk.Rest(work);
    }

    private static Decision Rise(Desk desk, CaseWork work, CaseTask task)
    {
        var completion = new TaskCompletion(Upwards, "The limit of this level has passed.", Actor.Timer.PersonId, null, TaskCompletion.NoFields);
        return desk.Move(work, new Stimulus.Resume(task.BookmarkId, completion.ToPayload()));
    }
}
