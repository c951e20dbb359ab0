using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Store;

/// <summary>An instance at rest, with the head of its journal.</summary>
public sealed record InstanceRow
{
    public required Guid Id { get; init; }

    /// <summary>The fence: grows by one with each committed transition, from 1.</summary>
    public required long Version { get; init; }

    public required string DefinitionId { get; init; }

    public required int DefinitionVersion { get; init; }

    public required string ProgramHash { get; init; }

    public required InstanceStatus Status { get; init; }

    public required InstanceSubStatus SubStatus { get; init; }

    public string? CorrelationId { get; init; }

    /// <summary>Open incidents; an admin looks at instances with more than none.</summary>
    public required int Incidents { get; init; }

    /// <summary>The interpreter's state in its own stored format.</summary>
    public required byte[] State { get; init; }

    /// <summary>The case file in its own stored format; empty for an instance that is no case.</summary>
    public required byte[] CaseFile { get; init; }

    /// <summary>A case hangs on it; set when it is opened and never after.</summary>
    public bool IsCase { get; init; } = true;

    /// <summary>Number of the last journal row.</summary>
    public required long JournalSeq { get; init; }

    /// <summary>Hash of the last journal row, 32 bytes.</summary>
    public required byte[] JournalHead { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A definition version that was ever in force: cases stay pinned to it after the files have changed.</summary>
public sealed record DefinitionRow
{
    public required string ContentHash { get; init; }

    public required string DefinitionId { get; init; }

    public required int Version { get; init; }

    public required string Json { get; init; }

    /// <summary>JSON of the definitions that it uses as activities, as they were; null: none.</summary>
    public string? Parts { get; init; }

    public required DateTimeOffset LoadedAt { get; init; }
}

/// <summary>A wait of an instance.</summary>
public sealed record BookmarkRow
{
    public required Guid Id { get; init; }

    public required Guid InstanceId { get; init; }

    public required string Kind { get; init; }

    public string? Key { get; init; }
}

/// <summary>A bookmark that waits, with the correlation id of its instance.</summary>
/// <param name="IsPromised">An event is on its way to it: another one must wait for the next bookmark of the instance.</param>
public sealed record WaitingBookmark(Guid InstanceId, Guid BookmarkId, string? CorrelationId, bool IsPromised = false)
{
    /// <summary>Kind of the row of a bookmark that is promised to an event. It stays until the instance moves on.</summary>
    internal const string PromisedKind = "Promised";
}

/// <summary>A timer that is set. Fired and cleared ones are gone.</summary>
public sealed record TimerRow
{
    public required Guid InstanceId { get; init; }

    public required string Key { get; init; }

    /// <summary>When it is due, in whole milliseconds, rounded up: a timer never fires early.</summary>
    public required DateTimeOffset DueAt { get; init; }

    public required int Epoch { get; init; }

    /// <summary>Failed tries.</summary>
    public int Attempts { get; init; }

    /// <summary>When the sweep takes it: the due instant, later after a failed try.</summary>
    public required DateTimeOffset NextAt { get; init; }

    /// <summary>Set when the sweep gave up; an admin mends the cause and releases it.</summary>
    public DateTimeOffset? ParkedAt { get; init; }

    public string? Error { get; init; }
}

/// <summary>One burst in the journal of a case. Append-only; each row holds the hash of the row before.</summary>
public sealed record JournalRow
{
    public required Guid CaseId { get; init; }

    /// <summary>From 1, without a gap.</summary>
    public required long Seq { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Actor { get; init; }

    public string? Role { get; init; }

    /// <summary>Name of the command: <c>File</c>, <c>Complete</c>.</summary>
    public required string Command { get; init; }

    /// <summary>JSON: what happened (<c>entries</c>) and the way through the lifecycle (<c>steps</c>).</summary>
    public required string Entries { get; init; }

    public required string ProgramHash { get; init; }

    /// <summary>32 bytes; zeros in the first row.</summary>
    public required byte[] PrevHash { get; init; }

    /// <summary>SHA-256 over all fields above, 32 bytes.</summary>
    public required byte[] Hash { get; init; }
}

/// <summary>An event that nobody waited for when it was published. Its message rests in the outbox until somebody does.</summary>
public sealed record KeptEventRow
{
    /// <summary>Id of the message in the outbox.</summary>
    public required Guid MessageId { get; init; }

    public required string Name { get; init; }

    /// <summary>Only instances with this correlation id may have it; null: all.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The only instance that may have it; null: all.</summary>
    public Guid? InstanceId { get; init; }

    public required DateTimeOffset KeptAt { get; init; }
}

/// <summary>When a published definition is started by time.</summary>
public sealed record TriggerStartRow
{
    public required string DefinitionId { get; init; }

    /// <summary>The activity that is the trigger.</summary>
    public required string ActivityId { get; init; }

    /// <summary>The version that the row was made for; another one begins anew.</summary>
    public required string ProgramHash { get; init; }

    /// <summary>When it started an instance last, or when the version came into force.</summary>
    public required DateTimeOffset LastAt { get; init; }
}
