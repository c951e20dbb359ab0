using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Text.Json;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Ways;

/// <summary>The steps of a program that a drawing shows, and which leads to which: the children of its root, or the root itself where it has none.</summary>
public sealed class StepMap
{
    private static readonly ConditionalWeakTable<Program, StepMap> Known = [];

    private readonly FrozenSet<string> _steps;
    private readonly FrozenSet<(string Source, string Target)> _connections;
    private readonly FrozenSet<string> _finishing;
    private readonly string _workflow;

    private StepMap(Program program)
    {
        _workflow = program.Activities[0].Id;
        var children = program.Activities.Where(activity => activity.ParentIndex == 1).Select(activity => activity.Id).ToList();
        _steps = (children.Count > 0 ? children : [.. program.Activities.Skip(1).Take(1).Select(activity => activity.Id)]).ToFrozenSet(StringComparer.Ordinal);
        _finishing = program.Activities.Where(activity => activity.TypeName == "Elsa.Finish").Select(activity => activity.Id).ToFrozenSet(StringComparer.Ordinal);
        _connections = (program.Activities.Length > 1 ? Connections(program.Activities[1].Node.Json) : []).ToFrozenSet();
    }

    /// <summary>The map of a program; made once for each.</summary>
    public static StepMap Of(Program program) => Known.GetValue(program, static one => new StepMap(one));

    /// <summary>Whether the drawing shows this activity as a step.</summary>
    public bool IsStep(string activityId) => _steps.Contains(activityId);

    /// <summary>Whether a connection leads from one step to the other.</summary>
    public bool Leads(string source, string target) => _connections.Contains((source, target));

    /// <summary>With this move the whole instance is over, whatever still stood open.</summary>
    internal bool Ends(PathMove move) =>
        (move.Kind is StepKind.Completed or StepKind.Canceled && move.ActivityId == _workflow) || (move.Kind == StepKind.Completed && _finishing.Contains(move.ActivityId));

    // Today's form and the old one of plain ids.
    private static IEnumerable<(string, string)> Connections(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("connections", out var list) || list.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var link in list.EnumerateArray())
        {
            if (End(link, "source") is { } source && End(link, "target") is { } target)
                yield return (source, target);
        }
    }

    private static string? End(JsonElement link, string end)
    {
        if (link.ValueKind != JsonValueKind.Object || !link.TryGetProperty(end, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.Object && !value.TryGetProperty("activity", out value))
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}

/// <summary>One move of one activity, by id.</summary>
internal readonly record struct PathMove(string ActivityId, int Execution, StepKind Kind);
