using System.Collections.Immutable;

namespace GridWorkflow.Runtime.Outbox;

/// <summary>How often and when a message is tried again.</summary>
/// <param name="Delays">Wait after the first, second … failed try; when they are used up the message is dead.</param>
public sealed record RetryPolicy(ImmutableArray<TimeSpan> Delays)
{
    /// <summary>Nine tries over about a day and a half.</summary>
    public static RetryPolicy Default { get; } = new(
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromHours(16),
    ]);

    /// <summary>What becomes of a message after a failed try.</summary>
    /// <param name="id">The message.</param>
    /// <param name="attempts">Failed tries before this one.</param>
    /// <param name="error">Why it failed.</param>
    /// <param name="now">When it failed.</param>
    public Settlement AfterFailure(Guid id, int attempts, string error, DateTimeOffset now) => attempts < Delays.Length
        ? new Settlement.Failed(id, error, now + Delays[attempts])
        : new Settlement.Dead(id, error);
}
