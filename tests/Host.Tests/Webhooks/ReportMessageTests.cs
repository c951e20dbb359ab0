using System.Text;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Host.Webhooks;

namespace GridWorkflow.Host.Tests.Webhooks;

public sealed class ReportMessageTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 30, 0, TimeSpan.FromHours(8));
    private static readonly ReportMessage.Vocabulary Vocabulary = new(["G0101", "G0102"], ["g-01", "g-02"]);

    [Fact]
    public void A_full_report_is_read()
    {
        var report = Read("""
            {"title":" 井蓋破損 ","description":"很危險\n請快","category":"G0101","grid":"g-01",
             "reporter":{"name":"陳先生","email":"chen@example.org","phone":"+86 138 0000 0000"},
             "place":{"address":"解放路1號","lat":23.1,"lon":113.3},
             "reportedAt":"2026-11-24T09:00:00+08:00","targetAt":"2026-11-25T09:00:00Z","emergency":true}
            """).ShouldBeOfType<ReportReading.Read>().Report;
        report.Title.ShouldBe("井蓋破損");
        report.Description.ShouldBe("很危險\n請快");
        report.CategoryCode.ShouldBe("G0101");
        report.GridCode.ShouldBe("g-01");
        report.Reporter.ShouldBe(new Reporter("陳先生", "chen@example.org", "+86 138 0000 0000"));
        report.Place.ShouldBe(new Place("解放路1號", 23.1, 113.3));
        report.ReportedAt.ShouldBe(new DateTimeOffset(2026, 11, 24, 1, 0, 0, TimeSpan.Zero));
        report.TargetAt.ShouldBe(new DateTimeOffset(2026, 11, 25, 9, 0, 0, TimeSpan.Zero));
        report.Emergency.ShouldBeTrue();
    }

    [Fact]
    public void A_report_names_what_it_is_about_and_one_by_hand_no_limit()
    {
        Read("""{"title":"a","category":"G0101","grid":"g-01","subject":"house-7"}""").ShouldBeOfType<ReportReading.Read>().Report.Subject.ShouldBe("house-7");
        var limited = Encoding.UTF8.GetBytes("""{"title":"a","category":"G0101","grid":"g-01","targetAt":"2030-01-01T00:00:00Z"}""");
        ReportMessage.Read(limited, Vocabulary, Now).ShouldBeOfType<ReportReading.Read>();
        ReportMessage.Read(limited, Vocabulary, Now, byHand: true).ShouldBeOfType<ReportReading.Wrong>().Errors.ShouldHaveSingleItem().Field.ShouldBe("targetAt");
    }

    [Fact]
    public void The_least_report_is_read_and_is_anonymous() =>
        Read("""{"title":"a","category":"G0101","grid":"g-01"}""").ShouldBeOfType<ReportReading.Read>().Report.Reporter.IsAnonymous.ShouldBeTrue();

    [Theory]
    [InlineData("""{"category":"G0101","grid":"g-01"}""", "title", "missing")]
    [InlineData("""{"title":"","category":"G0101","grid":"g-01"}""", "title", "empty")]
    [InlineData("""{"title":5,"category":"G0101","grid":"g-01"}""", "title", "a number")]
    [InlineData("""{"title":"a\u0000b","category":"G0101","grid":"g-01"}""", "title", "control")]
    [InlineData("""{"title":"a","grid":"g-01"}""", "category", "missing")]
    [InlineData("""{"title":"a","category":"G010","grid":"g-01"}""", "category", "Did you mean 'G0101'?")]
    [InlineData("""{"title":"a","category":"G0101"}""", "grid", "missing")]
    [InlineData("""{"title":"a","category":"G0101","grid":"g-03"}""", "grid", "Did you mean 'g-01'?")]
    [InlineData("""{"title":"a","category":"G0101","grid":"g-01","descripton":"x"}""", "descripton", "Did you mean 'description'?")]
    [InlineData("""{"title":"a","category":"G0101","grid":"g-01","Title":"x"}""", "Title", "Did you mean 'title'?")]
    [InlineData("""{"title":"a","category":"G0101","grid":"g-01","$type":"System.IO.FileInfo"}""", "$type", "Leave it out")]
    [InlineData("""{"title":"a","category":"G0101","grid":"g-01","reporter":{"mail":"x"}}""", "reporter.mail", "Did you mean 'email'?")]
    [InlineData("""{"title":"a","category":"G0101","grid":"g-01","reporter":"Chen"}""", "reporter", "a text")]
    [InlineData("""{"title":"a","category":"G0101","grid":"g-01","reporter":{"email":"a@b.c\r\nBcc: x@y.z"}}""", "reporter.email", "mail address")]
    [InlineData("""{"title":"a","category":"G0101","grid":"g-01","reporter":{"email":"a@b@c"}}""", "reporter.email", "mail address")]
    [InlineData("""{"title":"a","category":"G0101","grid":"g-01","place":{"lat":91,"lon":0}}""", "place.lat", "degrees")]
    [InlineData("""{"title":"a","category":"G0101","grid":"g-01","place":{"lat":1}}""", "place.lon", "both")]
    [InlineData("""{"title":"a","category":"G0101","grid":"g-01","reportedAt":"2026-11-24T09:00:00"}""", "reportedAt", "offset")]
    [InlineData("""{"title":"a","category":"G0101","grid":"g-01","reportedAt":"yesterday"}""", "reportedAt", "ISO 8601")]
    [InlineData("""{"title":"a","category":"G0101","grid":"g-01","reportedAt":"2026-11-25T09:00:00+08:00"}""", "reportedAt", "future")]
    [InlineData("""{"title":"a","category":"G0101","grid":"g-01","targetAt":"2026-11-23T09:00:00+08:00"}""", "targetAt", "after")]
    [InlineData("""{"title":"a","category":"G0101","grid":"g-01","emergency":"yes"}""", "emergency", "true or false")]
    [InlineData("""[]""", "", "a list")]
    [InlineData("""{"title":"a","title":"b","category":"G0101","grid":"g-01"}""", "", "once")]
    [InlineData("""{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}""", "", "8 levels")]
    [InlineData("""{"title":"a",""", "", "JSON")]
    public void What_is_wrong_is_named_with_field_and_remedy(string json, string field, string words)
    {
        var errors = Read(json).ShouldBeOfType<ReportReading.Wrong>().Errors;
        var error = errors.Where(found => found.Field == field).ShouldHaveSingleItem();
        $"{error.Reason} {error.Remedy}".ShouldContain(words);
    }

    [Fact]
    public void Every_problem_is_named_at_once() =>
        Read("""{"titel":"a","category":"x","emergency":1}""").ShouldBeOfType<ReportReading.Wrong>().Errors
            .Select(error => error.Field).ShouldBe(["titel", "title", "category", "grid", "emergency"], ignoreOrder: true);

    [Fact]
    public void A_long_title_is_refused() =>
        Read($$"""{"title":"{{new string('a', 201)}}","category":"G0101","grid":"g-01"}""").ShouldBeOfType<ReportReading.Wrong>().Errors
            .ShouldHaveSingleItem().Reason.ShouldContain("200");

    private static ReportReading Read(string json) => ReportMessage.Read(Encoding.UTF8.GetBytes(json), Vocabulary, Now);
}
