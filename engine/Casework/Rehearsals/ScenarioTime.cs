using System.Globalization;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Casework.Rehearsals;

/// <summary>When something happens in a scenario, in the zone of its calendar. Closed.</summary>
public abstract record ScenarioTime
{
    private static readonly string[] Weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    internal const int FirstYear = 2000;
    internal const int LastYear = 2199;

    private ScenarioTime()
    {
    }

    /// <summary><c>2026-02-14 16:00</c>.</summary>
    public sealed record Moment(DateTime Local) : ScenarioTime
    {
        public override string ToString() => Local.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    /// <summary><c>Friday 17:30</c>: the next one after what came before.</summary>
    public sealed record Weekday(DayOfWeek Day, TimeOnly Time) : ScenarioTime
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Day} {Time:HH\\:mm}");
    }

    /// <summary><c>09:20</c>: the next one after what came before.</summary>
    public sealed record Clock(TimeOnly Time) : ScenarioTime
    {
        public override string ToString() => Time.ToString("HH:mm", CultureInfo.InvariantCulture);
    }

    /// <summary><c>+4 workHour</c>: counted by the calendar from what came before.</summary>
    public sealed record After(Budget Budget) : ScenarioTime
    {
        public override string ToString() => $"+{Budget}";
    }

    /// <summary>Reads one of the four forms.</summary>
    public static Parsed<ScenarioTime> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = text.Trim();
        if (words.StartsWith('+'))
            return Budget.Parse(words[1..].Trim()).Select<ScenarioTime>(budget => new After(budget));
        if (DateTime.TryParseExact(words, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year is >= FirstYear and <= LastYear)
            return new Parsed<ScenarioTime>.Value(new Moment(local));
        if (TimeOnly.TryParseExact(words, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return new Parsed<ScenarioTime>.Value(new Clock(time));
        if (words.Split(' ', 2) is [var day, var at] && Array.FindIndex(Weekdays, known => known.Equals(day, StringComparison.OrdinalIgnoreCase)) is >= 0 and var index
            && TimeOnly.TryParseExact(at.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time))
            return new Parsed<ScenarioTime>.Value(new Weekday((DayOfWeek)((index + 1) % 7), time));
        return new Parsed<ScenarioTime>.Refused(
            "scenario-time", $"Expected a time but found '{text}'.", "Write such as '2026-02-14 16:00', 'Friday 17:30', '09:20' or '+4 workHour'.");
    }

    /// <summary>The instant, for something that follows <paramref name="before"/>; null: the calendar does not reach so far.</summary>
    /// <param name="before">When the event before happened.</param>
    /// <param name="calendar">Zone and working hours.</param>
    /// <param name="orAt">A time of the week or day may also be that very instant: so is a start.</param>
    public DateTimeOffset? Resolve(DateTimeOffset before, BusinessCalendar calendar, bool orAt = false)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        switch (this)
        {
            case Moment moment:
                return calendar.Local(moment.Local);
            case After after:
                return calendar.DueAt(before, after.Budget).TryGet(out var due) ? due : null;
            case Clock clock:
                return Next(before, calendar, clock.Time, null, orAt);
            case Weekday weekday:
                return Next(before, calendar, weekday.Time, weekday.Day, orAt);
            default:
                throw new InvalidOperationException($"A scenario has no time {GetType().Name}.");
        }
    }

    private static DateTimeOffset Next(DateTimeOffset before, BusinessCalendar calendar, TimeOnly time, DayOfWeek? day, bool orAt)
    {
        for (var date = calendar.LocalDate(before); ; date = date.AddDays(1))
        {
            if (day is { } wanted && date.DayOfWeek != wanted)
                continue;
            var at = calendar.Local(date.ToDateTime(time));
            if (at > before || (orAt && at == before))
                return at;
        }
    }
}
