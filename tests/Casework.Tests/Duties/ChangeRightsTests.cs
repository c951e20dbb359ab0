using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Tests.Cases;

namespace GridWorkflow.Casework.Tests.Duties;

/// <summary>Whoever handles a case does not take it out of the clocks by which she is measured (SM-6), neither as a repetition nor by another category.</summary>
public sealed class ChangeRightsTests
{
    // Wu Xia handles for the bureau and may void cases as well.
    private static readonly ReferenceData Both = ReferenceData.Load(District.With(
        "workflows/demo/organisation.yaml", "email: wu.xia@demo.example, posts: [{ role: department-officer, unit: urban }]",
        "email: wu.xia@demo.example, posts: [{ role: department-officer, unit: urban }, { role: intake-officer, unit: supervision }]"));

    [Theory]
    [InlineData("wu-xia", "action-not-granted")] // who handles it
    [InlineData("zhou-tao", "action-not-granted")] // her leader
    [InlineData("zhao-lei", "action-not-granted")] // who dispatched it
    [InlineData("liang-hao", "action-not-granted")] // any post in the chain of the grid
    [InlineData("deng-yi", "not-concerned")]
    [InlineData("zhang-li", null)]
    public void Only_who_may_void_cases_ends_one_as_a_repetition(string person, string? code)
    {
        var table = Handling();
        var decision = table.Decide(CaseCommand.LinkDuplicate.To(First(table), new Actor(person), "the same lamp"));
        if (code is null)
        {
            decision.ShouldBeOfType<Decision.Accepted>();
            table.File.Status.ShouldBe(CaseStatus.Void);
            table.ShouldBeSound();
            return;
        }

        RightsTests.Refused(decision, RefusalKind.Forbidden, code);
        table.File.Status.ShouldBe(CaseStatus.Open);
        table.File.Clocks.ShouldContain(clock => clock.Name == "handle" && clock.State.Status == ClockStatus.Running);
    }

    [Fact]
    public void Who_handles_it_does_not_void_it_either_where_her_other_post_may()
    {
        var table = Handling(data: Both);
        RightsTests.Refused(table.Decide(CaseCommand.LinkDuplicate.To(First(table), new Actor("wu-xia"), "the same lamp")), RefusalKind.Forbidden, "duties-separated");
    }

    [Fact]
    public void The_first_case_is_the_same_matter_and_lives()
    {
        var table = Handling();
        var first = First(table);
        Refused(first with { Status = CaseStatus.Void }, "duplicate-ended");
        Refused(first with { Status = CaseStatus.Archived }, "duplicate-ended");
        Refused(first with { CategoryCode = "E0304" }, "duplicate-category");
        Refused(first with { GridCode = "hubin-1" }, "duplicate-place");
        Refused(first with { ReportedAt = table.Now.AddDays(1) }, "duplicate-order");
        RightsTests.Refused(table.Decide(CaseCommand.LinkDuplicate.To(first, new Actor("zhang-li"), " ")), RefusalKind.Invalid, "reason-length");

        void Refused(CaseFile earlier, string code) =>
            RightsTests.Refused(table.Decide(CaseCommand.LinkDuplicate.To(earlier, new Actor("zhang-li"), "the same")), RefusalKind.Invalid, code);
    }

    // The border of a grid goes through a place that reports find by distance; E0304 watches for repetitions within 50 m.
    [Theory]
    [InlineData(30.6004, true)] // 44 m
    [InlineData(30.6005, false)] // 56 m
    public void Near_points_are_one_place_whatever_their_grids(double latitude, bool isSame)
    {
        var table = new CaseTable(District.Data);
        table.Until("2026-03-02 08:00");
        table.Report("E0304", "yangliu-1", report => report with { Place = new Place(null, 30.6, 104.06) });
        var decision = table.Decide(CaseCommand.LinkDuplicate.To(First(table) with { GridCode = "yangliu-2", Place = new Place(null, latitude, 104.06) }, new Actor("zhang-li"), "the same heap"));
        (decision is Decision.Accepted).ShouldBe(isSame);
    }

    /// <summary>A journal from before this was asked says nothing of the first case, and its commands go as they went.</summary>
    [Fact]
    public void A_command_from_before_says_nothing_of_the_first_case()
    {
        var table = Handling();
        table.Decide(new CaseCommand.LinkDuplicate(new Actor("zhang-li"), Guid.Empty, "2026-03-01-000001", table.Now.AddDays(-1), null)).ShouldBeOfType<Decision.Accepted>();
    }

