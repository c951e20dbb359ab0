using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Workflow.Tests.Definitions;

public sealed class WorkflowDefinitionTests
{
    [Fact]
    public void What_is_not_known_survives_a_round_trip()
    {
        const string json = """{"definitionId":"a","version":3,"tenantId":"x","root":{"id":"s","type":"Elsa.Sequence","metadata":{"designer":{"position":{"x":1.50,"y":-2}}},"custom":[1,{"deep":null}]},"unknown":1e3}""";
        var definition = WorkflowDefinition.Parse("\uFEFF" + json);
        System.Text.Encoding.UTF8.GetString(definition.ToUtf8()).ShouldBe(json);
        definition.Version.ShouldBe(3);
        definition.Root.Id.ShouldBe("s");
    }

    [Fact]
    public void An_edit_leaves_the_original_as_it_is()
    {
        var definition = Drawn.Definition(Drawn.Sequence("s"));
        var published = definition.With(json => json["isPublished"] = true);
        definition.IsPublished.ShouldBeFalse();
        published.IsPublished.ShouldBeTrue();
        published.DefinitionId.ShouldBe("drawn");
    }

    [Theory]
    [InlineData("[]", "not-a-definition", 1)]
    [InlineData("{\n \"name\": \"x\"\n}", "no-root", 1)]
    [InlineData("{\n \"root\": {\n  \"Type\": \"Elsa.Sequence\"\n }\n}", "no-activity-type", 2)]
    [InlineData("{\n \"root\": {\"type\": \"Elsa.Sequence\"},\n \"variables\": 5\n}", "not-a-list", 3)]
    [InlineData("{\n \"root\": }", "bad-json", 2)]
    public void What_is_no_definition_is_refused_with_its_line(string json, string code, int line)
    {
        var problem = Should.Throw<RefusedException>(() => WorkflowDefinition.Parse(json, "x.json")).Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe(code);
        problem.File.ShouldBe("x.json");
        (problem.Line ?? 1).ShouldBe(line);
    }
}
