using GridWorkflow.Runtime.Purging;

namespace GridWorkflow.Host.Jobs;

/// <summary>Section <c>Housekeeping</c> of the configuration: how long what is settled is kept.</summary>
public sealed record HousekeepingSettings
{
    public const string Section = "Housekeeping";

    private const int MostDays = 36_500;

    /// <summary>Days after which sent, suppressed and withdrawn messages go; dead ones never do. 1 to 36500.</summary>
    public int OutboxDays { get; init; } = (int)PurgePeriods.Default.Outbox.TotalDays;

    /// <summary>Days after which the answer to a message or command goes: whoever repeats it later is taken for somebody new. 1 to 36500.</summary>
    public int InboxDays { get; init; } = (int)PurgePeriods.Default.Inbox.TotalDays;

    /// <exception cref="Composition.RefusedStartException">A setting is out of its range.</exception>
    public PurgePeriods Periods()
    {
        Check(OutboxDays, nameof(OutboxDays));
        Check(InboxDays, nameof(InboxDays));
        return PurgePeriods.Default with { Outbox = TimeSpan.FromDays(OutboxDays), Inbox = TimeSpan.FromDays(InboxDays) };
    }

    private static void Check(int days, string name)
    {
        if (days is < 1 or > MostDays)
            throw new Composition.RefusedStartException($"Expected 1 to {MostDays} days in {Section}:{name}, but found {days}.");
    }
}
