using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Schedules;

namespace GridWorkflow.Casework.Tests.Schedules;

public sealed class ScheduleTimesTests
{
    private static readonly TimeOnly HalfPastFive = new(17, 30);

    [Theory]
    [InlineData("2026-02-13 17:29", "2026-02-12", "")]
    [InlineData("2026-02-13 17:30", "2026-02-12", "2026-02-13")]
    [InlineData("2026-02-14 18:00", "2026-02-13", "2026-02-14")] // Saturday, 春節調休
    [InlineData("2026-02-23 23:59", "2026-02-14", "")] // 春節 15 to 23 February
    [InlineData("2026-02-24 17:30", "2026-02-14", "2026-02-24")]
    [InlineData("2026-10-08 17:30", "2026-09-30", "2026-10-08")] // 國慶 1 to 7 October
    [InlineData("2026-10-10 17:30", "2026-10-09", "2026-10-10")] // Saturday, 國慶節調休
    [InlineData("2026-03-05 08:00", "2026-03-01", "2026-03-02 2026-03-03 2026-03-04")] // after a stop
    [InlineData("2027-01-04 18:00", "2026-12-31", "")] // nothing is known of 2027
    [InlineData("2026-03-05 08:00", "", "2026-03-04")] // begins with its latest
    public void Cut_offs_are_of_working_days(string now, string done, string due) =>
        string.Join(' ', ScheduleTimes.CutOffs(Shipped.China, HalfPastFive, done.Length == 0 ? null : Date(done), Shipped.China.At(now)).Select(day => $"{day.Date:yyyy-MM-dd}")).ShouldBe(due);

    [Theory]
    [InlineData("2026-03-03", "2026-03-02 17:30")]
    [InlineData("2026-03-02", "2026-02-28 17:30")] // Saturday before it was a make-up workday
    [InlineData("2026-02-24", "2026-02-14 17:30")] // what was registered in the holidays belongs to the first day after them
    [InlineData("2026-01-04", "2026-01-01 00:00")] // the calendar begins
    public void What_was_registered_since_the_cut_off_before_belongs_to_a_day(string date, string from)
    {
        var day = ScheduleTimes.CutOffs(Shipped.China, HalfPastFive, Date(date).AddDays(-1), Shipped.China.At(date + " 17:30")).ShouldHaveSingleItem();
        (Shipped.China.Show(day.From), Shipped.China.Show(day.At)).ShouldBe((from, date + " 17:30"));
    }

    [Theory]
    [InlineData("2026-11-16 09:00", "2026-11-16 08:59", "")]
    [InlineData("2026-11-16 09:00", "2026-11-23 09:00", "2026-11-23 09:00")]
    [InlineData("2026-11-16 09:00", "2026-12-08 00:00", "2026-11-23 09:00|2026-11-30 09:00|2026-12-07 09:00")]
    [InlineData("2026-01-05 09:00", "2026-12-08 00:00", "2026-11-23 09:00|2026-11-30 09:00|2026-12-07 09:00")] // the latest three
    [InlineData("", "2026-12-08 00:00", "2026-12-07 09:00")]
    public void Cron_is_read_in_the_zone_of_the_calendar(string after, string now, string due) =>
        string.Join('|', ScheduleTimes.Occurrences("0 9 * * 1", Shipped.China, after.Length == 0 ? null : Shipped.China.At(after), Shipped.China.At(now), 3).Select(Shipped.China.Show)).ShouldBe(due);

    // In New York 02:30 of 8 March 2026 does not exist, and 01:30 of 1 November comes twice (clocks.md R11).
    [Theory]
    [InlineData("30 2 * * *", "2026-03-07 12:00", "2026-03-08 12:00", "2026-03-08 07:00")]
    [InlineData("30 1 * * *", "2026-10-31 12:00", "2026-11-01 12:00", "2026-11-01 05:30")]
    public void A_skipped_time_runs_at_the_jump_and_a_repeated_one_once(string cron, string after, string now, string utc)
    {
        var due = ScheduleTimes.Occurrences(cron, Shipped.Boston, Shipped.Boston.At(after), Shipped.Boston.At(now), 9).ShouldHaveSingleItem();
        $"{due:yyyy-MM-dd HH:mm}".ShouldBe(utc);
    }

    [Theory]
    [InlineData(PeriodKind.Day, "2026-12-01", "2026-12-01", "2026-12-01", "2026-12-01")]
    [InlineData(PeriodKind.Week, "2026-11-29", "2026-W48", "2026-11-23", "2026-11-29")] // Sunday
    [InlineData(PeriodKind.Week, "2027-01-03", "2026-W53", "2026-12-28", "2027-01-03")] // the week belongs to the year of its Thursday
    [InlineData(PeriodKind.Month, "2028-02-10", "2028-02", "2028-02-01", "2028-02-29")]
    [InlineData(PeriodKind.Quarter, "2026-12-31", "2026-Q4", "2026-10-01", "2026-12-31")]
    [InlineData(PeriodKind.Quarter, "2026-04-01", "2026-Q2", "2026-04-01", "2026-06-30")]
    [InlineData(PeriodKind.Year, "2026-12-31", "2026", "2026-01-01", "2026-12-31")]
    public void Periods_have_keys(PeriodKind kind, string day, string key, string from, string to) =>
        Period.Of(kind, Date(day)).ShouldBe(new Period(key, Date(from), Date(to)));

    [Theory]
    [InlineData(PeriodKind.Week, "2026-11-30", "2026-W48")]
    [InlineData(PeriodKind.Month, "2026-01-01", "2025-12")]
    [InlineData(PeriodKind.Year, "2026-12-31", "2025")]
    public void The_last_one_that_ended(PeriodKind kind, string day, string key) => Period.EndedBefore(kind, Date(day)).Key.ShouldBe(key);

    [Fact]
    public void A_copied_calendar_is_the_same_calendar()
    {
        foreach (var calendar in new[] { Shipped.China, Shipped.Boston, Shipped.Plain })
        {
            var copy = CalendarCopy.Of(calendar).Restore();
            (copy.Id, copy.Version, copy.Coverage).ShouldBe((calendar.Id, calendar.Version, calendar.Coverage));
        }
    }

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
