using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Difference;

namespace GridWorkflow.Designer.Drawing;

/// <summary>
/// Two texts of a definition as one picture: what is there now at its place, what is gone where it was, each with a sign and a look of its
/// own, so that nobody needs to tell colours apart.
/// </summary>
/// <param name="Picture">All activities and connections of both.</param>
/// <param name="Nodes">What became of each activity of the picture; one that holds others is changed when one of them is.</param>
/// <param name="Ways">What became of each connection of the picture, in its order.</param>
public sealed record DrawnDifference(DrawnLifecycle Picture, ImmutableDictionary<string, ChangeKind> Nodes, ImmutableArray<ChangeKind> Ways)
{
    private const double Gap = 24;

    /// <param name="difference">Between the two.</param>
    /// <param name="before">Null: there was none.</param>
    /// <param name="after">The text that is asked for.</param>
    /// <param name="label">See <see cref="DrawnLifecycle.From"/>.</param>
    /// <param name="portLabel">See <see cref="DrawnLifecycle.From"/>.</param>
    public static DrawnDifference Of(
        DefinitionDifference difference, WorkflowDefinition? before, WorkflowDefinition after,
        Func<ActivityNode, string?> label, Func<ActivityNode, string, string?> portLabel)
    {
        ArgumentNullException.ThrowIfNull(difference);
        ArgumentNullException.ThrowIfNull(after);
        var now = DrawnLifecycle.From(after, label, portLabel);
        var old = before is null ? new DrawnLifecycle([], []) : DrawnLifecycle.From(before, label, portLabel);
        var kinds = Kinds(difference, now, after.Root.Id);
        var names = difference.Activities.Where(activity => activity.FormerId is not null).ToDictionary(activity => activity.FormerId!, activity => activity.Id, StringComparer.Ordinal);
        string Now(string id) => names.GetValueOrDefault(id, id);

        var nodes = now.Nodes.ToList();
        foreach (var gone in old.Nodes.Where(node => !kinds.ContainsKey(Now(node.Id))))
        {
            nodes.Add(Aside(gone, nodes));
            kinds = kinds.Add(gone.Id, ChangeKind.Removed);
        }

        var connections = now.Connections.ToList();
        var ways = now.Connections
            .Select(way => difference.Connections.FirstOrDefault(change => change.Kind != ChangeKind.Removed && (change.Source, change.Port, change.Target) == (way.Source, way.Port, way.Target))?.Kind ?? ChangeKind.Kept)
            .ToList();
        foreach (var gone in old.Connections.Select(way => way with { Source = Now(way.Source), Target = Now(way.Target) }))
        {
            if (now.Connections.Any(way => (way.Source, way.Port, way.Target) == (gone.Source, gone.Port, gone.Target)) || !kinds.ContainsKey(gone.Source) || !kinds.ContainsKey(gone.Target))
                continue;
            connections.Add(gone);
            ways.Add(ChangeKind.Removed);
        }

        return new DrawnDifference(new DrawnLifecycle([.. nodes.Select(node => WithPorts(node, connections))], [.. connections]), kinds, [.. ways]);
    }

    /// <summary>Writes the picture as inline SVG.</summary>
    /// <param name="title">Name for people who do not see it.</param>
    /// <param name="word">What became of a part, in the reader's language.</param>
    public string ToSvg(string title, Func<ChangeKind, string> word)
    {
        ArgumentNullException.ThrowIfNull(word);
        var nodes = Picture.Nodes.Where(node => KindOf(node) != ChangeKind.Kept).ToImmutableDictionary(
            node => node.Id,
            node => new NodeMark { Css = ClassOf(KindOf(node)), Badge = SignOf(KindOf(node)), Description = $"{node.Label}: {word(KindOf(node))}" },
            StringComparer.Ordinal);
        var ways = Picture.Connections.Zip(Ways).Where(pair => pair.Second != ChangeKind.Kept).ToImmutableDictionary(
            pair => pair.First, pair => new ConnectionMark { Css = ClassOf(pair.Second), Badge = SignOf(pair.Second), Description = word(pair.Second) });
        return LifecycleSvg.Write(Picture, title, LifecycleMarks.None with { Nodes = nodes, Single = ways });

        ChangeKind KindOf(DrawnNode node) => Nodes.GetValueOrDefault(node.Id);
    }

    /// <summary>The sign of a change: +, − or ~.</summary>
    public static string SignOf(ChangeKind kind) => kind switch { ChangeKind.Added => "+", ChangeKind.Removed => "−", ChangeKind.Changed => "~", _ => "" };

    /// <summary>The class of a change in style sheets.</summary>
    public static string ClassOf(ChangeKind kind) => kind switch { ChangeKind.Added => "is-added", ChangeKind.Removed => "is-removed", ChangeKind.Changed => "is-changed", _ => "is-kept" };

    private static ImmutableDictionary<string, ChangeKind> Kinds(DefinitionDifference difference, DrawnLifecycle now, string root)
    {
        var drawn = now.Nodes.Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
        var kinds = drawn.ToDictionary(id => id, _ => ChangeKind.Kept, StringComparer.Ordinal);
        var changes = difference.Activities.DistinctBy(activity => activity.Id, StringComparer.Ordinal).ToDictionary(activity => activity.Id, StringComparer.Ordinal);
        foreach (var activity in difference.Activities.Where(activity => activity.Kind != ChangeKind.Kept))
            Mark(activity.Id, activity.Kind);
        foreach (var way in difference.Connections.Where(way => way.Kind != ChangeKind.Kept && way.ContainerId != root))
            Mark(way.ContainerId, ChangeKind.Changed);
        return kinds.ToImmutableDictionary(StringComparer.Ordinal);

        void Mark(string id, ChangeKind kind)
        {
            if (drawn.Contains(id))
            {
                kinds[id] = kinds[id] == ChangeKind.Added ? ChangeKind.Added : kind;
                return;
            }

            // It stands within another: that one is changed, unless it is new as a whole.
            var seen = new HashSet<string>(StringComparer.Ordinal);
            for (var at = changes.GetValueOrDefault(id)?.ContainerId; at is { Length: > 0 } && seen.Add(at); at = changes.GetValueOrDefault(at)?.ContainerId)
            {
                if (!drawn.Contains(at))
                    continue;
                if (kinds[at] == ChangeKind.Kept)
                    kinds[at] = ChangeKind.Changed;
                return;
            }
        }
    }

    /// <summary>Where it was; below whatever stands there now.</summary>
    private static DrawnNode Aside(DrawnNode node, List<DrawnNode> others)
    {
        while (others.Find(other => node.X < other.X + other.Width && other.X < node.X + node.Width && node.Y < other.Y + other.Height && other.Y < node.Y + node.Height) is { } inTheWay)
            node = node with { Y = inTheWay.Y + inTheWay.Height + Gap };
        return node;
    }

    private static DrawnNode WithPorts(DrawnNode node, List<DrawnConnection> connections) =>
        node with { Ports = [.. node.Ports.Union(connections.Where(way => way.Source == node.Id).Select(way => way.Port))] };
}
