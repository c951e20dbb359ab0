using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Workflow.Definitions;
using NodaTime;

namespace GridWorkflow.Casework.Calendars;

/// <summary>What a calendar says, as read from its file.</summary>
/// <param name="Id">Name, as policies refer to it.</param>
/// <param name="Zone">IANA name: <c>Asia/Shanghai</c>.</param>
/// <param name="Weekly">Segments per weekday, seven entries from Monday to Sunday; empty: closed.</param>
public sealed record CalendarDefinition(string Id, string Zone, ImmutableArray<ImmutableArray<WorkSegment>> Weekly)
{
    /// <summary>English names of the weekdays as files write them, from Monday.</summary>
    internal static readonly string[] Weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    /// <summary>Dates that differ from their weekday.</summary>
    public ImmutableSortedDictionary<DateOnly, DayException> Exceptions { get; init; } = ImmutableSortedDictionary<DateOnly, DayException>.Empty;

    public Coverage Coverage { get; init; } = Coverage.Unlimited;

    /// <summary>Open time of one rolling workday; null: the length that all open weekdays share.</summary>
    public TimeSpan? DayLength { get; init; }

    /// <summary>Where the dates come from, for a dispute.</summary>
    public string? Source { get; init; }

    /// <summary>What people see.</summary>
    public string? Name { get; init; }

    /// <summary>The segments of a weekday without regard to exceptions.</summary>
    public ImmutableArray<WorkSegment> OnWeekday(DayOfWeek day) => Weekly[((int)day + 6) % 7];

    /// <summary>The hours that all open weekdays share; null when they differ or none is open.</summary>
    internal ImmutableArray<WorkSegment>? SharedHours()
    {
        var open = Weekly.Where(day => day.Length > 0).ToList();
        return open.Count > 0 && open.TrueForAll(day => day.AsSpan().SequenceEqual(open[0].AsSpan())) ? open[0] : null;
    }

    /// <summary>The length that all open weekdays share; null when they differ or none is open.</summary>
    internal TimeSpan? SharedDayLength()
    {
        var lengths = Weekly.Where(day => day.Length > 0).Select(day => day.Sum(segment => segment.Close - segment.Open)).Distinct().ToList();
        return lengths.Count == 1 ? TimeSpan.FromMinutes(lengths[0]) : null;
    }

    /// <summary>Everything that cannot be, each with its path in the file (R7).</summary>
    internal List<Problem> Faults()
    {
        var faults = new List<Problem>();
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(Zone) is null)
        {
            faults.Add(new Problem(
                "calendar-zone",
                $"Expected an IANA time zone but found '{Zone}'.",
                Nearest.Suggest(Zone, DateTimeZoneProviders.Tzdb.Ids) ?? "Write a name such as Asia/Shanghai.") { Path = "zone" });
        }

        if (Weekly.Length != 7)
            faults.Add(new Problem("calendar-week", $"Expected seven weekdays but found {Weekly.Length}.", "Give each weekday its segments.") { Path = "weekly" });
        for (var day = 0; day < Math.Min(7, Weekly.Length); day++)
            SegmentFaults(Weekly[day], $"weekly.{Weekdays[day]}", faults);
        foreach (var (date, exception) in Exceptions)
        {
            var path = $"exceptions.{date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
            if (exception is DayException.Work work)
            {
                if (work.Segments.IsDefaultOrEmpty)
                    faults.Add(new Problem("calendar-hours", "Expected hours for a workday but found none.", "Give it segments, or make it off.") { Path = path });
                else
                    SegmentFaults(work.Segments, path, faults);
            }

            if (!Coverage.Contains(date))
                faults.Add(new Problem("calendar-coverage", "Expected exceptions inside the coverage but this date is outside.", "Widen the coverage or remove the date.") { Path = path });
        }

        if (Coverage is { From: { } from, To: { } to } && from > to)
            faults.Add(new Problem("calendar-coverage", $"Expected coverage to begin before it ends but found {from:yyyy-MM-dd} to {to:yyyy-MM-dd}.", "Swap the two dates.") { Path = "coverage" });
        if (DayLength is { } length && (length <= TimeSpan.Zero || length > TimeSpan.FromDays(1)))
            faults.Add(new Problem("calendar-day-length", $"Expected a day length above 0 and at most 24 hours but found {length.TotalHours.ToString(CultureInfo.InvariantCulture)}.", "Write the open hours of one workday.") { Path = "dayLength" });
        if (DayLength is null && Weekly.Length == 7 && SharedDayLength() is null)
            faults.Add(new Problem("calendar-day-length", "Expected a day length, because the weekdays are open for different times or never.", "Add 'dayLength' in hours: how much open time one rolling workday is.") { Path = "dayLength" });
        return faults;
    }

    /// <summary>The version of what the calendar says.</summary>
    internal string ContentHash()
    {
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"{Zone} {Coverage.From:yyyy-MM-dd}..{Coverage.To:yyyy-MM-dd} {DayLength} {Source} {Name}"),
        };
        lines.AddRange(Weekly.Select(day => string.Join(',', day)));
        lines.AddRange(Exceptions.Select(pair => string.Create(
            CultureInfo.InvariantCulture,
            $"{pair.Key:yyyy-MM-dd} {pair.Value.Name} {(pair.Value is DayException.Work work ? string.Join(',', work.Segments) : "off")}")));
        return ContentVersion.Of(Id, lines);
    }

    private static void SegmentFaults(ImmutableArray<WorkSegment> segments, string path, List<Problem> faults)
    {
        for (var index = 0; index < segments.Length; index++)
        {
            var segment = segments[index];
            if (segment.Open < 0 || segment.Close > 1440 || segment.Open > 1439)
                faults.Add(new Problem("calendar-segment", $"Expected a segment inside one day but found {segment}.", "Use times from 00:00 to 24:00.") { Path = path });
            else if (segment.Close == segment.Open)
                faults.Add(new Problem("calendar-segment-empty", $"Expected a segment with some length but found {segment}.", "Remove it or mend its end.") { Path = path });
            else if (segment.Close < segment.Open)
                faults.Add(new Problem("calendar-segment-midnight", $"Expected a segment inside one day but {segment} crosses midnight.", $"Split it: '{segment with { Close = 1440 }}' on this day and '{new WorkSegment(0, segment.Close)}' on the next.") { Path = path });
            else if (index > 0 && segment.Open < segments[index - 1].Close)
                faults.Add(new Problem("calendar-segment-overlap", $"Expected segments in order without overlap but {segments[index - 1]} is followed by {segment}.", "Join or reorder them.") { Path = path });
        }
    }
}
