using System.Globalization;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Loading;

/// <summary>What a day of a calendar shall be.</summary>
public abstract record DayWish
{
    private DayWish()
    {
    }

    /// <summary>As its weekday is.</summary>
    public sealed record AsWeekday : DayWish;

    /// <summary>A holiday.</summary>
    public sealed record Off(string Name) : DayWish;

    /// <summary>A make-up workday with the hours that all workdays share.</summary>
    public sealed record Work(string Name) : DayWish;
}

/// <summary>Changes single days in the text of a calendar and leaves all else as it is. Pure.</summary>
public static class CalendarEdit
{
    private const string Key = "exceptions";

    /// <summary>The text with a day made off, made a workday, or made as its weekday is.</summary>
    /// <exception cref="RefusedException">The text cannot be read.</exception>
    public static string SetDay(string text, DateOnly date, DayWish wish)
    {
        ArgumentNullException.ThrowIfNull(wish);
        text = Carve(text, date);
        return wish switch
        {
            DayWish.Off(var name) => Add(text, date, date, $"off: {YamlEdit.Scalar(name)}"),
            DayWish.Work(var name) => Add(text, date, date, $"work: {YamlEdit.Scalar(name)}"),
            _ => text,
        };
    }

    /// <summary>The text with the days of a notice, the coverage widened to its year, and its source.</summary>
    /// <exception cref="RefusedException">The text cannot be read.</exception>
    public static string Lay(string text, HolidayNotice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);
        foreach (var date in notice.Days.Keys)
            text = Carve(text, date);
        var (first, last) = (new DateOnly(notice.Year, 1, 1), new DateOnly(notice.Year, 12, 31));
        if (YamlEdit.Value(text, ["coverage"]) is { } coverage and not "unlimited" && Run(coverage) is { } covered)
        {
            (first, last) = (covered.From < first ? covered.From : first, covered.To > last ? covered.To : last);
            text = YamlEdit.Set(text, ["coverage"], $"{Iso(first)}..{Iso(last)}");
            var known = YamlEdit.Value(text, ["source"]);
            var papers = string.Join(" ", notice.Papers.Where(paper => known?.Contains(paper, StringComparison.Ordinal) != true));
            if (papers.Length > 0)
                text = YamlEdit.Set(text, ["source"], known is null ? papers : $"{known} {papers}");
        }

        // Days in a row under one name are one line.
        var days = notice.Days.Where(pair => pair.Key >= first && pair.Key <= last).ToList();
        for (var index = 0; index < days.Count;)
        {
            var end = index;
            while (end + 1 < days.Count && days[end + 1].Key == days[end].Key.AddDays(1) && days[end + 1].Value == days[index].Value)
                end++;
            text = Add(text, days[index].Key, days[end].Key, $"{(days[index].Value.Off ? "off" : "work")}: {YamlEdit.Scalar(days[index].Value.Name)}");
            index = end + 1;
        }

        return text;
    }

    /// <summary>The text with nothing said about a date; a run is cut in two.</summary>
    private static string Carve(string text, DateOnly date)
    {
        for (var index = YamlEdit.Count(text, [Key]) - 1; index >= 0; index--)
        {
            string[] at = [Key, index.ToString(CultureInfo.InvariantCulture), "days"];
            if (Run(YamlEdit.Value(text, at) ?? "") is not { } run || date < run.From || date > run.To)
                continue;
            if (run.From == run.To)
                return YamlEdit.RemoveAt(text, [Key], index);
            if (date == run.From || date == run.To)
                return YamlEdit.Set(text, at, date == run.From ? Shown(date.AddDays(1), run.To) : Shown(run.From, date.AddDays(-1)));
            var rest = YamlEdit.Raw(text, [Key, at[1]])!;
            var first = YamlEdit.Set(text, at, Shown(run.From, date.AddDays(-1)));
            var second = rest.StartsWith('{')
                ? YamlEdit.Set(rest, ["days"], Shown(date.AddDays(1), run.To))
                : throw new RefusedException([new Problem(
                    "calendar-layout", $"Expected the days {run.From:yyyy-MM-dd} to {run.To:yyyy-MM-dd} on one line in braces.", "Change them in the text of the file.")]);
            return YamlEdit.Insert(first, [Key], index + 1 < YamlEdit.Count(first, [Key]) ? index + 1 : null, second);
        }

        return text;
    }

    private static string Add(string text, DateOnly from, DateOnly to, string what)
    {
        int? before = null;
        for (var index = 0; index < YamlEdit.Count(text, [Key]) && before is null; index++)
        {
            if (Run(YamlEdit.Value(text, [Key, index.ToString(CultureInfo.InvariantCulture), "days"]) ?? "") is { } run && run.From > from)
                before = index;
        }

        return YamlEdit.Insert(text, [Key], before, $"{{ days: {Shown(from, to)}, {what} }}");
    }

    private static (DateOnly From, DateOnly To)? Run(string text)
    {
        var ends = text.Split("..");
        return ends.Length <= 2 && Date(ends[0]) is { } from && Date(ends[^1]) is { } to && from <= to ? (from, to) : null;
    }

    private static DateOnly? Date(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static string Shown(DateOnly from, DateOnly to) => from == to ? Iso(from) : $"{Iso(from)}..{Iso(to)}";

    private static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
