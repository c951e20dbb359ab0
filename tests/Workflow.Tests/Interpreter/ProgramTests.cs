using System.Text.Json.Nodes;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using static GridWorkflow.Workflow.Tests.Drawn;

namespace GridWorkflow.Workflow.Tests.Interpreter;

public sealed class ProgramTests
{
    public static TheoryData<string, string, string> Refused => new()
    {
        { """{"id":"a","type":"Elsa.WriteLin"}""", "unknown-activity-type", "Did you mean 'Elsa.WriteLine'?" },
        { """{"id":"a","type":"Elsa.WriteLine","version":2}""", "unknown-activity-version", "Use version 1." },
        { """{"id":"a","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"javascript","value":"1"}}}""", "unknown-expression-type", "Did you mean 'JavaScript'?" },
        { """{"id":"a","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"JavaScript","value":"1 +"}}}""", "bad-script", "Mend the expression." },
        { """{"id":"a","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"CSharp","value":"1"}}}""", "refused-language", "Write it in JavaScript or Liquid." },
        { """{"id":"a","type":"Elsa.SetVariable","variable":{"id":"nope"}}""", "unknown-variable", "Choose a variable of the workflow or of a container around this." },
        { """{"id":"a","type":"Elsa.FlowJoin","mode":{"typeName":"String","expression":{"type":"Literal","value":"Sometimes"}}}""", "unknown-mode", "Choose one of them." },
        { """{"id":"a","type":"Elsa.Cron","customProperties":{"canStartWorkflow":true},"cronExpression":{"typeName":"String","expression":{"type":"Literal","value":"* * *"}}}""", "bad-cron", "Write it like '0 0 8 * * *'." },
        { """{"id":"a","type":"Elsa.Sequence","activities":[{"id":"b","type":"Elsa.End"},{"id":"b","type":"Elsa.End"}]}""", "duplicate-id", "Give each activity its own id." },
        { """{"id":"a","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Liquid","value":"{% for i in (1..1000000000) %}{% endfor %}"}}}""", "template-bomb", "Simplify the template." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_run_is_refused_when_loaded(string activity, string code, string remedy)
    {
        var root = JsonNode.Parse(activity)!;
        var problem = Should.Throw<RefusedException>(() => Program(root)).Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe(code);
        problem.Remedy.ShouldBe(remedy);
        problem.Path.ShouldNotBeNull();
    }

    [Fact]
    public void The_hash_follows_what_runs_and_not_where_it_is_drawn()
    {
        var definition = Definition(Sequence("s", Line("A")));
        var moved = definition.With(json => json["root"]!["activities"]![0]!["metadata"] = JsonNode.Parse("""{"designer":{"position":{"x":5,"y":6}}}"""));
        var changed = definition.With(json => json["root"]!["activities"]![0]!["text"] = Literal("B"));
        var hash = Compile(definition).ContentHash;
        hash.Length.ShouldBe(64);
        Compile(moved).ContentHash.ShouldBe(hash);
        Compile(moved.With(json => json["version"] = 2)).ContentHash.ShouldBe(hash);
        Compile(changed).ContentHash.ShouldNotBe(hash);
    }

    [Fact]
    public void Node_ids_are_the_paths_that_the_designer_knows()
    {
        var program = Program(Flowchart("fc1", "", Sequence("s", Line("A"))));
        program.Find("A")!.NodeId.ShouldBe("Workflow1:fc1:s:A");
        program.Activities[program.Find("A")!.ParentIndex].Id.ShouldBe("s");
    }

    private static Workflow.Interpreter.Program Compile(WorkflowDefinition definition) => Workflow.Interpreter.Program.Compile(definition, ActivityTypes.Elsa);
}
