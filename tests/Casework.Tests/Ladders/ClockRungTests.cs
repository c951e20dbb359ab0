using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Ladders;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Tests.Clocks;

namespace GridWorkflow.Casework.Tests.Ladders;

public sealed class ClockRungTests
{
    private static readonly BusinessCalendar Calendar = Shipped.China;

    // 8 workHour from Monday 09:00 are due Tuesday 09:00.
    private static ClockStory Fresh => ClockStory.Start("2026-03-02 09:00", "8 workHour");

    [Theory]
    [InlineData("4 workHour", "2026-03-02 09:00", "half 03-02 11:00, warn 03-02 14:12, due 03-02 15:00, supervise 03-03 18:00, bulletin 03-09 18:00, account 03-09 18:00")]
    [InlineData("2 workDayStatutory", "2026-03-02 09:00", "half 03-03 14:30, warn 03-04 11:24, due 03-04 18:00, supervise 03-05 18:00, bulletin 03-11 18:00, account 03-11 18:00")] // 23 open hours lie before due
    [InlineData("2 urgentHour", "2026-03-06 23:00", "half 03-07 00:00, warn 03-07 00:36, due 03-07 01:00, supervise 03-09 18:00, bulletin 03-13 18:00, account 03-13 18:00")]
    [InlineData("1 workHour", "2026-02-14 18:00", "half 02-24 08:30, warn 02-24 08:48, due 02-24 09:00, supervise 02-25 18:00, bulletin 03-02 18:00, account 03-02 18:00")] // 28 Feb is a make-up Saturday
    public void Default_ladder(string budget, string start, string expected)
    {
        var story = ClockStory.Start(start, budget);
        var fired = story.Clock.DueRungs(Shipped.DefaultLadder, Calendar, Calendar.At("2026-06-01 09:00"));
        string.Join(", ", fired.Select(rung => $"{rung.Fire.RungKey} {Calendar.Show(rung.Fire.DueAt)[5..]}")).ShouldBe(expected);
    }

    [Theory]
    [InlineData("2 workHour left", "03-02 17:00")]
    [InlineData("1 urgentHour left", "03-03 08:00")]
    [InlineData("9 workHour left", "03-02 09:00")] // more than there is: at the start, once
    [InlineData("due + 30 urgentHour", "03-04 15:00")]
    [InlineData("due + 1 workDayRolling", "03-04 09:00")]
    [InlineData("due + 1 naturalDayStatutory", "03-04 18:00")]
    [InlineData("0.5 %", "03-02 09:02:24")]
    public void Instants(string at, string expected)
    {
        var next = Fresh.Clock.NextFire(Ladder($"{{ key: a, at: {at}, do: remind, to: [assignee] }}"), Calendar).ShouldBeOfType<NextRung.At>();
        Calendar.Show(next.DueAt)[5..].ShouldBe(expected);
    }

    [Fact]
    public void Each_rung_fires_once_in_order_whatever_the_rhythm_of_sweeps()
    {
        var (story, fired) = (Fresh, new List<string>());
        for (var now = Calendar.At("2026-03-02 09:00"); now < Calendar.At("2026-03-20 09:00"); now += TimeSpan.FromMinutes(17))
        {
            var due = story.Clock.DueRungs(Shipped.DefaultLadder, Calendar, now);
            story = story with { Clock = story.Clock.WithFired(due).WithFired(due) };
            fired.AddRange(due.Select(rung => rung.Fire.RungKey));
        }

        fired.ShouldBe(["half", "warn", "due", "supervise", "bulletin", "account"]);
        story.Clock.NextFire(Shipped.DefaultLadder, Calendar).ShouldBeOfType<NextRung.None>();
    }

