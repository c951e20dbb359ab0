using System.Text.Json.Nodes;
using GridWorkflow.Workflow.Interpreter;
using static GridWorkflow.Workflow.Tests.Drawn;

namespace GridWorkflow.Workflow.Tests.Interpreter;

public sealed class BurstTests
{
    [Fact]
    public void A_sequence_runs_to_its_end()
    {
        var burst = Start(Program(Sequence("s", Line("A"), Line("B"))));
        Lines(burst).ShouldBe("A B");
        burst.State.SubStatus.ShouldBe(InstanceSubStatus.Finished);
    }

    [Fact]
    public void Branches_advance_in_turn()
    {
        var root = Activity("Parallel", "p", ("activities", new JsonArray(Sequence("s1", Line("A1"), Line("A2")), Sequence("s2", Line("B1"), Line("B2")), Line("C"))));
        Lines(Start(Program(root))).ShouldBe("C A1 B1 A2 B2");
    }

    [Fact]
    public void A_waiting_instance_is_stored_and_goes_on()
    {
        var program = Program(Sequence("s", Set("v", "X", "2"), Event("Go"), Say("w", "`x=${getX()}`")), ("X", "Int32", 0));
        var first = Start(program);
        first.State.SubStatus.ShouldBe(InstanceSubStatus.Suspended);
        first.State.Bookmarks.ShouldHaveSingleItem().Key.ShouldBe("Go");
        var stored = StateFormat.Read(StateFormat.Write(first.State), program);
        Lines(Resume(program, stored, "Go")).ShouldBe("x=2");
    }

    [Fact]
    public void A_burst_leaves_the_state_that_it_started_from_as_it_was()
    {
        var program = Program(Sequence("s", Event("Go"), Set("v", "X", "variables.X.concat([3])"), Event("Stop")), ("X", "List<Int32>", "[1,2]"));
        var first = Start(program).State;
        var before = StateFormat.Write(first);
        Resume(program, first, "Go").State.Variables(program)["X"].ShouldBe(new List<object?> { 1, 2, 3 });
        StateFormat.Write(first).ShouldBe(before);
    }

    [Fact]
    public void A_timer_fires_at_its_instant_and_never_earlier()
    {
        var program = Program(Sequence("s", Activity("Delay", "d", ("timeSpan", Literal("01:00:00"))), Line("A")));
        var waiting = Start(program);
        var timer = waiting.Effects.OfType<TimerSet>().ShouldHaveSingleItem();
        timer.DueAt.ShouldBe(Noon.AddHours(1));
        Refusal(() => Run(program, waiting.State, new Stimulus.TimerDue(timer.Key, timer.DueAt), Noon.AddMinutes(59))).ShouldBe(StimulusRefusal.TooEarly);
        var fired = Run(program, waiting.State, new Stimulus.TimerDue(timer.Key, timer.DueAt), Noon.AddHours(1));
        Lines(fired).ShouldBe("A");
        Refusal(() => Run(program, fired.State, new Stimulus.TimerDue(timer.Key, timer.DueAt), Noon.AddHours(1))).ShouldBe(StimulusRefusal.Finished);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var program = Program(Sequence("s", Event("Go")));
        var state = Start(program).State;
        Refusal(() => Run(program, state, new Stimulus.Resume(Guid.Empty, null))).ShouldBe(StimulusRefusal.UnknownBookmark);
        Refusal(() => Run(program, state, new Stimulus.Retry("Go"))).ShouldBe(StimulusRefusal.NotFaulted);
        Refusal(() => Run(program, state, new Stimulus.Start(Guid.Empty, new Dictionary<string, object?>()))).ShouldBe(StimulusRefusal.StartExpected);
        Refusal(() => Run(program, null, new Stimulus.Cancel(""))).ShouldBe(StimulusRefusal.StartExpected);
        Refusal(() => Run(Program(Sequence("other", Event("Go"))), state, new Stimulus.Cancel(""))).ShouldBe(StimulusRefusal.OtherProgram);
    }

    [Fact]
    public void A_cancelled_instance_waits_for_nothing()
    {
        var program = Program(Sequence("s", Activity("Delay", "d", ("timeSpan", Literal("01:00:00")))));
        var burst = Run(program, Start(program).State, new Stimulus.Cancel("by hand"));
        burst.State.SubStatus.ShouldBe(InstanceSubStatus.Cancelled);
        burst.State.Bookmarks.ShouldBeEmpty();
        burst.State.Timers.ShouldBeEmpty();
        burst.Effects.OfType<TimerCleared>().ShouldHaveSingleItem();
        burst.Effects.OfType<BookmarkBurned>().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_fault_is_an_incident_and_can_be_retried()
    {
        var program = Program(Sequence("s", Event("Go"), Set("v", "N", "getT()"), Say("w", "getN()")), ("T", "String", "many"), ("N", "Int32", 0));
        var faulted = Resume(program, Start(program).State, "Go");
        faulted.State.SubStatus.ShouldBe(InstanceSubStatus.Faulted);
        var incident = faulted.State.Incidents.ShouldHaveSingleItem();
        incident.Code.ShouldBe("conversion-failed");
        incident.Reason.ShouldBe("Variable 'N': Expected a value of type Int32, but found 'many'.");
        var again = Run(program, faulted.State, new Stimulus.Retry("v"));
        again.State.Incidents.Length.ShouldBe(1);
    }

    [Fact]
    public void A_runaway_definition_becomes_an_incident()
    {
        var program = Program(Activity("While", "w", ("condition", Literal(true)), ("body", Line("x"))));
        var world = new World(Noon, new IdSource(1, Noon)) { Budget = BurstBudget.Default with { MaxActivities = 50 } };
        var burst = Workflow.Interpreter.Interpreter.Run(program, null, new Stimulus.Start(Guid.Empty, new Dictionary<string, object?>()), world);
        burst.State.Incidents.ShouldHaveSingleItem().Code.ShouldBe("budget-spent");
        burst.State.SubStatus.ShouldBe(InstanceSubStatus.Faulted);
    }

    private static Burst Run(Workflow.Interpreter.Program program, InstanceState? state, Stimulus stimulus, DateTimeOffset? now = null) =>
        Workflow.Interpreter.Interpreter.Run(program, state, stimulus, World(9, now));

    private static StimulusRefusal Refusal(Func<Burst> run) => Should.Throw<StimulusRefusedException>(run).Refusal;

    [Fact]
    public void What_triggered_the_start_waits_when_the_way_comes_back_to_it()
    {
        var trigger = Event("E");
        trigger["customProperties"] = new System.Text.Json.Nodes.JsonObject { ["canStartWorkflow"] = true };
        var program = Program(Flowchart("f", "E->A; A->E", trigger, Line("A")));
        var burst = GridWorkflow.Workflow.Interpreter.Interpreter.Run(
            program, null, new Stimulus.Start(Guid.Empty, new Dictionary<string, object?>()) { TriggerActivityId = "E" }, World());
        Lines(burst).ShouldBe("A");
        burst.State.Bookmarks.ShouldHaveSingleItem().ActivityId.ShouldBe("E");
        Lines(Resume(program, burst.State, "E")).ShouldBe("A");
    }
}
