using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Clocks;

namespace GridWorkflow.Casework.Figures;

/// <summary>A clock and the due instant that was told of it last; null: it was provisional.</summary>
public readonly record struct ToldClock(SlaClock Clock, DateTimeOffset? DueAt);

/// <summary>What the clocks of handling say of one case: whose the time was, never what came after it.</summary>
/// <param name="DueAt">When handling was or is due; null: not known.</param>
/// <param name="DoneAt">Where its clock stopped; null: it counts still.</param>
/// <param name="Counted">Time on the clock; null: its calendar is not loaded.</param>
/// <param name="IsExempt">Left out of what is judged.</param>
public sealed record HandlingFacts(DateTimeOffset? DueAt, DateTimeOffset? DoneAt, TimeSpan? Counted, bool IsExempt)
{
    /// <summary>Name of the clock of handling, as lifecycles name the task.</summary>
    public const string ClockName = "handle";

    /// <summary>Whether a clock is one of handling.</summary>
    public static bool IsOne(SlaClock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return clock.Kind == ClockKind.Stage && clock.Name == ClockName;
    }

    /// <summary>The facts of a case; null: no clock of handling counted for anybody.</summary>
    /// <param name="clocks">Its clocks of handling, void ones too.</param>
    /// <param name="calendars">In which they count.</param>
    /// <param name="asOf">The instant of looking.</param>
    public static HandlingFacts? Of(IEnumerable<ToldClock> clocks, IReadOnlyDictionary<string, BusinessCalendar> calendars, DateTimeOffset asOf)
    {
        ArgumentNullException.ThrowIfNull(clocks);
        ArgumentNullException.ThrowIfNull(calendars);
        var counted = clocks.Where(told => told.Clock.State.Status != ClockStatus.Void).OrderBy(told => told.Clock.StartedAt).ToArray();
        if (counted.Length == 0)
            return null;
        var (clock, dueAt) = counted[^1];
        return new HandlingFacts(
            dueAt,
            clock.State is { Status: ClockStatus.Stopped, StoodAt: { } stopped } ? stopped : null,
            calendars.GetValueOrDefault(clock.CalendarId) is { } calendar ? clock.Consumed(calendar, asOf).Known : null,
            clock.State.Exempt);
    }
}
