using System.Collections.Immutable;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Clocks;

namespace GridWorkflow.Casework.Figures;

/// <summary>A clock and the due instant that was told of it last; null: it was provisional.</summary>
public readonly record struct ToldClock(SlaClock Clock, DateTimeOffset? DueAt);

/// <summary>What the clocks of handling say of one case: whose the time was, never what came after it.</summary>
/// <param name="Last">The latest cycle that counts.</param>
/// <param name="Earlier">Those before it, earliest first.</param>
/// <param name="Counted">Time on the clock in the latest cycle; null: its calendar is not loaded.</param>
public sealed record HandlingFacts(HandlingCycle Last, ImmutableArray<HandlingCycle> Earlier, TimeSpan? Counted)
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
    /// <param name="clocks">Its clocks of handling, void ones too: cycles before the one that was made void are facts.</param>
    /// <param name="calendars">In which they count.</param>
    /// <param name="asOf">The instant of looking.</param>
    public static HandlingFacts? Of(IEnumerable<ToldClock> clocks, IReadOnlyDictionary<string, BusinessCalendar> calendars, DateTimeOffset asOf)
    {
        ArgumentNullException.ThrowIfNull(clocks);
        ArgumentNullException.ThrowIfNull(calendars);
        var cycles = clocks.SelectMany(told => Of(told, calendars.GetValueOrDefault(told.Clock.CalendarId), asOf)).OrderBy(cycle => cycle.StartedAt).ToArray();
        return cycles.Length == 0 ? null : new HandlingFacts(cycles[^1].Cycle, [.. cycles[..^1].Select(cycle => cycle.Cycle)], cycles[^1].Counted);
    }

    private static IEnumerable<(DateTimeOffset StartedAt, HandlingCycle Cycle, TimeSpan? Counted)> Of(ToldClock told, BusinessCalendar? calendar, DateTimeOffset asOf)
    {
        var (clock, dueAt) = told;
        var state = clock.State;
        if (calendar is null)
        {
            if (state.Status != ClockStatus.Void)
                yield return (state.StartedAt, new HandlingCycle(dueAt, state.Status == ClockStatus.Stopped ? state.StoodAt : null, state.Exempt), null);
            yield break;
        }

        foreach (var reading in clock.Cycles(calendar, asOf).Where(reading => reading.Verdict != ClockVerdict.NotCounted))
        {
            // Of the present cycle it is known what was told; before ledgers kept it, the calendar may say another thing by now.
            var due = reading.Cycle == clock.Cycle ? dueAt : reading.Due.TryGet(out var at) ? at : null;
            yield return (reading.StartedAt, new HandlingCycle(due, reading.StoppedAt, reading.IsExempt), reading.Used);
        }
    }
}
