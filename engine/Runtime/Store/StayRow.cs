using GridWorkflow.Runtime.Ways;

namespace GridWorkflow.Runtime.Store;

/// <summary>
/// One stay of an instance in a step of its drawing, written in the transaction that comes to the step and in the one that leaves it. What the
/// figures of a drawing are made of; the journal says the same, and <see cref="StayRebuild"/> makes the rows anew from it.
/// </summary>
public sealed record StayRow
{
    public required Guid InstanceId { get; init; }

    /// <summary>Number of the activity execution within the instance.</summary>
    public required int Execution { get; init; }

    public required string DefinitionId { get; init; }

    /// <summary>The version that ran when the instance came to the step.</summary>
    public required int DefinitionVersion { get; init; }

    public required string ActivityId { get; init; }

    /// <summary>The step from which a connection led here; null at the start, and where none did.</summary>
    public string? FromActivity { get; init; }

    public required DateTimeOffset EnteredAt { get; init; }

    /// <summary>Null: it stands there.</summary>
    public DateTimeOffset? LeftAt { get; init; }

    public StayEnd? Ending { get; init; }

    /// <summary>When the step could not go on; it stays set when it was run again.</summary>
    public DateTimeOffset? FaultedAt { get; init; }

    /// <summary>The unit of the step's task; without one, of the step before.</summary>
    public string? UnitId { get; init; }

    /// <summary>The clock of the step's task.</summary>
    public Guid? ClockId { get; init; }

    /// <summary>When the task was due, as it stood when it was done; null while it is not, and without a clock.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Clock time that was counted for the task, in milliseconds.</summary>
    public long? CountedMs { get; init; }

    /// <summary>Whether the task was done after it was due; null: not done yet, no clock, or a clock that counts for nobody.</summary>
    public bool? IsOverdue { get; init; }
}
