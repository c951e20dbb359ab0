using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Instances;

/// <summary>
/// Decides every command on every instance: those with a case file go to the <see cref="CaseDesk"/>, the others straight to the
/// interpreter. Pure.
/// </summary>
public static class InstanceDesk
{
    /// <summary>Decides a command.</summary>
    /// <param name="program">The program that the instance is pinned to, or that it shall start with.</param>
    /// <param name="state">The instance at rest, with its case file if it is a case; null for a start or a report.</param>
    /// <param name="command">What is asked.</param>
    /// <param name="world">Instant, ids and, as <see cref="World.Reference"/>, the <see cref="ReferenceData"/>.</param>
    public static Decision Decide(Program program, InstanceState? state, InstanceCommand command, World world)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(command);
        if (state is null ? command is CaseCommand : state.Attachment is CaseFile)
            return CaseDesk.Decide(program, state, command, world);
        return command is CaseCommand
            ? new Decision.Refused(new Refusal(RefusalKind.NotFound, "case-unknown", "Expected a case, but this instance is none.", "Look at the list of cases."))
            : DecidePlain(program, state, command, world);
    }

    /// <summary>True when only a report can start it: some activity of it works on a case.</summary>
    public static bool IsLifecycle(Program program)
    {
        ArgumentNullException.ThrowIfNull(program);
        foreach (var activity in program.Activities)
        {
            if (activity.Type is GridActivity)
                return true;
        }

        return false;
    }

    private static Decision DecidePlain(Program program, InstanceState? state, InstanceCommand command, World world)
    {
        if (command is InstanceCommand.Start && IsLifecycle(program))
        {
            return new Decision.Refused(new Refusal(
                RefusalKind.Conflict, "lifecycle-needs-report", $"Expected a workflow that works on no case, but '{program.DefinitionId}' is the lifecycle of one.",
                "Report a case of a category that names this lifecycle."));
        }

        try
        {
            return new Decision.Accepted(Interpreter.Run(program, state, StimulusOf(command), world));
        }
        catch (StimulusRefusedException refused)
        {
            return Refused(refused, command, state);
        }
    }

    /// <summary>What came for an instance that has faulted must not be lost: it may be retried and still waits for it then.</summary>
    internal static bool IsFaulted(InstanceState? state, Guid bookmarkId) =>
        state is { SubStatus: InstanceSubStatus.Faulted } && state.Bookmarks.Any(bookmark => bookmark.Id == bookmarkId);

    internal static Refusal FaultedFirst(InstanceState state) => new(
        RefusalKind.Conflict, "instance-faulted", $"Expected a running instance, but {state.Id} has faulted.", "Mend what its incident names, run the activity again, then send this again.");

    private static Stimulus StimulusOf(InstanceCommand command) => command switch
    {
        InstanceCommand.Start start => new Stimulus.Start(start.InstanceId, start.Input)
        {
            CorrelationId = start.CorrelationId,
            Name = start.Name,
            TriggerActivityId = start.TriggerActivityId,
            TriggerPayload = start.TriggerPayload,
            Parent = start.Parent,
        },
        InstanceCommand.Wake wake => new Stimulus.Resume(wake.BookmarkId, wake.Payload),
        InstanceCommand.Cancel cancel => new Stimulus.Cancel(cancel.Reason),
        InstanceCommand.TimerDue due => new Stimulus.TimerDue(due.Key, due.DueAt),
        InstanceCommand.RetryActivity retry => new Stimulus.Retry(retry.ActivityId),
        _ => throw new ArgumentException($"Expected a command that the desk knows, but found {command.GetType().Name}.", nameof(command)),
    };

    /// <summary>What a stimulus that does not fit means: nothing to do for what comes by itself, a refusal for what somebody asked.</summary>
    internal static Decision Refused(StimulusRefusedException refused, InstanceCommand command, InstanceState? state) => (command, refused.Refusal) switch
    {
        (InstanceCommand.Wake wake, StimulusRefusal.Finished) when IsFaulted(state, wake.BookmarkId) => new Decision.Refused(FaultedFirst(state!)),
        (InstanceCommand.Wake, StimulusRefusal.UnknownBookmark or StimulusRefusal.Finished)
            or (InstanceCommand.TimerDue, StimulusRefusal.UnknownTimer or StimulusRefusal.Finished)
            or (InstanceCommand.Cancel, StimulusRefusal.Finished) => new Decision.Unchanged(refused.Message),
        (InstanceCommand.RetryActivity, StimulusRefusal.UnknownActivity or StimulusRefusal.NotFaulted or StimulusRefusal.Finished) => new Decision.Refused(
            new Refusal(RefusalKind.Conflict, "nothing-to-retry", refused.Message, "Retry an activity that an open incident names.")),
        (InstanceCommand.Start, StimulusRefusal.UnknownActivity) => new Decision.Refused(
            new Refusal(RefusalKind.Invalid, "unknown-trigger", refused.Message, "Name an activity of the workflow.", "trigger")),
        _ => new Decision.Refused(new Refusal(RefusalKind.Conflict, "instance-moved-on", refused.Message, "Look at the instance again.")),
    };
}
