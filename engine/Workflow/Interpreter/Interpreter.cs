namespace GridWorkflow.Workflow.Interpreter;

/// <summary>Decides what a stimulus leads to. Pure: no I/O, no clock, no randomness but the world's, nothing kept between calls.</summary>
public static class Interpreter
{
    /// <summary>Runs an instance until it rests.</summary>
    /// <param name="program">The compiled definition version that the instance is pinned to.</param>
    /// <param name="state">The instance at rest; null for <see cref="Stimulus.Start"/> only.</param>
    /// <param name="stimulus">Why it moves.</param>
    /// <param name="world">The instant, ids and reference data. Its id source is used up: give each burst its own.</param>
    /// <returns>The next state with everything that must come true together with it. Faults of activities are incidents in it.</returns>
    /// <exception cref="StimulusRefusedException">The stimulus does not fit the state: nothing was run.</exception>
    public static Burst Run(Program program, InstanceState? state, Stimulus stimulus, World world)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(stimulus);
        ArgumentNullException.ThrowIfNull(world);
        return Machine.Run(program, state, stimulus, world);
    }
}

/// <summary>Why a stimulus was refused.</summary>
public enum StimulusRefusal : byte
{
    /// <summary>The state belongs to another program: other content hash.</summary>
    OtherProgram,

    /// <summary>A start for an instance that exists, or anything else for one that does not.</summary>
    StartExpected,

    /// <summary>The instance has finished.</summary>
    Finished,

    /// <summary>The instance has no such bookmark (any more).</summary>
    UnknownBookmark,

    /// <summary>The instance has no such timer (any more), or it was set again for another instant.</summary>
    UnknownTimer,

    /// <summary>The timer's instant has not come.</summary>
    TooEarly,

    /// <summary>The program has no such activity, or it cannot start the workflow.</summary>
    UnknownActivity,

    /// <summary>The activity has no faulted execution to retry.</summary>
    NotFaulted,
}

/// <summary>A stimulus that does not fit the state of its instance. Nothing has happened; the caller decides what that means.</summary>
public sealed class StimulusRefusedException(StimulusRefusal refusal, string reason) : Exception(reason)
{
    public StimulusRefusal Refusal { get; } = refusal;
}
