using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Tests.Routes;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Tests.Cases;

/// <summary>掛賬: until when a step stands still, and the promise to the reporter with it.</summary>
public sealed class SuspensionTests
{
    private static readonly string[] Suspended =
    [
        "> 2026-03-02 08:00 patrol C0402 yangliu-1", "> 2026-03-02 08:10 zhang-li screen PreFile", "> 2026-03-02 08:15 zhang-li register Register",
        "> 2026-03-02 08:20 zhao-lei dispatch Dispatch {unit=urban}", "> 2026-03-02 09:00 wu-xia accept Accept", "> 2026-03-02 09:10 wu-xia claims handle",
        "> 2026-03-02 10:00 wu-xia asks-suspension handle [2026-03-16 08:00] Trees are planted in March.", "> 2026-03-02 11:00 zhou-tao review-adjustment Approve",
        "> 2026-03-02 12:00 huang-ying decide-adjustment Approve",
    ];

    private static readonly ReferenceData PausesTotal = ReferenceData.Load(
        District.With("workflows/policies/city.yaml", "  maxPauses: 1\n", "  maxPauses: 2\n  suspensionPausesTotal: true\n"));

    /// <summary>Two days of downtime over its date: the step goes on from the date, and the journal says both instants.</summary>
    [Fact]
    public void A_downtime_lengthens_no_suspension()
    {
        var table = At(District.Data);
        table.Skip("2026-03-18 08:00");
        table.Fire(table.Timers.Values.Single(timer => timer.Key.StartsWith("suspension:", StringComparison.Ordinal))).ShouldBeOfType<Decision.Accepted>();
        var handle = Clock(table, "handle");
        handle.Ledger[^1].ShouldBeOfType<LedgerEntry.Resumed>().At.ShouldBe(table.Local("2026-03-16 08:00"));
        handle.Due(Shipped.China, table.Now).At.ShouldBe(table.Local("2026-03-16 14:20")); // 4 hours 20 minutes were left
        handle.Verdict(Shipped.China, table.Now).ShouldBe(ClockVerdict.Overdue);
        table.Bursts[^1].Journal.Single(entry => entry.Kind == "SuspensionEnded").Data["from"].ShouldBe(table.Local("2026-03-16 08:00"));
        table.File.Facts.SuspendedAt.ShouldBeNull();
    }

    /// <summary>The handler is there before the timer: the facts do not depend on who came first.</summary>
    [Fact]
    public void Completing_after_its_date_finds_that_it_was_over()
    {
        var table = At(District.Data);
        table.Skip("2026-03-18 08:00");
        Feedback(table);
        Clock(table, "handle").Verdict(Shipped.China, table.Now).ShouldBe(ClockVerdict.Overdue);
        table.Effects.OfType<RungFired>().Select(rung => rung.RungKey).ShouldContain("due");
        table.ShouldBeSound();
    }

    /// <summary>Nor on what it is that comes by: an exemption finds the breach of the day on which the step went on.</summary>
    [Fact]
    public void Whatever_comes_by_after_its_date_finds_that_it_was_over()
    {
        var table = At(District.Data);
        table.Skip("2026-03-17 08:00");
        table.Decide(new CaseCommand.ExemptClock(Actor.Engine, Clock(table, "handle").Id, "p-9", "appeal granted")).ShouldBeOfType<Decision.Accepted>();
        var handle = Clock(table, "handle");
        handle.Ledger[^2].ShouldBeOfType<LedgerEntry.Resumed>().At.ShouldBe(table.Local("2026-03-16 08:00"));
        handle.Ledger[^1].ShouldBeOfType<LedgerEntry.Exempted>();
        table.Effects.OfType<RungFired>().Where(rung => rung.ClockId == handle.Id).Select(rung => rung.RungKey).ShouldContain("due");
        table.Timers.Keys.ShouldNotContain(key => key.StartsWith("suspension:", StringComparison.Ordinal));
        table.File.Facts.SuspendedAt.ShouldBeNull();
    }

    /// <summary>A changed calendar takes over a clock that runs again, and not the pause that is over.</summary>
    [Fact]
    public void A_changed_calendar_finds_that_it_was_over()
    {
        var table = At(District.Data);
        table.Skip("2026-03-18 08:00");
        table.Use(ReferenceData.Load(District.With("workflows/calendars/cn-2026.yaml", "exceptions:", "exceptions:\n  - { days: 2026-03-20, off: fair }")));
        table.Decide(new CaseCommand.TakeCalendar(Actor.Source("calendar"), "cn-2026", ImmutableSortedDictionary<Guid, DateTimeOffset>.Empty, null)).ShouldBeOfType<Decision.Accepted>();
        Clock(table, "handle").Ledger.TakeLast(2).Select(entry => (entry.GetType(), entry.At)).ShouldBe(
            [(typeof(LedgerEntry.Resumed), table.Local("2026-03-16 08:00")), (typeof(LedgerEntry.Reprojected), table.Now)]);
        table.File.Facts.SuspendedAt.ShouldBeNull();
    }

