using GridWorkflow.Casework.Rehearsals;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Tests.Rehearsals;

/// <summary>What a scenario file may say, and how it is told what it may not.</summary>
public sealed class ScenarioFileTests
{
    private const string Head = "id: one\nnames: One\ndefinition: community-case\nstart: { at: 2026-03-02 09:00, category: G0101, grid: yangliu-1 }\nuntil: +1 workDayStatutory\n";

    [Theory]
    [InlineData("{ at: \"09:30\" }", "scenario-act")]
    [InlineData("{ at: \"09:30\", complete: judge }", "missing-key")]
    [InlineData("{ at: \"09:30\", complete: judge, outcome: General, claim: judge }", "scenario-act")]
    [InlineData("{ at: tomorrow, nobodyActs: true }", "scenario-time")]
    [InlineData("{ at: Fryday 09:30, nobodyActs: true }", "scenario-time")]
    [InlineData("{ at: 1026-03-02 09:00, nobodyActs: true }", "scenario-time")]
    [InlineData("{ at: \"09:30\", claim: judge, outcome: General }", "unknown-key")]
    [InlineData("{ at: \"09:30\", calendar: cn-2026, day: 2026-02-30, hours: closed }", "scenario-date")]
    [InlineData("{ at: \"09:30\", emergency: perhaps, reason: Water }", "flag")]
    [InlineData("{ at: \"09:30\", move: yangliu-2 }", "missing-key")]
    [InlineData("{ at: \"09:30\", askExtension: judge, amount: P1D, reason: More }", "budget")]
    public void Refuses_an_event_with_its_line(string happening, string code)
    {
        var refused = Should.Throw<RefusedException>(() => Shelf.Read($"{Head}events:\n  - {happening}\n"));
        var problem = refused.Problems.ShouldHaveSingleItem();
        problem.Code.ShouldStartWith(code);
        problem.Line.ShouldBe(7);
        problem.File.ShouldBe("scenarios/test.yaml");
    }

    [Fact]
    public void A_start_without_a_date_needs_one_to_count_from() => Should.Throw<RefusedException>(() => Shelf.Read(Head.Replace("at: 2026-03-02 09:00", "at: Monday 09:00", StringComparison.Ordinal)))
        .Problems.ShouldHaveSingleItem().Code.ShouldBe("scenario-from");

    [Fact]
    public void Reads_every_act()
    {
        var scenario = Shelf.Read($$"""
            {{Head}}events:
              - { at: "09:30", by: zheng-kai, complete: judge, outcome: General, remark: Ours., fields: { unit: urban } }
              - { at: "09:31", role: grid-worker, claim: handle }
              - { at: "09:32", release: handle }
              - { at: "09:33", askExtension: handle, amount: 1 workDayRolling, reason: More }
              - { at: "09:34", askSuspension: handle, until: Friday 08:00, reason: Rain }
              - { at: "09:35", resume: Dry }
              - { at: "09:36", classify: G0102, reason: Water }
              - { at: "09:36", by: chen-bo, move: yangliu-2, reason: Across the street }
              - { at: "09:36", by: chen-bo, emergency: true, reason: Water in the cellar }
              - { at: "09:36", by: chen-bo, emergency: false, reason: Dry }
              - { at: "09:36", by: chen-bo, assign: handle, person: zheng-kai }
              - { at: "09:36", by: chen-bo, transfer: handle, unit: urban, reason: Theirs }
              - { at: "09:36", by: chen-bo, forceClose: Nobody to answer }
              - { at: "09:37", sign: 2 }
              - { at: "09:38", withdraw: 1, reason: Not us }
              - { at: "09:39", reopen: Again }
              - { at: "09:40", say: Hello }
              - { at: "09:41", meet: stop }
              - { at: "09:42", calendar: cn-2026, day: 2026-03-07, hours: "08:00-12:00, 14:00-18:00" }
              - { at: 2026-03-09 09:00, nobodyActs: true }
            """);
        scenario.Events.Select(happening => happening.GetType().Name).ShouldBe(
            ["Complete", "Claim", "Release", "AskExtension", "AskSuspension", "Resume", "Classify", "Move", "Emergency", "Emergency", "Assign", "Transfer", "ForceClose", "Sign", "Withdraw", "Reopen", "Say", "Meet", "CalendarDay", "NobodyActs"]);
        ((ScenarioEvent.Complete)scenario.Events[0]).Fields["unit"].ShouldBe("urban");
        ((ScenarioEvent.CalendarDay)scenario.Events[18]).Hours.Length.ShouldBe(2);
        scenario.Events.OfType<ScenarioEvent.Emergency>().Select(one => one.IsOne).ShouldBe([true, false]);
        scenario.Events.ShouldAllBe(happening => happening.Words.Length > 3);
    }

