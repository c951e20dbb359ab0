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
