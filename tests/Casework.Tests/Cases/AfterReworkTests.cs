using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Figures;
using GridWorkflow.Casework.Tests.Routes;

namespace GridWorkflow.Casework.Tests.Cases;

/// <summary>The inspection fails: the unit goes on with what was left (S07) or, where the policy says so, begins anew (clocks.md §4).</summary>
public sealed class AfterReworkTests
{
    // Handled from 08:20, 4 work hours: fed back on time, refused by the dispatcher; then late, refused by the inspector; then on time.
    private static readonly string[] Begun =
    [
        "> 2026-03-02 08:00 patrol E0406 yangliu-1", "> 2026-03-02 08:10 zhang-li screen PreFile", "> 2026-03-02 08:15 zhang-li register Register",
        "> 2026-03-02 08:20 zhao-lei dispatch Dispatch {unit=urban}", "> 2026-03-02 08:30 wu-xia accept Accept", "> 2026-03-02 11:00 wu-xia handle Feedback {measures=Spoken to} Gone.",
    ];

    private static readonly string[] SentBack = ["> 2026-03-02 11:20 zhao-lei check NotDone Still there."];

    private static readonly string[] LateAndFailed =
    [
        "> 2026-03-02 17:30 wu-xia handle Feedback {measures=Removed} Removed.", "> 2026-03-02 17:40 zhao-lei check Pass", "> 2026-03-03 08:10 liu-yang inspect Fail It is back.",
        "> 2026-03-03 08:20 zhao-lei dispatch Dispatch {unit=urban}", "> 2026-03-03 08:30 wu-xia accept Accept",
    ];

    private static ReferenceData NewBudget { get; } =
        ReferenceData.Load(District.With("workflows/policies/city.yaml", "    limitFrom: catalogue\n", "    limitFrom: catalogue\n    afterRework: newBudget\n"));

    [Theory]
    [InlineData(false, "2026-03-02 14:40")] // 2 h 40 min of the four are used, 11:00 to 11:20 does not count
    [InlineData(true, "2026-03-02 17:20")] // four hours from 11:20
    public void Sent_back_by_the_dispatcher_the_unit_has(bool anew, string due)
    {
        var table = Played(anew ? NewBudget : District.Data, [.. Begun, .. SentBack]);
        DueOf(table).ShouldBe(table.Local(due));
        Handle(table).Ledger.OfType<LedgerEntry.NewCycle>().Count().ShouldBe(anew ? 1 : 0);
        table.Timers[$"clock:{Handle(table).Id:D}"].Epoch.ShouldBe(Handle(table).Epoch);
    }

    [Fact]
    public void Each_rework_begins_a_cycle_and_the_ones_before_stay_facts()
    {
        var table = Played(NewBudget, [.. Begun, .. SentBack, .. LateAndFailed]);
        table.Use(CaseFileFormat.Read(CaseFileFormat.Write(table.File)));
        var handle = Handle(table);
        DueOf(table).ShouldBe(table.Local("2026-03-03 14:20"));
        handle.Ledger.OfType<LedgerEntry.NewCycle>().Select(entry => (entry.Reason, entry.CaseCycle)).ShouldBe([("rework", 1), ("rework", 1)]);
        RouteTests.Step(table, "> 2026-03-03 11:00 wu-xia handle Feedback {measures=Fined} For good.");
        Handle(table).Cycles(Shipped.China, table.Now).Select(cycle => (cycle.Cycle, cycle.CaseCycle, cycle.Verdict))
            .ShouldBe([(1, 1, ClockVerdict.OnTime), (2, 1, ClockVerdict.Overdue), (3, 1, ClockVerdict.OnTime)]);
        // What is published looks at the last, the facts at all of them.
        var facts = HandlingFacts.Of([new ToldClock(Handle(table), DueOf(table))], table.Data.Calendars, table.Now).ShouldNotBeNull();
        facts.Last.IsOnTime.ShouldBeTrue();
        facts.Earlier.Select(cycle => cycle.IsOnTime).ShouldBe([true, false]);
        table.ShouldBeSound();
    }

    /// <summary>One rework, one new limit: a return that was refused, or was confirmed of another unit, wins nobody a second one.</summary>
    [Fact]
    public void What_goes_back_and_forth_after_it_goes_on()
    {
        var table = Played(NewBudget, [.. Begun, .. SentBack, .. LateAndFailed[..^1],
            "> 2026-03-03 09:20 wu-xia accept Return Not ours.", "> 2026-03-03 09:30 zhao-lei judge-return Stays It is yours.", "> 2026-03-03 09:40 wu-xia accept Accept"]);
        DueOf(table).ShouldBe(table.Local("2026-03-03 14:20"));
        Handle(table).Cycle.ShouldBe(3);
    }

    /// <summary>A confirmed return takes back the cycle that the rework gave; what the unit was late with before it stays.</summary>
    [Fact]
    public void A_confirmed_return_leaves_the_cycles_before()
    {
        var table = Played(NewBudget, [.. Begun, .. SentBack, .. LateAndFailed[..^1],
            "> 2026-03-03 09:20 wu-xia accept Return Not ours.", "> 2026-03-03 09:30 zhao-lei judge-return NotOurs", "> 2026-03-03 09:40 zhao-lei dispatch Dispatch {unit=housing}"]);
        table.File.Clocks.Where(clock => clock.Name == "handle").Select(clock => (clock.UnitId, clock.State.Status)).ShouldBe([("urban", ClockStatus.Void), ("housing", ClockStatus.Running)]);
        table.File.Clocks.First(clock => clock.Name == "handle").Cycles(Shipped.China, table.Now).Select(cycle => cycle.Verdict)
            .ShouldBe([ClockVerdict.OnTime, ClockVerdict.Overdue, ClockVerdict.NotCounted]);
    }

    /// <summary>An earlier program did not keep when the rework was ordered: the clock goes on as it did.</summary>
    [Fact]
    public void A_rework_of_an_earlier_program_goes_on()
    {
        var table = Played(NewBudget, [.. Begun, .. SentBack, .. LateAndFailed[..3]]);
        table.Use(table.File with { Facts = table.File.Facts with { ReworkedAt = null } });
        RouteTests.Step(table, LateAndFailed[3]);
        Handle(table).Cycle.ShouldBe(2);
        Handle(table).Ledger[^1].ShouldBeOfType<LedgerEntry.Continued>();
    }

    private static SlaClock Handle(CaseTable table) => table.File.Clocks.Single(clock => clock.Name == "handle");

    private static DateTimeOffset DueOf(CaseTable table) => Handle(table).Due(table.Data.Calendars["cn-2026"], table.Now).At;

    private static CaseTable Played(ReferenceData data, params string[] lines)
    {
        var table = new CaseTable(data);
        foreach (var line in lines)
            RouteTests.Step(table, line);
        return table;
    }
}
