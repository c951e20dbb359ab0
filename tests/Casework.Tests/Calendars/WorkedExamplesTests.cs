using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Casework.Tests.Calendars;

/// <summary>Due instants worked out by hand in places with summer time, short Saturdays, days with hours of their own and an end of coverage.</summary>
public sealed class WorkedExamplesTests
{
    private static readonly BusinessCalendar Office = Read("""
        id: office
        zone: America/New_York
        source: by hand
        coverage: 2026-01-01..2026-12-31
        dayLength: 8
        weekly: { monday..friday: 09:00-17:00, saturday: 10:00-14:00, sunday: closed }
        exceptions:
          - { days: 2026-03-09, work: late opening, hours: 13:00-17:00 }
          - { days: 2026-07-03, off: Independence Day }
        """);

    private static readonly BusinessCalendar Night = Read("""
        id: night
        zone: America/New_York
        coverage: unlimited
        dayLength: 6
        weekly: { monday..sunday: 00:00-06:00 }
        """);

    private static readonly BusinessCalendar London = Read("""
        id: london
        zone: Europe/London
        source: by hand
        coverage: 2026-01-01..2026-12-31
        dayLength: 7
        weekly: { monday..friday: "09:00-11:00, 11:30-13:00, 14:00-17:30", saturday..sunday: closed }
        """);

    [Theory]
    [InlineData("2026-03-06 16:00", "4 workHour", "2026-03-07 13:00")] // 1 h on Friday, 3 h on the short Saturday
    [InlineData("2026-03-07 13:00", "3 workHour", "2026-03-09 15:00")] // Monday opens at 13:00 only
    [InlineData("2026-03-07 22:00", "24 urgentHour", "2026-03-08 23:00")] // the clock skips an hour on 8 March
    [InlineData("2026-10-31 22:00", "24 urgentHour", "2026-11-01 21:00")] // and repeats one on 1 November
    [InlineData("2026-03-07 12:00", "2 naturalDayRolling", "2026-03-09 13:00")] // 48 hours of real time
    [InlineData("2026-03-06 10:00", "1 workDayStatutory", "2026-03-07 14:00")] // closes early on Saturday
    [InlineData("2026-03-06 10:00", "2 workDayStatutory", "2026-03-09 17:00")]
    [InlineData("2026-03-05 10:00", "3 naturalDayStatutory", "2026-03-09 17:00")] // ends on Sunday, moves to Monday
    [InlineData("2026-03-02 16:50", "0.25 workHour", "2026-03-03 09:05")]
    [InlineData("2026-03-02 09:00", "1.5 workDayRolling", "2026-03-03 13:00")] // 12 hours
    [InlineData("2026-03-07 10:00", "1 workDayRolling", "2026-03-09 17:00")] // 4 h and 4 h: short days give what they have
    [InlineData("2026-07-02 10:00", "8 workHour", "2026-07-04 11:00")] // the holiday before a Saturday
    [InlineData("2026-03-02 09:00", "1 workDayRolling from 2026-03-09", "2026-03-10 13:00")] // gate: 4 h on the short Monday
    [InlineData("2026-03-02 09:00", "2 workHour from 04-01..04-30", "2026-04-01 11:00")] // waits for the season
    [InlineData("2026-04-10 16:00", "2 workHour from 04-01..04-30", "2026-04-11 11:00")] // is inside the season
    [InlineData("2026-05-04 09:00", "2 workHour from 04-01..04-30", "horizon")] // the next season lies beyond coverage
    [InlineData("2026-12-31 16:30", "1 workHour", "horizon")]
    [InlineData("2026-01-02 09:00", "400 workDayRolling", "horizon")]
    [InlineData("2026-12-31 23:30", "1 urgentHour", "2027-01-01 00:30")] // wall time needs no calendar
    public void Office_in_New_York(string start, string budget, string due) => Check(Office, start, budget, due);

    [Theory]
    [InlineData("2026-03-08 00:00", "6 workHour", "2026-03-09 01:00")] // five hours on the short night
    [InlineData("2026-03-08 00:00", "1 workDayRolling", "2026-03-09 01:00")]
    [InlineData("2026-11-01 00:00", "7 workHour", "2026-11-01 06:00")] // seven on the long one
    [InlineData("2026-03-07 23:00", "1 workDayStatutory", "2026-03-08 06:00")]
    [InlineData("2026-03-02 00:00", "2500 workDayRolling", "2033-01-03 06:00")] // 2,499 days on: as many short nights as long ones
    public void Night_shift_in_New_York(string start, string budget, string due) => Check(Night, start, budget, due);

    [Theory]
    [InlineData("2026-03-28 12:00", "24 urgentHour", "2026-03-29 13:00")]
    [InlineData("2026-03-02 10:30", "1 workHour", "2026-03-02 12:00")] // over the morning break
    [InlineData("2026-03-02 10:30", "2 workHour", "2026-03-02 13:00")] // at the close, not at the next opening
    [InlineData("2026-03-02 11:15", "2.5 workHour", "2026-03-02 15:00")]
    [InlineData("2026-03-27 17:00", "1 workDayRolling", "2026-03-30 17:00")] // over the change to summer time
    [InlineData("2026-03-02 09:00", "3 workDayRolling", "2026-03-04 17:30")]
    public void Three_shifts_in_London(string start, string budget, string due) => Check(London, start, budget, due);

    private static void Check(BusinessCalendar calendar, string start, string budget, string due) =>
        calendar.Show(calendar.DueAt(calendar.At(start), Budget.Parse(budget).OrThrow())).ShouldBe(due);

    private static BusinessCalendar Read(string text) => CalendarFile.Read(new SourceFile("calendar.yaml", text));
}
