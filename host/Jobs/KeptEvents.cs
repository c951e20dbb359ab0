using GridWorkflow.Runtime.Delivery;
using Hangfire;

namespace GridWorkflow.Host.Jobs;

/// <summary>Gives up events that nobody came for, once a day.</summary>
public sealed class KeptEvents(EventIntake events)
{
    public const string Id = "kept-events";

    /// <summary>How long an event waits for somebody.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(30);

    [AutomaticRetry(Attempts = 3), JobDisplayName("Give up events that nobody waits for")]
    public Task Expire() => events.ExpireKept(Patience);
}