    [Fact]
    public void After_a_downtime_each_fires_once_with_both_instants_and_reminders_give_way()
    {
        var now = Calendar.At("2026-03-05 10:00");
        var due = Fresh.Clock.DueRungs(Shipped.DefaultLadder, Calendar, now);
        due.Select(rung => (rung.Fire.RungKey, rung.Fire.CollapsedInto)).ShouldBe([("half", "supervise"), ("warn", "supervise"), ("due", null), ("supervise", null)]);
        due.ShouldAllBe(rung => rung.Fire.FiredAt == now && rung.Fire.DueAt < now);
        Fresh.Clock.WithFired(due).DueRungs(Shipped.DefaultLadder, Calendar, now).ShouldBeEmpty();
    }

    [Fact]
    public void Two_rungs_at_one_instant_keep_their_order_and_both_fire()
    {
        var ladder = Ladder(
            "{ key: b, at: due, do: remind, to: [assignee], collapsible: true }",
            "{ key: a, at: 100 %, do: warn, to: [unit-leader], collapsible: true }");
        var due = Fresh.Clock.DueRungs(ladder, Calendar, Calendar.At("2026-03-03 09:00"));
        due.Select(rung => (rung.Rung.Key, rung.Collapsed)).ShouldBe([("b", false), ("a", false)]);
    }

    [Fact]
    public void Nothing_fires_early() =>
        Fresh.Clock.DueRungs(Shipped.DefaultLadder, Calendar, Calendar.At("2026-03-02 14:59:59")).ShouldBeEmpty();

    [Fact]
    public void A_budget_of_nothing_fires_its_rungs_at_the_start()
    {
        var story = ClockStory.Start("2026-03-02 09:00", "0 workHour");
        story.Clock.DueRungs(Shipped.DefaultLadder, Calendar, Calendar.At("2026-03-02 09:00")).Select(rung => rung.Rung.Key).ShouldBe(["half", "warn", "due"]);
    }

    [Fact]
    public void A_target_that_had_passed_fires_at_the_start_with_its_own_instant()
    {
        var story = ClockStory.Start("2026-03-02 09:00", "-3600000 elapsedMillisecond");
        var next = story.Clock.NextFire(Ladder("{ key: a, at: due, do: remind, to: [assignee] }"), Calendar).ShouldBeOfType<NextRung.At>();
        (Calendar.Show(next.DueAt), Calendar.Show(next.FireAt)).ShouldBe(("2026-03-02 08:00", "2026-03-02 09:00"));
    }

    [Fact]
    public void A_stop_cancels_the_rungs_to_come()
    {
        var stopped = Fresh.Fire("2026-03-02 15:00").Stop("2026-03-02 16:00");
        stopped.Clock.NextFire(Shipped.DefaultLadder, Calendar).ShouldBeOfType<NextRung.None>();
        stopped.Clock.DueRungs(Shipped.DefaultLadder, Calendar, Calendar.At("2026-04-02 15:00")).ShouldBeEmpty();
    }

    // Finished at the due instant is on time (R4), whichever of sweep and completion comes first to that instant.
    [Theory]
    [InlineData("2026-03-03 09:00", false)]
    [InlineData("2026-03-03 09:01", true)]
    public void Who_stops_a_clock_first_fires_what_came_due_before(string stopped, bool urged) =>
        Fresh.Clock.DueRungs(Shipped.DefaultLadder, Calendar, Calendar.At(stopped), stopping: true)
            .Any(rung => rung.Rung.Key == "due").ShouldBe(urged);

    [Fact]
    public void A_paused_clock_fires_only_what_came_due_before()
    {
        var paused = Fresh.Pause("2026-03-02 15:30"); // half was due 15:00, not swept yet
        paused.Clock.DueRungs(Shipped.DefaultLadder, Calendar, Calendar.At("2026-03-20 09:00")).Select(rung => rung.Rung.Key).ShouldBe(["half"]);
        var fired = paused.Fire("2026-03-02 15:31");
        fired.Clock.NextFire(Shipped.DefaultLadder, Calendar).ShouldBeOfType<NextRung.None>();
        var resumed = fired.Resume("2026-03-04 08:00");
        resumed.Clock.NextFire(Shipped.DefaultLadder, Calendar).ShouldBeOfType<NextRung.At>().Rung.Key.ShouldBe("warn");
    }

