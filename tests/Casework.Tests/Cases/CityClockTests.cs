using System.Globalization;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Tests.Figures;
using GridWorkflow.Casework.Tests.Routes;

namespace GridWorkflow.Casework.Tests.Cases;

/// <summary>Whose time a clock counts, through returns, rework and reopening (clocks.md §4).</summary>
public sealed class CityClockTests
{
    private static readonly string[] Closed =
    [
        "> 2026-03-02 08:10 zhang-li screen PreFile", "> 2026-03-02 08:15 zhang-li register Register", "> 2026-03-02 08:20 zhao-lei dispatch Dispatch {unit=urban}",
        "> 2026-03-02 09:00 wu-xia accept Accept", "> 2026-03-02 15:30 wu-xia handle Feedback {measures=Cleared} Cleared.", "> 2026-03-02 15:40 huang-ying check Pass",
        "> 2026-03-02 16:10 liu-yang inspect Pass", "> 2026-03-02 16:30 zhang-li reply Replied It is gone.",
    ];

    [Fact]
    public void A_confirmed_return_leaves_the_breach_of_the_unit_before()
    {
        var table = HandlingFactsTests.Played("city-late-then-returned");
        Told(table, "handle").ShouldBe([("urban", ClockStatus.Stopped, ClockVerdict.Overdue), ("housing", ClockStatus.Void, ClockVerdict.NotCounted)]);
        Told(table, "accept").ShouldBe(
        [
            ("urban", ClockStatus.Stopped, ClockVerdict.Overdue), ("housing", ClockStatus.Void, ClockVerdict.NotCounted), ("urban", ClockStatus.Stopped, ClockVerdict.OnTime),
        ]);
        CaseFileFormat.Read(CaseFileFormat.Write(table.File)).Clocks.ShouldBe(table.File.Clocks);
    }

    /// <summary>The unit that was late returns its rework with success: the time since then is not its, the breach before is.</summary>
    [Fact]
    public void A_unit_that_was_late_before_keeps_the_breach_when_it_returns_the_rework()
    {
        var table = HandlingFactsTests.Played("city-late-then-returned", untilLineOf: "Fail");
        Steps(table, "> 2026-03-03 11:00 liu-yang inspect Fail It leans.", "> 2026-03-03 11:10 zhao-lei dispatch Dispatch {unit=urban}",
            "> 2026-03-03 11:20 wu-xia accept Return The tree is a park's.", "> 2026-03-03 11:30 zhao-lei judge-return NotOurs");
        Told(table, "handle").ShouldBe([("urban", ClockStatus.Stopped, ClockVerdict.Overdue)]);
        Told(table, "accept").ShouldBe([("urban", ClockStatus.Stopped, ClockVerdict.Overdue), ("urban", ClockStatus.Void, ClockVerdict.NotCounted)]);
    }

    [Fact]
    public void After_a_reopening_another_unit_gets_a_clock_of_its_own()
    {
        var table = HandlingFactsTests.Played("city-reopened-other-unit");
        var handle = table.File.Clocks.Where(clock => clock.Name == "handle").ToArray();
        handle.Select(clock => (clock.UnitId, clock.Cycle, clock.CaseCycle)).ShouldBe([("urban", 2, 2), ("housing", 1, 2)]);
        // Its rework went on with what was left; a second full limit would be time won.
        handle[1].Ledger.OfType<LedgerEntry.Continued>().ShouldHaveSingleItem();
        handle[1].Consumed(Shipped.China, table.Now).Known.ShouldBe(TimeSpan.FromMinutes(40 + 30 + 50));
    }

    [Theory]
    [InlineData("urban")]
    [InlineData("housing")]
    public void An_exemption_ends_with_its_cycle(string next)
    {
        var table = Reported("E0110");
        Steps(table, Closed);
        var late = table.File.Clocks.Single(clock => clock.Name == "handle");
        table.Decide(new CaseCommand.ExemptClock(Actor.Engine, late.Id, "p-9", "appeal granted")).ShouldBeOfType<Decision.Accepted>();
        Steps(table, "> 2026-03-05 09:00 zhang-li reopens It is back.", $"> 2026-03-05 09:10 zhao-lei dispatch Dispatch {{unit={next}}}");
        table.File.Clocks.Last(clock => clock.Name == "handle").State.Exempt.ShouldBeFalse();
        table.File.Clocks.First(clock => clock.Name == "handle").Ledger.OfType<LedgerEntry.Exempted>().ShouldHaveSingleItem();
    }

