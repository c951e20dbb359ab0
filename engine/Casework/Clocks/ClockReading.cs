using System.Collections.Immutable;
using GridWorkflow.Casework.Calendars;

namespace GridWorkflow.Casework.Clocks;

/// <summary>Whether a clock was kept.</summary>
public enum ClockVerdict : byte
{
    /// <summary>Not after due (R4: finished at the due instant is on time).</summary>
    OnTime,

    Overdue,

    /// <summary>The due instant lies beyond the calendar's coverage, so nobody can say yet.</summary>
    Provisional,

    /// <summary>The clock is void: not counted for anybody.</summary>
    NotCounted,
}

/// <summary>One cycle of a clock as it ended, or as it stands.</summary>
/// <param name="Cycle">From 1.</param>
/// <param name="CaseCycle">Cycle of the case to which it belongs.</param>
/// <param name="StartedAt">Where counting began in it.</param>
/// <param name="Budget">Without extensions.</param>
/// <param name="Rule">Which rule gave the budget; null: none is kept.</param>
/// <param name="Due">Where it ran out.</param>
/// <param name="StoppedAt">Null while the cycle goes on.</param>
/// <param name="Verdict">Whether it was kept.</param>
public sealed record CycleReading(
    int Cycle, int CaseCycle, DateTimeOffset StartedAt, Budget Budget, string? Rule, DueInstant Due, DateTimeOffset? StoppedAt, ClockVerdict Verdict)
{
    /// <summary>Approved extensions, in order.</summary>
    public ImmutableArray<Budget> Extensions { get; init; } = [];

    /// <summary>How long it stood still, gaps between a stop and going on included.</summary>
    public ImmutableArray<Pause> Pauses { get; init; } = [];

    /// <summary>Clock time used.</summary>
    public TimeSpan Used { get; init; }

    /// <summary>Left out of scores.</summary>
    public bool IsExempt { get; init; }

    /// <summary>Its part of the ledger.</summary>
    public ImmutableArray<LedgerEntry> Entries { get; init; } = [];
}

/// <summary>What a clock says when a calendar is held against it. Pure.</summary>
public static class ClockReading
{
    /// <summary>
    /// Where the budget of the present cycle runs out. A paused clock answers as if it ran on from <paramref name="now"/>; an ended one
    /// answers what was found when it ended, whatever became of the calendar since.
    /// </summary>
    public static DueInstant Due(this SlaClock clock, BusinessCalendar calendar, DateTimeOffset now)
    {
        if (clock.State.Status == ClockStatus.Paused)
            return DueOf(clock.State, calendar, now);
        var memo = clock.MemoFor(calendar);
        return (memo.Due ??= new(DueOf(clock.State, calendar, now))).Value;
    }

    /// <summary>Clock time used in the present cycle, in the measure of <see cref="MeasureOf"/>.</summary>
    public static ElapsedTime Consumed(this SlaClock clock, BusinessCalendar calendar, DateTimeOffset now) => Consumed(clock.State, calendar, now);

    // Whoever asks for an instant before the end, such as when a later task took the clock over, is answered by the calendar.
    private static ElapsedTime Consumed(ClockState state, BusinessCalendar calendar, DateTimeOffset now) => now >= state.StoodAt && state.End?.Used is { } used
        ? new ElapsedTime(used, true)
        : calendar.Elapsed(MeasureOf(state), calendar.Begin(state.StartedAt, state.Budget.Gate), Until(state, now), state.Pauses.AsSpan());

    /// <summary>Clock time left until due, negative once overdue; null when the due instant is provisional.</summary>
    public static TimeSpan? Remaining(this SlaClock clock, BusinessCalendar calendar, DateTimeOffset now)
    {
        var state = clock.State;
        if (now >= state.StoodAt && state.End?.Left is { } left)
            return left;
        if (!DueOf(state, calendar, now).TryGet(out var due))
            return null;
        var until = Until(state, now);
        var measure = MeasureOf(state);
        var pauses = PausesAsOf(state, now);
        return until <= due
            ? calendar.Elapsed(measure, until, due, pauses).Known
            : -calendar.Elapsed(measure, due, until, pauses).Known;
    }

    /// <summary>Whether the clock is kept so far, or was kept when it stopped.</summary>
    public static ClockVerdict Verdict(this SlaClock clock, BusinessCalendar calendar, DateTimeOffset now) =>
        VerdictOf(clock.State, now, clock.State.Status == ClockStatus.Void ? default : clock.Due(calendar, now));

