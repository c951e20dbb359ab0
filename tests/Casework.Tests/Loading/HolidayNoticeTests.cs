using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Tests.Loading;

/// <summary>The JSON of the holiday-cn data set.</summary>
public sealed class HolidayNoticeTests
{
    private const string Notice2025 = """
        {
          "$schema": "https://example.org/schema.json",
          "$id": "https://example.org/2025.json",
          "year": 2025,
          "papers": ["https://example.org/paper/2025"],
          "days": [
            { "name": "元旦", "date": "2025-01-01", "isOffDay": true },
            { "name": "春节", "date": "2025-01-26", "isOffDay": false }
          ]
        }
        """;

    private const string Notice2026 = """
        {
          "year": 2026,
          "papers": ["https://example.org/paper/2026"],
          "days": [
            { "name": "元旦", "date": "2025-12-31", "isOffDay": true },
            { "name": "元旦", "date": "2026-01-04", "isOffDay": false }
          ]
        }
        """;

    private static CalendarDefinition Hours => Shipped.China.Definition with
    {
        Exceptions = System.Collections.Immutable.ImmutableSortedDictionary<DateOnly, DayException>.Empty,
    };

    [Fact]
    public void Days_of_december_may_stand_in_the_next_years_notice()
    {
        var calendar = HolidayNoticeFile.Calendar(Hours, [Read(Notice2026), Read(Notice2025)]);
        calendar.Coverage.ShouldBe(new Coverage(new DateOnly(2025, 1, 1), new DateOnly(2026, 12, 31)));
        calendar.Day(new DateOnly(2025, 12, 31)).IsWorkday.ShouldBeFalse();
        calendar.Day(new DateOnly(2025, 1, 26)).IsWorkday.ShouldBeTrue(); // a Sunday
        calendar.Day(new DateOnly(2026, 1, 4)).Segments.Length.ShouldBe(2);
        calendar.Definition.Source.ShouldBe("https://example.org/paper/2025, https://example.org/paper/2026");
    }

    [Theory]
    [InlineData("\"isOffDay\": true", "\"isOffDay\": 1", "flag", 7)]
    [InlineData("2025-01-26", "2025-02-30", "calendar-date", 8)]
    [InlineData("2025-01-26", "2025-01-01", "calendar-duplicate", 8)]
    [InlineData("\"name\": \"春节\"", "\"nmae\": \"春节\"", "missing-key", 8)]
    [InlineData("\"https://example.org/paper/2025\"", "", "calendar-source", 1)]
    [InlineData("\"year\": 2025,", "", "missing-key", 1)]
    public void Refuses(string was, string becomes, string code, int line) =>
        Should.Throw<RefusedException>(() => Read(Notice2025.Replace(was, becomes, StringComparison.Ordinal))).Problems
            .ShouldContain(problem => problem.Code == code && problem.Line == line && problem.File == "notice.json");

    [Fact]
    public void A_year_without_days_covers_nothing() =>
        Should.Throw<RefusedException>(() => Read("{ \"year\": 2027, \"papers\": [], \"days\": [] }")).Problems.ShouldContain(problem => problem.Code == "holiday-days");

    [Fact]
    public void A_year_left_out_or_twice_is_refused()
    {
        Should.Throw<RefusedException>(() => HolidayNoticeFile.Calendar(Hours, [Read(Notice2025), Read(Notice2025)])).Problems[0].Code.ShouldBe("holiday-years");
        Should.Throw<RefusedException>(() => HolidayNoticeFile.Calendar(Hours, [])).Problems[0].Code.ShouldBe("holiday-none");
    }

    [Fact]
    public void The_admin_hears_before_coverage_ends()
    {
        var book = RuleBook.Load(Shipped.Folder("workflows/calendars"), Shipped.Folder("workflows/ladders"), Shipped.Folder("workflows/policies"));
        book.CoverageEndingWithin(Shipped.China.At("2026-10-01 09:00"), TimeSpan.FromDays(60)).ShouldBeEmpty();
        book.CoverageEndingWithin(Shipped.China.At("2026-11-24 09:00"), TimeSpan.FromDays(60)).ShouldHaveSingleItem().Reason.ShouldContain("cn-2026");
    }

    private static HolidayNotice Read(string text) => HolidayNoticeFile.Read(new SourceFile("notice.json", text));
}