    /// <summary>The appeal is granted after the reopening: it takes out the cycle of which the unit was accused, not the one that runs.</summary>
    [Fact]
    public void An_exemption_that_comes_after_the_reopening_is_of_the_cycle_before()
    {
        var table = Reported("E0110");
        Steps(table, Closed);
        var accused = table.Now;
        Steps(table, "> 2026-03-05 09:00 zhang-li reopens It is back.", "> 2026-03-05 09:10 zhao-lei dispatch Dispatch {unit=urban}");
        var clock = table.File.Clocks.Single(clock => clock.Name == "handle").Id;
        var exempt = new CaseCommand.ExemptClock(Actor.Engine, clock, "p-9", "appeal granted") { AccusedAt = accused };
        table.Decide(exempt).ShouldBeOfType<Decision.Accepted>();
        table.Decide(exempt).ShouldBeOfType<Decision.Unchanged>();
        var handle = CaseFileFormat.Read(CaseFileFormat.Write(table.File)).Clocks.Single(clock => clock.Name == "handle");
        handle.Cycles(Shipped.China, table.Now).Select(cycle => cycle.IsExempt).ShouldBe([true, false]);
        handle.State.Exempt.ShouldBeFalse();
        table.Decide(exempt with { AccusedAt = null }).ShouldBeOfType<Decision.Accepted>();
        table.File.Clocks.Single(clock => clock.Name == "handle").Cycles(Shipped.China, table.Now).Select(cycle => cycle.IsExempt).ShouldBe([true, true]);
    }

    [Fact]
    public void A_milestone_that_ran_at_the_close_goes_on_and_one_that_was_met_does_not()
    {
        var table = Reported("E0103");
        Steps(table, Closed[..4]);
        table.Until("2026-03-02 09:10");
        table.Decide(new CaseCommand.MeetMilestone(new Actor("wu-xia"), "stop-work", "They stopped.")).ShouldBeOfType<Decision.Accepted>();
        Steps(table, Closed[4..]);
        Told(table, "penalise").ShouldBe([(null, ClockStatus.Stopped, ClockVerdict.OnTime)]);
        Steps(table, "> 2026-03-05 09:00 zhang-li reopens It is back.");
        Told(table, "stop-work").ShouldBe([(null, ClockStatus.Stopped, ClockVerdict.OnTime)]);
        Told(table, "penalise").ShouldBe([(null, ClockStatus.Running, ClockVerdict.OnTime)]);
        table.Timers.Keys.ShouldContain($"clock:{table.File.Clocks.Single(clock => clock.Name == "penalise").Id:D}");
    }

    /// <summary>A reply of the first cycle that was given late stays late when a leader closes the second one without a reply.</summary>
    [Fact]
    public void A_forced_closing_leaves_the_reply_of_the_cycle_before()
    {
        var table = Reported("E0110");
        Steps(table, [.. Closed[..^1], "> 2026-03-03 16:30 zhang-li reply Replied It is gone.", "> 2026-03-05 09:00 zhang-li reopens It is back."]);
        Steps(table, [.. Closed[2..^1].Select(line => line.Replace("2026-03-02", "2026-03-06", StringComparison.Ordinal))]);
        table.Decide(new CaseCommand.ForceClose(new Actor("li-qiang"), "Moved away.")).ShouldBeOfType<Decision.Accepted>();
        var reply = table.File.Clocks.Single(clock => clock.Name == "reply");
        reply.Cycles(Shipped.China, table.Now).Select(cycle => cycle.Verdict).ShouldBe([ClockVerdict.Overdue, ClockVerdict.NotCounted]);
    }

