namespace GridWorkflow.Runtime.Outbox;

/// <summary>What became of one leased message.</summary>
public abstract record Settlement(Guid Id)
{
    public sealed record Sent(Guid Id, DateTimeOffset At) : Settlement(Id);

    /// <summary>To be tried again, not before <paramref name="NextAt"/>.</summary>
    public sealed record Failed(Guid Id, string Error, DateTimeOffset NextAt) : Settlement(Id);

    /// <summary>Nobody is to get it: no channel is configured for its kind.</summary>
    public sealed record Suppressed(Guid Id, string Reason) : Settlement(Id);

    /// <summary>Never to be tried again unless an admin says so.</summary>
    public sealed record Dead(Guid Id, string Error) : Settlement(Id);
}

/// <summary>Kinds of outbox messages.</summary>
public static class OutboxKind
{
    /// <summary>Payload: <see cref="MailPayload"/>.</summary>
    public const string Mail = "mail";

    /// <summary>Payload: <see cref="EventPayload"/>.</summary>
    public const string Event = "event";
}

/// <summary>Mail to one address; the message id of the mail is made from the id of the outbox row.</summary>
public sealed record MailPayload(string Address, string Subject, string Html, string Plain);

/// <summary>An event that a workflow published.</summary>
/// <param name="Payload">JSON text of the payload.</param>
public sealed record EventPayload(string Name, string? CorrelationId, string? Payload);
