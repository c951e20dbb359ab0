using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Tests.Cases;

public sealed class DeadlineTests
{
    private const string Ladder = "workflows/ladders/default.yaml";

    [Fact]
    public void Each_counting_clock_has_one_timer_with_its_epoch()
    {
        var table = RightsTests.Reported("G0101", "yangliu-1");
        table.Timers.Values.Select(timer => (timer.Key, timer.Epoch)).ShouldBe(
            table.File.Clocks.Select(clock => ($"clock:{clock.Id:D}", clock.Epoch)), ignoreOrder: true);
        var judge = Clock(table, "judge");
        table.Complete("zheng-kai", "judge", "General");
        table.Timers.ShouldNotContainKey($"clock:{judge.Id:D}");
    }

    [Fact]
    public void A_timer_of_a_stopped_clock_or_an_older_epoch_changes_nothing()
    {
        var table = RightsTests.Reported("G0101", "yangliu-1");
        var judge = Clock(table, "judge");
        table.Fire(new TimerSet($"clock:{judge.Id:D}", table.Now, judge.Epoch - 1)).ShouldBeOfType<Decision.Unchanged>();
        table.Complete("zheng-kai", "judge", "General");
        table.Fire(new TimerSet($"clock:{judge.Id:D}", table.Now, judge.Epoch)).ShouldBeOfType<Decision.Unchanged>();
        table.Decide(new InstanceCommand.TimerDue("delay:x", 1, table.Now)).ShouldBeOfType<Decision.Unchanged>();
    }

    [Fact]
    public void A_timer_that_comes_too_early_is_set_again()
    {
        var table = RightsTests.Reported("G0101", "yangliu-1");
        var judge = table.Timers[$"clock:{Clock(table, "judge").Id:D}"];
        table.Fire(judge).ShouldBeOfType<Decision.Accepted>();
        table.Effects.OfType<RungFired>().ShouldBeEmpty();
        table.Timers[judge.Key].ShouldBe(judge);
    }

    // The sweep was down over the due instant: completing late finds what had come due, so the facts do not depend on the sweep.
    [Fact]
    public void Completing_late_fires_what_was_due_before_the_clock_stops()
    {
        var table = RightsTests.Reported("G0101", "yangliu-1");
        table.Skip("2026-03-03 09:00");
        table.Complete("zheng-kai", "judge", "General").ShouldBeOfType<Decision.Accepted>();
        var fired = table.Effects.OfType<RungFired>().ToArray();
        fired.Select(rung => rung.RungKey).ShouldBe(["half", "warn", "due"]);
        fired.ShouldAllBe(rung => rung.FiredAt == table.Now && rung.DueAt < table.Now);
        Clock(table, "judge").Verdict(District.Data.Calendars["cn-2026"], table.Now).ShouldBe(ClockVerdict.Overdue);
        // Reminder and warning gave way to the later rung; only the urging notice was written.
        table.File.Notices.Select(notice => notice.Kind).ShouldBe([NoticeKind.Urging]);
    }

    [Fact]
    public void After_a_downtime_each_rung_fires_once_stamped_with_both_instants()
    {
        var table = RightsTests.Reported("G0101", "yangliu-1");
        var judge = table.Timers[$"clock:{Clock(table, "judge").Id:D}"];
        table.Skip("2026-03-20 09:00");
        table.Fire(judge);
        table.Fire(judge).ShouldBeOfType<Decision.Accepted>();
        var fired = table.Effects.OfType<RungFired>().ToArray();
        fired.Select(rung => rung.RungKey).ShouldBe(["half", "warn", "due", "supervise", "bulletin", "account"]);
        fired.Select(rung => (rung.ClockId, rung.Cycle, rung.RungKey, rung.Epoch)).ShouldBeUnique();
        table.Timers.ShouldNotContainKey(judge.Key);
    }

    [Fact]
    public void Recipients_are_found_out_when_the_rung_fires()
    {
        var table = RightsTests.Reported("G0101", "tielu-3");
        table.Claim("ding-ning", "judge");
        table.Until("2026-03-02 10:30");
        table.File.Notices.Single().Recipient.ShouldBe("ding-ning");
        // Told when it opened, and reminded.
        table.Effects.OfType<MailQueued>().Select(mail => mail.Address).ShouldBe(["ding.ning@demo.example", "ding.ning@demo.example"]);
    }

