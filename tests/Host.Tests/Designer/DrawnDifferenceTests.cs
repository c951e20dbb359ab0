using System.Xml.Linq;
using GridWorkflow.Designer.Drawing;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Difference;

namespace GridWorkflow.Host.Tests.Designer;

/// <summary>Two texts as one picture.</summary>
public sealed class DrawnDifferenceTests
{
    private const string Before = """
        {"definitionId":"d","root":{"id":"f","type":"Elsa.Flowchart","activities":[
          {"id":"a","type":"X","metadata":{"designer":{"position":{"x":0,"y":0} } } },
          {"id":"gone","type":"X","metadata":{"designer":{"position":{"x":300,"y":0} } } },
          {"id":"s","type":"Elsa.Sequence","activities":[{"id":"in","type":"X","text":"one"}],"metadata":{"designer":{"position":{"x":600,"y":0} } } }],
         "connections":[{"source":{"activity":"a","port":"Done"},"target":{"activity":"gone"} },{"source":{"activity":"gone","port":"Done"},"target":{"activity":"s"} }] } }
        """;

    private const string After = """
        {"definitionId":"d","root":{"id":"f","type":"Elsa.Flowchart","activities":[
          {"id":"a","type":"X","metadata":{"designer":{"position":{"x":0,"y":0} } } },
          {"id":"new","type":"Y","metadata":{"designer":{"position":{"x":310,"y":10} } } },
          {"id":"s","type":"Elsa.Sequence","activities":[{"id":"in","type":"X","text":"two"}],"metadata":{"designer":{"position":{"x":600,"y":0} } } }],
         "connections":[{"source":{"activity":"a","port":"Done"},"target":{"activity":"new"} },{"source":{"activity":"new","port":"Done"},"target":{"activity":"s"} }] } }
        """;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void What_is_there_what_is_gone_and_what_has_changed_are_drawn_each_in_its_way()
    {
        var drawn = Draw(Before, After);
        drawn.Nodes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}").ShouldBe(["a Kept", "gone Removed", "new Added", "s Changed"]);
        drawn.Picture.Connections.Select((way, place) => $"{way.Source}->{way.Target} {drawn.Ways[place]}")
            .ShouldBe(["a->new Changed", "new->s Added", "a->gone Removed", "gone->s Removed"]);
        var picture = XDocument.Parse(drawn.ToSvg("Difference", kind => $"is {kind}"));
        Classes(picture, "g").Where(name => name.StartsWith("flow-node", StringComparison.Ordinal) && name.Contains("is-", StringComparison.Ordinal)).Count().ShouldBe(3);
        // Each with a sign, and the same in words.
        Signs(picture, "flow-badge").ShouldBe(["+", "~", "−"]);
        picture.Descendants(Svg + "g").Where(group => ((string?)group.Attribute("class"))!.Contains("is-", StringComparison.Ordinal)).Elements(Svg + "title")
            .Select(title => title.Value.Split(": ")[^1]).Order(StringComparer.Ordinal).ShouldBe(["is Added", "is Changed", "is Removed"]);
        Signs(picture, "flow-count").ShouldBe(["+", "~", "−", "−"]);
        picture.Descendants(Svg + "path").Elements(Svg + "title").Select(title => title.Value).Order(StringComparer.Ordinal)
            .ShouldBe(["is Added", "is Changed", "is Removed", "is Removed"]);
        picture.Descendants().Attributes("style").ShouldBeEmpty();
    }

    [Fact]
    public void What_is_gone_does_not_cover_what_is_there()
    {
        var nodes = Draw(Before, After).Picture.Nodes;
        var (gone, taken) = (nodes.Single(node => node.Id == "gone"), nodes.Single(node => node.Id == "new"));
        gone.Y.ShouldBeGreaterThanOrEqualTo(taken.Y + taken.Height);
    }

    [Fact]
    public void Without_a_text_before_all_is_new()
    {
        var drawn = DrawnDifference.Of(
            DefinitionDifference.Between(null, WorkflowDefinition.Parse(After)), null, WorkflowDefinition.Parse(After), _ => null, (_, _) => null);
        drawn.Nodes.Values.ShouldAllBe(kind => kind == ChangeKind.Added);
        drawn.Ways.ShouldAllBe(kind => kind == ChangeKind.Added);
    }

    [Fact]
    public void The_same_twice_has_no_sign()
    {
        var picture = XDocument.Parse(Draw(After, After).ToSvg("Nothing", _ => "x"));
        Signs(picture, "flow-badge").ShouldBeEmpty();
        Signs(picture, "flow-count").ShouldBeEmpty();
    }

    private static IEnumerable<string> Signs(XDocument picture, string name) =>
        picture.Descendants(Svg + "g").Where(group => ((string?)group.Attribute("class"))!.StartsWith(name, StringComparison.Ordinal))
            .Select(group => group.Element(Svg + "text")!.Value).Order(StringComparer.Ordinal);

    private static DrawnDifference Draw(string before, string after)
    {
        var (old, now) = (WorkflowDefinition.Parse(before), WorkflowDefinition.Parse(after));
        return DrawnDifference.Of(DefinitionDifference.Between(old, now), old, now, _ => null, (_, _) => null);
    }

    private static IEnumerable<string> Classes(XDocument picture, string element) => picture.Descendants(Svg + element).Select(node => (string?)node.Attribute("class") ?? "");
}
