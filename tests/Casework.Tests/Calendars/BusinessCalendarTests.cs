using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Casework.Tests.Calendars;

public sealed class BusinessCalendarTests
{
    private static readonly BusinessCalendar Night = Read("America/New_York", "01:00-05:00");

    [Theory]
    [InlineData("2026-03-02 08:00", true)] // opens
    [InlineData("2026-03-02 07:59", false)]
    [InlineData("2026-03-02 12:00", false)] // half-open: a close is closed (R2)
    [InlineData("2026-03-02 13:00", false)] // lunch
    [InlineData("2026-02-14 09:00", true)] // make-up Saturday (R1)
    [InlineData("2026-02-16 09:00", false)] // holiday Monday (R1)
    [InlineData("2027-01-04 09:00", false)] // nothing is known about 2027
    public void IsOpen(string at, bool open) => Shipped.China.IsOpen(Shipped.China.At(at)).ShouldBe(open);

    [Theory]
    [InlineData("2026-03-02 09:00", "2026-03-02 09:00")]
    [InlineData("2026-03-02 12:00", "2026-03-02 14:00")]
    [InlineData("2026-02-14 18:00", "2026-02-24 08:00")]
    [InlineData("2026-12-31 18:00", "horizon")]
    [InlineData("2025-12-31 09:00", "horizon")] // before coverage nothing is known either
    public void NextOpening(string at, string opening) =>
        Shipped.China.Show(Shipped.China.NextOpening(Shipped.China.At(at))).ShouldBe(opening);

    // The answer is not before the end of coverage; before coverage it is not before the question.
    [Theory]
    [InlineData("2026-12-31 17:00", "2027-01-01 00:00")]
    [InlineData("2025-12-30 09:00", "2025-12-30 09:00")]
    [InlineData("2027-03-01 09:00", "2027-03-01 09:00")]
    public void Beyond_coverage_is_provisional(string start, string notBefore)
    {
        foreach (var unit in (string[])["workHour", "workDayRolling", "workDayStatutory", "naturalDayStatutory"])
        {
            var due = Shipped.China.DueAt(Shipped.China.At(start), Budget.Parse($"2 {unit}").OrThrow());
            due.IsProvisional.ShouldBeTrue();
            Shipped.China.Show(due.NotBefore).ShouldBe(notBefore);
            Should.Throw<InvalidOperationException>(() => due.At);
        }
    }

    [Theory]
    [InlineData("2026-12-31 17:00", "3 urgentHour", "2026-12-31 20:00")] // wall time needs no calendar
    [InlineData("2026-12-31 17:00", "3 naturalDayRolling", "2027-01-03 17:00")]
    [InlineData("2026-12-31 17:00", "1 workHour", "2026-12-31 18:00")] // the last close is inside
    [InlineData("2026-12-30 17:00", "1 workDayStatutory", "2026-12-31 18:00")]
    public void Exact_up_to_the_last_close(string start, string budget, string due) =>
        Shipped.China.Show(Shipped.China.DueAt(Shipped.China.At(start), Budget.Parse(budget).OrThrow())).ShouldBe(due);

    // A workday counts unless the clock stood still at its close; a natural day unless it stood still at its end.
    [Theory]
    [InlineData("2026-03-02 09:00", "2 workDayStatutory", "", "2026-03-04 18:00")]
    [InlineData("2026-03-02 09:00", "2 workDayStatutory", "2026-03-03 10:00~2026-03-03 17:00", "2026-03-04 18:00")]
    [InlineData("2026-03-02 09:00", "2 workDayStatutory", "2026-03-03 17:00~2026-03-04 09:00", "2026-03-05 18:00")]
    [InlineData("2026-03-02 09:00", "2 workDayStatutory", "2026-03-03 18:00~2026-03-04 09:00", "2026-03-04 18:00")] // begins at the close: the day is done
    [InlineData("2026-03-02 09:00", "2 workDayStatutory", "2026-03-02 10:00~2026-03-02 20:00", "2026-03-04 18:00")] // start day never counts
    [InlineData("2026-03-05 09:00", "2 workDayStatutory", "2026-03-06 19:00~2026-03-08 20:00", "2026-03-09 18:00")] // a weekend (GLPI 10594)
    [InlineData("2026-04-01 10:00", "3 naturalDayStatutory", "2026-04-02 10:00~2026-04-03 10:00", "2026-04-07 18:00")] // one day, still in the holiday
    [InlineData("2026-03-02 10:00", "2 naturalDayStatutory", "2026-03-03 10:00~2026-03-05 10:00", "2026-03-06 18:00")]
    [InlineData("2026-03-04 10:00", "2 naturalDayStatutory", "2026-03-06 17:00~2026-03-06 20:00", "2026-03-09 18:00")] // stood at the close of the last day
    [InlineData("2026-03-02 10:00", "2 naturalDayRolling", "2026-03-03 10:00~2026-03-05 10:00", "2026-03-06 10:00")]
    [InlineData("2026-03-02 09:00", "1 workDayRolling", "2026-03-02 10:00~2026-03-02 11:00", "2026-03-03 10:00")]
    [InlineData("2026-03-02 09:00", "4 workHour", "2026-03-02 08:00~2026-03-02 10:00", "2026-03-02 16:00")] // paused before it began
    [InlineData("2026-03-02 09:00", "4 workHour", "2026-03-02 15:00~2026-03-02 16:00|2026-03-02 09:30~2026-03-02 10:30", "2026-03-02 17:00")] // not in order
    [InlineData("2026-03-02 09:00", "4 workHour", "2026-03-02 09:30~2026-03-02 10:30|2026-03-02 10:00~2026-03-02 11:00", "2026-03-02 16:30")] // overlapping: counted once
    [InlineData("2026-12-31 09:00", "4 workHour", "2026-12-31 10:00~2027-01-05 10:00", "horizon")]
    public void Pauses(string start, string budget, string pauses, string due)
    {
        var calendar = Shipped.China;
        calendar.Show(calendar.DueAt(calendar.At(start), Budget.Parse(budget).OrThrow(), calendar.Pauses(pauses))).ShouldBe(due);
    }

