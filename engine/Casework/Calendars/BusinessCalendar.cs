using System.Collections.Immutable;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Workflow.Definitions;
using NodaTime;
using NodaTime.TimeZones;

namespace GridWorkflow.Casework.Calendars;

/// <summary>
/// Open hours of one place: weekly segments, date exceptions in both directions, and the dates for which it speaks. Immutable;
/// instants go in and come out as UTC, all arithmetic is in the calendar's own IANA zone, so the server's zone is nothing (R10).
/// </summary>
public sealed class BusinessCalendar
{
    // A local time that the clock skips is the instant of the jump, so that a segment inside the skipped hour is as short as it really
    // is; a local time that comes twice is its first one (R11).
    internal static readonly ZoneLocalMappingResolver Resolver =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    // A calendar that is off for longer than this has no next workday.
    private const int MostDaysOff = 3660;

    private readonly long _dayTicks;
    private volatile CalendarTimeline _timeline;

    /// <exception cref="RefusedException">The definition cannot be; every fault is named.</exception>
    public BusinessCalendar(CalendarDefinition definition)
    {
        var faults = definition.Faults();
        if (faults.Count > 0)
            throw new RefusedException(faults);
        Definition = definition;
        Version = definition.ContentHash();
        Zone = DateTimeZoneProviders.Tzdb[definition.Zone];
        _dayTicks = (definition.DayLength ?? definition.SharedDayLength()!.Value).Ticks;
        _timeline = CalendarTimeline.Empty;
    }

    public CalendarDefinition Definition { get; }

    public string Id => Definition.Id;

    /// <summary>Content hash, 16 hexadecimal digits: the same hours and dates give the same version.</summary>
    public string Version { get; }

    public Coverage Coverage => Definition.Coverage;

    /// <summary>Open time of one rolling workday.</summary>
    public TimeSpan DayLength => new(_dayTicks);

    internal DateTimeZone Zone { get; }

    /// <summary>Where the budget runs out, counted from <paramref name="start"/>.</summary>
    public DueInstant DueAt(DateTimeOffset start, Budget budget) => DueAt(start, budget, []);

    /// <summary>
    /// Where the budget runs out, counted from <paramref name="start"/>, with the pauses left out in clock time. A budget of zero is due
    /// at its start. Statutory days count closings: a workday counts unless the clock stood still at its close.
    /// </summary>
    /// <exception cref="ArgumentException">A pause ends before it begins.</exception>
    public DueInstant DueAt(DateTimeOffset start, Budget budget, ReadOnlySpan<Pause> pauses)
    {
        var from = Begin(start, budget.Gate).UtcTicks;
        if (budget.Value == 0)
            return DueInstant.Exact(Instants.At(from));
        Span<Stretch> stretches = pauses.Length <= 16 ? stackalloc Stretch[16] : new Stretch[pauses.Length];
        var stood = Stretch.Sort(pauses, stretches);
        return budget.Unit switch
        {
            BudgetUnit.WorkDayStatutory => AfterWorkdays(from, (int)budget.Value, stood),
            BudgetUnit.NaturalDayStatutory => AfterNaturalDays(from, (int)budget.Value, stood),
            _ => After(from, budget.Measure, Ticks(budget), stood),
        };
    }

    /// <summary>Open time between two instants, the pauses left out; zero when the end is not after the start.</summary>
    /// <exception cref="ArgumentException">A pause ends before it begins.</exception>
    public ElapsedTime Elapsed(DateTimeOffset start, DateTimeOffset end, ReadOnlySpan<Pause> pauses = default) =>
        Elapsed(TimeMeasure.Open, start, end, pauses);

