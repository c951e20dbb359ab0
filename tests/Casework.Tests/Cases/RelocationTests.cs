using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Tests.Catalogue;

namespace GridWorkflow.Casework.Tests.Cases;

/// <summary>A case that was reported in the wrong grid goes to the right one: area, rule, clocks and tasks follow (clocks.md §4).</summary>
public sealed class RelocationTests
{
    // Hubin lies in an area of class B (4 work hours), Yangliu 1 in one of class A (1 urgent hour).
    [Fact]
    public void Another_area_class_retargets_from_the_original_start()
    {
        var table = Filed("hubin-1");
        DueOf(table, "total").ShouldBe(table.Local("2026-03-02 15:00"));
        table.Until("2026-03-02 09:10");
        Move(table, "shen-xue", "yangliu-1").ShouldBeOfType<Decision.Accepted>();
        (table.File.GridCode, table.File.UnitId, table.File.Rule!.Area, table.File.Rule.Condition).ShouldBe(("yangliu-1", "yangliu-1", "A", "2"));
        DueOf(table, "total").ShouldBe(table.Local("2026-03-02 10:00"));
        table.File.Tasks.ShouldHaveSingleItem().UnitId.ShouldBe("yangliu-1");
        table.File.Clocks.Single(clock => clock.Name == "judge").ShouldSatisfyAllConditions(
            clock => clock.UnitId.ShouldBe("yangliu-1"), clock => clock.Ledger.Length.ShouldBe(1, "its limit does not depend on the area"));
        table.Transcript.ShouldContain("CaseRelocated area=A by=shen-xue from=hubin-1 fromArea=B reason='It is theirs' to=yangliu-1 unit=yangliu-1");
        table.Transcript.ShouldContain("UnitTransferred by=shen-xue from=hubin-1 level=grid reason='It is theirs' task=judge to=yangliu-1");
        table.Transcript.ShouldNotContain("CaseReclassified");
        table.Complete("zheng-kai", "judge", "General").ShouldBeOfType<Decision.Accepted>();
        table.ShouldBeSound();
    }

    [Fact]
    public void A_longer_limit_waits_for_a_second_person_and_nothing_moves_before()
    {
        var table = Filed("yangliu-1");
        table.Until("2026-03-02 09:10");
        Move(table, "liang-hao", "hubin-1").ShouldBeOfType<Decision.Accepted>();
        (table.File.GridCode, table.File.Tasks[0].UnitId).ShouldBe(("yangliu-1", "yangliu-1"));
        table.File.Adjustments.ShouldHaveSingleItem().GridCode.ShouldBe("hubin-1");
        DueOf(table, "total").ShouldBe(table.Local("2026-03-02 10:00"));
        table.Complete("guo-yan", "decide-change", "Approve").ShouldBeOfType<Decision.Accepted>();
        (table.File.GridCode, table.File.UnitId).ShouldBe(("hubin-1", "hubin-1"));
        DueOf(table, "total").ShouldBe(table.Local("2026-03-02 15:00"));
        table.File.Tasks.ShouldHaveSingleItem().UnitId.ShouldBe("hubin-1");
        table.Transcript.ShouldContain("approvedBy=guo-yan");
        table.ShouldBeSound();
    }

    [Fact]
    public void A_task_higher_up_goes_to_the_unit_of_the_new_grid_at_its_level()
    {
        var table = Coordinating();
        table.Claim("ma-chao", "coordinate");
        var before = table.File.Tasks.ShouldHaveSingleItem();
        Move(table, "guo-yan", "hubin-1").ShouldBeOfType<Decision.Accepted>();
        var after = table.File.Tasks.ShouldHaveSingleItem();
        (after.Id, after.UnitId, after.Assignee, after.ClockId).ShouldBe((before.Id, "hubin", null, before.ClockId));
        (table.File.Level, table.File.UnitId, table.File.GridCode).ShouldBe(("community", "hubin", "hubin-1"));
        table.File.Clocks.ShouldAllBe(clock => !clock.Ledger.OfType<LedgerEntry.Retargeted>().Any(), "neither limit depends on the area");
        table.Complete("deng-yi", "coordinate", "HandDown", "Look at it.").ShouldBeOfType<Decision.Accepted>();
        table.File.UnitId.ShouldBe("hubin-1");
    }

    [Fact]
    public void What_was_sent_sideways_stays_where_it_was_sent()
    {
        var table = Coordinating();
        table.Decide(new CaseCommand.Transfer(new Actor("ma-chao"), table.Task("coordinate"), "hubin", "Theirs.")).ShouldBeOfType<Decision.Accepted>();
        Move(table, "guo-yan", "yangliu-2").ShouldBeOfType<Decision.Accepted>();
        (table.File.GridCode, table.File.UnitId, table.File.Tasks[0].UnitId).ShouldBe(("yangliu-2", "hubin", "hubin"));
    }

