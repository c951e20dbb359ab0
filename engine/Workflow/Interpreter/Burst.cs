using System.Collections.Immutable;

namespace GridWorkflow.Workflow.Interpreter;

/// <summary>The decision that one stimulus leads to. Nothing has happened yet: only the commit pipeline makes it true.</summary>
/// <param name="State">The state at rest after the burst.</param>
/// <param name="Effects">What must be written and sent together with the state, in order.</param>
/// <param name="Journal">What the audit journal must say, in order.</param>
/// <param name="Steps">The activities that moved, in order: the way through the drawn lifecycle.</param>
public sealed record Burst(
    InstanceState State,
    ImmutableArray<Effect> Effects,
    ImmutableArray<JournalEntry> Journal,
    ImmutableArray<Step> Steps);

/// <summary>One thing that the journal says. Who and when come from the command.</summary>
/// <param name="Kind">What happened, PascalCase past tense: <c>TaskOpened</c>, <c>LevelRaised</c>.</param>
/// <param name="ActivityId">The activity where it happened, if any.</param>
/// <param name="Data">Facts by name; values of the closed set of workflow values.</param>
public sealed record JournalEntry(string Kind, string? ActivityId, Facts Data);

/// <summary>One move of one activity.</summary>
/// <param name="ActivityIndex">Index into the program's activities.</param>
/// <param name="Execution">Number of the activity execution within the instance.</param>
/// <param name="Kind">What it did.</param>
public readonly record struct Step(int ActivityIndex, int Execution, StepKind Kind);

public enum StepKind : byte
{
    Started,
    Suspended,
    Resumed,
    Completed,
    Faulted,
    Canceled,
}
