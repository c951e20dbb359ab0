using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Rehearsals;

/// <summary>What set a frame off. Closed.</summary>
public abstract record FrameCause
{
    private FrameCause()
    {
    }

    /// <summary>The case comes in.</summary>
    public sealed record Reported : FrameCause;

    /// <summary>Something that the scenario, or the journal of a real case, says.</summary>
    /// <param name="Words">In a few words.</param>
    public sealed record Happened(string Words) : FrameCause;

    /// <summary>A timer came due.</summary>
    /// <param name="Clock">Name of the clock whose timer it is; null: another wait of the lifecycle.</param>
    public sealed record Timer(string Key, string? Clock) : FrameCause;

    /// <summary>Another version of a calendar reaches the case.</summary>
    public sealed record Calendar(string CalendarId) : FrameCause;

    /// <summary>A changed ladder reached its clocks.</summary>
    /// <param name="LadderId">The first of them, if several have changed.</param>
    public sealed record Ladder(string LadderId) : FrameCause;

    /// <summary>Watching ends.</summary>
    public sealed record Ended : FrameCause;
}

/// <summary>One moment of a rehearsal: what happened, and the case after it.</summary>
/// <param name="Index">From 0.</param>
/// <param name="At">When.</param>
/// <param name="Cause">What set it off.</param>
public sealed record RehearsalFrame(int Index, DateTimeOffset At, FrameCause Cause)
{
    /// <summary>The command, as the desk got it; null: nothing was asked.</summary>
    public InstanceCommand? Command { get; init; }

    /// <summary>What came of it; null: nothing, and <see cref="Refusal"/> or <see cref="Unchanged"/> says why.</summary>
    public Burst? Burst { get; init; }

    /// <summary>Why it was not done.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>Why there was nothing to do.</summary>
    public string? Unchanged { get; init; }

    /// <summary>The case afterwards; null: there is none yet.</summary>
    public InstanceState? State { get; init; }

    /// <summary>What decisions looked at.</summary>
    public required ReferenceData Data { get; init; }

    public CaseFile? File => State?.Attachment as CaseFile;
}

/// <summary>A scenario that was played, or why it could not begin.</summary>
public sealed record RehearsalRun
{
    /// <summary>The lifecycle that was played; null: none was found.</summary>
    public Program? Program { get; init; }

    /// <summary>In order; empty where it could not begin.</summary>
    public ImmutableArray<RehearsalFrame> Frames { get; init; } = [];

    /// <summary>What stood in the way; empty: it was played to its end.</summary>
    public ImmutableArray<Problem> Problems { get; init; } = [];

    /// <summary>The zone in which its times are read.</summary>
    public string Zone { get; init; } = "UTC";

    internal static RehearsalRun Impossible(string code, string reason, string remedy) => new() { Problems = [new Problem(code, reason, remedy)] };
}
