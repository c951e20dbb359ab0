using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Casework.Tests.Clocks;

/// <summary>"Calendar edited: reproject running only" (clocks.md §4): what has ended was judged by the calendar of its end and stays so.</summary>
public sealed class ClockEndTests
{
    private static readonly BusinessCalendar Before = Shipped.China;

    // Tuesday 3 March is entered as a day off in arrears, the day after it.
    private static readonly BusinessCalendar DayOff = With("  - { days: 2026-03-03, off: 颱風 }\n");

    /// <summary>Late by an hour on Wednesday; with Tuesday off it would have been on time.</summary>
    [Fact]
    public void A_day_off_entered_later_judges_no_ended_clock_anew()
    {
        var late = ClockStory.Start("2026-03-02 09:00", "8 workHour").Stop("2026-03-03 10:00").Clock;
        var now = Before.At("2026-03-05 09:00");
        foreach (var clock in new[] { late, late.Exempt(now, "p-9", "appeal").OrThrow() })
        {
            clock.Due(DayOff, now).At.ShouldBe(Before.At("2026-03-03 09:00"));
            clock.Verdict(DayOff, now).ShouldBe(ClockVerdict.Overdue);
            clock.Consumed(DayOff, now).Known.ShouldBe(TimeSpan.FromHours(9));
            clock.Remaining(DayOff, now).ShouldBe(TimeSpan.FromHours(-1));
            clock.Cycles(DayOff, now).ShouldHaveSingleItem().Verdict.ShouldBe(ClockVerdict.Overdue);
        }
    }

    [Fact]
    public void Before_its_end_it_is_read_as_it_stood_then()
    {
        var clock = ClockStory.Start("2026-03-02 09:00", "8 workHour").Stop("2026-03-03 10:00").Clock;
        clock.Consumed(Before, Before.At("2026-03-02 11:00")).Known.ShouldBe(TimeSpan.FromHours(2));
        clock.Remaining(Before, Before.At("2026-03-02 11:00")).ShouldBe(TimeSpan.FromHours(6));
    }

    [Fact]
    public void A_void_clock_keeps_the_due_instant_that_it_had()
    {
        var now = Before.At("2026-03-05 09:00");
        ClockStory.Start("2026-03-02 09:00", "8 workHour").Void("2026-03-02 15:00").Clock.Due(DayOff, now).At.ShouldBe(Before.At("2026-03-03 09:00"));
        // Made void long after it stopped, it says what it said when it stopped.
        var stopped = ClockStory.Start("2026-03-02 09:00", "8 workHour").Stop("2026-03-03 10:00").Clock;
        stopped.Void(DayOff, now, "p", "duplicate").OrThrow().Due(DayOff, now).At.ShouldBe(Before.At("2026-03-03 09:00"));
    }

    /// <summary>Ledgers of earlier programs say nothing of the end: they are read as they were then.</summary>
    [Fact]
    public void A_ledger_without_the_end_is_read_with_the_calendar_in_force()
    {
        var clock = ClockStory.Start("2026-03-02 09:00", "8 workHour").Stop("2026-03-03 10:00").Clock;
        var old = clock with { Ledger = [.. clock.Ledger.Select(entry => entry is LedgerEntry.Stopped stopped ? stopped with { End = null } : entry)] };
        old.Due(DayOff, DayOff.At("2026-03-05 09:00")).At.ShouldBe(DayOff.At("2026-03-04 09:00"));
        old.Verdict(DayOff, DayOff.At("2026-03-05 09:00")).ShouldBe(ClockVerdict.OnTime);
        // Nobody knows what was told of it, so the job takes the calendar over.
        old.Continue(DayOff, TimeSpan.FromHours(4), DayOff.At("2026-03-05 09:00"), "p", "x").OrThrow().Ledger[^1].ShouldBeOfType<LedgerEntry.Continued>();
    }

