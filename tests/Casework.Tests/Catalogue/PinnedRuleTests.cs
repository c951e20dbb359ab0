using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Tests.Cases;

namespace GridWorkflow.Casework.Tests.Catalogue;

/// <summary>The rule is resolved once, when the case is filed, and stays; a later classification moves the clocks that it feeds.</summary>
public sealed class PinnedRuleTests
{
    [Theory]
    [InlineData("RT01", null, "yangliu-1", "2026-03-09 09:00")] // 5 workdays
    [InlineData("RT01", "2", "yangliu-1", "2026-03-02 10:00")] // area A, lowest level: 1 urgent hour
    [InlineData("RT01", "2", "hubin-1", "2026-03-02 15:00")] // 4 work hours
    [InlineData("RT01", "3", "hubin-1", "2026-03-05 09:00")] // the category's 3 workdays
    [InlineData("RT04", null, "hubin-1", "2026-03-11 09:00")] // nobody has chosen: the policy's 7 workdays
    public void The_total_limit_comes_from_the_catalogue(string category, string? condition, string grid, string due)
    {
        var table = Filed(category, condition, grid);
        table.File.Rule.ShouldNotBeNull().Area.ShouldBe(grid == "yangliu-1" ? "A" : "B");
        DueOf(table, "total").ShouldBe(table.Local(due));
    }

    [Fact]
    public void A_later_edition_of_the_catalogue_does_not_move_a_case()
    {
        var table = Filed("RT02", null, "yangliu-2");
        table.Use(ReferenceData.Load(Pinned.Files(Pinned.Catalogue.Replace("policy: pinned, limit: 4 workHour", "policy: pinned, limit: 1 workHour", StringComparison.Ordinal))));
        table.Until("2026-03-02 09:10");
        table.Complete("xie-fang", "judge", "General");
        table.File.Rule!.Budget!.Value.ToString().ShouldBe("4 workHour");
        DueOf(table, "total").ShouldBe(table.Local("2026-03-02 15:00"));
    }

    [Fact]
    public void A_report_of_a_condition_that_is_not_there_is_refused()
    {
        var table = new CaseTable(Pinned.Data);
        table.Skip("2026-03-02 09:00");
        var refused = table.Report("RT01", "yangliu-1", report => report with { Condition = "9" }).ShouldBeOfType<Decision.Refused>().Refusal;
        (refused.Code, refused.Field).ShouldBe(("unknown-condition", "condition"));
    }

    // S05a: 5 workdays from 09:00, corrected at 16:00 to 4 work hours from the same start.
    [Fact]
    public void A_retroactive_correction_finds_the_breach_at_its_due_instant()
    {
        var table = Filed("RT01", null, "yangliu-2");
        table.Until("2026-03-02 16:00");
        table.Decide(new CaseCommand.Reclassify(new Actor("ma-chao"), "RT02", null, "It is the grate", RetargetBasis.Retroactive)).ShouldBeOfType<Decision.Accepted>();
        DueOf(table, "total").ShouldBe(table.Local("2026-03-02 15:00"));
        table.Transcript.ShouldContain("BreachFound clock=total due=2026-03-02T15:00 foundAt=2026-03-02T16:00");
        table.File.Clocks.Single(clock => clock.Kind == ClockKind.Total).Verdict(Pinned.Data.Calendars["cn-2026"], table.Now).ShouldBe(ClockVerdict.Overdue);
        table.Effects.Clear();
        table.Until("2026-03-02 16:01");
        table.Effects.OfType<RungFired>().ShouldContain(rung => rung.DueAt == table.Local("2026-03-02 15:00") && rung.FiredAt == table.Local("2026-03-02 16:00"));
    }

