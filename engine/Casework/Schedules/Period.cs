using System.Globalization;
using GridWorkflow.Casework.Calendars;

namespace GridWorkflow.Casework.Schedules;

/// <summary>How long a period is. Weeks are ISO weeks, Monday to Sunday.</summary>
public enum PeriodKind : byte
{
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// <summary>A stretch of whole local days.</summary>
/// <param name="Key">Unique among all kinds, sorts by time within one: <c>2026-11-28</c>, <c>2026-W48</c>, <c>2026-11</c>, <c>2026-Q4</c>, <c>2026</c>.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
public sealed record Period(string Key, DateOnly From, DateOnly To)
{
    /// <summary>The period of a kind in which a day lies.</summary>
    public static Period Of(PeriodKind kind, DateOnly day) => kind switch
    {
        PeriodKind.Day => new Period(Text($"{day:yyyy-MM-dd}"), day, day),
        PeriodKind.Week => Week(day),
        PeriodKind.Month => new Period(Text($"{day:yyyy-MM}"), new DateOnly(day.Year, day.Month, 1), new DateOnly(day.Year, day.Month, 1).AddMonths(1).AddDays(-1)),
        PeriodKind.Quarter => Quarter(day),
        PeriodKind.Year => new Period(Text($"{day.Year:0000}"), new DateOnly(day.Year, 1, 1), new DateOnly(day.Year, 12, 31)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected a kind of period."),
    };

    /// <summary>The last period of a kind that had ended when a day began.</summary>
    public static Period EndedBefore(PeriodKind kind, DateOnly day) => Of(kind, Of(kind, day).From.AddDays(-1));

    /// <summary>Its first instant, and the first after it.</summary>
    public (DateTimeOffset From, DateTimeOffset To) In(BusinessCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        return (calendar.Local(From.ToDateTime(default)), calendar.Local(To.AddDays(1).ToDateTime(default)));
    }

    private static Period Week(DateOnly day)
    {
        var monday = day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
        var at = monday.ToDateTime(default);
        return new Period(Text($"{ISOWeek.GetYear(at):0000}-W{ISOWeek.GetWeekOfYear(at):00}"), monday, monday.AddDays(6));
    }

    private static Period Quarter(DateOnly day)
    {
        var quarter = (day.Month + 2) / 3;
        var first = new DateOnly(day.Year, (quarter * 3) - 2, 1);
        return new Period(Text($"{day.Year:0000}-Q{quarter}"), first, first.AddMonths(3).AddDays(-1));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
