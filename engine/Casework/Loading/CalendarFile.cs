using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework.Calendars;

namespace GridWorkflow.Casework.Loading;

/// <summary>
/// Reads <c>workflows/calendars/*.yaml</c>. Every weekday and the coverage must be said, because a missing day is neither work nor off (R6).
/// </summary>
public static class CalendarFile
{
    /// <exception cref="GridWorkflow.Workflow.Definitions.RefusedException">With every problem found.</exception>
    public static BusinessCalendar Read(SourceFile file) => YamlFile.Read(file, Calendar)!;

    private static BusinessCalendar? Calendar(YamlMap map)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var zone = map.Need("zone");
        var weekly = map.Need("weekly")?.Map(week => Weekly(week, places)) ?? [];
        var coverage = map.Need("coverage");
        var length = map.Get("dayLength");
        var exceptions = ImmutableSortedDictionary.CreateBuilder<DateOnly, DayException>();
        foreach (var group in map.List("exceptions", item => item.Map(Exception)))
        {
            if (group is null)
                continue;
            for (var date = group.From; date <= group.To; date = date.AddDays(1))
            {
                places[$"exceptions.{Iso(date)}"] = group.Value.Line;
                if (exceptions.ContainsKey(date))
                    group.Value.Refuse("calendar-duplicate", $"Expected each date once but {Iso(date)} stands here again.", "Remove it from one of the two places.");
                exceptions[date] = group.Exception(weekly);
            }
        }