    /// <summary>Open or wall time between two instants, the pauses left out; zero when the end is not after the start.</summary>
    /// <exception cref="ArgumentException">A pause ends before it begins.</exception>
    public ElapsedTime Elapsed(TimeMeasure measure, DateTimeOffset start, DateTimeOffset end, ReadOnlySpan<Pause> pauses = default)
    {
        Span<Stretch> stretches = pauses.Length <= 16 ? stackalloc Stretch[16] : new Stretch[pauses.Length];
        var stood = Stretch.Sort(pauses, stretches);
        var (from, to) = (start.UtcTicks, end.UtcTicks);
        if (to <= from)
            return new ElapsedTime(TimeSpan.Zero, true);
        var timeline = measure == TimeMeasure.Wall ? null : Reach(from, to);
        var ticks = timeline?.Between(from, to) ?? to - from;
        foreach (var stretch in stood)
        {
            var (left, right) = (Math.Max(from, stretch.From), Math.Min(to, stretch.To));
            if (left < right)
                ticks -= timeline?.Between(left, right) ?? right - left;
        }

        return new ElapsedTime(new TimeSpan(ticks), timeline is null || (timeline.Covers(from) && timeline.Reaches(to)));
    }

    /// <summary>The instant itself when open, otherwise the next opening; provisional beyond coverage.</summary>
    public DueInstant NextOpening(DateTimeOffset at)
    {
        var ticks = at.UtcTicks;
        var timeline = Reach(ticks, ticks);
        while (true)
        {
            if (timeline.NextOpen(ticks) is { } open)
                return DueInstant.Exact(Instants.At(open));
            if (!Grow(ref timeline))
                return Beyond(timeline, ticks);
        }
    }

    /// <summary>Whether it is open at the instant; a close is already closed. False outside coverage, where nothing is known.</summary>
    public bool IsOpen(DateTimeOffset at)
    {
        var ticks = at.UtcTicks;
        var timeline = Reach(ticks, ticks);
        return timeline.NextOpen(ticks) == ticks;
    }

    /// <summary>
    /// The next daily cut-off (日產日清) after an instant: this local time on a workday. A skipped local time runs at the jump, a repeated
    /// one once (R11). Provisional beyond coverage.
    /// </summary>
    public DueInstant NextCutOff(DateTimeOffset after, TimeOnly local)
    {
        var last = LocalDate(after).AddDays(MostDaysOff);
        for (var date = LocalDate(after); date <= last; date = date.AddDays(1))
        {
            if (!Coverage.Contains(date))
                return DueInstant.Provisional(after);
            if (Day(date).IsWorkday && Local(date.ToDateTime(local)) is var at && at > after)
                return DueInstant.Exact(at);
        }

        return DueInstant.Provisional(after);
    }

    /// <summary>The days of a year, in order.</summary>
    public ImmutableArray<CalendarDay> Days(int year)
    {
        var first = new DateOnly(year, 1, 1);
        var days = ImmutableArray.CreateBuilder<CalendarDay>(366);
        for (var date = first; date.Year == year && date < DateOnly.MaxValue; date = date.AddDays(1))
            days.Add(Day(date));
        return days.ToImmutable();
    }

    /// <summary>One date.</summary>
    public CalendarDay Day(DateOnly date)
    {
        if (!Coverage.Contains(date))
            return new CalendarDay(date, false, [], false, null);
        return Definition.Exceptions.TryGetValue(date, out var exception)
            ? new CalendarDay(date, true, exception is DayException.Work work ? work.Segments : [], true, exception.Name)
            : new CalendarDay(date, true, Definition.OnWeekday(date.DayOfWeek), false, null);
    }

    /// <summary>The local date of an instant.</summary>
    public DateOnly LocalDate(DateTimeOffset at)
    {
        var date = Instant.FromDateTimeOffset(at).InZone(Zone).Date;
        return new DateOnly(date.Year, date.Month, date.Day);
    }

    /// <summary>The instant of a local time; a skipped one is the instant of the jump, a repeated one its first (R11).</summary>
    public DateTimeOffset Local(DateTime local) =>
        Zone.ResolveLocal(LocalDateTime.FromDateTime(DateTime.SpecifyKind(local, DateTimeKind.Unspecified)), Resolver).ToDateTimeOffset().ToUniversalTime();