    /// <summary>A rung that is written after the step went on fires for no instant before, whoever is first.</summary>
    [Fact]
    public void A_changed_ladder_finds_that_it_was_over()
    {
        var table = At(District.Data);
        table.Skip("2026-03-18 08:00");
        table.Use(ReferenceData.Load(District.With("workflows/ladders/supervised.yaml", "rungs:\n", "rungs:\n  - key: late\n    at: due + 1 workHour\n    do: warn\n    to: [unit-leader]\n")));
        table.Decide(new CaseCommand.TakeLadders(Actor.Source("ladder"))).ShouldBeOfType<Decision.Accepted>();
        var handle = Clock(table, "handle");
        handle.State.Status.ShouldBe(ClockStatus.Running);
        handle.Fired.Single(rung => rung.RungKey == "late").PassedOver.ShouldBeTrue();
    }

    /// <summary>A case stands still once: a second suspension would have nobody who ends it.</summary>
    [Fact]
    public void While_one_step_stands_still_no_other_is_suspended()
    {
        var table = new CaseTable(District.Data) { StoresBetween = true };
        Steps(table, Joint);
        var (handle, support) = (table.File.Adjustments[0].Id, table.File.Adjustments[1].Id);
        Decide(table, handle).ShouldBeOfType<Decision.Accepted>();
        RightsTests.Refused(Decide(table, support), RefusalKind.Conflict, "case-suspended");
        Clock(table, "support").State.Status.ShouldBe(ClockStatus.Running);
        table.Decide(new CaseCommand.Complete(new Actor("huang-ying"), table.File.Tasks.Single(task => task.AdjustmentId == support).Id, "Refuse", "Later.")).ShouldBeOfType<Decision.Accepted>();
        var again = new CaseCommand.RequestAdjustment(new Actor("sun-bo"), table.Task("support"), AdjustmentKind.Suspension, null, table.Local("2026-03-20 08:00"), "Frost.");
        RightsTests.Refused(table.Decide(again), RefusalKind.Conflict, "case-suspended");
        table.Until("2026-03-02 12:10");
        Steps(table, "> 2026-03-02 12:20 zhao-lei resumes The trees are here.");
        table.Decide(again).ShouldBeOfType<Decision.Accepted>();
        table.ShouldBeSound();
    }

    /// <summary>Approved in another order than asked for: what ends is what stands still.</summary>
    [Fact]
    public void The_suspension_that_was_approved_last_is_the_one_that_ends()
    {
        var table = new CaseTable(District.Data) { StoresBetween = true };
        Steps(table, Joint);
        var (handle, support) = (table.File.Adjustments[0].Id, table.File.Adjustments[1].Id);
        Decide(table, support).ShouldBeOfType<Decision.Accepted>();
        Steps(table, "> 2026-03-02 12:20 zhao-lei resumes The frost is over.");
        Decide(table, handle).ShouldBeOfType<Decision.Accepted>();
        Clock(table, "handle").State.Status.ShouldBe(ClockStatus.Paused);
        Steps(table, "> 2026-03-02 14:20 zhao-lei resumes The trees are here.");
        Clock(table, "handle").State.Status.ShouldBe(ClockStatus.Running);
        table.Timers.Keys.ShouldNotContain(key => key.StartsWith("suspension:", StringComparison.Ordinal));
    }

    // Two units ask, each for its own step; both requests wait for the command centre.
    private static readonly string[] Joint =
    [
        .. Suspended[..3], "> 2026-03-02 08:20 zhao-lei dispatch Dispatch {unit=urban; support=housing}", "> 2026-03-02 09:00 wu-xia accept Accept", "> 2026-03-02 09:10 wu-xia claims handle",
        "> 2026-03-02 09:20 sun-bo claims support", "> 2026-03-02 10:00 wu-xia asks-suspension handle [2026-03-16 08:00] Trees are planted in March.",
        "> 2026-03-02 11:00 zhou-tao review-adjustment Approve", "> 2026-03-02 11:10 sun-bo asks-suspension support [2026-03-20 08:00] Frost.", "> 2026-03-02 11:20 xu-hong review-adjustment Approve",
    ];

    private static Decision Decide(CaseTable table, Guid adjustment) =>
        table.Decide(new CaseCommand.Complete(new Actor("huang-ying"), table.File.Tasks.Single(task => task.AdjustmentId == adjustment).Id, "Approve", null));

    [Fact]
    public void The_promise_goes_on_when_the_step_ends_while_it_stands_still()
    {
        var table = At(PausesTotal);
        Clock(table, "total").State.Status.ShouldBe(ClockStatus.Paused);
        table.Until("2026-03-10 09:00");
        Feedback(table);
        var total = Clock(table, "total");
        total.State.Status.ShouldBe(ClockStatus.Running);
        total.State.Pauses.ShouldHaveSingleItem().To.ShouldBe(table.Now);
        table.File.Facts.SuspendedAt.ShouldBeNull();
        table.Timers.Keys.ShouldContain($"clock:{total.Id:D}");
        table.ShouldBeSound();
    }

