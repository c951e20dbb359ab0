using GridWorkflow.Casework.Cases;

namespace GridWorkflow.Runtime;

/// <summary>What became of a report that came in.</summary>
public abstract record IntakeOutcome
{
    private IntakeOutcome()
    {
    }

    /// <summary>The case is committed.</summary>
    /// <param name="Duplicate">The same message came before; this is the answer that it got then.</param>
    public sealed record Filed(Guid CaseId, string Number, string TrackingToken, bool Duplicate) : IntakeOutcome;

    /// <summary>The report is not possible; the same id may be sent again when it is mended.</summary>
    public sealed record Refused(Refusal Refusal) : IntakeOutcome;

    /// <summary>The source sent this id before with another body.</summary>
    public sealed record Conflicting(string Reason) : IntakeOutcome;

    /// <summary>Nothing was written (or nobody knows): send the same id again after this time.</summary>
    public sealed record Busy(TimeSpan RetryAfter, string Reason) : IntakeOutcome;

    /// <summary>The message of the outbox that brought it is no longer this sender's.</summary>
    public sealed record Lost(string Reason) : IntakeOutcome;

    /// <summary>The engine broke its own rules on this report; an admin must look at the log.</summary>
    public sealed record Failed(string Reason) : IntakeOutcome;
}

/// <summary>What became of a command.</summary>
public abstract record CommandOutcome
{
    private CommandOutcome()
    {
    }

    /// <summary>Committed; this is the case after it. A repeated idempotency key gets the case as it is now.</summary>
    public sealed record Done(CaseFile File) : CommandOutcome;

    /// <summary>Nothing to do, and that is right.</summary>
    public sealed record Unchanged(string Reason) : CommandOutcome;

    public sealed record Refused(Refusal Refusal) : CommandOutcome;

    /// <summary>No such case.</summary>
    public sealed record NotFound : CommandOutcome;

    /// <summary>Nothing was written (or nobody knows): the same command with the same idempotency key settles it.</summary>
    public sealed record Busy(TimeSpan RetryAfter, string Reason) : CommandOutcome;

    /// <summary>The engine broke its own rules on this case; an admin must look at the log.</summary>
    public sealed record Failed(string Reason) : CommandOutcome;
}
