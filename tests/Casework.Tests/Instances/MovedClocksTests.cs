using System.Collections.Immutable;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Casework.Tests.Cases;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Tests.Instances;

/// <summary>clocks.md §4: a migrated case's clock follows the map; keep, retarget or restart; the total keeps.</summary>
public sealed class MovedClocksTests
{
    private const string Lifecycle = "community-case";

    // Another version of the lifecycle, and half a day instead of a day for handling.
    private static readonly ReferenceData Changed = ReferenceData.Load(
        [.. District.Files.Select(file => file with { Text = file.Path switch
        {
            $"workflows/definitions/{Lifecycle}.json" => file.Text.Replace("\"id\": \"judge\"", "\"id\": \"assess\"", StringComparison.Ordinal).Replace("\"activity\": \"judge\"", "\"activity\": \"assess\"", StringComparison.Ordinal),
            "workflows/policies/community.yaml" => file.Text.Replace("default: 1 workDayRolling, emergency: 1 urgentHour", "default: 4 workHour, emergency: 1 urgentHour", StringComparison.Ordinal),
            _ => file.Text,
        } })]);

    private static readonly BusinessCalendar Calendar = Changed.Calendars["cn-2026"];

    // Begun on Monday at 09:00 with a day of eight hours, moved at 11:00; four hours now: 15:00 from the start, 17:00 from then on.
    [Theory]
    [InlineData("handle", ClockFate.Keep, "2026-03-03 09:00", "TaskOpened")]
    [InlineData("handle", ClockFate.Retarget, "2026-03-02 15:00", "ClockRetargeted")]
    [InlineData("handle", ClockFate.Restart, "2026-03-02 17:00", "ClockReset")]
    [InlineData("judge", ClockFate.Restart, "2026-03-03 09:00", "TaskOpened")]
    public void A_stage_clock_keeps_is_retargeted_or_begins_again(string step, ClockFate fate, string due, string said)
    {
        var table = Handled("2026-03-02 11:00");
        var possible = Move(table, step, fate).ShouldBeOfType<MoveDecision.Possible>();
        var after = (CaseFile)possible.Burst.State.Attachment!;

        var clock = Handle(after);
        clock.Due(Calendar, table.Now).At.ShouldBe(Calendar.At(due));
        Total(after).ShouldBe(Total(table.File));
        possible.Burst.Journal[0].Kind.ShouldBe("InstanceMigrated");
        possible.Burst.Journal[0].Data["clocks"].ShouldBe($"{step} → {fate.ToString().ToLowerInvariant()}");
        if (said == "TaskOpened")
        {
            clock.ShouldBe(Handle(table.File));
            possible.Burst.Journal.ShouldHaveSingleItem();
            possible.Notes.ShouldBeEmpty();
            return;
        }

        var told = possible.Burst.Journal[1];
        (told.Kind, told.Data["oldDue"], told.Data["due"], told.Data["by"], told.Data["approvedBy"]).ShouldBe(
            (said, Calendar.At("2026-03-03 09:00"), Calendar.At(due), "anna", "boris"));
        clock.State.Rule.ShouldBe((string)told.Data["rule"]!);
        possible.Notes.ShouldHaveSingleItem().ShouldContain("instead of 2026-03-03 01:00Z");
        possible.Burst.Effects.OfType<TimerSet>().ShouldHaveSingleItem().Epoch.ShouldBe(clock.Epoch);
        clock.Ledger[^1].ShouldBe(fate == ClockFate.Restart
            ? new LedgerEntry.Reset(table.Now.ToUniversalTime(), "anna", "moved to another version", clock.Budget) { Rule = clock.State.Rule, ApprovedBy = "boris" }
            : new LedgerEntry.Retargeted(table.Now.ToUniversalTime(), "anna", "moved to another version", clock.Budget, RetargetBasis.Retroactive, "boris") { Rule = clock.State.Rule });
        CaseFileFormat.Read(CaseFileFormat.Write(after)).Clocks.ShouldBe(after.Clocks);
    }