    /// <summary>Clocks of an earlier program name no unit and no cycle of the case: they go the way that they went.</summary>
    [Fact]
    public void Clocks_that_name_no_unit_go_on_as_before()
    {
        var table = Reported("E0110");
        Steps(table, Closed);
        var old = table.File with { Clocks = [.. table.File.Clocks.Select(clock => clock with { UnitId = null })] };
        var read = CaseFileFormat.Read(CaseFileFormat.Write(old));
        read.Clocks.ShouldAllBe(clock => clock.UnitId == null && clock.CaseCycle == 1);
        table.Use(read);
        Steps(table, "> 2026-03-05 09:00 zhang-li reopens It is back.", "> 2026-03-05 09:10 zhao-lei dispatch Dispatch {unit=urban}");
        var handle = table.File.Clocks.Single(clock => clock.Name == "handle");
        (handle.Cycle, handle.CaseCycle, handle.State.Status).ShouldBe((2, 2, ClockStatus.Running));
    }

    /// <summary>R8: where a unit has a calendar of its own, each step counts in that of the unit whose step it is.</summary>
    [Fact]
    public void Each_clock_counts_in_the_calendar_of_its_unit()
    {
        var files = District.With("workflows/policies/city.yaml", "calendar: cn-2026\n", "");
        files = [.. files.Select(file => file.Path.EndsWith("organisation.yaml", StringComparison.Ordinal)
            ? file with
            {
                Text = file.Text.Replace("language: zh-Hans\n", "language: zh-Hans\ncalendar: cn-2026\n", StringComparison.Ordinal)
                    .Replace("{ id: housing, level: district,", "{ id: housing, level: district, calendar: plain,", StringComparison.Ordinal),
            }
            : file)];
        var table = new CaseTable(ReferenceData.Load(files));
        RouteTests.Step(table, "> 2026-03-02 08:00 patrol E0110 yangliu-1");
        Steps(table, Closed[0], Closed[1], "> 2026-03-02 08:20 zhao-lei dispatch Dispatch {unit=housing; support=civil}", "> 2026-03-02 08:30 sun-bo accept Accept",
            "> 2026-03-02 08:40 sun-bo handle Feedback {measures=Cleared} Cleared.", "> 2026-03-02 08:50 zhu-ping support Done Told.");
        table.File.Tasks.ShouldHaveSingleItem().Key.ShouldBe("check");
        table.File.Clocks.Where(clock => clock.Kind == ClockKind.Stage).Select(clock => $"{clock.Name} {clock.UnitId} {clock.CalendarId}").ShouldBe(
        [
            "screen supervision cn-2026", "register supervision cn-2026", "dispatch command cn-2026", "handle housing plain", "accept housing plain", "support civil cn-2026",
            "check command cn-2026",
        ]);
    }

    /// <summary>Joint case: each unit has its own clock, and together they are due with the last of them.</summary>
    [Fact]
    public void A_joint_case_is_due_with_the_last_of_its_units()
    {
        var table = HandlingFactsTests.Played("city-joint", untilLineOf: "support");
        var calendars = table.Data.Calendars;
        JointHandling.DueAt(table.File, calendars, table.Now).ShouldBe(table.Local("2026-03-04 09:00"));
        Told(table, "support").Select(clock => clock.UnitId).ShouldBe(["housing", "civil"]);
        // One unit alone has no other to wait for.
        JointHandling.DueAt(HandlingFactsTests.Played("city-rework").File, calendars, table.Now).ShouldBeNull();
        // What an earlier program started names no unit, so nobody guesses.
        var old = table.File with { Clocks = [.. table.File.Clocks.Select(clock => clock with { UnitId = null })] };
        JointHandling.DueAt(old, calendars, table.Now).ShouldBeNull();
    }

    private static CaseTable Reported(string category)
    {
        var table = new CaseTable(District.Data);
        RouteTests.Step(table, string.Create(CultureInfo.InvariantCulture, $"> 2026-03-02 08:00 patrol {category} yangliu-1"));
        return table;
    }

    private static void Steps(CaseTable table, params string[] lines)
    {
        foreach (var line in lines)
            RouteTests.Step(table, line);
    }

    private static (string? UnitId, ClockStatus Status, ClockVerdict Verdict)[] Told(CaseTable table, string name) =>
        [.. table.File.Clocks.Where(clock => clock.Name == name).Select(clock => (clock.UnitId, clock.State.Status, clock.Verdict(Shipped.China, table.Now)))];
}
