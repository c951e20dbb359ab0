using System.Collections.Immutable;
using Cronos;
using GridWorkflow.Casework.Calendars;

namespace GridWorkflow.Casework.Schedules;

/// <summary>The cut-off of one working day.</summary>
/// <param name="Date">The local date; the key of its document.</param>
/// <param name="From">The cut-off before it: what was registered then or later belongs to this one.</param>
/// <param name="At">The instant.</param>
public sealed record CutOffDay(DateOnly Date, DateTimeOffset From, DateTimeOffset At);

/// <summary>When schedules are due. Pure: what was done already is told.</summary>
public static class ScheduleTimes
{
    // Whoever comes back after longer has other worries than old lists; the figures show the days all the same.
    private const int MostDays = 31;

    // How far to look for the latest instant, nearest first; a leap day comes once in eight years at the rarest.
    private static readonly int[] Backwards = [1, 32, 367, 3000];

    // Two weeks of a spring festival and more.
    private const int MostDaysOff = 60;

    /// <summary>
    /// Cut-offs of working days that have passed and are not done, earliest first. A make-up workday (調休) is one, a holiday and a date for
    /// which the calendar does not speak are none. After a stop each missed day comes once; a schedule that was never done begins with its
    /// latest day.
    /// </summary>
    /// <param name="calendar">The calendar.</param>
    /// <param name="local">Time of the cut-off.</param>
    /// <param name="done">The last date that is done; null: none.</param>
    /// <param name="now">The instant of looking.</param>
    public static ImmutableArray<CutOffDay> CutOffs(BusinessCalendar calendar, TimeOnly local, DateOnly? done, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        var due = ImmutableArray.CreateBuilder<CutOffDay>();
        var today = calendar.LocalDate(now);
        for (var date = today; date > today.AddDays(-MostDays) && !(date <= done); date = date.AddDays(-1))
        {
            if (!calendar.Day(date).IsWorkday || calendar.Local(date.ToDateTime(local)) is var at && at > now)
                continue;
            due.Add(new CutOffDay(date, Before(calendar, local, date), at));
            if (done is null)
                break;
        }

        due.Reverse();
        return due.ToImmutable();
    }

    /// <summary>Instants of a cron expression after one and up to now, latest last, at most so many of the latest.</summary>
    /// <param name="cron">Five fields.</param>
    /// <param name="calendar">Its zone says what the fields mean.</param>
    /// <param name="after">The last one that is done; null: only the latest is due.</param>
    /// <param name="now">The instant of looking.</param>
    /// <param name="most">At least 1.</param>
    public static ImmutableArray<DateTimeOffset> Occurrences(string cron, BusinessCalendar calendar, DateTimeOffset? after, DateTimeOffset now, int most)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(calendar.Definition.Zone);
        var expression = CronExpression.Parse(cron);
        if (after is { } done)
            return done >= now ? [] : [.. Between(done).TakeLast(most)];
        foreach (var days in Backwards)
        {
            if (Between(now.AddDays(-days)).LastOrDefault() is var last && last != default)
                return [last];
        }

        return [];

        IEnumerable<DateTimeOffset> Between(DateTimeOffset from) =>
            expression.GetOccurrences(from, now, zone, fromInclusive: false, toInclusive: true).Select(at => at.ToUniversalTime());
    }

    private static DateTimeOffset Before(BusinessCalendar calendar, TimeOnly local, DateOnly date)
    {
        var first = date.AddDays(-1);
        while (!calendar.Day(first).IsWorkday && calendar.Day(first).Covered && first > date.AddDays(-MostDaysOff))
            first = first.AddDays(-1);
        // Where the calendar begins, its first day begins.
        return calendar.Day(first).IsWorkday ? calendar.Local(first.ToDateTime(local)) : calendar.Local(first.AddDays(1).ToDateTime(default));
    }
}
