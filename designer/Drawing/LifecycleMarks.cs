using System.Collections.Immutable;

namespace GridWorkflow.Designer.Drawing;

/// <summary>What is written on a step besides its name. Looks come from classes.</summary>
public sealed record NodeMark
{
    /// <summary>Classes of the step: <c>been</c>, <c>here</c>, <c>late</c>, <c>fault</c>, <c>heat-3</c>.</summary>
    public string Css { get; init; } = "";

    /// <summary>In the corner: the numbers of the stays.</summary>
    public string? Badge { get; init; }

    /// <summary>In the other corner, in words, so that colour alone says nothing: <c>late</c>, <c>incident</c>.</summary>
    public string? Flag { get; init; }

    /// <summary>Short lines below the box: times, counts.</summary>
    public ImmutableArray<string> Lines { get; init; } = [];

    /// <summary>Where a click leads; null: nowhere.</summary>
    public string? Link { get; init; }

    /// <summary>What a reader who does not see it is told; null: the name.</summary>
    public string? Description { get; init; }
}

/// <summary>What is written on a connection.</summary>
public sealed record ConnectionMark
{
    /// <summary>Classes of the line: <c>walked</c>, <c>back</c>.</summary>
    public string Css { get; init; } = "";

    /// <summary>Width of the line in pixels; null leaves it to the class.</summary>
    public double? Width { get; init; }

    /// <summary>In the middle of the line: the numbers of the stays that it led to, or how many passed.</summary>
    public string? Badge { get; init; }

    /// <summary>What a reader who does not see it is told; null: nothing.</summary>
    public string? Description { get; init; }
}

/// <summary>What is written on a drawn lifecycle: the way of one case, or what many cases did.</summary>
public sealed record LifecycleMarks(
    ImmutableDictionary<string, NodeMark> Nodes, ImmutableDictionary<(string Source, string Target), ConnectionMark> Connections)
{
    public static LifecycleMarks None { get; } = new(ImmutableDictionary<string, NodeMark>.Empty, ImmutableDictionary<(string, string), ConnectionMark>.Empty);

    /// <summary>Where two outcomes lead from one step to another and only one of them is meant: marks of single connections, before those of the pair.</summary>
    public ImmutableDictionary<DrawnConnection, ConnectionMark> Single { get; init; } = ImmutableDictionary<DrawnConnection, ConnectionMark>.Empty;

    /// <summary>What the drawing says as a whole, for readers who do not see it.</summary>
    public string? Description { get; init; }

    internal ConnectionMark? MarkOf(DrawnConnection connection) =>
        Single.GetValueOrDefault(connection) ?? Connections.GetValueOrDefault((connection.Source, connection.Target));

    /// <summary>Lines below a box that the tallest mark has.</summary>
    internal int LinesOf(string node) => Nodes.GetValueOrDefault(node)?.Lines.Length ?? 0;
}
