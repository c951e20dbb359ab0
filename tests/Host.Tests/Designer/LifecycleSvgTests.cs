using System.Collections.Immutable;
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
        var picture = XDocument.Parse(LifecycleSvg.Write(drawn, "Community case", new HashSet<string> { "judge" }, new HashSet<(string, string)> { ("file", "alert") }));
        Classes(picture, "g").Count(name => name.StartsWith("flow-node", StringComparison.Ordinal)).ShouldBe(drawn.Nodes.Length);
        Classes(picture, "path").Count(name => name.StartsWith("flow-edge", StringComparison.Ordinal)).ShouldBe(drawn.Connections.Length);
        Classes(picture, "g").Count(name => name.EndsWith(" here", StringComparison.Ordinal)).ShouldBe(1);
        Classes(picture, "path").Count(name => name == "flow-edge walked").ShouldBe(1);
        // A strict policy of contents allows no style attribute.
        picture.Descendants().Attributes("style").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("community-case")]
    [InlineData("city-case")]
    [InlineData("household-visit")]
    public void No_connection_runs_through_a_box(string lifecycle)
    {
        var drawn = DrawnLifecycle.From(
            WorkflowDefinition.Parse(File.ReadAllBytes(Path.Combine(HostPaths.Find(null, demo: false).Workflows, "definitions", lifecycle + ".json"))), _ => null, (_, _) => null).Merged();
        // With two lines below each box, as in a drawing of figures.
        var routes = DrawnRoute.Of(drawn, _ => 2);
        routes.Length.ShouldBe(drawn.Connections.Length);
        var crossed = from route in routes
                      from stretch in route.Points.Zip(route.Points.Skip(1))
                      from node in drawn.Nodes
                      let box = new CanvasBox(node.X, node.Y, node.X + node.Width, node.Y + node.Height + 32)
                      where box.IsCrossedBy(stretch.First, stretch.Second, margin: -1)
                      select $"{route.Connection.Source} → {route.Connection.Target} runs through {node.Id}";
        crossed.ShouldBeEmpty();
        // The same drawing has the same ways.
        DrawnRoute.Of(drawn, _ => 2).Select(route => string.Join(' ', route.Points)).ShouldBe(routes.Select(route => string.Join(' ', route.Points)));
    }

    [Fact]
    public void Marks_are_words_and_numbers_and_never_a_colour_alone()
    {
        var drawn = DrawnLifecycle.From(Community, _ => null, (_, _) => null).Merged();
        drawn.Connections.Select(connection => (connection.Source, connection.Target)).ShouldBeUnique();
        var picture = XDocument.Parse(LifecycleSvg.Write(drawn, "Way", new LifecycleMarks(
            ImmutableDictionary<string, NodeMark>.Empty.Add("judge", new NodeMark { Css = "been late", Badge = "2·5", Flag = "late", Lines = ["3 h", "late by 1 h"], Link = "#stay-5", Description = "Judge, late" }),
            ImmutableDictionary<(string, string), ConnectionMark>.Empty.Add(("file", "alert"), new ConnectionMark { Css = "walked", Badge = "2", Width = 4.5, Description = "Way taken to stays 2" }))));
        picture.Root!.Attribute("role")!.Value.ShouldBe("group");
        var link = picture.Descendants(Svg + "a").ShouldHaveSingleItem();
        (link.Attribute("href")!.Value, link.Descendants(Svg + "title").First().Value).ShouldBe(("#stay-5", "Judge, late"));
        var texts = picture.Descendants(Svg + "text").Select(text => text.Value).ToList();
        foreach (var said in new[] { "2·5", "late", "3 h", "late by 1 h", "2" })
            texts.ShouldContain(said);
        picture.Descendants(Svg + "path").Select(path => (string?)path.Attribute("stroke-width")).ShouldContain("4.5");
        // A picture without links is one picture for a screen reader.
        XDocument.Parse(LifecycleSvg.Write(drawn, "d", LifecycleMarks.None)).Root!.Attribute("role")!.Value.ShouldBe("img");
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