    // S05b: the same, counted from 16:00: 2 hours on the day, 2 on the next. Whoever asks does not decide.
    [Fact]
    public void A_count_from_now_waits_for_a_leader_who_approves()
    {
        var table = Filed("RT01", null, "yangliu-2");
        table.Until("2026-03-02 15:00");
        var before = DueOf(table, "total");
        Ask(table).ShouldBeOfType<Decision.Accepted>();
        table.File.CategoryCode.ShouldBe("RT01");
        DueOf(table, "total").ShouldBe(before);
        Ask(table).ShouldBeOfType<Decision.Refused>().Refusal.Code.ShouldBe("adjustment-open");
        table.File.Tasks.Single(task => task.Key == "decide-change").ShouldSatisfyAllConditions(task => task.UnitId.ShouldBe("yangliu"), task => task.Role.ShouldBe("leader"));
        table.Until("2026-03-02 16:00");
        RightsTests.Refused(table.Complete("ma-chao", "decide-change", "Approve"), RefusalKind.Forbidden, "role-not-held");
        table.Complete("guo-yan", "decide-change", "Approve").ShouldBeOfType<Decision.Accepted>();
        table.File.CategoryCode.ShouldBe("RT02");
        DueOf(table, "total").ShouldBe(table.Local("2026-03-03 10:00"));
        table.File.Clocks.Single(clock => clock.Kind == ClockKind.Total).Ledger.OfType<LedgerEntry.Retargeted>().ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(entry => entry.By.ShouldBe("ma-chao"), entry => entry.ApprovedBy.ShouldBe("guo-yan"), entry => entry.Reason.ShouldBe("It is the grate"));
        table.Transcript.ShouldContain("CaseReclassified");
        table.Transcript.ShouldNotContain("BreachFound");
        table.ShouldBeSound();
    }

    [Fact]
    public void A_refused_count_from_now_changes_nothing()
    {
        var table = Filed("RT01", null, "yangliu-2");
        table.Until("2026-03-02 15:00");
        Ask(table);
        table.Complete("guo-yan", "decide-change", "Refuse").ShouldBeOfType<Decision.Refused>().Refusal.Code.ShouldBe("remark-missing");
        table.Complete("guo-yan", "decide-change", "Refuse", "It is a lid.").ShouldBeOfType<Decision.Accepted>();
        table.File.CategoryCode.ShouldBe("RT01");
        table.File.Adjustments.ShouldHaveSingleItem().Status.ShouldBe(AdjustmentStatus.Refused);
        table.ShouldBeSound();
    }

    // The leader of the unit asks herself: the next unit up decides.
    [Fact]
    public void Who_asks_is_never_who_decides()
    {
        var table = Filed("RT01", null, "yangliu-2");
        table.Until("2026-03-02 15:00");
        Ask(table, "guo-yan").ShouldBeOfType<Decision.Accepted>();
        table.File.Tasks.Single(task => task.Key == "decide-change").UnitId.ShouldBe("dongqiao");
        table.Complete("lin-na", "decide-change", "Approve").ShouldBeOfType<Decision.Accepted>();
    }

    [Fact]
    public void A_case_that_ends_takes_the_request_with_it()
    {
        var table = Filed("RT01", null, "yangliu-2");
        table.Until("2026-03-02 15:00");
        Ask(table);
        var first = table.File with { Id = Guid.Empty, Number = "2026-03-01-000001", ReportedAt = table.Local("2026-03-01 09:00") };
        table.Decide(CaseCommand.LinkDuplicate.To(first, new Actor("zhang-li"), "the same lid")).ShouldBeOfType<Decision.Accepted>();
        table.File.Adjustments.ShouldHaveSingleItem().Status.ShouldBe(AdjustmentStatus.Lapsed);
        table.ShouldBeSound();
    }

    private static Decision Ask(CaseTable table, string person = "ma-chao") =>
        table.Decide(new CaseCommand.Reclassify(new Actor(person), "RT02", null, "It is the grate", RetargetBasis.FromNow));

    [Theory]
    [InlineData("G9999", null, "unknown-category")]
    [InlineData("E0110", null, "other-lifecycle")]
    [InlineData("RT01", "9", "unknown-condition")]
    [InlineData("RT01", "1", "same-class")]
    public void Refuses_what_cannot_be(string category, string? condition, string code)
    {
        var table = Filed("RT01", null, "yangliu-2");
        table.Decide(new CaseCommand.Reclassify(new Actor("ma-chao"), category, condition, "why", RetargetBasis.Retroactive)).ShouldBeOfType<Decision.Refused>().Refusal.Code.ShouldBe(code);
    }

