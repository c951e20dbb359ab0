using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Ladders;

namespace GridWorkflow.Casework.Clocks;

/// <summary>Where the rungs of a ladder fall on a clock, the present pause left aside.</summary>
internal static class RungInstants
{
    /// <param name="due">What <see cref="Due"/> says of the state.</param>
    public static DueInstant Of(ClockState state, RungInstant at, BusinessCalendar calendar, DueInstant due) => at switch
    {
        RungInstant.Due or RungInstant.Percent { Value: 100 } => due,
        RungInstant.Percent percent => Part(state, percent.Value, calendar, due),
        RungInstant.Remaining remaining => Remaining(state, remaining.Budget, calendar, due),
        RungInstant.After after => After(state, after.Budget, calendar, due),
        _ => throw new InvalidOperationException($"Expected a rung instant but found {at.GetType().Name}."),
    };

    /// <summary>The instant of a repetition, counted from the first time so that nothing drifts.</summary>
    public static DueInstant Repeated(ClockState state, DateTimeOffset first, Budget every, int times, BusinessCalendar calendar) =>
        calendar.DueAt(first, new Budget(every.Value * times, every.Unit), state.Pauses.AsSpan());

    /// <summary>Where the budget runs out.</summary>
    public static DueInstant Due(ClockState state, BusinessCalendar calendar) => ClockReading.DueOf(state, calendar, DateTimeOffset.MinValue);

    // A share of the time between start and due, as the clock counts it; for statutory days that is the open time (or wall time of natural
    // days) in between.
    private static DueInstant Part(ClockState state, decimal percent, BusinessCalendar calendar, DueInstant due)
    {
        var begin = calendar.Begin(state.StartedAt, state.Budget.Gate);
        var measure = ClockReading.MeasureOf(state);
        long total;
        if (IsCountedIn(measure, state))
        {
            total = calendar.Ticks(state.Budget);
            foreach (var extension in state.Extensions)
                total += calendar.Ticks(extension);
        }
        else
        {
            if (!due.IsExact)
                return due;
            total = calendar.Elapsed(measure, begin, due.At, state.Pauses.AsSpan()).Known.Ticks;
        }

        return calendar.Advance(begin, measure, (long)decimal.Round(total * percent / 100), state.Pauses.AsSpan());
    }

    private static bool IsCountedIn(TimeMeasure measure, ClockState state)
    {
        foreach (var extension in state.Extensions)
        {
            if (extension.Measure != measure)
                return false;
        }

        return state.Budget.Measure == measure;
    }

    private static DueInstant Remaining(ClockState state, Budget left, BusinessCalendar calendar, DueInstant due)
    {
        if (!due.IsExact)
            return due;
        var begin = calendar.Begin(state.StartedAt, state.Budget.Gate);
        var used = calendar.Elapsed(left.Measure, begin, due.At, state.Pauses.AsSpan()).Known.Ticks - calendar.Ticks(left);
        return used <= 0 ? DueInstant.Exact(begin) : calendar.Advance(begin, left.Measure, used, state.Pauses.AsSpan());
    }

    private static DueInstant After(ClockState state, Budget late, BusinessCalendar calendar, DueInstant due) =>
        due.IsExact ? calendar.DueAt(due.At, late, state.Pauses.AsSpan()) : due;
}