    // Handling counts since the dispatch, before anybody has accepted it: its level is that of the department.
    [Fact]
    public void Another_category_leaves_a_clock_before_its_task_the_limit_of_its_unit()
    {
        var table = new CaseTable(ReferenceData.Load(District.With(
            "workflows/policies/city.yaml", "    limitFrom: catalogue\n    limits: { default: 2 workDayRolling, emergency: 4 urgentHour }", "    limits: { district: 6 workDayRolling, default: 2 workDayRolling }")));
        table.Until("2026-03-02 08:00");
        table.Report("C0137", "yangliu-1", source: "patrol");
        table.Complete("zhang-li", "screen", "PreFile");
        table.Complete("zhang-li", "register", "Register");
        table.Complete("zhao-lei", "dispatch", "Dispatch", fields: LastOutcome.NoFields.Add("unit", "urban"));
        table.Decide(new CaseCommand.Reclassify(new Actor("zhang-li"), "E0505", null, "The road sank", RetargetBasis.Retroactive)).ShouldBeOfType<Decision.Accepted>();
        table.File.CategoryCode.ShouldBe("E0505");
        table.File.Clocks.Single(clock => clock.Name == "handle").ShouldSatisfyAllConditions(
            clock => clock.Budget.ToString().ShouldBe("6 workDayRolling"), clock => clock.Ledger.Length.ShouldBe(1, "its limit does not depend on the category"));
    }

    [Fact]
    public void What_was_dispatched_stays_with_the_department()
    {
        var table = EmergencyTests.Handling(District.Data, "C0137");
        table.Claim("wu-xia", "handle").ShouldBeOfType<Decision.Accepted>();
        Move(table, "zhang-li", "yangliu-2").ShouldBeOfType<Decision.Accepted>();
        table.File.GridCode.ShouldBe("yangliu-2");
        table.File.Tasks.ShouldHaveSingleItem().ShouldSatisfyAllConditions(task => task.UnitId.ShouldBe("urban"), task => task.Assignee.ShouldBe("wu-xia"));
    }

    [Fact]
    public void Who_handles_it_asks()
    {
        var table = EmergencyTests.Handling(District.Data, "C0137");
        Move(table, "wu-xia", "yangliu-2").ShouldBeOfType<Decision.Accepted>();
        table.File.GridCode.ShouldBe("yangliu-1");
        table.File.Tasks.ShouldContain(task => task.Key == "decide-change");
    }

    [Fact]
    public void Grid_and_category_change_together()
    {
        var table = Filed("hubin-1");
        table.Decide(new CaseCommand.Reclassify(new Actor("shen-xue"), "RT02", null, "The grate there", RetargetBasis.Retroactive) { Grid = "hubin-2" }).ShouldBeOfType<Decision.Accepted>();
        (table.File.CategoryCode, table.File.GridCode).ShouldBe(("RT02", "hubin-2"));
    }

    [Theory]
    [InlineData("shen-xue", "hubin-9", RefusalKind.Invalid, "unknown-grid")]
    [InlineData("shen-xue", "hubin", RefusalKind.Invalid, "unknown-grid")]
    [InlineData("shen-xue", "hubin-1", RefusalKind.Invalid, "same-grid")]
    [InlineData("shen-xue", null, RefusalKind.Invalid, "same-class")]
    [InlineData("ma-chao", "yangliu-1", RefusalKind.Forbidden, "not-concerned")]
    public void What_cannot_be_is_refused(string person, string? grid, RefusalKind kind, string code)
    {
        var table = Filed("hubin-1");
        RightsTests.Refused(Move(table, person, grid), kind, code);
        table.File.GridCode.ShouldBe("hubin-1");
    }

    private static Decision Move(CaseTable table, string person, string? grid) =>
        table.Decide(new CaseCommand.Reclassify(new Actor(person), null, null, "It is theirs", RetargetBasis.Retroactive) { Grid = grid });

    private static DateTimeOffset DueOf(CaseTable table, string clock) =>
        table.File.Clocks.Last(candidate => candidate.Name == clock).Due(Pinned.Data.Calendars["cn-2026"], table.Now).At;

    private static CaseTable Filed(string grid)
    {
        var table = new CaseTable(Pinned.Data) { StoresBetween = true };
        table.Skip("2026-03-02 09:00");
        table.Report("RT01", grid, report => report with { Condition = "2" }).ShouldBeOfType<Decision.Accepted>();
        return table;
    }

    private static CaseTable Coordinating()
    {
        var table = RightsTests.Reported("G0102", "yangliu-1");
        table.Complete("zheng-kai", "judge", "Coordination");
        table.Complete("liang-hao", "sort", "PassUp", "Not ours.").ShouldBeOfType<Decision.Accepted>();
        return table;
    }
}