    [Fact]
    public void A_new_due_instant_that_is_past_is_a_breach_that_was_found()
    {
        var table = Handled("2026-03-02 16:00");
        var found = Move(table, "handle", ClockFate.Retarget).ShouldBeOfType<MoveDecision.Possible>().Burst.Journal.Single(entry => entry.Kind == "BreachFound");
        (found.Data["due"], found.Data["foundAt"]).ShouldBe((Calendar.At("2026-03-02 15:00"), table.Now));
    }

    // What had come due is a fact, though nobody had looked yet.
    [Fact]
    public void A_clock_that_begins_again_keeps_the_breach_that_it_had()
    {
        var table = Handled("2026-03-02 09:00");
        table.Skip("2026-03-03 10:00");
        var burst = Move(table, "handle", ClockFate.Restart).ShouldBeOfType<MoveDecision.Possible>().Burst;
        burst.Effects.OfType<RungFired>().Select(rung => rung.RungKey).ShouldBe(["half", "warn", "due"]);
        Handle((CaseFile)burst.State.Attachment!).Verdict(Calendar, table.Now).ShouldNotBe(ClockVerdict.Overdue);
        Move(table, "handle", ClockFate.Keep).ShouldBeOfType<MoveDecision.Possible>().Burst.Effects.OfType<RungFired>().ShouldBeEmpty();
    }

    [Fact]
    public void A_step_without_a_limit_in_force_stays_with_its_version()
    {
        var table = Handled("2026-03-02 11:00");
        table.Use(table.File with { PolicyId = Changed.Policies.Values.First(policy => !policy.Stages.ContainsKey("handle")).Id });
        var problem = Move(table, "handle", ClockFate.Restart).ShouldBeOfType<MoveDecision.Impossible>().Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Path, problem.ActivityId).ShouldBe(("no-limit", "clocks.handle", "handle"));
        Move(table, "handle", ClockFate.Keep).ShouldBeOfType<MoveDecision.Possible>();
    }

    [Theory]
    [InlineData("handle", "restart", null)]
    [InlineData("handle", "reset", "unknown-word")]
    [InlineData("handle", "Keep", "unknown-word")]
    [InlineData("handle", "2", "unknown-word")]
    [InlineData("handel", "keep", "unknown-step")]
    [InlineData("total", "restart", "total-keeps")]
    public void Wrong_keys_and_words_are_refused_with_their_place(string step, string word, string? code)
    {
        var (clocks, problems) = MovedClocks.Read(District.Data.Definitions.Current(Lifecycle)!, new Dictionary<string, string> { [step] = word });
        (clocks is null).ShouldBe(code is not null);
        problems.Select(problem => (problem.Code, problem.Path)).ShouldBe(code is null ? [] : [(code, $"clocks.{step}")]);
        problems.ShouldAllBe(problem => problem.Remedy.Length > 0);
    }

    private static MoveDecision Move(CaseTable table, string step, ClockFate fate)
    {
        var (from, to) = (District.Data.Definitions.Current(Lifecycle)!, Changed.Definitions.Current(Lifecycle)!);
        var command = new InstanceCommand.Migrate(new Actor("anna"), from.ContentHash, to.ContentHash, ImmutableSortedDictionary<string, string>.Empty)
        {
            Clocks = ImmutableSortedDictionary<string, ClockFate>.Empty.Add(step, fate),
            ApprovedBy = "boris",
        };
        return InstanceMove.Decide(table.State!, from, to, command, new World(table.Now, new IdSource(9, table.Now), Changed));
    }

    private static CaseTable Handled(string until)
    {
        var table = RightsTests.Reported("G0101", "yangliu-1");
        table.Complete("zheng-kai", "judge", "General").ShouldBeOfType<Decision.Accepted>();
        return table.Until(until);
    }

    private static SlaClock Handle(CaseFile file) => file.Clocks.Single(clock => clock.Name == "handle");

    private static SlaClock Total(CaseFile file) => file.Clocks.Single(clock => clock.Kind == ClockKind.Total);
}
