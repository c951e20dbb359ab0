using NodaTime;

namespace GridWorkflow.Casework.Calendars;

/// <summary>
/// A run of days laid out on the UTC axis with running sums, so that each question is one or two binary searches and allocates
/// nothing. Immutable; a longer one replaces it when a question goes beyond. All instants are UTC ticks; an answer of null means that
/// the run is too short.
/// </summary>
internal sealed class CalendarTimeline
{
    // An unlimited calendar answers for these years; beyond, it is as silent as one without coverage.
    private static readonly DateOnly Earliest = new(1900, 1, 1);
    private static readonly DateOnly Latest = new(2400, 12, 31);

    private readonly int _firstDay;
    private readonly int _lastDay;

    // dayStart[i] is the start of day i; one more for the end of the last day.
    private readonly long[] _dayStart;
    private readonly int[] _workdaysBefore;
    private readonly long[] _workdayClose;
    private readonly long[] _open;
    private readonly long[] _close;

    // Open ticks before segment i; one more for the total.
    private readonly long[] _before;

    private CalendarTimeline(BusinessCalendar calendar, int firstDay, int lastDay)
    {
        (_firstDay, _lastDay) = (firstDay, lastDay);
        var days = Math.Max(0, lastDay - firstDay + 1);
        _dayStart = new long[days + 1];
        _workdaysBefore = new int[days + 1];
        var (closes, opens, ends, before) = (new List<long>(days), new List<long>(days * 2), new List<long>(days * 2), new List<long>((days * 2) + 1));
        var total = 0L;
        for (var index = 0; index < days; index++)
        {
            var date = DateOnly.FromDayNumber(firstDay + index);
            var local = new LocalDate(date.Year, date.Month, date.Day);
            _dayStart[index] = Ticks(calendar.Zone.AtStartOfDay(local));
            _workdaysBefore[index] = closes.Count;
            var segments = calendar.Day(date).Segments;
            foreach (var segment in segments)
            {
                var open = Ticks(At(calendar.Zone, local, segment.Open));
                var close = Ticks(At(calendar.Zone, local, segment.Close));
                if (close <= open)
                    continue;
                opens.Add(open);
                ends.Add(close);
                before.Add(total);
                total += close - open;
            }

            if (segments.Length > 0)
                closes.Add(Ticks(At(calendar.Zone, local, segments[^1].Close)));
        }

        if (days > 0)
        {
            var after = DateOnly.FromDayNumber(lastDay).AddDays(1);
            _dayStart[days] = Ticks(calendar.Zone.AtStartOfDay(new LocalDate(after.Year, after.Month, after.Day)));
            _workdaysBefore[days] = closes.Count;
        }

        before.Add(total);
        (_workdayClose, _open, _close, _before) = ([.. closes], [.. opens], [.. ends], [.. before]);
    }

    /// <summary>A run of no days.</summary>
    public static CalendarTimeline Empty { get; } = new(null!, 1, 0);

    /// <summary>The end of the last day.</summary>
    public long End => _dayStart[^1];

    private int Days => _dayStart.Length - 1;

    private long Total => _before[^1];

    public bool Covers(long at) => Days > 0 && at >= _dayStart[0] && at < _dayStart[^1];

    /// <summary>As <see cref="Covers"/>, the end of the last day included: nothing after it is asked.</summary>
    public bool Reaches(long at) => Days > 0 && at >= _dayStart[0] && at <= _dayStart[^1];

    /// <summary>A run that holds both instants, as far as the calendar speaks for them; itself when it cannot be longer.</summary>
    public CalendarTimeline Extend(BusinessCalendar calendar, long from, long to)
    {
        var (least, most) = Bounds(calendar);
        var first = Math.Max(least, YearStart(from, -1));
        var last = Math.Min(most, YearStart(to, 3) - 1);
        if (first > last)
            (first, last) = from > DateOnly.FromDayNumber(most).ToDateTime(TimeOnly.MinValue).Ticks ? (most, most) : (least, least);
        return Rebuild(calendar, first, last);
    }

    /// <summary>A run that is longer at its end; itself when the calendar's coverage ends here.</summary>
    public CalendarTimeline Extend(BusinessCalendar calendar)
    {
        if (Days == 0)
            return this;
        var most = Bounds(calendar).Most;
        return Rebuild(calendar, _firstDay, (int)Math.Min(most, (long)_lastDay + Days));
    }

    /// <summary>Open time between two instants; the part outside the run does not count.</summary>
    public long Between(long from, long to) => Position(to) - Position(from);

