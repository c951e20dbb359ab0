using System.Collections.Immutable;
using GridWorkflow.Workflow.Interpreter;
using static GridWorkflow.Workflow.Tests.Drawn;

namespace GridWorkflow.Workflow.Tests.Activities;

public sealed class ChildWorkflowTests
{
    private static readonly Program Child = Program(Sequence("ks", Event("Go"), Activity("SetOutput", "o", ("outputName", Literal("Res")), ("outputValue", Script("getInput('Msg') + '!'")))));

    [Fact]
    public void A_child_in_the_background_without_waiting_lets_the_parent_go_on()
    {
        var burst = Start(Parent("DispatchWorkflow", wait: false));
        Lines(burst).ShouldBe("A B null");
        var started = burst.Effects.OfType<ChildStarted>().ShouldHaveSingleItem();
        (started.DefinitionId, started.Mode, started.CorrelationId, started.Parent).ShouldBe(("kid", ChildMode.Background, "c1", null));
        started.Input["Msg"].ShouldBe("hi");
        started.Input["ParentInstanceId"].ShouldBe(burst.State.Id.ToString());
    }

    [Fact]
    public void A_waiting_parent_gets_the_output_when_the_child_has_finished()
    {
        var parent = Parent("DispatchWorkflow", wait: true);
        var burst = Start(parent);
        var child = StartChild(burst);
        child.Effects.OfType<ChildRested>().ShouldBeEmpty();
        child = Resume(Child, child.State, "Go");
        child.State.Parent.ShouldBeNull();
        Lines(Report(parent, burst, child)).ShouldBe("""B {"Res":"hi!"}""");
    }

    [Fact]
    public void A_child_in_place_reports_when_it_rests_for_the_first_time_unless_the_parent_waits()
    {
        var parent = Parent("ExecuteWorkflow", wait: false);
        var burst = Start(parent);
        var child = StartChild(burst);
        Lines(Report(parent, burst, child)).ShouldContain("\"SubStatus\":\"Suspended\",\"Output\":{}");

        parent = Parent("ExecuteWorkflow", wait: true);
        burst = Start(parent);
        child = Resume(Child, StartChild(burst).State, "Go");
        Lines(Report(parent, burst, child)).ShouldContain("\"SubStatus\":\"Finished\",\"Output\":{\"Res\":\"hi!\"}");
    }

    [Fact]
    public void A_link_to_the_parent_outlives_storage()
    {
        var state = StartChild(Start(Parent("DispatchWorkflow", wait: true))).State;
        StateFormat.Read(StateFormat.Write(state), Child).Parent.ShouldBe(state.Parent.ShouldNotBeNull());
    }

    [Theory]
    [InlineData("DispatchWorkflow")]
    [InlineData("ExecuteWorkflow")]
    public void Cancelling_a_waiting_parent_reaches_its_child(string type)
    {
        var parent = Parent(type, wait: true);
        var burst = Start(parent);
        var cancelled = GridWorkflow.Workflow.Interpreter.Interpreter.Run(parent, burst.State, new Stimulus.Cancel("test"), World(9));
        cancelled.Effects.OfType<ChildCancelled>().ShouldHaveSingleItem().ChildId.ShouldBe(burst.Effects.OfType<ChildStarted>().Single().ChildId);
    }

    [Fact]
    public void A_definition_that_is_not_published_is_an_incident()
    {
        var world = new World(Noon, new IdSource(7, Noon)) { PublishedDefinitions = ImmutableHashSet.Create("other") };
        var burst = GridWorkflow.Workflow.Interpreter.Interpreter.Run(Parent("DispatchWorkflow", wait: true), null, new Stimulus.Start(Guid.Empty, new Dictionary<string, object?>()), world);
        burst.State.Incidents.ShouldHaveSingleItem().Code.ShouldBe("unknown-definition");
        burst.Effects.OfType<ChildStarted>().ShouldBeEmpty();
    }

    [Fact]
    public void A_bulk_waits_for_all_children_and_runs_a_reaction_for_each()
    {
        var parent = Program(Flowchart("f", "X.Completed->C", Activity("BulkDispatchWorkflows", "X",
            ("workflowDefinitionId", Literal("kid")), ("items", Script("['a', { k: 1 }]")), ("input", Script("({ x: 9 })")), ("correlationIdFunction", Script("'c-' + JSON.stringify(getItem())")),
            ("childCompleted", Line("ok")), ("childFaulted", Line("bad"))), Line("C")));
        var burst = Start(parent);
        var started = burst.Effects.OfType<ChildStarted>().ToList();
        started.Select(child => child.CorrelationId).ShouldBe(["c-\"a\"", "c-{\"k\":1}"]);
        started[0].Input["Item"].ShouldBe("a");
        Convert.ToInt32(started[1].Input["k"], System.Globalization.CultureInfo.InvariantCulture).ShouldBe(1);
        started[1].Input.ContainsKey("Item").ShouldBeFalse();
        started.ShouldAllBe(child => child.Input.ContainsKey("x"));

        burst = Resume(parent, burst.State, "X", Rested(started[1].ChildId, "Faulted"));
        Lines(burst).ShouldBe("bad");
        burst = Resume(parent, burst.State, "X", Rested(started[0].ChildId, "Finished"));
        Lines(burst).ShouldBe("ok C");
    }

    private static Dictionary<string, object?> Rested(Guid child, string subStatus) => new(StringComparer.Ordinal)
    {
        ["InstanceId"] = child.ToString(), ["Status"] = "Finished", ["SubStatus"] = subStatus, ["CorrelationId"] = null, ["Output"] = new Dictionary<string, object?>(),
    };

    private static Program Parent(string type, bool wait)
    {
        var start = Activity(type, "X", ("workflowDefinitionId", Literal("kid")), ("input", Script("({ Msg: 'hi' })")), ("correlationId", Literal("c1")), ("waitForCompletion", Literal(wait)));
        start["result"] = new System.Text.Json.Nodes.JsonObject { ["typeName"] = "Object", ["memoryReference"] = new System.Text.Json.Nodes.JsonObject { ["id"] = "R" } };
        return Program(Sequence("s", Line("A"), start, Say("B", "'B ' + JSON.stringify(getR())")), ("R", "Object", null));
    }

    private static Burst StartChild(Burst parent)
    {
        var started = parent.Effects.OfType<ChildStarted>().Single();
        return GridWorkflow.Workflow.Interpreter.Interpreter.Run(
            Child, null, new Stimulus.Start(started.ChildId, started.Input) { CorrelationId = started.CorrelationId, Parent = started.Parent }, World(11));
    }

    private static Burst Report(Program parent, Burst waiting, Burst child)
    {
        var rested = child.Effects.OfType<ChildRested>().ShouldHaveSingleItem();
        rested.Parent.InstanceId.ShouldBe(waiting.State.Id);
        waiting.State.Bookmarks.ShouldHaveSingleItem().Key.ShouldBe(rested.Parent.Key);
        return Resume(parent, waiting.State, "X", rested.Report);
    }
}
