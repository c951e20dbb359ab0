using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Casework.Tests.Loading;

public sealed class CalendarEditTests
{
    private static readonly string China = File.ReadAllText(Path.Combine(Shipped.Root, "workflows", "calendars", "cn-2026.yaml"));

    [Theory]
    // A workday in the middle of nothing.
    [InlineData("2026-03-12", "off", "植树节", "  - { days: 2026-02-28, work: 春节调休 }\n", "  - { days: 2026-02-28, work: 春节调休 }\n  - { days: 2026-03-12, off: 植树节 }\n")]
    // The last one.
    [InlineData("2026-12-19", "work", "调休", "  - { days: 2026-10-10, work: 国庆节调休 }\n", "  - { days: 2026-10-10, work: 国庆节调休 }\n  - { days: 2026-12-19, work: 调休 }\n")]
    // A make-up day that is none any more.
    [InlineData("2026-05-09", "", "", "  - { days: 2026-05-09, work: 劳动节调休 }\n", "")]
    // The first day of a run, its last, and one within.
    [InlineData("2026-10-01", "", "", "2026-10-01..2026-10-07", "2026-10-02..2026-10-07")]
    [InlineData("2026-10-07", "", "", "2026-10-01..2026-10-07", "2026-10-01..2026-10-06")]
    [InlineData("2026-10-03", "", "", "2026-10-01..2026-10-07, off: 国庆节 }\n", "2026-10-01..2026-10-02, off: 国庆节 }\n  - { days: 2026-10-04..2026-10-07, off: 国庆节 }\n")]
    // Off becomes work within a run.
    [InlineData("2026-02-22", "work", "调休", "2026-02-15..2026-02-23, off: 春节 }\n", "2026-02-15..2026-02-21, off: 春节 }\n  - { days: 2026-02-22, work: 调休 }\n  - { days: 2026-02-23, off: 春节 }\n")]
    public void A_day_is_changed_and_nothing_else(string day, string what, string name, string before, string after)
    {
        var date = DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var changed = CalendarEdit.SetDay(China, date, what switch { "off" => new DayWish.Off(name), "work" => new DayWish.Work(name), _ => new DayWish.AsWeekday() });
        changed.ShouldBe(China.Replace(before, after, StringComparison.Ordinal));
        var exception = CalendarFile.Read(new SourceFile("c.yaml", changed)).Definition.Exceptions.GetValueOrDefault(date);
        (exception switch { DayException.Off => "off", DayException.Work => "work", _ => "" }).ShouldBe(what);
    }

    [Fact]
    public void A_notice_widens_the_calendar_to_its_year()
    {
        var notice = HolidayNoticeFile.Read(new SourceFile("2027.json", """
            {"year":2027,"papers":["https://gov.example/2027"],"days":[
              {"name":"元旦","date":"2027-01-01","isOffDay":true},{"name":"元旦","date":"2027-01-02","isOffDay":true},
              {"name":"元旦","date":"2027-01-03","isOffDay":true},{"name":"春节","date":"2027-02-07","isOffDay":false},
              {"name":"元旦","date":"2026-12-31","isOffDay":true}]}
            """));
        var laid = CalendarEdit.Lay(China, notice);
        laid.ShouldContain("coverage: 2026-01-01..2027-12-31\n");
        laid.ShouldContain("  - { days: 2026-12-31..2027-01-03, off: 元旦 }\n  - { days: 2027-02-07, work: 春节 }\n");
        laid.ShouldContain("https://gov.example/2027");
        CalendarEdit.Lay(laid, notice).ShouldBe(laid, "a second time changes nothing");
        CalendarFile.Read(new SourceFile("c.yaml", laid)).Coverage.To.ShouldBe(new DateOnly(2027, 12, 31));
    }
}
