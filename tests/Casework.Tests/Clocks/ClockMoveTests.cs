using System.Text.Json;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Clocks;

namespace GridWorkflow.Casework.Tests.Clocks;

public sealed class ClockMoveTests
{
    private static ClockStory Fresh => ClockStory.Start("2026-03-02 09:00", "8 workHour"); // due 2026-03-03 09:00

    public static TheoryData<string, string> Refusals => new()
    {
        { "pause once overdue", "clock-overdue" },
        { "pause twice at once", "clock-status" },
        { "pause a second time", "clock-pause-limit" },
        { "resume a running clock", "clock-status" },
        { "extend after a late request", "clock-overdue" },
        { "extend a third time", "clock-extension-limit" },
        { "extend by more than the budget", "clock-extension-size" },
        { "extend by nothing", "clock-extension-size" },
        { "extend in another unit", "clock-extension-unit" },
        { "approve before the request", "clock-order" },
        { "retarget from now without approver", "clock-approval" },
        { "stop twice", "clock-status" },
        { "stop before the latest entry", "clock-order" },
        { "reopen a running clock", "clock-status" },
        { "reopen a total clock", "clock-total" },
        { "reset a total clock", "clock-total" },
        { "continue a void clock", "clock-status" },
        { "bring forward what is not held", "clock-not-held" },
        { "reproject to the same version", "clock-calendar" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Refuses(string attempt, string code)
    {
        var (calendar, somebody) = (Shipped.China, "p-1");
        var noon = calendar.At("2026-03-02 11:00");
        var hour = Budget.Parse("1 workHour").OrThrow();
        var total = ClockStory.Start("2026-03-02 09:00", "8 workHour", ClockKind.Total);
        var move = attempt switch
        {
            "pause once overdue" => Fresh.TryPause("2026-03-03 09:01"),
            "pause twice at once" => Fresh.Pause("2026-03-02 10:00").TryPause("2026-03-02 10:30"),
            "pause a second time" => Fresh.Pause("2026-03-02 10:00").Resume("2026-03-02 10:30").Clock.Pause(calendar, noon, somebody, ""),
            "resume a running clock" => Fresh.Clock.Resume(noon, somebody, ""),
            "extend after a late request" => Fresh.TryExtend("2026-03-03 09:01", "2026-03-03 10:00", "1 workHour"),
            "extend a third time" => Fresh.Extend("2026-03-02 10:00", "1 workHour").Extend("2026-03-02 10:00", "1 workHour").TryExtend("2026-03-02 10:00", "2026-03-02 10:00", "1 workHour"),
            "extend by more than the budget" => Fresh.TryExtend("2026-03-02 10:00", "2026-03-02 10:00", "1.01 workDayRolling"),
            "extend by nothing" => Fresh.TryExtend("2026-03-02 10:00", "2026-03-02 10:00", "0 workHour"),
            "extend in another unit" => Fresh.TryExtend("2026-03-02 10:00", "2026-03-02 10:00", "1 workDayStatutory"),
            "approve before the request" => Fresh.TryExtend("2026-03-02 11:00", "2026-03-02 10:00", "1 workHour"),
            "retarget from now without approver" => Fresh.Clock.Retarget(hour, RetargetBasis.FromNow, noon, somebody, ""),
            "stop twice" => Fresh.Stop("2026-03-02 10:00").Clock.Stop(calendar, noon, somebody, ""),
            "stop before the latest entry" => Fresh.Pause("2026-03-02 11:30").Clock.Stop(calendar, noon, somebody, ""),
            "reopen a running clock" => Fresh.Clock.Reopen(calendar, hour, noon, somebody, ""),
            "reopen a total clock" => total.Stop("2026-03-02 10:00").Clock.Reopen(calendar, hour, noon, somebody, ""),
            "reset a total clock" => total.Clock.Reset(hour, noon, somebody, ""),
            "continue a void clock" => Fresh.Void("2026-03-02 10:00").Clock.Continue(calendar, TimeSpan.Zero, noon, somebody, ""),
            "bring forward what is not held" => Fresh.Clock.BringForward(calendar, noon, somebody, "", "p-9"),
            "reproject to the same version" => Fresh.Clock.Reproject(calendar, calendar, noon, TimeSpan.Zero, somebody, ""),
            _ => throw new ArgumentException(attempt),
        };
        move.ShouldBeOfType<ClockMove.Refused>().Problem.Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("2026-03-03 09:00", ClockVerdict.OnTime)] // finished at the due instant is on time (R4)
    [InlineData("2026-03-03 09:01", ClockVerdict.Overdue)]
    public void Finished_at_due_is_on_time(string stopped, ClockVerdict verdict)
    {
        Fresh.Stop(stopped).Verdict("2026-06-01 09:00").ShouldBe(verdict);
        Fresh.Stop(stopped).Clock.Exempt(Shipped.China.At("2026-05-01 09:00"), "p-9", "appeal").OrThrow() // an exemption keeps the fact
            .Verdict(Shipped.China, Shipped.China.At("2026-06-01 09:00")).ShouldBe(verdict);
    }

    [Fact]
    public void An_extension_asked_for_in_time_may_be_approved_late()
    {
        var extended = Fresh.With(Fresh.TryExtend("2026-03-03 08:30", "2026-03-03 15:00", "8 workHour"));
        extended.Due().ShouldBe("2026-03-04 09:00");
        extended.Verdict("2026-03-03 15:00").ShouldBe(ClockVerdict.OnTime);
    }

    [Fact]
    public void A_pause_survives_a_change_of_the_limit() // GLPI 6902, 15605
    {
        var changed = Fresh.Pause("2026-03-02 10:00").Resume("2026-03-02 15:00").Retarget("2026-03-02 16:00", "4 workHour", RetargetBasis.Retroactive);
        changed.Due().ShouldBe("2026-03-02 18:00"); // 09-10 used, 15-18 to go
    }

    [Fact]
    public void An_extension_survives_a_change_to_another_way_of_counting()
    {
        var changed = Fresh.Extend("2026-03-02 10:00", "4 workHour").Retarget("2026-03-02 11:00", "1 workDayStatutory", RetargetBasis.Retroactive);
        changed.Due().ShouldBe("2026-03-04 12:00"); // Tuesday's close, then four open hours
    }

    [Fact]
    public void A_gap_after_an_overdue_stop_does_not_move_due()
    {
        var late = Fresh.Stop("2026-03-03 10:00").Continue("2026-03-05 10:00");
        late.Due().ShouldBe("2026-03-03 09:00");
        late.Clock.Remaining(Shipped.China, Shipped.China.At("2026-03-05 11:00")).ShouldBe(TimeSpan.FromHours(-2)); // one before the gap, one after
    }

    [Fact]
    public void While_paused_due_moves_with_the_clock_and_remaining_stands()
    {
        var paused = Fresh.Pause("2026-03-02 10:00");
        paused.Due("2026-03-02 11:00").ShouldBe("2026-03-03 10:00");
        paused.Due("2026-03-02 15:00").ShouldBe("2026-03-03 12:00"); // seven hours from 15:00; a due instant on a close stays there (R3)
        paused.Clock.Remaining(Shipped.China, Shipped.China.At("2026-03-02 11:00")).ShouldBe(TimeSpan.FromHours(7));
        paused.Clock.Remaining(Shipped.China, Shipped.China.At("2026-03-04 11:00")).ShouldBe(TimeSpan.FromHours(7));
        paused.Verdict("2026-11-04 11:00").ShouldBe(ClockVerdict.OnTime);
    }

    [Fact]
    public void Beyond_the_horizon_nobody_is_overdue_and_nobody_is_told_a_guess()
    {
        var late = ClockStory.Start("2026-12-31 17:00", "4 workHour");
        late.Due().ShouldBe("horizon");
        late.Verdict("2026-12-31 17:30").ShouldBe(ClockVerdict.OnTime);
        late.Verdict("2027-01-02 10:00").ShouldBe(ClockVerdict.Provisional);
        late.Clock.Remaining(Shipped.China, Shipped.China.At("2026-12-31 17:30")).ShouldBeNull();
    }

    [Fact]
    public void An_earlier_due_instant_by_a_changed_calendar_needs_notice_or_an_approver()
    {
        var before = Without("  - { days: 2026-05-09, work: 劳动节调休 }\n");
        var clock = ClockStory.Start("2026-05-08 14:00", "8 workHour", calendar: before).Clock; // due 11 May; with the make-up day 9 May 12:00
        var at = before.At("2026-05-09 09:00");
        var refused = clock.Reproject(before, Shipped.China, at, TimeSpan.FromHours(4), "system", "notice").ShouldBeOfType<ClockMove.Refused>();
        refused.Problem.Code.ShouldBe("clock-approval");
        var moved = clock.Reproject(before, Shipped.China, at, TimeSpan.FromHours(4), "system", "notice", "p-9").OrThrow();
        moved.Due(Shipped.China, at).At.ShouldBe(Shipped.China.At("2026-05-09 12:00"));
    }

    [Fact]
    public void A_clock_survives_json_with_its_state()
    {
        var clock = Fresh.Extend("2026-03-02 09:30", "2 workHour").Pause("2026-03-02 10:00").Resume("2026-03-02 11:00")
            .Retarget("2026-03-02 11:00", "6 workHour", RetargetBasis.Retroactive).Acknowledge("2026-03-02 11:00")
            .Fire("2026-03-03 10:00").Stop("2026-03-03 10:00").Reopen("2026-03-03 11:00", "1 workDayStatutory").Clock;
        var read = JsonSerializer.Deserialize<SlaClock>(JsonSerializer.Serialize(clock))!;
        read.ShouldBe(clock);
        read.State.ShouldBeEquivalentTo(clock.State);
        read.Fired.ShouldNotBeEmpty();
    }

    internal static BusinessCalendar Without(string line)
    {
        var text = Shipped.File("workflows/calendars/cn-2026.yaml").Text;
        return GridWorkflow.Casework.Loading.CalendarFile.Read(new Casework.Loading.SourceFile("without.yaml", text.Replace(line, "", StringComparison.Ordinal)));
    }
}