        var definition = new CalendarDefinition(map.Id("id"), zone?.Text() ?? "", weekly)
        {
            Name = map.TextOrNull("name"),
            Source = map.TextOrNull("source"),
            Coverage = coverage?.Parse(CoverageOf) ?? Coverage.Unlimited,
            DayLength = length is null ? null : TimeSpan.FromHours((double)map.Number("dayLength", 8, 0.25m, 24)),
            Exceptions = exceptions.ToImmutable(),
        };
        if (weekly.Length != 7 || definition.Zone.Length == 0)
            return null;
        places["zone"] = zone!.Line;
        places["coverage"] = coverage?.Line ?? map.Self.Line;
        places["dayLength"] = length?.Line ?? map.Self.Line;
        var faults = definition.Faults();
        faults.AddRange(SilentYears(definition));
        foreach (var fault in faults)
            map.Self.Refuse(fault.Code, fault.Reason, fault.Remedy, fault.Path ?? "", places.GetValueOrDefault(fault.Path ?? "", map.Self.Line));
        if (definition.Coverage != Coverage.Unlimited && definition.Source is null)
            map.Self.Refuse("calendar-source", "Expected the source of the dates, because the calendar has a coverage.", "Add 'source:' with the notice or law that fixes them.");
        return faults.Count == 0 ? new BusinessCalendar(definition) : null;
    }

    // A covered year without any exception, beside years that have some, is one that nobody filled in (G20).
    private static IEnumerable<Workflow.Definitions.Problem> SilentYears(CalendarDefinition definition)
    {
        if (definition.Coverage is not { From: { } from, To: { } to } || definition.Exceptions.IsEmpty)
            yield break;
        for (var year = from.Year; year <= to.Year; year++)
        {
            if (!definition.Exceptions.Keys.Any(date => date.Year == year))
            {
                yield return new Workflow.Definitions.Problem(
                    "calendar-year",
                    $"Expected exceptions for each covered year but {year.ToString(CultureInfo.InvariantCulture)} has none.",
                    "Add its dates, or end the coverage before it.") { Path = "coverage" };
            }
        }
    }

    private static ImmutableArray<ImmutableArray<WorkSegment>> Weekly(YamlMap map, Dictionary<string, int> places)
    {
        var week = new ImmutableArray<WorkSegment>?[7];
        foreach (var (key, value) in map.Entries())
        {
            var segments = value.Parse(Segments);
            var ends = key.Split("..");
            var from = Array.IndexOf(CalendarDefinition.Weekdays, ends[0]);
            var to = Array.IndexOf(CalendarDefinition.Weekdays, ends[^1]);
            if (ends.Length > 2 || from < 0 || to < from)
            {
                var wrong = ends.FirstOrDefault(end => !CalendarDefinition.Weekdays.Contains(end)) ?? key;
                value.Refuse("calendar-weekday", $"Expected a weekday or a run of them but found '{key}'.", $"{Names.Remedy(wrong, CalendarDefinition.Weekdays)} A run is written 'monday..friday'.");
                continue;
            }

            for (var day = from; day <= to; day++)
            {
                if (week[day] is not null)
                    value.Refuse("calendar-weekday", $"Expected each weekday once but {CalendarDefinition.Weekdays[day]} stands here again.", "Remove it from one of the two places.");
                week[day] = segments.IsDefault ? [] : segments;
                places[$"weekly.{CalendarDefinition.Weekdays[day]}"] = value.Line;
            }
        }

        var missing = CalendarDefinition.Weekdays.Where((_, day) => week[day] is null).ToList();
        if (missing.Count > 0)
            map.Self.Refuse("calendar-week", $"Expected all seven weekdays but {string.Join(", ", missing)} is not there.", "Add it, with 'closed' where nobody works.");
        return [.. week.Select(day => day ?? [])];
    }

    private static ExceptionGroup? Exception(YamlMap map)
    {
        var days = map.Value("days", Days);
        var (off, work, hours) = (map.Get("off"), map.Get("work"), map.Get("hours"));
        if ((off is null) == (work is null))
        {
            map.Self.Refuse("calendar-exception", "Expected either 'off' or 'work' with the name of the day.", "Write 'off: 春節' or 'work: 春節調休'.");
            return null;
        }

        if (off is not null && hours is not null)
            hours.Refuse("calendar-exception", "Expected no hours for a day off.", "Remove 'hours', or write 'work'.");
        if (days is null)
            return null;
        return new ExceptionGroup(map.Self, days.From, days.To, (off ?? work)!.Text(), off is not null, hours is null ? null : hours.Parse(Segments));
    }

    internal static Parsed<ImmutableArray<WorkSegment>> Segments(string text)
    {
        if (text == "closed")
            return new Parsed<ImmutableArray<WorkSegment>>.Value([]);
        var segments = ImmutableArray.CreateBuilder<WorkSegment>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length != 2 || Minutes(ends[0]) is not { } open || Minutes(ends[1]) is not { } close)
            {
                return new Parsed<ImmutableArray<WorkSegment>>.Refused(
                    "calendar-segment", $"Expected open hours but found '{text}'.", "Write '08:00-12:00, 14:00-18:00' or 'closed'.");
            }

            segments.Add(new WorkSegment(open, close));
        }

        return new Parsed<ImmutableArray<WorkSegment>>.Value(segments.ToImmutable());
    }

    private static int? Minutes(string text)
    {
        if (text == "24:00")
            return 1440;
        return TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? (time.Hour * 60) + time.Minute
            : null;
    }

    private static Parsed<Coverage> CoverageOf(string text) => text == "unlimited"
        ? new Parsed<Coverage>.Value(Coverage.Unlimited)
        : Days(text) switch
        {
            Parsed<DateRun>.Value { Result: var run } => new Parsed<Coverage>.Value(new Coverage(run.From, run.To)),
            _ => new Parsed<Coverage>.Refused("calendar-coverage", $"Expected a run of dates but found '{text}'.", "Write '2026-01-01..2026-12-31' or 'unlimited'."),
        };

    private static Parsed<DateRun> Days(string text)
    {
        var ends = text.Split("..");
        return ends.Length <= 2 && Date(ends[0]) is { } from && Date(ends[^1]) is { } to && from <= to
            ? new Parsed<DateRun>.Value(new DateRun(from, to))
            : new Parsed<DateRun>.Refused("calendar-date", $"Expected a date or a run of dates but found '{text}'.", "Write '2026-02-14' or '2026-02-15..2026-02-23'.");
    }

    private static DateOnly? Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record DateRun(DateOnly From, DateOnly To);

    private sealed record ExceptionGroup(YamlValue Value, DateOnly From, DateOnly To, string Name, bool Off, ImmutableArray<WorkSegment>? Hours)
    {
        // A workday without hours of its own has those that the open weekdays share; without such, the calendar's own check asks for them.
        public DayException Exception(ImmutableArray<ImmutableArray<WorkSegment>> weekly)
        {
            if (Off)
                return new DayException.Off(Name);
            if (Hours is { } own)
                return new DayException.Work(own, Name);
            return new DayException.Work(new CalendarDefinition("", "", weekly).SharedHours() ?? [], Name);
        }
    }
}
