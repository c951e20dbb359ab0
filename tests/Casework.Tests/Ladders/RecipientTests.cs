using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tests.Cases;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Tests.Ladders;

/// <summary>Recipients that are found when a rung fires: a person, and who is on duty just then (clocks.md §5).</summary>
public sealed class RecipientTests
{
    private const string Default = "workflows/ladders/default.yaml";
    private const string Urging = "    at: due\n    do: notice\n    notice: urging      # 催辦單\n    template: urging\n    to: [assignee, candidates]";

    // Judging is due two working hours after Monday 09:00, at 11:00; the urging comes so many hours of wall time after that.
    [Theory]
    [InlineData("person:shi-lei", 1, "shi-lei", false)]
    [InlineData("roster:jinhe-2026", 1, "liang-hao", false)] // 12:00, the day of Yangliu 1
    [InlineData("roster:jinhe-2026", 7, "liu-yang", false)] // 18:00, the evening of Dongqiao Street begins
    [InlineData("roster:jinhe-2026", 11, "liang-hao", true)] // 22:00, nobody is on duty any more: the leader of the grid stands in
    public void Are_found_at_the_instant_of_the_rung(string to, int hours, string reached, bool isOrphan)
    {
        var table = new CaseTable(ReferenceData.Load(Files(to, hours)));
        table.Until(table.Local("2026-03-02 09:00"));
        table.Report("G0102", "yangliu-1").ShouldBeOfType<Decision.Accepted>();
        table.Until(table.Local("2026-03-02 11:00"));
        var judge = table.File.Clocks.Single(clock => clock.Name == "judge").Id;
        table.Until(table.Now.AddHours(hours));
        table.File.Notices.Where(notice => notice.Kind == NoticeKind.Urging && notice.ClockId == judge).Select(notice => notice.Recipient).ShouldBe([reached]);
        table.Transcript.Contains("OrphanAlert climbedTo=yangliu-1", StringComparison.Ordinal).ShouldBe(isOrphan);
    }

    [Theory]
    [InlineData("person:nobody-here", "unknown-person")]
    [InlineData("roster:jinhe-2062", "unknown-roster")]
    [InlineData("persons:shi-lei", "rung-recipient")]
    public void What_nobody_knows_is_refused(string to, string code) =>
        Should.Throw<RefusedException>(() => ReferenceData.Load(Files(to, 1))).Problems.ShouldContain(problem => problem.Code == code && problem.File == Default);

    [Fact]
    public void Closing_may_be_written_down_as_what_stops_a_rung()
    {
        var rung = ReferenceData.Load(District.With(Default, "stopOn: [acknowledgement]", "stopOn: [acknowledgement, close]")).Ladders["default"].Rungs[0];
        rung.StopOn.ShouldBe(District.Data.Ladders["default"].Rungs[0].StopOn);
    }

    private static IReadOnlyList<SourceFile> Files(string to, int hours) =>
        District.With(Default, Urging, Urging.Replace("at: due", $"at: due + {hours} urgentHour", StringComparison.Ordinal).Replace("[assignee, candidates]", $"[\"{to}\"]", StringComparison.Ordinal));
}
