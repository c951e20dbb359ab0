using System.Text.Json.Nodes;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using static GridWorkflow.Workflow.Tests.Drawn;

namespace GridWorkflow.Workflow.Tests.Activities;

public sealed class StateMachineTests
{
    [Fact]
    public void A_transition_runs_its_action_then_the_exit_of_the_old_state_then_the_entry_of_the_new_one()
    {
        var program = Program(Sequence("s", Machine("S1", ["S1", "S2"], Transition("S1", "S2", Event("go"), action: Line("act"))), Line("Z")));
        var burst = Start(program);
        Lines(burst).ShouldBe("in-S1");
        Lines(Resume(program, burst.State, "go")).ShouldBe("act out-S1 in-S2 Z"); // the last state has no way out: its exit does not run
    }

    [Fact]
    public void The_first_trigger_cancels_the_others()
    {
        var program = Program(Machine("S1", ["S1", "S2", "S3"], Transition("S1", "S2", Event("a")), Transition("S1", "S3", Event("b")), Transition("S2", "S3", Event("c"))));
        var burst = Start(program);
        burst.State.Bookmarks.Select(bookmark => bookmark.Key).ShouldBe(["a", "b"]);
        burst = Resume(program, burst.State, "a");
        burst.State.Bookmarks.Select(bookmark => bookmark.Key).ShouldBe(["c"]);
        burst.Steps.ShouldContain(step => program.Activities[step.ActivityIndex].Id == "b" && step.Kind == StepKind.Canceled);
    }

    [Fact]
    public void A_trigger_whose_condition_does_not_hold_is_armed_again()
    {
        var program = Program(
            Machine("S1", ["S1", "S2"], Transition("S1", "S2", Sequence("t", Event("go"), Set("i", "X", "getX() + 1")), condition: "getX() >= 2")), ("X", "Int32", 0));
        var burst = Resume(program, Start(program).State, "go");
        Lines(burst).ShouldBe("");
        burst.State.Bookmarks.ShouldHaveSingleItem();
        Lines(Resume(program, burst.State, "go")).ShouldBe("out-S1 in-S2");
    }

    [Fact]
    public void A_transition_without_trigger_is_taken_when_its_condition_holds()
    {
        var program = Program(Machine("S1", ["S1", "S2", "S3"], Transition("S1", "S2", null, condition: "getX() > 0"), Transition("S1", "S3", null)), ("X", "Int32", 0));
        Lines(Start(program)).ShouldBe("in-S1 out-S1 in-S3");
    }

    [Fact]
    public void A_state_without_a_way_out_that_can_be_taken_is_an_incident_and_not_a_silent_rest()
    {
        var burst = Start(Program(Machine("S1", ["S1", "S2"], Transition("S1", "S2", null, condition: "false"))));
        burst.State.Incidents.ShouldHaveSingleItem().Code.ShouldBe("stuck-state");
    }

    [Fact]
    public void Without_an_initial_state_the_machine_is_done_at_once() =>
        Start(Program(Machine(null, ["S1"]))).State.SubStatus.ShouldBe(InstanceSubStatus.Finished);

    [Fact]
    public void A_transition_to_an_unknown_state_is_refused_with_the_nearest_name()
    {
        var problem = Should.Throw<RefusedException>(() => Program(Machine("S1", ["S1", "Closed"], Transition("S1", "Closd", Event("go"))))).Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe("unknown-state");
        problem.Remedy.ShouldContain("Closed");
    }

    private static JsonObject Machine(string? initial, string[] states, params JsonNode[] transitions) => Activity("StateMachine", "m",
        ("initialState", initial),
        ("states", new JsonArray([.. states.Select(name => (JsonNode)new JsonObject { ["name"] = name, ["entry"] = Line($"in-{name}"), ["exit"] = Line($"out-{name}") })])),
        ("transitions", new JsonArray(transitions)));

    private static JsonObject Transition(string from, string to, JsonNode? trigger, string? condition = null, JsonNode? action = null)
    {
        var transition = new JsonObject { ["name"] = $"{from}{to}", ["from"] = from, ["to"] = to, ["trigger"] = trigger, ["action"] = action };
        if (condition is not null)
            transition["condition"] = Script(condition);
        return transition;
    }
}
