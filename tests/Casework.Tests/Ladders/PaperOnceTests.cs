using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tests.Cases;
using GridWorkflow.Casework.Tests.Routes;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Tests.Ladders;

/// <summary>The default ladder opens papers that can be answered: once for a case, a unit and a cycle, whatever the number of its clocks.</summary>
public sealed class PaperOnceTests
{
    private const string Community = "workflows/policies/community.yaml";

    // Judging (2 hours) and the whole case (5 days) are both late by more than five workdays, and both are the grid's.
    [Fact]
    public void Two_late_clocks_of_one_unit_open_each_paper_once()
    {
        var table = Reported(District.Data).Until("2026-03-25 09:00");
        table.Effects.OfType<RungFired>().Count(rung => rung.RungKey == "account").ShouldBe(2);
        Papers(table).ShouldBe(["DB01 yangliu-1 judge", "WZ01 yangliu-1 judge"]);
        table.File.Notices.Count(notice => notice.Kind == NoticeKind.Bulletin).ShouldBeGreaterThan(0);
        table.Transcript.ShouldContain("FollowUpNotOpened");
        CaseFileFormat.Read(CaseFileFormat.Write(table.File)).Papers.ShouldBe(table.File.Papers);
    }

    // Each of the units had its step and was late with it.
    [Fact]
    public void Another_unit_answers_for_its_own_step()
    {
        var table = Reported(District.Data).Until("2026-03-10 09:00");
        table.Complete("zheng-kai", "judge", "Coordination").ShouldBeOfType<Decision.Accepted>();
        table.Complete("liang-hao", "sort", "PassUp", "Not ours.").ShouldBeOfType<Decision.Accepted>();
        table.Until("2026-03-27 09:00");
        Papers(table).Select(paper => paper[..paper.LastIndexOf(' ')]).ShouldBe(["DB01 yangliu-1", "WZ01 yangliu-1", "DB01 yangliu", "WZ01 yangliu"]);
    }

    // The grid office is late with judging what a unit has replied: that is not the unit's doing, and opens nothing.
    [Fact]
    public void A_late_review_of_a_paper_opens_no_paper()
    {
        var table = new CaseTable(District.Data);
        foreach (var line in new[] { "> 2026-03-02 09:00 case DB01 yangliu-1 urban", "> 2026-03-02 10:00 zhou-tao sign Signed", "> 2026-03-02 11:00 zhou-tao rectify Replied {measures=Done; evidence=photo 1} Done." })
            RouteTests.Step(table, line);
        table.File.Tasks.ShouldHaveSingleItem().Key.ShouldBe("review-notice");
        table.Until("2026-04-10 09:00");
        table.File.Tasks.ShouldHaveSingleItem().Key.ShouldBe("review-notice");
        Papers(table).ShouldBeEmpty();
        table.File.Notices.ShouldContain(notice => notice.Kind == NoticeKind.Bulletin);
    }

    [Theory]
    [InlineData(true, "three-colour-urgent")]
    [InlineData(false, "three-colour")]
    public void Emergencies_climb_a_ladder_of_their_own(bool emergency, string ladder)
    {
        var data = ReferenceData.Load(District.With(Community, "total:\n  ladder: default", "total:\n  ladder: three-colour\n  emergencyLadder: three-colour-urgent"));
        var table = new CaseTable(data);
        table.Until("2026-03-02 09:00");
        table.Report("G0107", "yangliu-1", report => report with { Emergency = emergency });
        var total = table.File.Clocks.Single(clock => clock.Name == "total");
        total.LadderId.ShouldBe(ladder);
        table.Until("2026-03-10 09:00");
        table.Effects.OfType<RungFired>().Where(rung => rung.ClockId == total.Id).Select(rung => rung.RungKey).ShouldBe(emergency ? ["orange", "red"] : ["blue", "orange", "red"]);
    }

    [Fact]
    public void A_ladder_of_emergencies_that_nobody_knows_is_refused() => Should.Throw<RefusedException>(
        () => ReferenceData.Load(District.With(Community, "total:\n  ladder: default", "total:\n  ladder: default\n  emergencyLadder: red"))).Problems.ShouldContain(problem => problem.Code == "unknown-ladder");

    private static IEnumerable<string> Papers(CaseTable table) => table.Effects.OfType<CaseOrdered>().Select(order => $"{order.Report.CategoryCode} {order.Report.Origin!.UnitId} {order.Report.Origin.Clock}");

    private static CaseTable Reported(ReferenceData data)
    {
        var table = new CaseTable(data);
        table.Until("2026-03-02 09:00");
        table.Report("G0105", "yangliu-1").ShouldBeOfType<Decision.Accepted>();
        return table;
    }
}