    /// <summary>All cycles, the present one last. Past cycles keep their facts whatever happens later.</summary>
    public static ImmutableArray<CycleReading> Cycles(this SlaClock clock, BusinessCalendar calendar, DateTimeOffset now)
    {
        var cycles = ImmutableArray.CreateBuilder<CycleReading>();
        var from = 0;
        for (var length = 1; length <= clock.Ledger.Length; length++)
        {
            if (length < clock.Ledger.Length && clock.Ledger[length] is not LedgerEntry.NewCycle)
                continue;
            var state = length == clock.Ledger.Length ? clock.State : ClockState.Replay(clock.Ledger[..length]);
            cycles.Add(Read(clock, state, calendar, now) with { Entries = clock.Ledger[from..length] });
            from = length;
        }

        return cycles.ToImmutable();
    }

    private static CycleReading Read(SlaClock clock, ClockState state, BusinessCalendar calendar, DateTimeOffset now)
    {
        var due = DueOf(state, calendar, now);
        return new CycleReading(
            state.Cycle,
            state.CaseCycle ?? Math.Max(clock.StartedInCaseCycle, state.Cycle),
            state.StartedAt,
            state.Budget,
            state.Rule ?? clock.Rule,
            due,
            state.Status is ClockStatus.Stopped or ClockStatus.Void ? state.StoodAt : null,
            VerdictOf(state, now, due))
        {
            Extensions = state.Extensions,
            Pauses = [.. PausesAsOf(state, now)],
            Used = Consumed(state, calendar, now).Known,
            IsExempt = clock.IsExempt(state.Cycle),
        };
    }

    /// <summary>Which time a clock consumes: open time for working units and workdays, wall time for the others.</summary>
    internal static TimeMeasure MeasureOf(ClockState state) =>
        state.Budget.Measure is TimeMeasure.Open or TimeMeasure.Workdays ? TimeMeasure.Open : TimeMeasure.Wall;

    internal static DueInstant DueOf(ClockState state, BusinessCalendar calendar, DateTimeOffset now) => state.End?.Due is { } told
        ? DueInstant.Exact(told)
        : Counted(state, calendar, now) is var due && state.NotBefore is { } floor && due.IsExact && due.At < floor ? DueInstant.Exact(floor) : due;

    private static DueInstant Counted(ClockState state, BusinessCalendar calendar, DateTimeOffset now)
    {
        var pauses = PausesAsOf(state, now);
        var budget = state.Budget;
        var others = 0;
        var extra = 0L;
        foreach (var extension in state.Extensions)
        {
            if (extension.Measure != budget.Measure)
                others++;
            else if (budget.Measure is TimeMeasure.Workdays or TimeMeasure.NaturalDays)
                budget = new Budget(budget.Value + extension.Value, budget.Unit, budget.Gate);
            else
                extra += calendar.Ticks(extension);
        }

        // Extensions are added to the budget before anything is counted, so that their order with pauses is nothing (P4).
        var due = extra == 0
            ? calendar.DueAt(state.StartedAt, budget, pauses)
            : calendar.Advance(calendar.Begin(state.StartedAt, budget.Gate), budget.Measure, calendar.Ticks(budget) + extra, pauses);
        if (others == 0)
            return due;

        // After a retarget to another way of counting, what was granted before still holds, counted its own way from there on.
        foreach (var extension in state.Extensions)
        {
            if (extension.Measure != budget.Measure && due.IsExact)
                due = calendar.DueAt(due.At, extension, pauses);
        }

        return due;
    }

    /// <summary>The pauses of the cycle, with the present one as long as it has lasted.</summary>
    internal static ReadOnlySpan<Pause> PausesAsOf(ClockState state, DateTimeOffset now) =>
        state is { Status: ClockStatus.Paused, StoodAt: { } stood } && now > stood
            ? state.Pauses.Add(new Pause(stood, now)).AsSpan()
            : state.Pauses.AsSpan();

    private static DateTimeOffset Until(ClockState state, DateTimeOffset now) => state.StoodAt is { } stood && stood < now ? stood : now;

    private static ClockVerdict VerdictOf(ClockState state, DateTimeOffset now, DueInstant due)
    {
        if (state.Status == ClockStatus.Void)
            return ClockVerdict.NotCounted;
        var until = Until(state, now);

        // A provisional due instant is not before the end of coverage, so until then nothing can be overdue.
        return due.IsExact
            ? until > due.At ? ClockVerdict.Overdue : ClockVerdict.OnTime
            : until <= due.NotBefore && due.NotBefore > state.StartedAt ? ClockVerdict.OnTime : ClockVerdict.Provisional;
    }
}