    [Theory]
    [InlineData("2026-01-10 09:00", "2 workHour from 03-01..04-30", "2026-03-02 10:00")] // 1 March is a Sunday
    [InlineData("2026-03-10 09:00", "2 workHour from 03-01..04-30", "2026-03-10 11:00")] // in season
    [InlineData("2026-05-10 09:00", "2 workHour from 03-01..04-30,10-15..11-30", "2026-10-15 10:00")]
    [InlineData("2026-05-10 09:00", "2 workHour from 03-01..04-30", "horizon")] // next spring is not known yet
    [InlineData("2026-12-05 09:00", "2 urgentHour from 11-01..02-28", "2026-12-05 11:00")] // a season over the end of the year
    [InlineData("2026-03-10 09:00", "1 workDayStatutory from 2026-03-16", "2026-03-17 18:00")]
    [InlineData("2026-03-20 09:00", "1 workDayStatutory from 2026-03-16", "2026-03-23 18:00")]
    public void Gates(string start, string budget, string due) =>
        Shipped.China.Show(Shipped.China.DueAt(Shipped.China.At(start), Budget.Parse(budget).OrThrow())).ShouldBe(due);

    // America/New_York, 8 March 2026 has no 02:00-03:00, 1 November has 01:00-02:00 twice (R11). Open 01:00-05:00 daily.
    [Theory]
    [InlineData("2026-03-08 01:00", "3 workHour", "2026-03-08 05:00")] // the day has three open hours
    [InlineData("2026-03-08 01:30", "1 workHour", "2026-03-08 03:30")]
    [InlineData("2026-03-08 02:30", "1 workHour", "2026-03-08 04:00")] // a skipped local time is the jump
    [InlineData("2026-10-31 23:00", "2 workHour", "2026-11-01 02:00")] // the repeated hour counts twice
    [InlineData("2026-11-01 01:00", "5 workHour", "2026-11-01 05:00")]
    [InlineData("2026-03-07 12:00", "1 workDayRolling", "2026-03-09 02:00")] // 4 hours: three on the short day, one on the next
    [InlineData("2026-03-07 12:00", "1 naturalDayRolling", "2026-03-08 13:00")] // 24 hours, not a date
    public void Daylight_saving(string start, string budget, string due) =>
        Night.Show(Night.DueAt(Night.At(start), Budget.Parse(budget).OrThrow())).ShouldBe(due);

    [Fact]
    public void A_segment_inside_the_skipped_hour_is_no_time_but_the_day_stays_a_workday()
    {
        var calendar = Read("America/New_York", "02:00-03:00");
        calendar.Show(calendar.DueAt(calendar.At("2026-03-07 12:00"), Budget.Parse("1 workHour").OrThrow())).ShouldBe("2026-03-09 03:00");
        calendar.Show(calendar.DueAt(calendar.At("2026-03-07 12:00"), Budget.Parse("1 workDayStatutory").OrThrow())).ShouldBe("2026-03-08 03:00");
    }

