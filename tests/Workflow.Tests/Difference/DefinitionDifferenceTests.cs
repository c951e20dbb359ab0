using System.Text.Json.Nodes;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Difference;

namespace GridWorkflow.Workflow.Tests.Difference;

/// <summary>What two texts of a definition have apart.</summary>
public sealed class DefinitionDifferenceTests
{
    private static JsonObject Chart() => Drawn.Flowchart("f", "a->b; b.True->c; b.False->d", Drawn.Line("a"), Drawn.Decision("b", "x > 1"), Drawn.Line("c"), Drawn.Line("d"));

    private static JsonObject Whole(JsonObject root) => new() { ["definitionId"] = "d", ["name"] = "D", ["version"] = 1, ["root"] = root.DeepClone() };

    [Fact]
    public void The_same_text_has_nothing_apart()
    {
        var difference = Between(Whole(Chart()), Whole(Chart()));
        difference.IsLayoutOnly.ShouldBeTrue();
        difference.Activities.ShouldAllBe(activity => activity.Kind == ChangeKind.Kept && !activity.IsMoved);
        difference.Connections.Length.ShouldBe(3);
        difference.Properties.ShouldBeEmpty();
    }

    [Fact]
    public void Without_a_text_before_all_is_added()
    {
        var difference = DefinitionDifference.Between(null, Read(Whole(Chart())));
        difference.Activities.ShouldAllBe(activity => activity.Kind == ChangeKind.Added);
        difference.Connections.ShouldAllBe(connection => connection.Kind == ChangeKind.Added);
    }