    public override string ToString() => $"{Id} {Version}";

    /// <summary>The instant at which counting begins: the start itself, or the opening of its gate.</summary>
    internal DateTimeOffset Begin(DateTimeOffset start, Gate? gate)
    {
        if (gate is null)
            return start;
        var date = LocalDate(start);
        var opening = gate.Opening(date);
        return opening == date
            ? start
            : Zone.AtStartOfDay(new LocalDate(opening.Year, opening.Month, opening.Day)).ToDateTimeOffset().ToUniversalTime();
    }

    /// <summary>Ticks of a budget that is counted in wall or open time.</summary>
    internal long Ticks(Budget budget) => (long)decimal.Round(budget.Value * budget.Unit switch
    {
        BudgetUnit.UrgentHour or BudgetUnit.WorkHour => TimeSpan.TicksPerHour,
        BudgetUnit.WorkDayRolling => _dayTicks,
        BudgetUnit.NaturalDayRolling => TimeSpan.TicksPerDay,
        BudgetUnit.ElapsedMillisecond => TimeSpan.TicksPerMillisecond,
        _ => throw new InvalidOperationException($"Expected a unit of wall or open time but {budget.Unit} counts days."),
    });

    /// <summary>The instant at which so much wall or open time has passed since <paramref name="start"/>.</summary>
    internal DueInstant Advance(DateTimeOffset start, TimeMeasure measure, long ticks, ReadOnlySpan<Pause> pauses)
    {
        if (ticks == 0)
            return DueInstant.Exact(start);
        Span<Stretch> stretches = pauses.Length <= 16 ? stackalloc Stretch[16] : new Stretch[pauses.Length];
        return After(start.UtcTicks, measure, ticks, Stretch.Sort(pauses, stretches));
    }

    private DueInstant After(long from, TimeMeasure measure, long ticks, ReadOnlySpan<Stretch> stood)
    {
        if (measure == TimeMeasure.Wall)
            return DueInstant.Exact(Instants.At(Stretch.After(from, ticks, stood)));
        for (var timeline = Reach(from, from); ; )
        {
            if (timeline.After(from, ticks, stood) is { } at)
                return DueInstant.Exact(Instants.At(at));
            if (!Grow(ref timeline))
                return Beyond(timeline, from);
        }
    }

    private DueInstant AfterWorkdays(long from, int days, ReadOnlySpan<Stretch> stood)
    {
        for (var timeline = Reach(from, from); ; )
        {
            if (timeline.AfterWorkdays(from, days, stood) is { } at)
                return DueInstant.Exact(Instants.At(at));
            if (!Grow(ref timeline))
                return Beyond(timeline, from);
        }
    }

    private DueInstant AfterNaturalDays(long from, int days, ReadOnlySpan<Stretch> stood)
    {
        for (var timeline = Reach(from, from); ; )
        {
            if (timeline.AfterNaturalDays(from, days, stood) is { } at)
                return DueInstant.Exact(Instants.At(at));
            if (!Grow(ref timeline))
                return Beyond(timeline, from);
        }
    }

    private static DueInstant Beyond(CalendarTimeline timeline, long from) =>
        DueInstant.Provisional(Instants.At(timeline.Covers(from) ? timeline.End : from));

    // The days of a calendar are laid out once, a year-long block at a time. Two threads that extend it at once both get a right one; the
    // last to write wins.
    private CalendarTimeline Reach(long from, long to)
    {
        var timeline = _timeline;
        if (timeline.Covers(from) && timeline.Covers(to))
            return timeline;
        var extended = timeline.Extend(this, from, to);
        if (!ReferenceEquals(extended, timeline))
            _timeline = extended;
        return extended;
    }

    private bool Grow(ref CalendarTimeline timeline)
    {
        var extended = timeline.Extend(this);
        if (ReferenceEquals(extended, timeline))
            return false;
        _timeline = timeline = extended;
        return true;
    }
}