    /// <summary>The first instant at or after <paramref name="at"/> that is open.</summary>
    public long? NextOpen(long at)
    {
        if (!Covers(at))
            return null;
        var segment = Last(_open, at);
        if (segment >= 0 && at < _close[segment])
            return at;
        return segment + 1 < _open.Length ? _open[segment + 1] : null;
    }

    /// <summary>The first instant at which so much open time has passed outside the stretches; one that is a close stays there (R3).</summary>
    public long? After(long from, long ticks, ReadOnlySpan<Stretch> stood)
    {
        if (!Covers(from))
            return null;
        var target = Position(from) + ticks;
        foreach (var stretch in stood)
        {
            if (stretch.To <= from)
                continue;
            if (target <= Position(stretch.From))
                break;
            if (!Reaches(stretch.To))
                return null;
            target += Between(Math.Max(stretch.From, from), stretch.To);
        }

        if (target > Total)
            return null;
        var segment = First(_before, target) - 1;
        return segment < 0 ? from : _open[segment] + (target - _before[segment]);
    }

    /// <summary>The close of the n-th workday after the day of <paramref name="from"/>, those left out at whose close the clock stood.</summary>
    public long? AfterWorkdays(long from, int days, ReadOnlySpan<Stretch> stood)
    {
        if (!Covers(from))
            return null;
        var first = _workdaysBefore[Last(_dayStart, from) + 1];
        var target = first + days - 1;
        foreach (var stretch in stood)
        {
            if (target < _workdayClose.Length && _workdayClose[target] <= stretch.From)
                break;
            if (!Reaches(stretch.To))
                return null;
            target += Counted(_workdayClose, first, stretch);
        }

        return target < _workdayClose.Length ? _workdayClose[target] : null;
    }

    /// <summary>The close of the n-th day after the day of <paramref name="from"/>, or of the next workday when that day is none.</summary>
    public long? AfterNaturalDays(long from, int days, ReadOnlySpan<Stretch> stood)
    {
        if (!Covers(from))
            return null;
        var first = Last(_dayStart, from) + 1;
        var target = first + days - 1;
        foreach (var stretch in stood)
        {
            if (target < Days && _dayStart[target + 1] <= stretch.From)
                break;
            if (!Reaches(stretch.To))
                return null;

            // Day i ends at dayStart[i + 1].
            target += Counted(_dayStart, first + 1, stretch);
        }

        if (target >= Days)
            return null;
        var close = _workdaysBefore[target];
        foreach (var stretch in stood)
        {
            if (close < _workdayClose.Length && _workdayClose[close] > stretch.From && _workdayClose[close] <= stretch.To)
                close = After(_workdayClose, stretch.To);
        }

        return close < _workdayClose.Length ? _workdayClose[close] : null;
    }

    // How many of the marks from index first on lie inside the stretch. A mark at its beginning was reached before the clock stood.
    private static int Counted(long[] marks, int first, Stretch stretch) =>
        Math.Max(first, After(marks, stretch.To)) - Math.Max(first, After(marks, stretch.From));

    private long Position(long at)
    {
        var segment = Last(_open, at);
        return segment < 0 ? 0 : _before[segment] + Math.Min(at, _close[segment]) - _open[segment];
    }

    // Index of the last value at or before the key; -1 when all are after it.
    private static int Last(long[] values, long key) => After(values, key) - 1;

    // Index of the first value after the key.
    private static int After(long[] values, long key) => key == long.MaxValue ? values.Length : First(values, key + 1);

    // Index of the first value at or after the key.
    private static int First(long[] values, long key)
    {
        var (low, high) = (0, values.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (values[middle] < key)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private CalendarTimeline Rebuild(BusinessCalendar calendar, int first, int last)
    {
        if (Days > 0)
            (first, last) = (Math.Min(first, _firstDay), Math.Max(last, _lastDay));
        return Days > 0 && first == _firstDay && last == _lastDay ? this : new CalendarTimeline(calendar, first, last);
    }

    private static (int Least, int Most) Bounds(BusinessCalendar calendar) =>
        ((calendar.Coverage.From ?? Earliest).DayNumber, (calendar.Coverage.To ?? Latest).DayNumber);

    // First day of the year of an instant, so many years on; a day of leeway either way does not matter for blocks of years.
    private static int YearStart(long ticks, int years) =>
        new DateOnly(Math.Clamp(new DateTime(ticks).Year + years, 1, 9999), 1, 1).DayNumber;

    private static ZonedDateTime At(DateTimeZone zone, LocalDate date, int minutes) =>
        zone.ResolveLocal(date.AtMidnight().PlusMinutes(minutes), BusinessCalendar.Resolver);

    private static long Ticks(ZonedDateTime at) => at.ToInstant().ToDateTimeUtc().Ticks;
}