    [Fact]
    public void Moved_on_the_canvas_is_no_change_that_a_case_would_notice()
    {
        var after = Chart();
        after["activities"]![0]!["metadata"] = new JsonObject { ["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = 7, ["y"] = 8 } } };
        var difference = Between(Whole(Chart()), Whole(after));
        difference.IsLayoutOnly.ShouldBeTrue();
        var moved = difference.Activities.Single(activity => activity.IsMoved);
        (moved.Id, moved.Kind, moved.Properties.Length).ShouldBe(("a", ChangeKind.Kept, 0));
    }

    [Fact]
    public void Another_label_is_a_change_of_one_property()
    {
        var after = Chart();
        after["activities"]![0]!["metadata"] = new JsonObject { ["displayText"] = "受理" };
        Changed(Between(Whole(Chart()), Whole(after))).ShouldBe(["a metadata.displayText: – → 受理"]);
    }

    [Fact]
    public void Another_id_alone_is_not_one_gone_and_another_come()
    {
        var after = Drawn.Flowchart("f", "a->b; b.True->gamma; b.False->d", Drawn.Line("a"), Drawn.Decision("b", "x > 1"), Drawn.Line("gamma", "c"), Drawn.Line("d"));
        var difference = Between(Whole(Chart()), Whole(after));
        var renamed = difference.Activities.Single(activity => activity.Kind != ChangeKind.Kept);
        (renamed.Id, renamed.FormerId, renamed.Kind).ShouldBe(("gamma", "c", ChangeKind.Changed));
        // Nor is its connection.
        difference.Connections.ShouldAllBe(connection => connection.Kind == ChangeKind.Kept);
    }

    [Fact]
    public void Of_two_alike_nobody_guesses_which_was_renamed()
    {
        var before = Drawn.Flowchart("f", "a->b", Drawn.Line("a", "same"), Drawn.Line("b", "same"));
        var after = Drawn.Flowchart("f", "c->d", Drawn.Line("c", "same"), Drawn.Line("d", "same"));
        Kinds(Between(Whole(before), Whole(after))).ShouldBe(["a Removed", "b Removed", "c Added", "d Added"]);
    }

    [Fact]
    public void A_way_out_that_leads_elsewhere_is_rewired()
    {
        var after = Drawn.Flowchart("f", "a->b; b.True->d; b.False->d", Drawn.Line("a"), Drawn.Decision("b", "x > 1"), Drawn.Line("c"), Drawn.Line("d"));
        var difference = Between(Whole(Chart()), Whole(after));
        var rewired = difference.Connections.Single(connection => connection.Kind != ChangeKind.Kept);
        (rewired.Source, rewired.Port, rewired.Target, rewired.FormerTarget, rewired.Kind).ShouldBe(("b", "True", "d", "c", ChangeKind.Changed));
        difference.Activities.ShouldAllBe(activity => activity.Kind == ChangeKind.Kept);
        difference.IsLayoutOnly.ShouldBeFalse();
    }

    [Fact]
    public void Activities_and_connections_come_and_go()
    {
        var after = Drawn.Flowchart("f", "a->b; b.True->c; c->e", Drawn.Line("a"), Drawn.Decision("b", "x > 1"), Drawn.Line("c"), Drawn.Line("e"));
        var difference = Between(Whole(Chart()), Whole(after));
        Kinds(difference).ShouldBe(["d Removed", "e Added"]);
        difference.Connections.Where(connection => connection.Kind != ChangeKind.Kept).Select(connection => $"{connection.Source}.{connection.Port}->{connection.Target} {connection.Kind}")
            .ShouldBe(["c.Done->e Added", "b.False->d Removed"]);
        (difference.Count(ChangeKind.Added), difference.Count(ChangeKind.Removed), difference.Count(ChangeKind.Changed)).ShouldBe((2, 2, 0));
    }

    [Theory]
    [InlineData("Literal", "x", "text: a → x")]
    [InlineData("JavaScript", "1 + 1", "text: a → JavaScript: 1 + 1")]
    [InlineData("Liquid", "{{ a }}", "text: a → Liquid: {{ a }}")]
    [InlineData("Literal", "", "text: a → ")]
    public void A_changed_input_is_told_in_its_language(string type, string value, string expected)
    {
        var after = Chart();
        after["activities"]![0]!["text"] = Drawn.Expression(type, value);
        Changed(Between(Whole(Chart()), Whole(after))).ShouldBe([$"a {expected}"]);
    }

    [Fact]
    public void An_input_that_holds_an_object_is_compared_whole()
    {
        var before = Chart();
        before["activities"]![0]!["actions"] = Drawn.Literal(new JsonObject { ["Done"] = "handle" });
        var after = Chart();
        after["activities"]![0]!["actions"] = Drawn.Literal(new JsonObject { ["Done"] = "close" });
        Changed(Between(Whole(before), Whole(after))).ShouldBe(["""a actions: {"Done":"handle"} → {"Done":"close"}"""]);
    }

    [Fact]
    public void What_stands_within_others_is_compared_where_it_stands()
    {
        static JsonObject Nested(params JsonNode[] inner) =>
            Drawn.Flowchart("f", "a->s", Drawn.Line("a"), Drawn.Sequence("s", [.. inner.Select(one => one.DeepClone())]));
        var before = Nested(Drawn.Line("x"), Drawn.Line("y"));

        Changed(Between(Whole(before), Whole(Nested(Drawn.Line("x"), Drawn.Line("y", "other"))))).ShouldBe(["y text: y → other"]);
        // In a sequence the order counts.
        Changed(Between(Whole(before), Whole(Nested(Drawn.Line("y"), Drawn.Line("x"))))).ShouldBe(["s activities: x, y → y, x"]);
        var grown = Between(Whole(before), Whole(Nested(Drawn.Line("x"), Drawn.Line("z"), Drawn.Line("y"))));
        grown.Activities.Single(activity => activity.Kind == ChangeKind.Added).ShouldSatisfyAllConditions(
            added => added.Id.ShouldBe("z"), added => added.ContainerId.ShouldBe("s"));
        // Out of the sequence, into the chart.
        var after = Drawn.Flowchart("f", "a->s; s->y", Drawn.Line("a"), Drawn.Sequence("s", Drawn.Line("x")), Drawn.Line("y"));
        Changed(Between(Whole(before), Whole(after))).ShouldBe(["s activities: x, y → x", "y container: s → f"]);
    }

    [Fact]
    public void Which_port_an_activity_stands_in_counts()
    {
        static JsonObject If(string port) => Drawn.Flowchart("f", "", Drawn.Activity("If", "i", (port, Drawn.Line("x"))));
        Changed(Between(Whole(If("then")), Whole(If("else")))).ShouldBe(["i else: – → x", "i then: x → –"]);
    }

    [Fact]
    public void Properties_of_the_definition_are_told_and_its_bookkeeping_is_not()
    {
        var before = Whole(Chart());
        before["variables"] = new JsonArray(Variable("v1", "count", 1), Variable("v2", "other", 2));
        var after = Whole(Chart());
        after["name"] = "E";
        after["version"] = 9;
        after["isPublished"] = true;
        after["createdAt"] = "2026-01-01";
        after["variables"] = new JsonArray(Variable("v0", "new", 0), Variable("v1", "count", 5), Variable("v2", "other", 2));
        Between(before, after).Properties.Select(change => $"{change.Property}: {change.Before ?? "–"} → {change.After ?? "–"}")
            .ShouldBe(["name: D → E", "variables[v0].id: – → v0", "variables[v0].name: – → new", "variables[v0].value: – → 0", "variables[v1].value: 1 → 5"]);
    }

    [Theory]
    [InlineData("""{"definitionId":"d","root":{"type":"Elsa.Flowchart"}}""")]
    [InlineData("""{"definitionId":"d","root":{"type":"Elsa.Flowchart","activities":[{"id":"a"},{"id":"a","type":"X"},{"id":"a","type":"Y"},5],"connections":[{},7,{"source":{"activity":"a"},"target":{"activity":"b"}}]}}""")]
    public void Drafts_are_compared_however_incomplete(string text)
    {
        var half = WorkflowDefinition.Parse(text);
        DefinitionDifference.Between(half, half).IsLayoutOnly.ShouldBeTrue();
        DefinitionDifference.Between(Read(Whole(Chart())), half).IsLayoutOnly.ShouldBeFalse();
        DefinitionDifference.Between(half, Read(Whole(Chart()))).IsLayoutOnly.ShouldBeFalse();
    }

    private static JsonObject Variable(string id, string name, int value) => new() { ["id"] = id, ["name"] = name, ["value"] = value };

    private static WorkflowDefinition Read(JsonObject json) => WorkflowDefinition.Parse(json.ToJsonString());

    private static DefinitionDifference Between(JsonObject before, JsonObject after) => DefinitionDifference.Between(Read(before), Read(after));

    private static IEnumerable<string> Kinds(DefinitionDifference difference) =>
        difference.Activities.Where(activity => activity.Kind != ChangeKind.Kept).Select(activity => $"{activity.Id} {activity.Kind}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Changed(DefinitionDifference difference) =>
        from activity in difference.Activities
        from change in activity.Properties
        orderby activity.Id, change.Property
        select $"{activity.Id} {change.Property}: {change.Before ?? "–"} → {change.After ?? "–"}";
}
