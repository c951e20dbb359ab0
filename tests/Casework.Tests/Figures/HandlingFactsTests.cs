using System.Text.Json;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Figures;
using GridWorkflow.Casework.Tests.Cases;
using GridWorkflow.Casework.Tests.Routes;

namespace GridWorkflow.Casework.Tests.Figures;

/// <summary>What the figures see of cases that were really lived through: the golden routes, read as the store reads them.</summary>
public sealed class HandlingFactsTests
{
    /// <summary>The lead was done a day before its limit; a supporting unit was late and the check came after it (clocks.md §4, joint case).</summary>
    [Fact]
    public void The_lead_is_charged_neither_for_a_late_supporting_unit_nor_for_the_check()
    {
        var one = Read(Played("city-joint"));
        one.FedBackAt.ShouldNotBeNull().ShouldBeGreaterThan(one.HandlingDueAt!.Value);
        one.HandledAt.ShouldNotBeNull().ShouldBeLessThan(one.HandlingDueAt!.Value);
        Rate([one], "on-time-handling-rate").ShouldBe(100);
        Rate([one], "on-time-handling-rate-facts").ShouldBe(100);
        // The hours of handling go on to the accepted feedback, as they always did.
        Figure([one], "handling-hours").Rounded.ShouldBe(51.33m);
    }

    /// <summary>A bulletin of an earlier program froze no stop of the clock: it computes to what it said.</summary>
    [Fact]
    public void Without_the_stop_of_the_clock_the_accepted_feedback_is_held_against_the_limit()
    {
        var frozen = Read(Played("city-joint")) with { HandledAt = null };
        Rate([frozen], "on-time-handling-rate").ShouldBe(0);
    }

    /// <summary>Stored facts, rules and clocks of an earlier program lack what is new, and mean what they meant.</summary>
    [Fact]
    public void What_an_earlier_program_stored_is_read()
    {
        var web = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        var one = JsonSerializer.Deserialize<FigureCase>(
            """{"id":"00000001-0001-0001-0000-000000000000","source":"patrol","registeredAt":"2026-03-02T00:00:00Z","dispatchedAt":"2026-03-02T01:00:00Z","handlingDueAt":"2026-03-02T03:00:00Z","fedBackAt":"2026-03-02T04:00:00Z"}""", web)!;
        (one.HandledAt, one.Earlier.IsDefaultOrEmpty, one.DoneAt).ShouldBe((null, true, one.FedBackAt));
        var rules = JsonSerializer.Deserialize<FigureRules>("""{"cutOff":"17:30:00","arrearsDays":60}""", web)!;
        (rules.Cycles, rules.CyclesOfFacts).ShouldBe((CycleScore.Last, CycleScore.All));
        foreach (var key in new[] { "on-time-handling-rate", "on-time-handling-rate-facts" })
            Rate([one], key, rules).ShouldBe(0);
        var clock = JsonSerializer.Deserialize<SlaClock>(
            """{"id":"00000001-0001-0001-0000-000000000000","kind":0,"name":"handle","calendarId":"cn-2026","startedWithCalendarVersion":"v","rule":"city v stages.handle.default","ledger":[{"type":"start","at":"2026-03-02T01:00:00Z","by":"system","reason":"x","budget":"2 workHour"},{"type":"stop","at":"2026-03-02T02:00:00Z","by":"p","reason":"y"},{"type":"newCycle","at":"2026-03-05T01:00:00Z","by":"system","reason":"z","budget":"2 workHour"}]}""", web)!;
        (clock.UnitId, clock.Cycle, clock.CaseCycle, clock.State.End).ShouldBe((null, 2, 2, null));
        JsonSerializer.Deserialize<SlaClock>(JsonSerializer.Serialize(clock, web), web).ShouldBe(clock);
    }

    /// <summary>Done in time and not checked yet, it is not overdue: the closing rate does not ask for it.</summary>
    [Fact]
    public void What_waits_for_its_check_is_not_overdue()
    {
        var waiting = Read(Played("city-joint", untilLineOf: "check"));
        (waiting.IsHandled, waiting.HandledAt < waiting.HandlingDueAt).ShouldBe((false, true));
        Figure([waiting], "closing-rate").Denominator.ShouldBe(0);
        Figure([waiting with { HandledAt = null }], "closing-rate").Denominator.ShouldBe(1);
    }

