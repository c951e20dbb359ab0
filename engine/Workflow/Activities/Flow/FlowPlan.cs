using System.Collections.Concurrent;
using System.Text.Json;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Workflow.Activities.Flow;

internal enum JoinMode : byte
{
    None,
    WaitAny,
    WaitAll,
    WaitAllActive,
}

/// <summary>What a flowchart is compiled to: its children, connections, and a graph per activity that it can start at.</summary>
internal sealed class FlowPlan
{
    private readonly ConcurrentDictionary<int, FlowGraph> _graphs = new();
    private readonly FlowConnection[] _connections;

    private FlowPlan(int[] children, ProgramActivity[] activities, FlowConnection[] connections, int start)
    {
        Children = children;
        Activities = activities;
        _connections = connections;
        Start = start;
        if (start >= 0)
            GraphFrom(start);
    }

    /// <summary>Program indices of the children.</summary>
    public int[] Children { get; }

    public ProgramActivity[] Activities { get; }

    /// <summary>Where it starts unless a trigger says otherwise; -1 when it is empty.</summary>
    public int Start { get; }

    public int ConnectionCount => _connections.Length;

    /// <summary>How this flowchart runs: as it says itself, else as the program does.</summary>
    public FlowchartMode Mode { get; private init; }

    public FlowGraph GraphFrom(int start) =>
        _graphs.TryGetValue(start, out var graph) ? graph : _graphs.GetOrAdd(start, new FlowGraph(start, _connections, Children.Length));

    /// <summary>How an activity joins: none unless it is a FlowJoin, whose mode may be an expression.</summary>
    public JoinMode JoinOf(ActivityContext c, int node)
    {
        if (Activities[node].Type is not FlowJoin)
            return JoinMode.None;
        var value = Activities[node].Inputs[0] is { } input ? input.Expression.Evaluate(c) : null;
        return FlowJoin.Mode(value)
            ?? throw new ActivityFaultException($"Expected WaitAll, WaitAllActive or WaitAny, but found '{value}'.") { Code = "unknown-mode" };
    }

    /// <summary>The mode of a join that is no expression; none for all else.</summary>
    public JoinMode ConstantJoin(int node) =>
        Activities[node].Type is FlowJoin && Activities[node].Inputs[0] is { Expression: Expressions.ConstantExpression constant }
            ? FlowJoin.Mode(constant.Value) ?? JoinMode.None
            : JoinMode.None;

    /// <summary>How tokens merge in front of an activity, in token mode.</summary>
    public MergeMode MergeOf(ActivityContext c, int node) => JoinOf(c, node) switch
    {
        JoinMode.WaitAny => MergeMode.Race,
        JoinMode.WaitAll or JoinMode.WaitAllActive => MergeMode.Merge,
        _ => _merges[node],
    };

    private MergeMode[] _merges = [];

    public static FlowPlan Read(Compilation.Scope scope)
    {
        var children = scope.Children("activities");
        if (Array.IndexOf(children, -1) >= 0)
            return new FlowPlan([], [], [], -1);
        var activities = Array.ConvertAll(children, index => scope.Compilation.Activities[index]);
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var position = 0; position < activities.Length; position++)
        {
            activities[position].Position = position;
            positions.TryAdd(activities[position].Id, position);
        }

        var connections = ReadConnections(scope.Owner.Node, positions);
        return new FlowPlan(children, activities, connections, FindStart(activities, connections))
        {
            _merges = Array.ConvertAll(activities, activity => MergeModeOf(scope, activity)),
            Mode = ModeOf(scope),
        };
    }

    private static FlowConnection[] ReadConnections(ActivityNode node, Dictionary<string, int> positions)
    {
        if (!node.TryGet("connections", out var list) || list.ValueKind != JsonValueKind.Array)
            return [];
        var connections = new List<FlowConnection>();
        foreach (var json in list.EnumerateArray())
        {
            var (source, port) = End(json, "source", "sourcePort");
            var (target, _) = End(json, "target", "targetPort");
            if (source is null || target is null || !positions.TryGetValue(source, out var from) || !positions.TryGetValue(target, out var to))
                continue;
            var connection = new FlowConnection(from, string.IsNullOrEmpty(port) ? "Done" : string.Intern(port), to);
            if (!connections.Contains(connection))
                connections.Add(connection);
        }

        return [.. connections];
    }

    /// <summary>One end of a connection, in today's form or the old one of plain ids with ports beside.</summary>
    internal static (string? Activity, string? Port) End(JsonElement json, string end, string port)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(end, out var value))
            return (null, null);
        return value.ValueKind == JsonValueKind.Object
            ? (Json.Text(value, "activity"), Json.Text(value, "port"))
            : (Json.Text(json, end), Json.Text(json, port));
    }

    private static int FindStart(ProgramActivity[] activities, FlowConnection[] connections)
    {
        var start = Array.FindIndex(activities, activity => activity.Type.IsStart);
        if (start < 0)
            start = Array.FindIndex(activities, activity => activity.Node.CanStartWorkflow);
        if (start < 0)
            start = Array.FindIndex(activities, activity => !Array.Exists(connections, connection => connection.Target == activity.Position));
        return start < 0 && activities.Length > 0 ? 0 : start;
    }

    private static FlowchartMode ModeOf(Compilation.Scope scope)
    {
        var mode = scope.Owner.Node.Json.TryGetProperty("customProperties", out var custom) ? Json.Text(custom, "executionMode") : null;
        switch (mode)
        {
            case null or "" or "Default":
                return scope.Compilation.Options.FlowchartMode;
            case "CounterBased":
                return FlowchartMode.Counter;
            case "TokenBased":
                return FlowchartMode.Token;
            default:
                scope.Report("unknown-execution-mode", $"Expected CounterBased or TokenBased, but found '{mode}'.", "Choose one of them.", "customProperties.executionMode");
                return FlowchartMode.Counter;
        }
    }

    private static MergeMode MergeModeOf(Compilation.Scope scope, ProgramActivity activity)
    {
        if (!activity.Node.Json.TryGetProperty("customProperties", out var custom) || custom.ValueKind != JsonValueKind.Object
            || !custom.TryGetProperty("mergeMode", out var json) || json.ValueKind == JsonValueKind.Null)
            return MergeMode.Stream;
        if (json.ValueKind == JsonValueKind.String && json.GetString() is "" or "None")
            return MergeMode.Stream;
        if (json.ValueKind == JsonValueKind.String && Enum.TryParse<MergeMode>(json.GetString(), ignoreCase: true, out var mode) && Enum.IsDefined(mode))
            return mode;
        scope.Compilation.Report("unknown-merge-mode", $"Expected a merge mode, but found {json}.",
            Nearest.Suggest(json.ToString(), Enum.GetNames<MergeMode>()) ?? $"Choose one of {string.Join(", ", Enum.GetNames<MergeMode>())}.",
            $"{activity.Node.Path}.customProperties.mergeMode", activity.Id, "mergeMode");
        return MergeMode.Stream;
    }
}

/// <summary>How tokens on several connections into one activity come together, in token mode.</summary>
internal enum MergeMode : byte
{
    Stream,
    Merge,
    Converge,
    Cascade,
    Race,
}
