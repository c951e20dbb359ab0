using System.Collections.Immutable;

namespace GridWorkflow.Workflow.Interpreter;

public enum InstanceStatus : byte
{
    Running,
    Finished,
}

public enum InstanceSubStatus : byte
{
    Executing,
    Suspended,
    Finished,
    Faulted,
    Cancelled,
}

/// <summary>A place where an instance waits.</summary>
/// <param name="Id">What a waker names.</param>
/// <param name="Kind">What it waits for: <c>Event</c>, <c>Delay</c>, <c>Task</c> …</param>
/// <param name="Key">What a broadcast is matched with, such as the name of an event; null when woken by id only.</param>
/// <param name="ActivityId">The waiting activity.</param>
/// <param name="Execution">Number of the waiting activity execution.</param>
public sealed record Bookmark(Guid Id, string Kind, string? Key, string ActivityId, int Execution)
{
    /// <summary>What the activity wants to know again when it wakes; a workflow value.</summary>
    public object? Data { get; init; }
}

/// <summary>Something that an admin must look at before the instance can go on.</summary>
/// <param name="ActivityId">Where; null for the whole instance.</param>
/// <param name="Reason">What was expected and what was found.</param>
/// <param name="At">When it came up.</param>
public sealed record Incident(string? ActivityId, string Reason, DateTimeOffset At);

/// <summary>An instance at rest. Immutable to everybody but the interpreter, which makes a new one in each burst.</summary>
public sealed record InstanceState
{
    public required Guid Id { get; init; }

    public required string DefinitionId { get; init; }

    public required int DefinitionVersion { get; init; }

    /// <summary>Content hash of the program that the instance is pinned to.</summary>
    public required string ProgramHash { get; init; }

    public required InstanceStatus Status { get; init; }

    public required InstanceSubStatus SubStatus { get; init; }

    public string? CorrelationId { get; init; }

    public string? Name { get; init; }

    public ImmutableArray<Bookmark> Bookmarks { get; init; } = [];

    public ImmutableArray<Incident> Incidents { get; init; } = [];

    /// <summary>What the layer above keeps with the instance; stored by that layer, beside the state.</summary>
    public Attachment? Attachment { get; init; }
}