    [Fact]
    public void A_split_day_does_not_end_at_midnight() // GLPI PR22678
    {
        var calendar = Read("Asia/Shanghai", "00:00-02:00, 20:00-24:00");
        calendar.Show(calendar.DueAt(calendar.At("2026-03-02 21:00"), Budget.Parse("4 workHour").OrThrow())).ShouldBe("2026-03-03 01:00");
        calendar.Show(calendar.DueAt(calendar.At("2026-03-02 21:00"), Budget.Parse("3 workHour").OrThrow())).ShouldBe("2026-03-03 00:00");
        calendar.DayLength.ShouldBe(TimeSpan.FromHours(6));
    }

    [Fact]
    public void A_custom_hour_day_consumes_what_it_has()
    {
        var calendar = CalendarFile.Read(new SourceFile("half.yaml", """
            id: half
            zone: Asia/Shanghai
            coverage: unlimited
            weekly: { monday..friday: "08:00-12:00, 14:00-18:00", saturday..sunday: closed }
            exceptions:
              - { days: 2026-03-03, work: half day, hours: "08:00-12:00" }
            """));
        calendar.Show(calendar.DueAt(calendar.At("2026-03-02 14:00"), Budget.Parse("1 workDayRolling").OrThrow())).ShouldBe("2026-03-03 12:00");
        calendar.Show(calendar.DueAt(calendar.At("2026-03-02 14:00"), Budget.Parse("1 workDayStatutory").OrThrow())).ShouldBe("2026-03-03 12:00");
    }

    [Theory]
    [InlineData("1999-12-31 16:00", "2 workHour", "2000-01-03 09:30")]
    [InlineData("2150-06-01 08:30", "200000 urgentHour", null)] // more than a budget may be
    [InlineData("2150-06-01 08:30", "2000 workDayStatutory", "2158-01-30 17:00")]
    [InlineData("2399-12-01 08:30", "90000 workDayStatutory", "horizon")] // even an unlimited calendar is silent one day
    public void An_unlimited_calendar_reaches_as_far_as_asked(string start, string budget, string? due)
    {
        if (due is null)
            Budget.Parse(budget).ShouldBeOfType<Parsed<Budget>.Refused>();
        else
            Shipped.Boston.Show(Shipped.Boston.DueAt(Shipped.Boston.At(start), Budget.Parse(budget).OrThrow())).ShouldBe(due);
    }

    [Fact]
    public void An_unlimited_calendar_gives_the_same_answer_in_whatever_order_it_is_asked()
    {
        string[] starts = ["2026-03-02 09:00", "1950-01-01 00:00", "2200-07-04 12:00", "1990-05-05 05:05"];
        var budget = Budget.Parse("90 workDayRolling").OrThrow();
        var forward = Read("Europe/London", "08:30-17:00");
        var backward = Read("Europe/London", "08:30-17:00");
        var first = starts.Select(start => forward.DueAt(forward.At(start), budget)).ToList();
        var second = starts.Reverse().Select(start => backward.DueAt(backward.At(start), budget)).Reverse().ToList();
        first.ShouldBe(second);
    }

    [Fact]
    public void Days_of_a_year_say_why()
    {
        var days = Shipped.China.Days(2026);
        days.Length.ShouldBe(365);
        days.Count(day => day.IsWorkday).ShouldBe(248);
        var madeUp = days.Single(day => day.Date == new DateOnly(2026, 2, 14));
        (madeUp.IsWorkday, madeUp.Exceptional, madeUp.Name).ShouldBe((true, true, "春节调休"));
        Shipped.China.Days(2027).ShouldAllBe(day => !day.Covered && !day.IsWorkday);
    }

    [Fact]
    public void Elapsed_time_that_leaves_coverage_says_so() =>
        Shipped.China.Elapsed(Shipped.China.At("2026-12-31 16:00"), Shipped.China.At("2027-01-02 10:00"))
            .ShouldBe(new ElapsedTime(TimeSpan.FromHours(2), false));

    [Fact]
    public void The_version_is_that_of_the_content()
    {
        var text = Shipped.File("workflows/calendars/cn-2026.yaml").Text;
        CalendarFile.Read(new SourceFile("x.yaml", "# a comment\n" + text)).Version.ShouldBe(Shipped.China.Version);
        CalendarFile.Read(new SourceFile("x.yaml", text.Replace("2026-05-09, work: 劳动节调休", "2026-05-10, work: 劳动节调休", StringComparison.Ordinal))).Version
            .ShouldNotBe(Shipped.China.Version);
    }

    private static BusinessCalendar Read(string zone, string hours) => CalendarFile.Read(new SourceFile("test.yaml", $"""
        id: test
        zone: {zone}
        coverage: unlimited
        weekly: {"{"} monday..sunday: "{hours}" {"}"}
        """));
}