    // From Monday 2 March 2026, 09:00.
    [Theory]
    [InlineData("2026-03-04 10:00", "2026-03-04 10:00")]
    [InlineData("Friday 17:30", "2026-03-06 17:30")]
    [InlineData("monday 09:00", "2026-03-09 09:00")] // that very instant is over
    [InlineData("Monday 09:01", "2026-03-02 09:01")]
    [InlineData("08:00", "2026-03-03 08:00")]
    [InlineData("09:20", "2026-03-02 09:20")]
    [InlineData("+4 workHour", "2026-03-02 15:00")] // lunch
    [InlineData("+1 workDayStatutory", "2026-03-03 18:00")]
    [InlineData("+1 naturalDayRolling", "2026-03-03 09:00")]
    public void Times_follow_what_came_before(string text, string local)
    {
        var calendar = Shipped.China;
        ScenarioTime.Parse(text).OrThrow().Resolve(calendar.At("2026-03-02 09:00"), calendar).ShouldBe(calendar.At(local));
    }

    [Theory]
    [InlineData("Friday 17:30")]
    [InlineData("09:20")]
    [InlineData("2026-03-04 10:00")]
    [InlineData("+4 workHour")]
    public void Times_are_written_as_they_are_read(string text) => ScenarioTime.Parse(text).OrThrow().ToString().ShouldBe(text);

    [Fact]
    public void An_event_before_the_one_before_it_ends_the_rehearsal_with_a_word()
    {
        var run = Rehearsal.Play(Shelf.Read($"{Head}events:\n  - {{ at: 2026-03-01 09:00, nobodyActs: true }}\n"), District.Data);
        run.Problems.ShouldHaveSingleItem().Code.ShouldBe("scenario-order");
    }

    [Fact]
    public void A_step_that_is_not_open_is_a_refusal_and_the_story_goes_on()
    {
        var run = Rehearsal.Play(Shelf.Read($"{Head}events:\n  - {{ at: \"09:30\", complete: handle, outcome: Handled }}\n  - {{ at: \"09:40\", complete: judge, outcome: General }}\n"), District.Data);
        run.Problems.ShouldBeEmpty();
        run.Frames[1].Refusal!.Code.ShouldBe("no-such-task");
        run.Frames[2].Burst.ShouldNotBeNull();
    }

    [Fact]
    public void Scenarios_stand_in_the_reference_data_and_change_nothing_of_it()
    {
        var scenario = new Casework.Loading.SourceFile("workflows/scenarios/one.yaml", Head);
        var data = ReferenceData.Load([.. District.Files, scenario]);
        data.Scenarios.Keys.ShouldBe(["one"]);
        data.ContentHash.ShouldBe(District.Data.ContentHash);
    }

    [Fact]
    public void A_person_who_acts_at_the_due_instant_is_on_time()
    {
        // The judge's limit of two hours ends at 11:00.
        var run = Rehearsal.Play(Shelf.Read($"{Head}events:\n  - {{ at: \"11:00\", complete: judge, outcome: General }}\n"), District.Data);
        var judge = run.Frames[^1].File!.Clocks.Single(clock => clock.Name == "judge");
        judge.Fired.ShouldNotContain(fired => fired.RungKey == "due");
    }
}
