using GridWorkflow.Casework.Loading;
using GridWorkflow.Host.Replay;
using GridWorkflow.Runtime.Replay;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Host.Tests.Replay;

/// <summary>Files of reports: what is read, and how each thing that cannot be read is named.</summary>
public sealed class ReportFileTests : IDisposable
{
    private const string Mapping = """
        id: test
        zone: America/New_York
        timeFormats: ["yyyy-MM-dd HH:mm:ss", "M/d/yyyy h:mm tt"]
        columns: { id: no, reportedAt: opened, targetAt: target, closedAt: closed, title: what, latitude: lat, longitude: lon, verdict: verdict, area: area }
        verdicts: { onTime: ONTIME, overdue: OVERDUE }
        category: R0001
        closing:
          - { task: judge, outcome: General }
        """;

    private const string Header = "no,opened,target,closed,what,lat,lon,verdict,area";

    private readonly string _folder = Directory.CreateTempSubdirectory("gridworkflow-reports-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_row_becomes_a_report_with_instants_of_its_zone()
    {
        var row = Read("7,2022-01-03 08:00:00,2022-01-04 08:30:00,,Street light out,42.36,-71.05,ONTIME,Back Bay").ShouldHaveSingleItem();

        row.Id.ShouldBe("7");
        row.Line.ShouldBe(2);
        row.OpenedAt.ShouldBe(new DateTimeOffset(2022, 1, 3, 13, 0, 0, TimeSpan.Zero));
        row.Report.TargetAt.ShouldBe(new DateTimeOffset(2022, 1, 4, 13, 30, 0, TimeSpan.Zero));
        row.ClosedAt.ShouldBeNull();
        row.FileVerdict.ShouldBe(ReplayVerdict.OnTime);
        row.Report.Title.ShouldBe("Street light out");
        row.Report.Place!.Latitude.ShouldBe(42.36);
        row.Report.CategoryCode.ShouldBe("R0001");
    }

    [Theory]
    [InlineData("1/3/2022 8:00 AM", "2022-01-03T13:00:00Z")] // the second format
    [InlineData("2022-07-01 08:00:00", "2022-07-01T12:00:00Z")] // summer time
    [InlineData("2022-11-06 01:30:00", "2022-11-06T05:30:00Z")] // stands twice on the clock: the earlier one
    [InlineData("2022-03-13 02:30:00", "2022-03-13T07:30:00Z")] // skipped by the clock: moved forward by the gap
    [InlineData("2022-01-03T08:00:00+08:00", "2022-01-03T00:00:00Z")] // names its own offset
    public void Times_are_read_in_the_zone_of_the_mapping(string text, string instant) =>
        Read($"7,{text},,,x,,,,").ShouldHaveSingleItem().OpenedAt.ShouldBe(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("7,yesterday,,,x,,,,", "unreadable-time", "opened")]
    [InlineData("7,,,,x,,,,", "missing-time", "opened")]
    [InlineData(",2022-01-03 08:00:00,,,x,,,,", "missing-id", "no")]
    [InlineData("7,2022-01-03 08:00:00,,2022-01-02 08:00:00,x,,,,", "closed-before-opened", "closed")]
    [InlineData("7,2022-01-03 08:00:00,,,x,north,,,", "unreadable-number", "lat")]
    [InlineData("7,2022-01-03 08:00:00,,,x,,,LATE,", "unknown-verdict", "verdict")]
    public void A_row_that_cannot_be_read_is_named_with_line_and_column(string line, string code, string column)
    {
        var problem = Should.Throw<RefusedException>(() => Read(line)).Problems.ShouldHaveSingleItem();

        problem.Code.ShouldBe(code);
        problem.Path.ShouldBe(column);
        problem.Line.ShouldBe(2);
        problem.Remedy.ShouldNotBeEmpty();
    }

    [Fact]
    public void All_rows_that_cannot_be_read_are_named_at_once() =>
        Should.Throw<RefusedException>(() => Read("7,yesterday,,,x,,,,", "8,2022-01-03 08:00:00,,,x,,,,", "8,2022-01-04 08:00:00,,,y,,,,"))
            .Problems.Select(problem => problem.Code).ShouldBe(["unreadable-time", "duplicate-id"]);

    [Fact]
    public void A_quote_that_stands_alone_is_named_with_its_line() =>
        Should.Throw<RefusedException>(() => Read("7,2022-01-03 08:00:00,,,x,,,,", "8,2022-01-03 08:00:00,,,\"x,,,,"))
            .Problems.ShouldContain(problem => problem.Code == "broken-csv" && problem.Line == 3);

    [Fact]
    public void A_missing_column_is_named_with_the_one_that_was_probably_meant()
    {
        var path = Write("no,opend,target,closed,what,lat,lon,verdict,area", []);

        var problem = Should.Throw<RefusedException>(() => ReportFile.Read(path, Map(), ["g-1"])).Problems.ShouldHaveSingleItem();

        problem.Code.ShouldBe("missing-column");
        problem.Remedy.ShouldContain("opend");
    }

    [Fact]
    public void Reports_of_one_area_go_to_one_grid()
    {
        var rows = Read("1,2022-01-03 08:00:00,,,x,,,,North", "2,2022-01-03 08:00:00,,,x,,,,North", "3,2022-01-03 08:00:00,,,x,,,,South");

        rows[0].Report.GridCode.ShouldBe(rows[1].Report.GridCode);
    }

    [Theory]
    [InlineData("zone: America/New_York", "zone: America/New_Yorck", "unknown-zone")]
    [InlineData("\"yyyy-MM-dd HH:mm:ss\"", "\"yyyy-MM-dd QQ\"", "time-format")]
    [InlineData("columns:", "colums:", "unknown-key")]
    [InlineData("no, reportedAt", "no, reported", "unknown-key")]
    public void A_mapping_that_cannot_be_is_refused(string right, string wrong, string code) =>
        Should.Throw<RefusedException>(() => ReplayMapping.Parse(new SourceFile("test.yaml", Mapping.Replace(right, wrong, StringComparison.Ordinal))))
            .Problems.ShouldContain(problem => problem.Code == code && problem.Line > 0);

    private static ReplayMapping Map() => ReplayMapping.Parse(new SourceFile("test.yaml", Mapping));

    private IReadOnlyList<ReplayRow> Read(params string[] lines) => ReportFile.Read(Write(Header, lines), Map(), ["g-1", "g-2", "g-3"]);

    private string Write(string header, string[] lines)
    {
        var path = Path.Combine(_folder, "reports.csv");
        File.WriteAllLines(path, [header, .. lines]);
        return path;
    }
}