    [Fact]
    public void A_changed_target_brings_a_rung_again_only_when_it_lies_ahead()
    {
        // half (15:00) and warn (17:24) have fired; with 8 hours more, both lie on Tuesday.
        var fired = Fresh.Fire("2026-03-02 17:30");
        fired.Clock.Fired.Select(fire => fire.RungKey).ShouldBe(["half", "warn"]);
        var extended = fired.Extend("2026-03-02 17:40", "8 workHour");
        extended.Clock.DueRungs(Shipped.DefaultLadder, Calendar, Calendar.At("2026-03-04 08:59")).Select(rung => (rung.Rung.Key, Calendar.Show(rung.Fire.DueAt)))
            .ShouldBe([("half", "2026-03-03 09:00"), ("warn", "2026-03-03 15:48")]);

        // A shorter limit, found later: what had fired does not come again, what lies behind comes at once.
        var shortened = fired.Retarget("2026-03-02 17:40", "4 workHour", RetargetBasis.Retroactive);
        shortened.Clock.DueRungs(Shipped.DefaultLadder, Calendar, Calendar.At("2026-03-02 17:40")).Select(rung => rung.Rung.Key).ShouldBe(["due"]);
    }

    [Fact]
    public void A_new_cycle_climbs_the_ladder_again()
    {
        var reopened = Fresh.Fire("2026-03-03 10:00").Stop("2026-03-03 10:00").Reopen("2026-03-05 09:00", "8 workHour");
        reopened.Clock.DueRungs(Shipped.DefaultLadder, Calendar, Calendar.At("2026-03-05 09:00")).ShouldBeEmpty();
        reopened.Clock.DueRungs(Shipped.DefaultLadder, Calendar, Calendar.At("2026-03-06 09:00")).Select(rung => rung.Fire.Cycle).ShouldBe([2, 2, 2]);
    }

    [Fact]
    public void An_acknowledgement_ends_reminders_and_never_the_clock()
    {
        var seen = Fresh.Acknowledge("2026-03-02 10:00");
        seen.Clock.DueRungs(Shipped.DefaultLadder, Calendar, Calendar.At("2026-03-03 09:00")).Select(rung => rung.Rung.Key).ShouldBe(["warn", "due"]);
        seen.Due().ShouldBe(Fresh.Due());
    }

    [Fact]
    public void Held_for_office_hours_the_recorded_instant_stays()
    {
        var ladder = Ladder("{ key: a, at: due, do: warn, to: [unit-leader], officeHoursOnly: true }");
        var story = ClockStory.Start("2026-03-06 23:00", "2 urgentHour");
        var next = story.Clock.NextFire(ladder, Calendar).ShouldBeOfType<NextRung.At>();
        (Calendar.Show(next.DueAt), Calendar.Show(next.FireAt)).ShouldBe(("2026-03-07 01:00", "2026-03-09 08:00"));
        story.Clock.DueRungs(ladder, Calendar, Calendar.At("2026-03-09 07:59")).ShouldBeEmpty();
        story.Clock.DueRungs(ladder, Calendar, Calendar.At("2026-03-09 08:00")).ShouldHaveSingleItem();
    }

    /// <summary>Done at night, late: nobody would come for the held rung any more, and the breach would be without its record.</summary>
    [Theory]
    [InlineData("2026-03-07 02:00", "2026-03-07 01:00")]
    [InlineData("2026-03-07 01:00", null)] // at the due instant: on time
    public void Held_for_office_hours_it_fires_with_the_stop(string stopped, string? dueAt)
    {
        var ladder = Ladder("{ key: a, at: due, do: warn, to: [unit-leader], officeHoursOnly: true }");
        var fired = ClockStory.Start("2026-03-06 23:00", "2 urgentHour").Clock.DueRungs(ladder, Calendar, Calendar.At(stopped), stopping: true);
        fired.Select(rung => Calendar.Show(rung.Fire.DueAt)).ShouldBe(dueAt is null ? [] : [dueAt]);
        fired.ShouldAllBe(rung => rung.Fire.FiredAt == Calendar.At(stopped));
    }