    [Fact]
    public void A_second_suspension_holds_the_promise_too()
    {
        var table = At(PausesTotal);
        Steps(table, "> 2026-03-05 09:00 zhao-lei resumes The trees are here.");
        Clock(table, "total").State.Status.ShouldBe(ClockStatus.Running);
        Steps(table, "> 2026-03-05 09:10 wu-xia asks-suspension handle [2026-03-20 08:00] Frost.", "> 2026-03-05 09:20 zhou-tao review-adjustment Approve",
            "> 2026-03-05 09:30 huang-ying decide-adjustment Approve");
        Clock(table, "total").State.Status.ShouldBe(ClockStatus.Paused);
        Clock(table, "total").State.PauseCount.ShouldBe(2);
    }

    [Fact]
    public void Without_the_flag_the_promise_runs_on()
    {
        var table = At(District.Data);
        Clock(table, "total").State.Status.ShouldBe(ClockStatus.Running);
    }

    /// <summary>clocks.md §4: whether the promise stands still is a matter of the reason.</summary>
    [Theory]
    [InlineData("season", ClockStatus.Paused)]
    [InlineData("parts", ClockStatus.Running)]
    public void Each_reason_says_whether_the_promise_stands_still(string reason, ClockStatus total)
    {
        var table = new CaseTable(WithReasons) { StoresBetween = true };
        Steps(table, Suspended[..6]);
        Ask(table, reason).ShouldBeOfType<Decision.Accepted>();
        Steps(table, Suspended[7..]);
        Clock(table, "handle").State.Status.ShouldBe(ClockStatus.Paused);
        Clock(table, "total").State.Status.ShouldBe(total);
        table.File.Adjustments.ShouldHaveSingleItem().ReasonKey.ShouldBe(reason);
    }

    [Fact]
    public void A_policy_that_lists_reasons_wants_one_of_them_and_one_that_lists_none_wants_none()
    {
        var table = new CaseTable(WithReasons);
        Steps(table, Suspended[..6]);
        foreach (var wrong in new[] { null, "weather" })
            RightsTests.Refused(Ask(table, wrong), RefusalKind.Invalid, "suspension-reason");
        var plain = new CaseTable(District.Data);
        Steps(plain, Suspended[..6]);
        RightsTests.Refused(Ask(plain, "season"), RefusalKind.Invalid, "suspension-reason");
        var extension = new CaseCommand.RequestAdjustment(new Actor("wu-xia"), table.Task("handle"), AdjustmentKind.Extension, Budget.Parse("1 workDayRolling").OrThrow(), null, "Parts.");
        RightsTests.Refused(table.Decide(extension with { ReasonKey = "season" }), RefusalKind.Invalid, "suspension-reason");
        table.Decide(extension).ShouldBeOfType<Decision.Accepted>();
    }

    [Fact]
    public void A_reason_stands_in_a_policy_once() =>
        Should.Throw<RefusedException>(() => ReferenceData.Load(District.With("workflows/policies/city.yaml", "  maxPauses: 1\n", Reasons.Replace("parts", "season", StringComparison.Ordinal))))
            .Problems.ShouldHaveSingleItem().Code.ShouldBe("reason-duplicate");

    private const string Reasons = """
          maxPauses: 1
          reasons:
            - { key: season, names: { en: Season, zh-Hans: 季节, zh-Hant: 季節 }, pausesPromise: true }
            - { key: parts, names: { en: Parts, zh-Hans: 配件, zh-Hant: 配件 } }

        """;

    private static readonly ReferenceData WithReasons = ReferenceData.Load(District.With("workflows/policies/city.yaml", "  maxPauses: 1\n", Reasons));

    private static Decision Ask(CaseTable table, string? reason)
    {
        table.Until("2026-03-02 10:00");
        return table.Decide(new CaseCommand.RequestAdjustment(
            new Actor("wu-xia"), table.Task("handle"), AdjustmentKind.Suspension, null, table.Local("2026-03-16 08:00"), "Trees are planted in March.") { ReasonKey = reason });
    }

    private static CaseTable At(ReferenceData data)
    {
        var table = new CaseTable(data);
        Steps(table, Suspended);
        Clock(table, "handle").State.Status.ShouldBe(ClockStatus.Paused);
        return table;
    }

    private static void Feedback(CaseTable table) =>
        table.Complete("wu-xia", "handle", "Feedback", "Planted.", LastOutcome.NoFields.Add("measures", "Planted")).ShouldBeOfType<Decision.Accepted>();

    private static void Steps(CaseTable table, params string[] lines)
    {
        foreach (var line in lines)
            RouteTests.Step(table, line);
    }

    private static SlaClock Clock(CaseTable table, string name) => table.File.Clocks.Single(clock => clock.Name == name);
}