    [Fact]
    public void Who_handles_it_asks_for_another_category_also_for_a_tighter_one()
    {
        var table = Handling();
        var due = DueOf(table, "handle");
        Classify(table, "wu-xia", "E0304").ShouldBeOfType<Decision.Accepted>();
        (table.File.CategoryCode, DueOf(table, "handle")).ShouldBe(("C0137", due));
        RightsTests.Refused(table.Complete("wu-xia", "decide-change", "Approve"), RefusalKind.Forbidden, "role-not-held");
        table.File.Adjustments.ShouldHaveSingleItem().Basis.ShouldBe(RetargetBasis.Retroactive);
        table.Complete("guo-yan", "decide-change", "Approve").ShouldBeOfType<Decision.Accepted>();
        table.File.CategoryCode.ShouldBe("E0304");
        table.File.Clocks.Single(clock => clock.Name == "handle").Ledger.OfType<LedgerEntry.Retargeted>().ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                entry => entry.Basis.ShouldBe(RetargetBasis.Retroactive), entry => entry.By.ShouldBe("wu-xia"), entry => entry.ApprovedBy.ShouldBe("guo-yan"));
        table.ShouldBeSound();
    }

    [Fact]
    public void A_longer_limit_waits_for_a_second_person_whoever_asks()
    {
        var table = Handling("E0304");
        table.Until("2026-03-04 09:00");
        Verdict(table).ShouldBe(ClockVerdict.Overdue);
        Classify(table, "zhang-li", "C0137").ShouldBeOfType<Decision.Accepted>();
        Verdict(table).ShouldBe(ClockVerdict.Overdue);
        table.File.Tasks.ShouldContain(task => task.Key == "decide-change");
        Classify(table, "zhang-li", "C0137").ShouldBeOfType<Decision.Refused>().Refusal.Code.ShouldBe("adjustment-open");
    }

    [Fact]
    public void A_tighter_limit_by_somebody_else_is_taken_at_once()
    {
        var table = Handling();
        Classify(table, "zhang-li", "E0304").ShouldBeOfType<Decision.Accepted>();
        table.File.CategoryCode.ShouldBe("E0304");
        table.File.Adjustments.ShouldBeEmpty();
    }

    // Condition 1 has three milestones, condition 2 one limit of fifteen workdays: the running milestone would be gone.
    [Fact]
    public void A_milestone_that_would_be_gone_waits_as_well()
    {
        var table = Handling("E0103");
        table.Decide(new CaseCommand.Reclassify(new Actor("zhang-li"), "E0103", "2", "It stands already", RetargetBasis.Retroactive)).ShouldBeOfType<Decision.Accepted>();
        table.File.Rule!.Condition.ShouldBe("1");
        table.File.Tasks.ShouldContain(task => task.Key == "decide-change");
    }

    [Theory]
    [InlineData("zhao-lei", "not-handler")] // who dispatched it
    [InlineData("liang-hao", "not-handler")] // handles in the grid, not here
    [InlineData("zhou-tao", "action-not-granted")] // of the unit, but no role that handles
    [InlineData("deng-yi", "not-concerned")]
    [InlineData("gao-feng", null)]
    public void A_milestone_is_met_by_who_handles_the_case(string person, string? code)
    {
        var table = Handling("E0103");
        var decision = table.Decide(new CaseCommand.MeetMilestone(new Actor(person), "stop-work", null));
        if (code is null)
            decision.ShouldBeOfType<Decision.Accepted>();
        else
            RightsTests.Refused(decision, RefusalKind.Forbidden, code);
    }

    [Fact]
    public void The_basis_of_a_request_is_kept_and_one_from_before_counts_from_now()
    {
        var table = Handling();
        Classify(table, "wu-xia", "E0304");
        var bytes = CaseFileFormat.Write(table.File);
        CaseFileFormat.Read(bytes).Adjustments.ShouldHaveSingleItem().Basis.ShouldBe(RetargetBasis.Retroactive);
        var before = System.Text.Encoding.UTF8.GetString(bytes).Replace(",\"back\":true", "", StringComparison.Ordinal);
        CaseFileFormat.Read(System.Text.Encoding.UTF8.GetBytes(before)).Adjustments.ShouldHaveSingleItem().Basis.ShouldBe(RetargetBasis.FromNow);
    }

    private static Decision Classify(CaseTable table, string person, string category) =>
        table.Decide(new CaseCommand.Reclassify(new Actor(person), category, null, "It is another matter", RetargetBasis.Retroactive));

    private static CaseFile First(CaseTable table) => table.File with { Id = Guid.Empty, Number = "2026-03-01-000001", ReportedAt = table.File.ReportedAt.AddDays(-1), Status = CaseStatus.Open };

    private static ClockVerdict Verdict(CaseTable table) =>
        table.File.Clocks.Single(clock => clock.Name == "handle").Verdict(District.Data.Calendars["cn-2026"], table.Now);

    private static DateTimeOffset DueOf(CaseTable table, string clock) =>
        table.File.Clocks.Last(candidate => candidate.Name == clock).Due(District.Data.Calendars["cn-2026"], table.Now).At;

    // Dispatched to the bureau and accepted by Wu Xia.
    private static CaseTable Handling(string category = "C0137", ReferenceData? data = null)
    {
        var table = new CaseTable(data ?? District.Data) { StoresBetween = true };
        table.Until("2026-03-02 08:00");
        table.Report(category, "yangliu-1", source: "patrol").ShouldBeOfType<Decision.Accepted>();
        table.Complete("zhang-li", "screen", "PreFile").ShouldBeOfType<Decision.Accepted>();
        table.Complete("zhang-li", "register", "Register").ShouldBeOfType<Decision.Accepted>();
        table.Complete("zhao-lei", "dispatch", "Dispatch", fields: LastOutcome.NoFields.Add("unit", "urban")).ShouldBeOfType<Decision.Accepted>();
        table.Complete("wu-xia", "accept", "Accept").ShouldBeOfType<Decision.Accepted>();
        return table;
    }
}
