using System.Collections.Immutable;
using System.Text.Json;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Designer.Drawing;

/// <summary>What part an activity plays in the picture.</summary>
public enum NodePart : byte
{
    Step,

    /// <summary>Somebody must do something.</summary>
    Task,

    /// <summary>Nothing leads there.</summary>
    Start,

    /// <summary>Nothing leads away.</summary>
    End,
}

/// <summary>One activity on the canvas, in the units of the designer (pixels at zoom 1).</summary>
/// <param name="Ports">Outgoing ports in the order of their places, top to bottom.</param>
public sealed record DrawnNode(
    string Id, string Label, string Kind, NodePart Part, double X, double Y, double Width, double Height, ImmutableArray<string> Ports)
{
    /// <summary>Where connections end.</summary>
    public (double X, double Y) In => (X, Y + (Height / 2));

    /// <summary>Where connections of a port begin.</summary>
    public (double X, double Y) Out(string port)
    {
        var place = Math.Max(0, Ports.IndexOf(port));
        return (X + Width, Y + (Height * (place + 1) / (Ports.Length + 1)));
    }
}

/// <param name="Port">Port of the source; an outcome of a task or <c>Done</c>.</param>
/// <param name="Label">What is written at the connection; empty for the only way out.</param>
/// <param name="Vertices">Points that the designer led it through.</param>
public sealed record DrawnConnection(string Source, string Port, string Target, string Label, ImmutableArray<(double X, double Y)> Vertices);

/// <summary>A definition as a picture: activities and connections at the places that the designer gave them.</summary>
public sealed record DrawnLifecycle(ImmutableArray<DrawnNode> Nodes, ImmutableArray<DrawnConnection> Connections)
{
    private const double DefaultWidth = 190;
    private const double DefaultHeight = 64;
    private const double Gap = 70;

    // So much that the label of one port does not cover that of the next.
    private const double PortRoom = 14;

    /// <param name="definition">Its root is drawn; a root that is not a flowchart is drawn as one activity.</param>
    /// <param name="label">Text of an activity in the language of the reader; null takes what the definition says.</param>
    /// <param name="portLabel">Text of a port of an activity in the language of the reader; null takes its name.</param>
    public static DrawnLifecycle From(WorkflowDefinition definition, Func<ActivityNode, string?> label, Func<ActivityNode, string, string?> portLabel)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(portLabel);
        // A draft may name two activities alike; the gate says so before it is published.
        var activities = Activities(definition.Root).DistinctBy(activity => activity.Id).ToList();
        var links = Links(definition.Root);
        var sources = links.Select(link => link.Source).ToHashSet(StringComparer.Ordinal);
        var targets = links.Select(link => link.Target).ToHashSet(StringComparer.Ordinal);
        var nodes = activities.Select((activity, place) =>
        {
            var (x, y, width, height) = Box(activity.Json, place);
            var part = activity.Type.EndsWith("Task", StringComparison.Ordinal) ? NodePart.Task
                : !targets.Contains(activity.Id) ? NodePart.Start
                : !sources.Contains(activity.Id) ? NodePart.End
                : NodePart.Step;
            var ports = links.Where(link => link.Source == activity.Id).OrderBy(link => TargetHeight(link.Target)).Select(link => link.Port).Distinct().ToImmutableArray();
            // A step with many ways out is drawn taller than the designer does, about the same middle.
            var taller = Math.Max(0, ((ports.Length + 1) * PortRoom) - height);
            return new DrawnNode(activity.Id, label(activity) ?? activity.DisplayText ?? activity.Name ?? ShortType(activity.Type), ShortType(activity.Type), part, x, y - (taller / 2), width, height + taller, ports);
        }).ToImmutableArray();
        var byId = activities.ToDictionary(activity => activity.Id, StringComparer.Ordinal);
        var connections = links
            .Where(link => byId.ContainsKey(link.Source) && byId.ContainsKey(link.Target))
            .Select(link => new DrawnConnection(link.Source, link.Port, link.Target, PortText(link), link.Vertices))
            .ToImmutableArray();
        return new DrawnLifecycle(nodes, connections);

        double TargetHeight(string target) => activities.FirstOrDefault(activity => activity.Id == target) is { } found ? Box(found.Json, 0).Y : 0;

        string PortText((string Source, string Port, string Target, ImmutableArray<(double, double)> Vertices) link) =>
            link.Port is "Done" && links.Count(other => other.Source == link.Source) == 1 ? "" : portLabel(byId[link.Source], link.Port) ?? link.Port;
    }

    /// <summary>The same with one connection between each two steps: those that lead alike are one, with their labels beside each other.</summary>
    /// <remarks>A journal says from which step another one was reached, not always by which port.</remarks>
    public DrawnLifecycle Merged() => this with
    {
        Connections =
        [
            .. Connections.GroupBy(connection => (connection.Source, connection.Target)).Select(group => group.First() with
            {
                Label = string.Join(" / ", group.Select(connection => connection.Label).Where(label => label.Length > 0).Distinct()),
                Vertices = group.Select(connection => connection.Vertices).FirstOrDefault(vertices => !vertices.IsEmpty, []),
            }),
        ],
    };

    private static List<ActivityNode> Activities(ActivityNode root)
    {
        if (!root.TryGet("activities", out var list) || list.ValueKind != JsonValueKind.Array)
            return [root];
        return [.. list.EnumerateArray().Where(json => json.ValueKind == JsonValueKind.Object).Select((json, place) => new ActivityNode(json, $"root.activities[{place}]"))];
    }

    private static List<(string Source, string Port, string Target, ImmutableArray<(double X, double Y)> Vertices)> Links(ActivityNode root)
    {
        if (!root.TryGet("connections", out var list) || list.ValueKind != JsonValueKind.Array)
            return [];
        return
        [
            .. list.EnumerateArray()
                .Where(link => link.ValueKind == JsonValueKind.Object)
                .Select(link => (End(link, "source", "activity") ?? "", End(link, "source", "port") ?? "Done", End(link, "target", "activity") ?? "", Points(link))),
        ];
    }

    private static string? End(JsonElement link, string end, string property) =>
        link.TryGetProperty(end, out var value) && value.ValueKind == JsonValueKind.Object
        && value.TryGetProperty(property, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;

    private static ImmutableArray<(double X, double Y)> Points(JsonElement link) =>
        link.TryGetProperty("vertices", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(point => (Number(point, "x") ?? 0, Number(point, "y") ?? 0))]
            : [];

    private static (double X, double Y, double Width, double Height) Box(JsonElement activity, int place)
    {
        JsonElement position = default, size = default;
        if (activity.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
            && metadata.TryGetProperty("designer", out var designer) && designer.ValueKind == JsonValueKind.Object)
        {
            designer.TryGetProperty("position", out position);
            designer.TryGetProperty("size", out size);
        }

        var width = Number(size, "width") is > 20 and var w ? w : DefaultWidth;
        var height = Number(size, "height") is > 20 and var h ? h : DefaultHeight;
        // Without a place it stands in one row, in the order of the file.
        return (Number(position, "x") ?? place * (DefaultWidth + Gap), Number(position, "y") ?? 0, width, height);
    }

    private static double? Number(JsonElement owner, string property) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.Number
        && double.IsFinite(value.GetDouble())
            ? value.GetDouble()
            : null;

    private static string ShortType(string type) => type[(type.LastIndexOf('.') + 1)..];
}