    [Fact]
    public void A_clock_that_goes_on_takes_the_changed_calendar_over_on_record()
    {
        var stopped = ClockStory.Start("2026-03-02 09:00", "16 workHour").Stop("2026-03-03 10:00").Clock;
        var at = Before.At("2026-03-04 09:00");
        var going = stopped.Continue(DayOff, TimeSpan.FromHours(4), at, "system", "step goes on").OrThrow();
        // What was told before: seven hours were left. With Tuesday off, nine are.
        var entry = going.Ledger[^1].ShouldBeOfType<LedgerEntry.Reprojected>();
        (entry.CalendarVersion, entry.OldDue, entry.NewDue).ShouldBe((DayOff.Version, Before.At("2026-03-04 18:00"), Before.At("2026-03-05 10:00")));
        going.CalendarVersion.ShouldBe(DayOff.Version);
        going.Due(DayOff, at).At.ShouldBe(Before.At("2026-03-05 10:00"));
        stopped.Continue(Before, TimeSpan.FromHours(4), at, "system", "step goes on").OrThrow().Ledger[^1].ShouldBeOfType<LedgerEntry.Continued>();
    }

    /// <summary>A day that becomes a workday in arrears takes no time away at once from who goes on.</summary>
    [Fact]
    public void What_was_left_is_held_where_the_changed_calendar_would_take_it()
    {
        var weekend = With("  - { days: 2026-03-07..2026-03-08, work: 補班 }\n");
        var stopped = ClockStory.Start("2026-03-06 09:00", "16 workHour").Stop("2026-03-09 10:00").Clock;
        var at = Before.At("2026-03-09 10:00");
        stopped.Remaining(Before, at).ShouldBe(TimeSpan.FromHours(7));
        var going = stopped.Continue(weekend, TimeSpan.FromHours(4), at, "system", "step goes on").OrThrow();
        going.State.NotBefore.ShouldBe(at.AddHours(4));
        going.Verdict(weekend, at).ShouldBe(ClockVerdict.OnTime);
    }

    [Fact]
    public void A_new_cycle_names_the_calendar_in_which_it_counts()
    {
        var stopped = ClockStory.Start("2026-03-02 09:00", "8 workHour").Stop("2026-03-03 10:00").Clock;
        var at = Before.At("2026-03-05 09:00");
        var again = stopped.Reopen(DayOff, Budget.Parse("8 workHour").OrThrow(), at, "system", "case reopened").OrThrow();
        again.CalendarVersion.ShouldBe(DayOff.Version);
        again.Cycles(DayOff, at).Select(cycle => (cycle.Verdict, cycle.Due.At)).ShouldBe(
            [(ClockVerdict.Overdue, Before.At("2026-03-03 09:00")), (ClockVerdict.OnTime, Before.At("2026-03-06 09:00"))]);
    }

    /// <summary>A later exemption rewrites the row of the clock; the due instant in it is what was told.</summary>
    [Fact]
    public void The_stored_due_instant_of_an_ended_clock_stays()
    {
        var table = Figures.HandlingFactsTests.Played("city-joint");
        var support = table.File.Clocks.Last(clock => clock.Name == "support");
        DateTimeOffset? Stored() => table.Effects.OfType<ClockChanged>().Last(change => change.Clock.Id == support.Id).DueAt;
        var told = Stored();
        var changed = ReferenceData.Load(District.With("workflows/calendars/cn-2026.yaml", "exceptions:\n", "exceptions:\n  - { days: 2026-03-03, off: 颱風 }\n"));
        table.Use(changed);
        table.Decide(new CaseCommand.ExemptClock(Actor.Engine, support.Id, "p-9", "appeal granted")).ShouldBeOfType<Decision.Accepted>();
        Stored().ShouldBe(told);
        var exempt = table.File.Clocks.Single(clock => clock.Id == support.Id);
        exempt.Verdict(changed.Calendars["cn-2026"], table.Now).ShouldBe(ClockVerdict.Overdue);
        CaseFileFormat.Read(CaseFileFormat.Write(table.File)).Clocks.ShouldBe(table.File.Clocks);
    }

    private static BusinessCalendar With(string exception)
    {
        var file = Shipped.File("workflows/calendars/cn-2026.yaml");
        return CalendarFile.Read(file with { Text = file.Text.Replace("exceptions:\n", "exceptions:\n" + exception, StringComparison.Ordinal) });
    }
}
