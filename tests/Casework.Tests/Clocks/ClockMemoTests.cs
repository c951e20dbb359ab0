using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Ladders;

namespace GridWorkflow.Casework.Tests.Clocks;

/// <summary>What was worked out of one clock is never taken for another, nor for another calendar or ladder.</summary>
public sealed class ClockMemoTests
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);
    private static readonly BusinessCalendar China = District.Data.Calendars["cn-2026"];
    private static readonly EscalationLadder Ladder = District.Data.Ladders["default"];

    [Fact]
    public void A_changed_clock_is_worked_out_anew()
    {
        var clock = Clock();
        var (due, next) = (clock.Due(China, Monday), clock.NextFire(Ladder, China));

        var extended = ((ClockMove.Made)clock.Extend(China, Budget(1), Monday.AddHours(1), Monday.AddHours(1), "x", "y")).Clock;
        var copy = clock with { Name = "another" };

        extended.Due(China, Monday).ShouldNotBe(due);
        extended.Due(China, Monday).ShouldBe(Fresh(extended).Due(China, Monday));
        extended.NextFire(Ladder, China).ShouldBe(Fresh(extended).NextFire(Ladder, China));
        copy.Due(China, Monday).ShouldBe(due);
        clock.NextFire(Ladder, China).ShouldBe(next);
    }

    [Fact]
    public void Rungs_that_have_fired_are_gone()
    {
        var clock = Clock();
        var late = Monday.AddDays(30);

        var due = clock.DueRungs(Ladder, China, late);
        due.ShouldNotBeEmpty();

        clock.WithFired(due).DueRungs(Ladder, China, late).ShouldBeEmpty();
        clock.DueRungs(Ladder, China, late).ShouldBe(due);
    }

    [Fact]
    public void Another_calendar_or_ladder_is_asked_for_itself()
    {
        var clock = Clock();
        var plain = District.Data.Calendars["plain"];
        clock.Due(China, Monday);
        clock.NextFire(Ladder, China);

        clock.Due(plain, Monday).ShouldBe(Clock().Due(plain, Monday));
        clock.NextFire(Ladder with { Rungs = [] }, China).ShouldBeOfType<NextRung.None>();
        clock.NextFire(Ladder, China).ShouldBe(Clock().NextFire(Ladder, China));
    }

    [Fact]
    public void A_paused_clock_moves_with_the_instant_that_is_asked_for()
    {
        var paused = ((ClockMove.Made)Clock().Pause(China, Monday.AddHours(1), "x", "y")).Clock;

        paused.Due(China, Monday.AddHours(2)).ShouldNotBe(paused.Due(China, Monday.AddHours(3)));
    }

    [Fact]
    public void Appending_is_the_same_as_replaying()
    {
        var clock = Clock();
        foreach (var move in new Func<SlaClock, ClockMove>[]
        {
            c => c.Pause(China, Monday.AddHours(1), "x", "y"), c => c.Resume(Monday.AddHours(2), "x", "y"),
            c => c.Extend(China, Budget(1), Monday.AddHours(3), Monday.AddHours(3), "x", "y"), c => c.Stop(China, Monday.AddHours(4), "x", "y"),
            c => c.Continue(China, TimeSpan.Zero, Monday.AddHours(5), "x", "y"),
        })
        {
            clock = ((ClockMove.Made)move(clock)).Clock;
            clock.State.ShouldBeEquivalentTo(ClockState.Replay(clock.Ledger), $"after {clock.Ledger[^1]}");
        }
    }

    private static SlaClock Clock() =>
        ClockMoves.Start(new Guid("01234567-89ab-7def-8123-456789abcdef"), ClockKind.Stage, "judge", new Limit(Budget(8), "cn-2026", "default", "r"), "v", Monday, "x", "y");

    private static SlaClock Fresh(SlaClock clock) => clock with { Ledger = clock.Ledger };

    private static Budget Budget(int hours) => new(hours, BudgetUnit.WorkHour);
}
