using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.DryRuns;
using GridWorkflow.Casework.Tests.Cases;

namespace GridWorkflow.Casework.Tests.Ladders;

/// <summary>A ladder changes under running clocks. Judging began on Monday at 09:00 and is due at 11:00; half is at 10:00.</summary>
public sealed class LadderChangeTests
{
    private const string Default = "workflows/ladders/default.yaml";

    // The audit's finding: every overdue case would have been urged again.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_rung_by_another_name_does_not_fire_again(bool sweepIsFirst)
    {
        var table = Judged("2026-03-02 14:00");
        var fired = table.Effects.OfType<RungFired>().Count();
        table.Use(ReferenceData.Load(District.With(Default, "key: due", "key: overdue")));
        if (sweepIsFirst)
            table.Decide(new CaseCommand.TakeLadders(Actor.Source("ladder"))).ShouldBeOfType<Decision.Accepted>();
        table.Until("2026-03-03 17:59");
        table.Effects.OfType<RungFired>().Count(rung => rung.ClockId == Judge(table).Id).ShouldBe(fired);
        if (!sweepIsFirst)
        {
            table.Complete("zheng-kai", "judge", "General").ShouldBeOfType<Decision.Accepted>();
            table.Decide(new CaseCommand.TakeLadders(Actor.Source("ladder"))).ShouldBeOfType<Decision.Accepted>("the clock of the whole case has not been touched");
        }

        table.Effects.OfType<RungFired>().Where(rung => rung.ClockId == Judge(table).Id).Select(rung => rung.RungKey).ShouldBe(["half", "warn", "due"]);
        Judge(table).Fired.ShouldContain(rung => rung.RungKey == "overdue" && rung.PassedOver);
        table.Transcript.ShouldContain("passedOver=overdue");
        table.Decide(new CaseCommand.TakeLadders(Actor.Source("ladder"))).ShouldBeOfType<Decision.Unchanged>();
    }

    // Nothing woke the clock before its old next rung.
    [Fact]
    public void A_new_rung_that_comes_sooner_is_armed()
    {
        var table = Judged("2026-03-02 09:10");
        table.Use(ReferenceData.Load(District.With(Default, "rungs:\n", "rungs:\n  - key: quarter\n    at: 25 %\n    do: remind\n    to: [assignee, candidates]\n")));
        table.Decide(new CaseCommand.TakeLadders(Actor.Source("ladder"))).ShouldBeOfType<Decision.Accepted>();
        table.Timers[CaseWork.TimerKey(Judge(table).Id)].DueAt.ShouldBe(table.Local("2026-03-02 09:30"));
        table.Until("2026-03-02 09:30");
        table.Effects.OfType<RungFired>().ShouldHaveSingleItem().RungKey.ShouldBe("quarter");
    }

    // The server was down over a rung that both versions have: that one still fires.
    [Fact]
    public void What_a_late_sweep_has_still_to_fire_is_not_passed_over()
    {
        var table = Judged("2026-03-02 10:30");
        table.Skip("2026-03-02 11:30");
        table.Use(ReferenceData.Load(District.With(Default, "key: half", "key: midway")));
        table.Until(table.Now);
        table.Effects.OfType<RungFired>().Where(rung => rung.ClockId == Judge(table).Id).Select(rung => rung.RungKey).ShouldBe(["half", "warn", "due"]);
    }

    // Stored before clocks kept what they climb: nothing is known to be new.
    [Fact]
    public void A_clock_of_before_takes_the_ladder_as_it_is()
    {
        var table = Judged("2026-03-02 10:30");
        var clock = Judge(table) with { LadderVersion = null, LadderKeys = null };
        var (taken, passed) = clock.Take(District.Data.Ladders["default"], District.Data.Calendars["cn-2026"], table.Local("2026-03-02 12:00"));
        passed.ShouldBeEmpty();
        taken.ShouldBe(Judge(table));
        System.Text.Encoding.UTF8.GetString(CaseFileFormat.Write(table.File with { Clocks = [clock] })).ShouldNotContain("climbs");
    }

    [Fact]
    public void Only_the_system_takes_ladders_over() =>
        RightsTests.Refused(Judged("2026-03-02 09:10").Decide(new CaseCommand.TakeLadders(new Actor("zheng-kai"))), RefusalKind.Forbidden, "system-only");

    [Fact]
    public void A_dry_run_names_the_rungs_that_are_passed_over()
    {
        var table = Judged("2026-03-02 14:00");
        var draft = ReferenceData.Load(District.With(Default, "key: due", "key: overdue"));
        var shift = new DryRun(District.Data, draft, table.Now, System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty).Assess(table.File, "community-case", null, null);
        shift.Marks.HasFlag(ShiftMark.RungsPassed).ShouldBeTrue();
        shift.Marks.HasFlag(ShiftMark.Rungs).ShouldBeFalse();
        var judge = shift.Clocks.Single(clock => clock.Name == "judge");
        judge.PassedRungs.ShouldBe(["overdue"]);
        judge.Rungs.ShouldBeEmpty();
    }

    // Its instant was at 18:00; that it would be held until the morning makes it no later.
    [Fact]
    public void A_new_rung_that_would_be_held_for_office_hours_is_passed_over_by_its_own_instant()
    {
        var table = Judged("2026-03-02 20:00");
        table.Use(ReferenceData.Load(District.With(Default, "rungs:\n", Evening)));
        table.Decide(new CaseCommand.TakeLadders(Actor.Source("ladder"))).ShouldBeOfType<Decision.Accepted>();
        Judge(table).Fired.Single(rung => rung.RungKey == "evening").PassedOver.ShouldBeTrue();
        table.Until("2026-03-03 09:00");
        table.Effects.OfType<RungFired>().Select(rung => rung.RungKey).ShouldNotContain("evening");
    }

    // A reminder among them gives way to another rung than it would without them; it is passed over all the same.
    [Fact]
    public void A_dry_run_names_all_of_several_rungs_that_are_passed_over()
    {
        var table = Judged("2026-03-02 20:00");
        var draft = ReferenceData.Load(District.With(Default, "rungs:\n", $"{Evening}  - key: quarter\n    at: 25 %\n    do: remind\n    to: [assignee]\n    collapsible: true\n"));
        var judge = new DryRun(District.Data, draft, table.Now, System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty).Assess(table.File, "community-case", null, null)
            .Clocks.Single(clock => clock.Name == "judge");
        judge.PassedRungs.ShouldBe(["quarter", "evening"]);
        judge.Rungs.ShouldBeEmpty();
    }

    private const string Evening = "rungs:\n  - key: evening\n    at: due + 7 urgentHour\n    do: remind\n    to: [assignee, candidates]\n    officeHoursOnly: true\n";

    private static SlaClock Judge(CaseTable table) => table.File.Clocks.Single(clock => clock.Name == "judge");

    private static CaseTable Judged(string until)
    {
        var table = new CaseTable(District.Data) { StoresBetween = true };
        table.Until("2026-03-02 09:00");
        table.Report("G0105", "yangliu-1").ShouldBeOfType<Decision.Accepted>();
        return table.Until(until);
    }
}
