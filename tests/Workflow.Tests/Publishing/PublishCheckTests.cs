using System.Text.Json.Nodes;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Publishing;
using static GridWorkflow.Workflow.Tests.Drawn;

namespace GridWorkflow.Workflow.Tests.Publishing;

public sealed class PublishCheckTests
{
    public static TheoryData<string, string, string?, bool> Found => new()
    {
        { "D.True->A; D.False->B; A->Z; B->Z", "", null, true },
        { "D.True->A; A->Z; B->Z", "unconnected-outcome", "D", true },
        { "D.True->A; D.False->B; A->Z", "unreachable-activity", "X", true },
        { "D.True->A; D.False->B; A->Nowhere", "dangling-connection", "f", false },
        { "D.True->A; D.Flase->B; D.False->B", "unknown-outcome", "D", false },
        { "D.True->A; D.False->B; A->D; B->Z", "loop-without-wait", "A", true },
        { "D.True->A; D.False->A; A->D", "endless-loop", "A", false },
        { "D.True->E; D.False->B; E->D; B->Z", "", null, true },
        { "A->E; E->D; D.True->E; D.False->J; A->B; B->J; J->Z", "early-join", "J", true },
        { "D.True->A; D.False->B; A->J; B->J; J->Z", "dead-join", "J", false },
    };

    [Theory]
    [MemberData(nameof(Found))]
    public void Connections_are_checked(string connections, string code, string? activity, bool mayPublish)
    {
        var used = connections.Split(';', '-', '>', '.', ' ').ToHashSet();
        JsonNode[] all = [Decision("D", "getN() > 1"), Line("A"), Line("B"), Event("E"), Join("J", code == "dead-join" ? "WaitAll" : "WaitAllActive"), Line("Z")];
        var nodes = all.Where(node => used.Contains(node["id"]!.GetValue<string>())).ToList();
        if (code == "unreachable-activity")
            nodes.Add(Line("X"));
        var report = Check(Flowchart("f", connections, [.. nodes]));
        report.MayPublish.ShouldBe(mayPublish);
        if (code.Length == 0)
        {
            report.Problems.ShouldBeEmpty();
            return;
        }

        var problem = report.Problems.First(found => found.Code == code);
        problem.ActivityId.ShouldBe(activity);
        problem.Remedy.ShouldNotBeEmpty();
        problem.Path.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("getM() + 1", "unknown-variable", "Did you mean 'getN'?")]
    [InlineData("variables.M", "unknown-variable", "Did you mean 'variables.N'?")]
    [InlineData("getTotally()", "unknown-variable", "Declare it or mend the name.")]
    [InlineData("typeof getM == 'function' ? getM() : 0", null, null)]
    [InlineData("(function getM() { return 1; })() + new Date().getTime()", null, null)]
    [InlineData("let o = { getM: 1 }; o.getM", null, null)]
    public void Names_in_scripts_are_checked(string script, string? code, string? remedy)
    {
        var problem = Check(Sequence("s", Say("w", script))).Problems.SingleOrDefault();
        problem?.Code.ShouldBe(code);
        problem?.Remedy.ShouldBe(remedy);
        (problem is null).ShouldBe(code is null);
    }

    [Fact]
    public void A_jump_into_a_fork_and_an_empty_loop_are_found()
    {
        var root = Flowchart("f", "S->P; S->Q; P->J; Q->J; J->D; D.True->P; D.False->L", Activity("Start", "S"), Line("P"), Line("Q"), Join("J", "WaitAll"),
            Decision("D", "getN() > 1"), Activity("For", "L", ("start", Literal(1)), ("end", Literal(2))));
        Check(root).Problems.Where(problem => problem.Severity == Severity.Error).Select(problem => (problem.Code, problem.ActivityId))
            .ShouldBe([("dead-end", "L"), ("invalid-backward-connection", "D")], ignoreOrder: true);
    }

    [Fact]
    public void What_is_refused_when_compiled_is_reported_with_its_line()
    {
        var report = PublishCheck.Run(WorkflowDefinition.Parse("{\n\"root\": {\n\"id\": \"a\", \"type\": \"Elsa.Nope\"\n}\n}", "x.json"), ActivityTypes.Elsa);
        report.Program.ShouldBeNull();
        report.MayPublish.ShouldBeFalse();
        report.Problems.ShouldHaveSingleItem().Line.ShouldBe(2);
    }

    [Fact]
    public void Two_triggers_of_one_event_are_found()
    {
        var (one, two) = (Event("Go"), Event("Go2"));
        two["eventName"] = Literal("Go");
        foreach (var node in new[] { one, two })
            node["customProperties"] = new JsonObject { ["canStartWorkflow"] = true };
        Check(Flowchart("f", "Go->Z; Go2->Z", one, two, Line("Z"))).Problems.ShouldHaveSingleItem().Code.ShouldBe("duplicate-trigger");
    }

    private static PublishReport Check(JsonNode root) => PublishCheck.Run(Definition(root, ("N", "Int32", 0)), ActivityTypes.Elsa);
}
