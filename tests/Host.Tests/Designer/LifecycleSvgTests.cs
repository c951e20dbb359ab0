using System.Xml.Linq;
using GridWorkflow.Designer.Drawing;
using GridWorkflow.Host.Composition;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Host.Tests.Designer;

public sealed class LifecycleSvgTests
{
    private static readonly WorkflowDefinition Community = WorkflowDefinition.Parse(
        File.ReadAllBytes(Path.Combine(HostPaths.Find(null, demo: false).Workflows, "definitions", "community-case.json")));

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Every_activity_and_connection_of_the_definition_is_drawn_at_its_place()
    {
        var root = Community.Root.Json;
        var drawn = DrawnLifecycle.From(Community, _ => null, (_, _) => null);
        drawn.Nodes.Length.ShouldBe(root.GetProperty("activities").GetArrayLength());
        drawn.Connections.Length.ShouldBe(root.GetProperty("connections").GetArrayLength());
        var picture = XDocument.Parse(LifecycleSvg.Write(drawn, "Community case", new HashSet<string> { "judge" }, new HashSet<(string, string)> { ("file", "judge") }));
        Classes(picture, "g").Count(name => name.StartsWith("flow-node", StringComparison.Ordinal)).ShouldBe(drawn.Nodes.Length);
        Classes(picture, "path").Count(name => name.StartsWith("flow-edge", StringComparison.Ordinal)).ShouldBe(drawn.Connections.Length);
        Classes(picture, "g").Count(name => name.EndsWith(" here", StringComparison.Ordinal)).ShouldBe(1);
        Classes(picture, "path").Count(name => name.EndsWith(" walked", StringComparison.Ordinal)).ShouldBe(1);
        // A strict policy of contents allows no style attribute.
        picture.Descendants().Attributes("style").ShouldBeEmpty();
    }

    [Fact]
    public void No_two_activities_cover_each_other()
    {
        var nodes = DrawnLifecycle.From(Community, _ => null, (_, _) => null).Nodes;
        foreach (var (one, place) in nodes.Select((node, place) => (node, place)))
        {
            nodes.Skip(place + 1)
                .Where(other => one.X < other.X + other.Width && other.X < one.X + one.Width && one.Y < other.Y + other.Height && other.Y < one.Y + one.Height)
                .Select(other => $"{one.Id} covers {other.Id}")
                .ShouldBeEmpty();
        }
    }

    [Fact]
    public void Text_from_a_definition_is_text()
    {
        var drawn = DrawnLifecycle.From(Community, _ => "<script>alert(\"1\")</script>", (_, _) => "\"><b>");
        var text = LifecycleSvg.Write(drawn, "\"><script>", new HashSet<string>(), new HashSet<(string, string)>());
        text.ShouldNotContain("<script");
        text.ShouldNotContain("<b>");
        XDocument.Parse(text);
    }

    [Theory]
    [InlineData("""{"definitionId":"d","root":{"id":"only","type":"Elsa.WriteLine"}}""", 1)]
    [InlineData("""{"definitionId":"d","root":{"id":"f","type":"Elsa.Flowchart","activities":[],"connections":[]}}""", 0)]
    [InlineData("""{"definitionId":"d","root":{"id":"f","type":"Elsa.Flowchart","activities":[{"id":"a","type":"X"},{"id":"b","type":"Y"}],"connections":[{"source":{"activity":"a"},"target":{"activity":"gone"}}]}}""", 2)]
    public void A_definition_without_places_is_drawn_all_the_same(string json, int nodes)
    {
        var drawn = DrawnLifecycle.From(WorkflowDefinition.Parse(json), _ => null, (_, _) => null);
        drawn.Nodes.Length.ShouldBe(nodes);
        var text = LifecycleSvg.Write(drawn, "d", new HashSet<string>(), new HashSet<(string, string)>());
        (text.Length > 0).ShouldBe(nodes > 0);
    }

    private static IEnumerable<string> Classes(XDocument picture, string element) =>
        picture.Descendants(Svg + element).Select(found => (string?)found.Attribute("class") ?? "");
}