    [Fact]
    public void Signing_a_notice_ends_the_reminders_that_stop_on_it()
    {
        var table = RightsTests.Reported("G0101", "yangliu-1");
        table.Until("2026-03-02 10:30");
        var half = table.File.Notices.Single();
        RightsTests.Refused(table.Decide(new CaseCommand.SignNotice(new Actor("liang-hao"), half.Id)), RefusalKind.Forbidden, "notice-of-other");
        var epoch = Clock(table, "judge").Epoch;
        table.Decide(new CaseCommand.SignNotice(new Actor("zheng-kai"), half.Id)).ShouldBeOfType<Decision.Accepted>();
        table.Decide(new CaseCommand.SignNotice(new Actor("zheng-kai"), half.Id)).ShouldBeOfType<Decision.Unchanged>();
        table.Effects.OfType<NoticeSigned>().Single().SignedBy.ShouldBe("zheng-kai");
        Clock(table, "judge").Epoch.ShouldBe(epoch + 1);
        table.Timers[$"clock:{Clock(table, "judge").Id:D}"].Epoch.ShouldBe(epoch + 1);
        table.Until("2026-03-02 11:30");
        table.File.Notices.Select(notice => notice.Kind).ShouldBe([NoticeKind.Reminder, NoticeKind.Warning, NoticeKind.Urging]);
    }

    [Fact]
    public void A_rung_can_raise_the_level()
    {
        var data = ReferenceData.Load(District.With(Ladder, "do: openAccountability # 問責\n    template: accountability\n    opens: WZ01", "do: raiseLevel"));
        var table = new CaseTable(data);
        table.Until("2026-03-02 09:00");
        table.Report("R0001", "yangliu-1");
        table.Complete("zheng-kai", "judge", "Coordination");
        table.Until("2026-04-30 09:00");
        table.File.Level.ShouldBe("grid", "the replay policy limits no task");

        table = new CaseTable(data);
        table.Until("2026-03-02 09:00");
        table.Report("G0105", "yangliu-1");
        table.Complete("zheng-kai", "judge", "Coordination");
        table.Until("2026-06-30 09:00");
        table.File.Level.ShouldBe("district");
        table.Transcript.ShouldContain("LevelNotRaised");
        table.ShouldBeSound();
    }

    [Fact]
    public void A_rung_can_hand_the_task_to_somebody_else()
    {
        var data = ReferenceData.Load(District.With(Ladder, "do: warn            # 預警\n    to: [unit-leader]", "do: reassign\n    to: [unit-leader]"));
        var table = new CaseTable(data);
        table.Until("2026-03-02 09:00");
        table.Report("G0105", "yangliu-1");
        table.Claim("zheng-kai", "judge");
        table.Until("2026-03-02 10:59");
        table.File.Tasks.Single().Assignee.ShouldBe("liang-hao");
        table.Complete("liang-hao", "judge", "General").ShouldBeOfType<Decision.Accepted>();
    }

    [Fact]
    public void A_report_with_a_target_of_its_own_is_held_to_it()
    {
        var table = new CaseTable(District.Data);
        table.Until("2026-03-02 09:00");
        table.Report("R0001", "yangliu-1", report => report with { TargetAt = table.Now.AddHours(30) });
        table.File.DueAt(District.Data, table.Now).ShouldBe(table.Now.AddHours(30));
        table.File.Verdict(District.Data, table.Now.AddHours(30)).ShouldBe(ClockVerdict.OnTime);
        table.File.Verdict(District.Data, table.Now.AddHours(31)).ShouldBe(ClockVerdict.Overdue);
        table.File.OverdueAt(District.Data, table.Now.AddHours(31)).ShouldBe(table.Now.AddHours(30));
    }

    private static SlaClock Clock(CaseTable table, string name) => table.File.Clocks.Last(clock => clock.Name == name);
}
