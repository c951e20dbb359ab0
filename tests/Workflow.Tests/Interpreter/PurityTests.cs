using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;
using GridWorkflow.Workflow.Interpreter;
using static GridWorkflow.Workflow.Tests.Drawn;

namespace GridWorkflow.Workflow.Tests.Interpreter;

public sealed class PurityTests
{
    private static readonly Gen<JsonNode> Definitions = Gen.Recursive<Tree>((depth, child) => depth > 2
        ? Gen.Int[0, 3].Select(kind => new Tree(kind, []))
        : Gen.Select(Gen.Int[0, 7], child.Array[0, 3]).Select(pair => new Tree(pair.Item1, pair.Item2))).Select(tree => (JsonNode)Draw(tree, new Counter()));

    [Fact]
    public void The_same_inputs_give_the_same_burst()
    {
        Definitions.Sample(root =>
        {
            var text = root.ToJsonString();
            Play(text).ShouldBe(Play(text));
        }, iter: 300);
    }

    [Fact]
    public void The_locale_of_the_machine_does_not_matter()
    {
        var root = Sequence("s", Say("a", "`${1.5} ${new Date().toISOString()} ${Math.random()} ${newGuid()}`"), Activity("WriteLine", "b", ("text", Literal(1.5))),
            Activity("WriteLine", "c", ("text", Expression("Liquid", "{{ 1.5 | plus: 1 }} {{ 'now' | date: '%Y' }}")))).ToJsonString();
        var here = Play(root);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Play(root).ShouldBe(here);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string Play(string root)
    {
        var program = Program(JsonNode.Parse(root)!, ("X", "Int32", 0));
        var burst = Start(program);
        var seen = Print(burst);
        for (var round = 0; round < 3 && burst.State.Bookmarks.Length > 0; round++)
        {
            burst = Resume(program, StateFormat.Read(StateFormat.Write(burst.State), program), burst.State.Bookmarks[0].ActivityId);
            seen += Print(burst);
        }

        return seen;
    }

    private static JsonObject Draw(Tree tree, Counter ids)
    {
        var id = $"a{ids.Next++}";
        JsonNode[] Children() => [.. tree.Children.Select(child => (JsonNode)Draw(child, ids))];
        return tree.Kind switch
        {
            0 => Say(id, "`x${getX()} ${Math.random()}`"),
            1 => Set(id, "X", "getX() + 1"),
            2 => Event(id),
            3 => Activity("WriteLine", id, ("text", Script("newGuid() + Date.now()"))),
            4 => Sequence(id, Children()),
            5 => Activity("Parallel", id, ("activities", new JsonArray(Children()))),
            6 => Activity("Fork", id, ("joinMode", "WaitAny"), ("branches", new JsonArray(Children()))),
            _ => Activity("For", id, ("start", Literal(1)), ("end", Literal(2)), ("body", Sequence($"{id}b", Children()))),
        };
    }

    private sealed record Tree(int Kind, Tree[] Children);

    private sealed class Counter
    {
        public int Next { get; set; }
    }
}