    [Fact]
    public void Another_condition_moves_the_stage_that_the_catalogue_feeds()
    {
        var table = Filed("RT04", "1", "yangliu-2");
        table.Complete("xie-fang", "judge", "General");
        DueOf(table, "handle").ShouldBe(table.Local("2026-03-03 09:00"));
        table.Decide(new CaseCommand.Reclassify(new Actor("song-jing"), "RT04", "2", "larger than it looked", RetargetBasis.Retroactive)).ShouldBeOfType<Decision.Accepted>();
        DueOf(table, "handle").ShouldBe(table.Local("2026-03-03 09:00"), "more time is not given by one person alone");
        table.Complete("guo-yan", "decide-change", "Approve").ShouldBeOfType<Decision.Accepted>();
        DueOf(table, "handle").ShouldBe(table.Local("2026-03-04 09:00"));
        table.File.Rule!.Condition.ShouldBe("2");
    }

    [Fact]
    public void Milestones_follow_one_another()
    {
        var table = Filed("RT03", null, "yangliu-2");
        DueOf(table, "stop").ShouldBe(table.Local("2026-03-02 15:00"));
        table.Until("2026-03-02 11:00");
        Meet("penalise").ShouldBeOfType<Decision.Refused>().Refusal.Code.ShouldBe("milestone-not-running");
        Meet("stop").ShouldBeOfType<Decision.Accepted>();
        DueOf(table, "penalise").ShouldBe(table.Local("2026-03-11 11:00"));
        table.Until("2026-03-04 11:00");
        Meet("penalise").ShouldBeOfType<Decision.Accepted>();
        Meet("demolish").ShouldBeOfType<Decision.Accepted>();
        Meet("demolish").ShouldBeOfType<Decision.Refused>();
        table.File.Clocks.Where(clock => clock.Kind == ClockKind.Milestone).Select(clock => clock.State.Status).ShouldBe([ClockStatus.Stopped, ClockStatus.Stopped, ClockStatus.Stopped]);

        Decision Meet(string key) => table.Decide(new CaseCommand.MeetMilestone(new Actor("song-jing"), key, null));
    }

    [Fact]
    public void Who_registers_the_case_chooses_the_condition()
    {
        var table = new CaseTable(ReferenceData.Load(Pinned.Files(Pinned.Catalogue.Replace("definition: community-case", "definition: city-case", StringComparison.Ordinal)))) { StoresBetween = true };
        table.Skip("2026-03-02 09:00");
        table.Report("RT04", "yangliu-2");
        table.Complete("zhang-li", "intake", "OrderVerify");
        table.Complete("liu-yang", "verify", "Exists");
        Register("7").ShouldBeOfType<Decision.Refused>().Refusal.Code.ShouldBe("unknown-condition");
        Register("2").ShouldBeOfType<Decision.Accepted>();
        table.File.Rule!.Condition.ShouldBe("2");
        DueOf(table, "total").ShouldBe(table.Local("2026-03-04 09:00"));

        Decision Register(string condition) =>
            table.Complete("zhang-li", "register", "Register", null, ImmutableSortedDictionary<string, string>.Empty.Add("condition", condition));
    }

    private static CaseTable Filed(string category, string? condition, string grid)
    {
        var table = new CaseTable(Pinned.Data) { StoresBetween = true };
        table.Skip("2026-03-02 09:00");
        table.Report(category, grid, report => report with { Condition = condition }).ShouldBeOfType<Decision.Accepted>();
        return table;
    }

    private static DateTimeOffset DueOf(CaseTable table, string clock) =>
        table.File.Clocks.Last(candidate => candidate.Name == clock).Due(Pinned.Data.Calendars["cn-2026"], table.Now).At;
}
