using GridWorkflow.Casework.Cases;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Instances;

/// <summary>What became of one turn of an instance.</summary>
internal abstract record TurnOutcome
{
    private TurnOutcome()
    {
    }

    /// <summary>Committed.</summary>
    public sealed record Taken(Burst Burst) : TurnOutcome;

    /// <summary>Nothing to do, and that is right.</summary>
    public sealed record Unchanged(string Reason) : TurnOutcome;

    public sealed record Refused(Refusal Refusal) : TurnOutcome;

    /// <summary>No such instance.</summary>
    public sealed record NotFound : TurnOutcome;

    /// <summary>The message or key that caused it came before.</summary>
    /// <param name="Known">What it got then.</param>
    /// <param name="Row">The instance as it was read now; null where none was.</param>
    public sealed record Duplicate(InboxRow Known, InstanceRow? Row) : TurnOutcome;

    /// <summary>What caused it is no longer the caller's: withdrawn, or taken by another node.</summary>
    public sealed record Lost(string Reason) : TurnOutcome;

    /// <summary>An instance of this id exists already.</summary>
    public sealed record Exists(string Reason) : TurnOutcome;

    /// <summary>The definition does not let itself be started beside the instance that runs.</summary>
    public sealed record Excluded(string Reason) : TurnOutcome;

    /// <summary>Nothing was written (or nobody knows): the same cause settles it.</summary>
    public sealed record Busy(TimeSpan RetryAfter, string Reason) : TurnOutcome;

    /// <summary>The engine broke its own rules on this instance; an admin must look at the log.</summary>
    public sealed record Failed(string Reason) : TurnOutcome;
}
