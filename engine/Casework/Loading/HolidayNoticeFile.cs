using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Loading;

/// <summary>Holidays and make-up workdays of one official notice.</summary>
/// <param name="Year">The year of the notice; some of its days may lie in the year before.</param>
/// <param name="Papers">Where the notice was published.</param>
/// <param name="Days">Date to name and whether it is off.</param>
public sealed record HolidayNotice(int Year, ImmutableArray<string> Papers, ImmutableSortedDictionary<DateOnly, (string Name, bool Off)> Days);

/// <summary>
/// Reads the JSON of the public holiday-cn data set (year, papers, days with name, date and isOffDay) and lays notices over weekly hours.
/// JSON is read as YAML, so problems carry their line.
/// </summary>
public static class HolidayNoticeFile
{
    /// <exception cref="RefusedException">With every problem found.</exception>
    public static HolidayNotice Read(SourceFile file) => YamlFile.Read(file, Notice);

    /// <summary>
    /// The calendar with these notices. Days of late December may sit in the next year's notice, so all are merged and the latest one
    /// wins (R9); coverage is the years of the notices, because nothing is known beside them.
    /// </summary>
    /// <param name="hours">Id, zone and weekly hours; a make-up workday has the hours that its open weekdays share.</param>
    /// <param name="notices">In any order; one per year, no year left out.</param>
    /// <exception cref="RefusedException">No notice, a year twice or left out, or hours that make-up days cannot take.</exception>
    public static BusinessCalendar Calendar(CalendarDefinition hours, IEnumerable<HolidayNotice> notices)
    {
        var ordered = notices.OrderBy(notice => notice.Year).ToList();
        if (ordered.Count == 0)
            throw Refuse("holiday-none", "Expected at least one notice but found none.", "Name the files of the years.");
        for (var index = 1; index < ordered.Count; index++)
        {
            if (ordered[index].Year != ordered[index - 1].Year + 1)
                throw Refuse("holiday-years", $"Expected one notice for each year but {Number(ordered[index - 1].Year)} is followed by {Number(ordered[index].Year)}.", "Add or remove a file.");
        }

        if (hours.SharedHours() is not { } shared)
            throw Refuse("holiday-hours", "Expected open weekdays with the same hours but they differ.", "Write the calendar as YAML, with the hours of each make-up day.");
        var coverage = new Coverage(new DateOnly(ordered[0].Year, 1, 1), new DateOnly(ordered[^1].Year, 12, 31));
        var exceptions = hours.Exceptions.ToBuilder();
        foreach (var (date, (name, off)) in ordered.SelectMany(notice => notice.Days))
        {
            if (coverage.Contains(date))
                exceptions[date] = off ? new DayException.Off(name) : new DayException.Work(shared, name);
        }

        return new BusinessCalendar(hours with
        {
            Coverage = coverage,
            Exceptions = exceptions.ToImmutable(),
            Source = string.Join(", ", ordered.SelectMany(notice => notice.Papers)),
        });
    }

    private static HolidayNotice Notice(YamlMap map)
    {
        map.Get("$schema");
        map.Get("$id");
        var year = map.Count("year", 0, 1949, 2400);
        if (year == 0)
            map.Need("year");
        var days = ImmutableSortedDictionary.CreateBuilder<DateOnly, (string, bool)>();
        var papers = map.Need("papers")?.List(paper => paper.Text()) ?? [];
        var found = map.Need("days")?.List(item => item.Map(day =>
        {
            var (date, name, off) = (day.Value("date", Date), day.Text("name"), day.Need("isOffDay") is not null && day.Flag("isOffDay", otherwise: false));
            if (date != default && !days.TryAdd(date, (name, off)))
                item.Refuse("calendar-duplicate", "Expected each date once but it stands here again.", "Remove one of the two.");
            return date;
        })) ?? [];

        // The data set holds files of years whose notice has not come out yet; they say nothing, so they cover nothing.
        if (found.Length == 0)
            map.Self.Refuse("holiday-days", "Expected the days of the notice but found none.", "Wait for the notice of this year; without it the calendar must not cover the year.");
        if (papers.Length == 0)
            map.Self.Refuse("calendar-source", "Expected where the notice was published but found nothing.", "Add the address to 'papers'.");
        return new HolidayNotice(year, papers, days.ToImmutable());
    }

    private static Parsed<DateOnly> Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new Parsed<DateOnly>.Value(date)
            : new Parsed<DateOnly>.Refused("calendar-date", $"Expected a date but found '{text}'.", "Write '2026-02-14'.");

    private static string Number(int year) => year.ToString(CultureInfo.InvariantCulture);

    private static RefusedException Refuse(string code, string reason, string remedy) => new([new Problem(code, reason, remedy)]);
}
