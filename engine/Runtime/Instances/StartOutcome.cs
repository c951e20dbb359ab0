using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Instances;

/// <summary>What to start, and with what.</summary>
/// <param name="DefinitionId">A published definition that is no lifecycle of cases.</param>
public sealed record StartOrder(string DefinitionId)
{
    /// <summary>Id of the new instance; null draws one.</summary>
    public Guid? InstanceId { get; init; }

    /// <summary>Workflow input by name.</summary>
    public ImmutableSortedDictionary<string, object?> Input { get; init; } = ImmutableSortedDictionary<string, object?>.Empty;

    public string? CorrelationId { get; init; }

    public string? Name { get; init; }

    /// <summary>The activity that triggers the start; null starts where the root says.</summary>
    public string? TriggerActivityId { get; init; }

    public object? TriggerPayload { get; init; }

    public ParentLink? Parent { get; init; }

    /// <summary>What makes two orders the same under one idempotency key, as a hash; null: all that they say.</summary>
    public byte[]? Identity { get; init; }

    /// <summary>False for children: a child is always started.</summary>
    public bool HonoursActivation { get; init; } = true;
}

/// <summary>What became of a start.</summary>
public abstract record StartOutcome
{
    private StartOutcome()
    {
    }

    /// <summary>The instance is committed.</summary>
    /// <param name="InstanceId">The instance.</param>
    /// <param name="SubStatus">How it came to rest.</param>
    public sealed record Started(Guid InstanceId, InstanceSubStatus SubStatus) : StartOutcome
    {
        /// <summary>The same order came before.</summary>
        public bool Duplicate { get; init; }

        /// <summary>Answer for the request that led to the start; null when the workflow gave none.</summary>
        public HttpResponded? Response { get; init; }
    }

    /// <summary>The definition does not let itself be started beside what runs.</summary>
    public sealed record Excluded(string Reason) : StartOutcome;

    /// <summary>Not possible as it was asked.</summary>
    public sealed record Refused(Refusal Refusal) : StartOutcome;

    /// <summary>What caused it is no longer the caller's.</summary>
    public sealed record Lost(string Reason) : StartOutcome;

    /// <summary>Nothing was written (or nobody knows): the same order settles it.</summary>
    public sealed record Busy(TimeSpan RetryAfter, string Reason) : StartOutcome;

    /// <summary>The engine broke its own rules; an admin must look at the log.</summary>
    public sealed record Failed(string Reason) : StartOutcome;
}

/// <summary>What became of a command on an instance.</summary>
public abstract record MoveOutcome
{
    private MoveOutcome()
    {
    }

    /// <summary>Committed.</summary>
    public sealed record Moved(InstanceSubStatus SubStatus) : MoveOutcome
    {
        /// <summary>Answer for the request that led to the move; null when the workflow gave none.</summary>
        public HttpResponded? Response { get; init; }
    }

    /// <summary>Nothing to do, and that is right: what it waited for came already, or it has finished.</summary>
    public sealed record Unchanged(string Reason) : MoveOutcome;

    public sealed record Refused(Refusal Refusal) : MoveOutcome;

    public sealed record NotFound : MoveOutcome;

    /// <summary>What caused it is no longer the caller's.</summary>
    public sealed record Lost(string Reason) : MoveOutcome;

    public sealed record Busy(TimeSpan RetryAfter, string Reason) : MoveOutcome;

    public sealed record Failed(string Reason) : MoveOutcome;
}
