using System.Collections.Immutable;
using System.Text.Json;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Workflow.Difference;

/// <summary>An activity as a definition has it, without those that stand in it.</summary>
/// <param name="ContainerId">Empty for the root.</param>
/// <param name="Properties">Texts by path.</param>
/// <param name="Layout">What the designer alone looks at.</param>
internal sealed record DrawnPart(string Id, string Type, string ContainerId, string? Name, ImmutableSortedDictionary<string, string> Properties, string Layout)
{
    public bool Equals(DrawnPart? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

internal sealed record DrawnWay(string ContainerId, string Source, string Port, string Target);

/// <summary>All activities and connections of a definition, complete or not, however deep they stand.</summary>
internal sealed record DrawnParts(ImmutableArray<DrawnPart> Activities, ImmutableArray<DrawnWay> Connections)
{
    public static DrawnParts None { get; } = new([], []);

    public static DrawnParts Of(WorkflowDefinition definition)
    {
        var activities = new List<DrawnPart>();
        var ways = new List<DrawnWay>();
        Read(definition.Root.Json, "", activities, ways);
        // A draft may name two activities alike; the gate says so.
        return new DrawnParts([.. activities.DistinctBy(part => part.Id, StringComparer.Ordinal)], [.. ways]);
    }

    /// <summary>Whether a value is an activity: an object with a type and an id.</summary>
    public static bool IsActivity(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
        && value.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String;

    private static void Read(JsonElement json, string container, List<DrawnPart> activities, List<DrawnWay> ways)
    {
        var node = new ActivityNode(json, "");
        var layout = json.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty("designer", out var designer)
            ? JsonSerializer.Serialize(designer) : "";
        activities.Add(new DrawnPart(node.Id, node.Type, container, node.DisplayText ?? node.Name, PropertyTexts.OfActivity(json), layout));
        if (json.TryGetProperty("connections", out var connections) && connections.ValueKind == JsonValueKind.Array)
        {
            foreach (var way in connections.EnumerateArray().Where(way => way.ValueKind == JsonValueKind.Object))
                ways.Add(new DrawnWay(node.Id, End(way, "source", "activity") ?? "", End(way, "source", "port") ?? "Done", End(way, "target", "activity") ?? ""));
        }

        foreach (var property in json.EnumerateObject())
            Within(property.Value, node.Id, activities, ways);
    }

    // Activities stand in ports of many names, and in lists of cases.
    private static void Within(JsonElement value, string container, List<DrawnPart> activities, List<DrawnWay> ways)
    {
        if (IsActivity(value))
        {
            Read(value, container, activities, ways);
            return;
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
                Within(item, container, activities, ways);
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in value.EnumerateObject())
                Within(property.Value, container, activities, ways);
        }
    }

    private static string? End(JsonElement way, string end, string property) =>
        way.TryGetProperty(end, out var value) && value.ValueKind == JsonValueKind.Object && value.TryGetProperty(property, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;
}