    /// <summary>A late, sent back, B in time: the last, the first, or all of them (clocks.md §4: facts look at all, what is published at the last).</summary>
    [Theory]
    [InlineData(CycleScore.Last, 100)]
    [InlineData(CycleScore.First, 0)]
    [InlineData(CycleScore.All, 0)]
    public void Which_cycles_are_judged_is_a_rule(CycleScore score, decimal rate)
    {
        var table = Played("city-late-then-returned", untilLineOf: "Return");
        foreach (var line in new[]
        {
            "> 2026-03-03 11:30 sun-bo accept Accept", "> 2026-03-03 15:00 sun-bo handle Feedback {measures=Propped} It stands.", "> 2026-03-03 15:10 zhao-lei check Pass",
        })
            RouteTests.Step(table, line);
        var one = Read(table);
        one.Earlier.ShouldHaveSingleItem().IsOnTime.ShouldBeFalse();
        Rate([one], "on-time-handling-rate", FigureRules.Default with { Cycles = score }).ShouldBe(rate);
        Rate([one], "on-time-handling-rate-facts", FigureRules.Default with { CyclesOfFacts = score }).ShouldBe(rate);
        (FigureRules.Default.Cycles, FigureRules.Default.CyclesOfFacts).ShouldBe((CycleScore.Last, CycleScore.All));
        // An exemption takes the breach out of what is published, whichever cycle had it; never out of the facts.
        var exempt = one with { Earlier = [one.Earlier[0] with { IsExempt = true }] };
        Rate([exempt], "on-time-handling-rate", FigureRules.Default with { Cycles = score }).ShouldBe(100);
        Rate([exempt], "on-time-handling-rate-facts", FigureRules.Default with { CyclesOfFacts = score }).ShouldBe(rate);
    }

    /// <summary>A return that was confirmed is no cycle of anybody; the one before it is.</summary>
    [Fact]
    public void A_confirmed_return_is_no_cycle()
    {
        var one = Read(Played("city-late-then-returned"));
        one.Earlier.ShouldBeEmpty();
        Rate([one], "on-time-handling-rate").ShouldBe(0);
    }

    /// <summary>Plays a golden route, to its end or to before the first line that names a task.</summary>
    internal static CaseTable Played(string route, string? untilLineOf = null)
    {
        var table = new CaseTable(District.Data);
        foreach (var line in File.ReadLines(Path.Combine(District.Folder("tests/Casework.Tests/Routes"), $"{route}.route"))
            .Where(line => line.StartsWith('>')).TakeWhile(line => untilLineOf is null || !line.Contains($" {untilLineOf} ", StringComparison.Ordinal)))
            RouteTests.Step(table, line);
        return table;
    }

    /// <summary>The facts of a case as the rows of the store give them.</summary>
    internal static FigureCase Read(CaseTable table)
    {
        var file = table.File;
        var told = table.Effects.OfType<ClockChanged>().GroupBy(change => change.Clock.Id).ToDictionary(changes => changes.Key, changes => changes.Last().DueAt);
        var handling = HandlingFacts.Of(
            file.Clocks.Where(HandlingFacts.IsOne).Select(clock => new ToldClock(clock, told[clock.Id])), table.Data.Calendars, table.Now);
        return new FigureCase
        {
            Id = file.Id,
            Source = file.Source,
            RegisteredAt = file.Facts.RegisteredAt!.Value,
            DispatchedAt = file.Facts.FirstDispatchedAt,
            FirstUnit = file.Facts.FirstUnit,
            FinalUnit = file.Facts.HandlingUnit,
            FedBackAt = file.Facts.FedBackAt,
            HandledAt = handling?.Last.DoneAt,
            HandlingDueAt = handling?.Last.DueAt,
            CountedTime = handling?.Counted,
            IsExempt = handling?.Last.IsExempt == true,
            Earlier = handling?.Earlier ?? [],
            ClosedAt = file.ClosedAt,
        };
    }

    internal static decimal? Rate(FigureCase[] cases, string key, FigureRules? rules = null) => Figure(cases, key, rules).Rounded;

    private static Figure Figure(FigureCase[] cases, string key, FigureRules? rules = null) => FigureSheet.Of(
        cases, [], new FigurePeriod(cases[0].RegisteredAt.AddDays(-1), cases[0].RegisteredAt.AddDays(30), cases[0].RegisteredAt.AddDays(30), Shipped.China), rules ?? FigureRules.Default)
        .Single(figure => figure.Key == key);
}
