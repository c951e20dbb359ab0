using Cronos;
using GridWorkflow.Workflow.Activities;

namespace GridWorkflow.Workflow.Delivery;

/// <summary>When the triggers that time pulls start new instances. All in UTC, as a stock Elsa does it.</summary>
public static class TriggerSchedule
{
    /// <summary>True for triggers that time pulls: Timer, Cron, StartAt.</summary>
    public static bool IsTimed(Trigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return trigger.Kind is BookmarkKinds.Timer or BookmarkKinds.Cron or BookmarkKinds.StartAt;
    }

    /// <summary>The next instant at which a trigger starts an instance.</summary>
    /// <param name="trigger">A trigger of a published definition.</param>
    /// <param name="after">When it started one last, or when it was published.</param>
    /// <returns>
    /// An instant after <paramref name="after"/>; it may have passed, and then the start is late but not left out. Null when the
    /// trigger never starts one again, or is not pulled by time.
    /// </returns>
    public static DateTimeOffset? Next(Trigger trigger, DateTimeOffset after)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return (trigger.Kind, trigger.Data) switch
        {
            (BookmarkKinds.Timer, TimeSpan interval) when interval > TimeSpan.Zero => after.ToUniversalTime() + interval,
            (BookmarkKinds.Cron, string text) when CronExpression.TryParse(text, CronFormat.IncludeSeconds, out var cron) =>
                cron.GetNextOccurrence(after.UtcDateTime) is { } next ? new DateTimeOffset(next, TimeSpan.Zero) : null,
            (BookmarkKinds.StartAt, DateTimeOffset instant) when instant > after => instant.ToUniversalTime(),
            _ => null,
        };
    }
}