    /// <summary>What is told in the morning is what is so in the morning: more time takes the held rung along, a shorter limit does not.</summary>
    [Theory]
    [InlineData("4 urgentHour", null)] // due at 01:00, and at 03:00 since 02:00
    [InlineData("2.5 urgentHour", "2026-03-07 01:30")]
    [InlineData("1 urgentHour", "2026-03-07 00:00")]
    public void Held_for_office_hours_it_follows_another_limit(string budget, string? dueAt)
    {
        var ladder = Ladder("{ key: a, at: due, do: warn, to: [unit-leader], officeHoursOnly: true }");
        var changed = ClockStory.Start("2026-03-06 23:00", "2 urgentHour").Retarget("2026-03-07 02:00", budget, RetargetBasis.Retroactive);
        changed.Clock.DueRungs(ladder, Calendar, Calendar.At("2026-03-07 02:59")).ShouldBeEmpty();
        changed.Stop("2026-03-07 02:59").Clock.DueRungs(ladder, Calendar, Calendar.At("2026-03-09 08:00")).ShouldBeEmpty();
        var stopping = changed.Clock.DueRungs(ladder, Calendar, Calendar.At("2026-03-07 02:59"), stopping: true);
        stopping.Select(rung => Calendar.Show(rung.Fire.DueAt)).ShouldBe(dueAt is null ? [] : [dueAt]);
        changed.Clock.DueRungs(ladder, Calendar, Calendar.At("2026-03-09 08:00")).Select(rung => Calendar.Show(rung.Fire.DueAt)).ShouldBe([dueAt ?? "2026-03-07 03:00"]);
    }

    [Fact]
    public void Held_for_office_hours_it_ends_with_a_clock_that_counts_for_nobody()
    {
        var ladder = Ladder("{ key: a, at: due, do: warn, to: [unit-leader], officeHoursOnly: true }");
        ClockStory.Start("2026-03-06 23:00", "2 urgentHour").Void("2026-03-07 02:00").Clock.DueRungs(ladder, Calendar, Calendar.At("2026-03-09 08:00")).ShouldBeEmpty();
    }

    [Fact]
    public void A_repetition_counts_from_the_first_time_and_ends()
    {
        var ladder = Ladder("{ key: chase, at: due, do: remind, to: [assignee], repeat: { every: 1 workDayRolling, max: 3 } }");
        Fresh.Clock.DueRungs(ladder, Calendar, Calendar.At("2026-04-01 09:00")).Select(rung => $"{rung.Fire.RungKey} {Calendar.Show(rung.Fire.DueAt)[5..]}")
            .ShouldBe(["chase 03-03 09:00", "chase#1 03-04 09:00", "chase#2 03-05 09:00", "chase#3 03-06 09:00"]);
    }

    [Fact]
    public void A_rung_beyond_the_horizon_waits_for_the_calendar()
    {
        var story = ClockStory.Start("2026-12-31 16:00", "8 workHour");
        var next = story.Clock.NextFire(Shipped.DefaultLadder, Calendar).ShouldBeOfType<NextRung.BeyondHorizon>();
        Calendar.Show(next.NotBefore).ShouldBe("2027-01-01 00:00");
        ClockStory.Start("2026-12-31 16:00", "4 workHour").Clock.NextFire(Shipped.DefaultLadder, Calendar)
            .ShouldBeOfType<NextRung.At>().Rung.Key.ShouldBe("half"); // known, though the due instant is not
    }

    private static EscalationLadder Ladder(params string[] rungs) =>
        LadderFile.Read(new SourceFile("test.yaml", $"id: test\nrungs:\n{string.Join('\n', rungs.Select(rung => $"  - {rung}"))}"));
}
