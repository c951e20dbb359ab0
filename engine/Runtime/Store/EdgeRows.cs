namespace GridWorkflow.Runtime.Store;

/// <summary>A message or command that came in, with the answer that it got. Unique by source and message id.</summary>
public sealed record InboxRow
{
    public required string Source { get; init; }

    public required string MessageId { get; init; }

    /// <summary>SHA-256 of what came in: the same id with another body is a mistake of the sender.</summary>
    public required byte[] BodyHash { get; init; }

    public required Guid CaseId { get; init; }

    /// <summary>JSON of the answer, given again to a duplicate.</summary>
    public required string Answer { get; init; }

    public required DateTimeOffset At { get; init; }
}

public enum OutboxStatus : byte
{
    /// <summary>To be sent; somebody may hold a lease on it.</summary>
    Pending,

    Sent,

    /// <summary>Given up; an admin looks at it.</summary>
    Dead,

    /// <summary>Not sent, and that is right: no channel is configured for its kind.</summary>
    Suppressed,

    /// <summary>Not to be sent any more, whoever asks: whom it was for has gone.</summary>
    Withdrawn,

    /// <summary>An event that nobody waits for yet.</summary>
    Kept,
}

/// <summary>Something to send after the commit, at least once, always under the same id.</summary>
public sealed record OutboxRow
{
    /// <summary>The stable message id that the receiver sees.</summary>
    public required Guid Id { get; init; }

    /// <summary>Given by the database: messages are delivered in the order in which they were left, as far as one sender does it.</summary>
    public long Seq { get; init; }

    /// <summary><see cref="Outbox.OutboxKind"/>: what the payload is and which channel takes it.</summary>
    public required string Kind { get; init; }

    public required Guid CaseId { get; init; }

    /// <summary>JSON.</summary>
    public required string Payload { get; init; }

    public OutboxStatus Status { get; init; }

    /// <summary>Failed tries.</summary>
    public int Attempts { get; init; }

    public DateTimeOffset? LockedUntil { get; init; }

    public string? Owner { get; init; }

    /// <summary>Not before this instant.</summary>
    public required DateTimeOffset NextAt { get; init; }

    public string? LastError { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SentAt { get; init; }
}

/// <summary>The next free number of a named sequence.</summary>
public sealed record SequenceRow
{
    public required string Name { get; init; }

    public required long Next { get; init; }
}

/// <summary>A key with which a system calls the API. Only the hash is kept.</summary>
public sealed record ApiKeyRow
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>SHA-256 of the key, 32 bytes. The key is 256 random bits, so a slow hash adds nothing.</summary>
    public required byte[] KeyHash { get; init; }

    /// <summary>Words with single blanks between.</summary>
    public required string Scopes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>A system that may send signed webhooks.</summary>
public sealed record WebhookSourceRow
{
    public required string Name { get; init; }

    /// <summary>The signing secret, encrypted by the edge.</summary>
    public required string ProtectedSecret { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DisabledAt { get; init; }
}

/// <summary>Something that was forbidden to somebody.</summary>
public sealed record AuditRow
{
    public long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Actor { get; init; }

    public string? Role { get; init; }

    public Guid? CaseId { get; init; }

    public required string Command { get; init; }

    /// <summary>Code of the refusal.</summary>
    public required string Code { get; init; }

    public required string Reason { get; init; }
}
