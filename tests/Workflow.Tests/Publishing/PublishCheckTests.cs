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

    [Theory]
    [InlineData("Liquid", "{{ Variables.M }}", "Did you mean 'N'?")]
    [InlineData("Liquid", "{% if Variables.M == 1 and Variables.N %}{% endif %}", "Did you mean 'N'?")]
    [InlineData("Liquid", "{% for i in Variables['Totally'] %}{% endfor %}", "Declare it or mend the name.")]
    [InlineData("Liquid", "{{ Variables.N.Inner }}{{ Variables.CurrentValue }}{{ Input.M }}", null)]
    [InlineData("Liquid", "{% raw %}{{ Variables.M }}{% endraw %}", null)]
    [InlineData("Scriban", "{{ Variables.M }}", "Did you mean 'N'?")]
    [InlineData("Scriban", "{{ if Variables['Totally'] == 1; end }}", "Declare it or mend the name.")]
    [InlineData("Scriban", "{{ Variables.N + 1 }}{{ Input.M }}{{ Variables.CurrentIndex }}", null)]
    public void Names_in_templates_are_looked_at(string language, string template, string? remedy)
    {
        var report = Check(Sequence("s", Activity("WriteLine", "w", ("text", Expression(language, template)))));
        report.MayPublish.ShouldBeTrue();
        var problem = report.Problems.SingleOrDefault();
        (problem?.Code, problem?.Remedy, problem?.ActivityId, problem?.Property).ShouldBe(remedy is null ? default : ("unknown-variable", remedy, "w", "Text"));
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

    /// <summary>Each thing that a check before publishing is there for, as the sketch of an activity, with what it names.</summary>
    public static TheoryData<string, string, string, bool> Named => new()
    {
        { """{"id":"x","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Liquid","value":"{% if %}"}}}""", "bad-template", "Text", false },
        { """{"id":"x","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Scriban","value":"{{ if }}"}}}""", "bad-template", "Text", false },
        { """{"id":"x","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"JavaScript","value":"1 +"}}}""", "bad-script", "Text", false },
        { """{"id":"x","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"JavaScript","value":"let a = 2n; while (true) a *= a"}}}""", "script-bomb", "Text", false },
        { """{"id":"x","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Liqiud","value":"a"}}}""", "unknown-expression-type", "Text", false },
        { """{"id":"x","type":"Elsa.Cron","cronExpression":{"typeName":"String","expression":{"type":"Literal","value":"0 8 * * *"}}}""", "bad-cron", "cronExpression", false },
        { """{"id":"x","type":"Elsa.Cron","customProperties":{"canStartWorkflow":true},"cronExpression":{"typeName":"String","expression":{"type":"Literal","value":"0 0 0 31 2 *"}}}""", "bad-cron", "cronExpression", false },
        { """{"id":"x","type":"Elsa.Timer","customProperties":{"canStartWorkflow":true},"interval":{"typeName":"TimeSpan","expression":{"type":"Literal","value":"00:00:00"}}}""", "bad-interval", "interval", false },
        { """{"id":"x","type":"Elsa.HttpEndpoint","path":{"typeName":"String","expression":{"type":"Literal","value":"a//b"}}}""", "bad-route", "path", false },
        { """{"id":"x","type":"Elsa.WriteLine","version":9}""", "unknown-activity-version", "version", false },
        { """{"id":"x","type":"Elsa.WriteLien"}""", "unknown-activity-type", "type", false },
        { """{"id":"s","type":"Elsa.Sequence","activities":[{"id":"x","type":"Elsa.End"},{"id":"x","type":"Elsa.End"}]}""", "duplicate-id", "id", false },
        { """{"id":"s","type":"Elsa.Sequence","activities":[{"id":"t","type":"Elsa.Sequence","activities":[{"id":"x","type":"Elsa.End"}]},{"id":"x","type":"Elsa.End"}]}""", "duplicate-id", "id", true },
        { """{"id":"x","type":"Elsa.While"}""", "dead-end", "body", false },
    };

    [Theory]
    [MemberData(nameof(Named))]
    public void Each_problem_names_its_activity_its_property_and_a_remedy(string activity, string code, string property, bool mayPublish)
    {
        var report = Check(Sequence("root", JsonNode.Parse(activity)!));
        var problem = report.Problems.First(found => found.Code == code);
        (problem.ActivityId, problem.Property).ShouldBe(("x", property));
        problem.Remedy.ShouldNotBeEmpty();
        problem.Path.ShouldNotBeNull();
        report.MayPublish.ShouldBe(mayPublish);
    }

    [Theory]
    [InlineData("Cron", "cronExpression", "0 0 8 * * *", "0 0 9 * * *", false)]
    [InlineData("Cron", "cronExpression", "0 0 8 * * *", "0 0 8 * * *", true)]
    [InlineData("Timer", "interval", "00:05:00", "00:10:00", false)]
    [InlineData("Timer", "interval", "00:05:00", "00:05:00", true)]
    [InlineData("Event", "eventName", "a", "A", false)]
    [InlineData("HttpEndpoint", "path", "orders", "/Orders/", true)]
    [InlineData("HttpEndpoint", "path", "orders", "orders/{id}", false)]
    public void Triggers_are_the_same_when_one_thing_starts_both(string type, string property, string one, string other, bool same)
    {
        JsonObject Start(string id, string value) =>
            Activity(type, id, (property, Literal(value)), ("customProperties", new JsonObject { ["canStartWorkflow"] = true }));
        Check(Flowchart("f", "a->z; b->z", Start("a", one), Start("b", other), Line("z"))).Problems.Any(problem => problem.Code == "duplicate-trigger").ShouldBe(same);
    }

    [Fact]
    public void Endpoints_of_one_path_may_take_different_methods()
    {
        JsonObject Endpoint(string id, string method) => Activity("HttpEndpoint", id, ("path", Literal("orders")),
            ("supportedMethods", Expression("Object", new JsonArray(method))), ("customProperties", new JsonObject { ["canStartWorkflow"] = true }));
        Check(Flowchart("f", "a->z; b->z", Endpoint("a", "GET"), Endpoint("b", "POST"), Line("z"))).Problems.ShouldBeEmpty();
        Check(Flowchart("f", "a->z; b->z", Endpoint("a", "GET"), Endpoint("b", "get"), Line("z"))).Problems.ShouldHaveSingleItem().Code.ShouldBe("duplicate-trigger");
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
