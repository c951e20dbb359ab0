using System.Text.Json;
using System.Text.Json.Nodes;

namespace GridWorkflow.Designer.Api.Instances;

/// <summary>Executions of activities in the form in which Elsa's API gives them.</summary>
internal static class ExecutionView
{
    public static JsonObject Whole(Execution execution, Executions executions)
    {
        var mask = PersonalMask.Of(executions.Detail.State);
        var json = Begin(execution, executions);
        if (Literals(execution) is { Count: > 0 } state)
            json["activityState"] = state;
        if (execution.Activity is { ParentIndex: < 0 })
            json["outputs"] = new JsonObject { ["Result"] = null };
        json["properties"] = Map();
        json["metadata"] = Map();
        if (execution.Fault is { } fault)
            json["exception"] = InstanceView.Exception(fault, mask);
        json["startedAt"] = execution.StartedAt;
        End(json, execution, executions);
        if (execution.ScheduledBy is { } by)
        {
            json["schedulingActivityExecutionId"] = executions.IdOf(by);
            json["schedulingActivityId"] = by.ActivityId;
        }

        json["callStackDepth"] = execution.Depth;
        json["id"] = executions.IdOf(execution);
        json["tenantId"] = "";
        return json;
    }

    public static JsonObject Summary(Execution execution, Executions executions)
    {
        var json = Begin(execution, executions);
        json["startedAt"] = execution.StartedAt;
        json["hasBookmarks"] = execution.HasBookmarks;
        json["status"] = execution.Status;
        json["metadata"] = Map();
        json["aggregateFaultCount"] = executions.Faults(execution);
        if (execution.EndedAt is { } ended)
            json["completedAt"] = ended;
        json["id"] = executions.IdOf(execution);
        return json;
    }

    /// <summary>The counters on a node.</summary>
    public static JsonObject Stats(IGrouping<string, Execution> node, Executions executions) => new()
    {
        ["activityId"] = node.First().ActivityId,
        ["activityNodeId"] = node.Key,
        ["startedCount"] = node.Count(),
        ["completedCount"] = node.Count(execution => execution.IsEnded),
        ["uncompletedCount"] = node.Count(execution => !execution.IsEnded),
        ["isBlocked"] = node.Any(execution => execution.HasBookmarks),
        ["isFaulted"] = node.Any(execution => execution.IsFaulted),
        ["aggregateFaultCount"] = node.Sum(executions.Faults),
        ["metadata"] = Map(),
    };

    public static JsonArray AllStats(Executions executions, IReadOnlySet<string> nodeIds) => new(
    [
        .. executions.All.GroupBy(execution => execution.NodeId, StringComparer.Ordinal).Where(node => nodeIds.Count == 0 || nodeIds.Contains(node.Key))
            .Select(node => Stats(node, executions)),
    ]);

    public static JsonObject Event(ExecutionEvent happened, Executions executions)
    {
        var activity = happened.Execution?.Activity ?? executions.Detail.Program.Activities[0];
        var json = new JsonObject { ["id"] = $"{InstanceView.Id(executions.Detail.Item.Id)}-e{happened.Sequence}" };
        json["activityInstanceId"] = happened.Execution is { } own ? executions.IdOf(own) : "";
        if (happened.Execution?.Parent is { } parent)
            json["parentActivityInstanceId"] = executions.IdOf(parent);
        json["activityId"] = happened.ActivityId ?? activity.Id;
        json["activityType"] = happened.Execution?.TypeName ?? activity.TypeName;
        json["activityTypeVersion"] = activity.Type.Version;
        if (activity.ParentIndex >= 0 && activity.Name is { } name)
            json["activityName"] = name;
        json["nodeId"] = happened.Execution?.NodeId ?? activity.NodeId;
        json["timestamp"] = happened.At;
        json["sequence"] = happened.Sequence;
        json["eventName"] = happened.Event;
        if (happened.Message is { } message)
            json["message"] = message;
        return json;
    }

    /// <summary>Inputs that the definition gives as literals. What expressions came to is not kept: the journal holds what happened.</summary>
    public static JsonObject Literals(Execution execution)
    {
        var state = new JsonObject();
        if (execution.Activity is not { } activity)
            return state;
        foreach (var input in activity.Type.Inputs)
        {
            if (!activity.Node.TryGet(input.Name, out var json) || json.ValueKind is JsonValueKind.Null)
                continue;
            if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("expression", out var expression) && expression.ValueKind == JsonValueKind.Object)
            {
                if (expression.TryGetProperty("type", out var type) && type.ValueEquals("Literal") && expression.TryGetProperty("value", out var value))
                    state[input.Name] = JsonNode.Parse(value.GetRawText());
            }
            else if (!input.IsWrapped)
            {
                state[input.Name] = JsonNode.Parse(json.GetRawText());
            }
        }

        return state;
    }

    private static JsonObject Begin(Execution execution, Executions executions)
    {
        var json = new JsonObject
        {
            ["workflowInstanceId"] = InstanceView.Id(executions.Detail.Item.Id),
            ["activityId"] = execution.ActivityId,
            ["activityNodeId"] = execution.NodeId,
            ["activityType"] = execution.TypeName,
            ["activityTypeVersion"] = execution.Activity?.Type.Version ?? 1,
        };
        // The node of the workflow itself is the definition, whose name is not that of an activity.
        if (execution.Activity is { ParentIndex: >= 0, Name: { } name })
            json["activityName"] = name;
        return json;
    }

    private static void End(JsonObject json, Execution execution, Executions executions)
    {
        json["hasBookmarks"] = execution.HasBookmarks;
        json["status"] = execution.Status;
        json["aggregateFaultCount"] = executions.Faults(execution);
        if (execution.EndedAt is { } ended)
            json["completedAt"] = ended;
    }

    private static JsonObject Map() => new() { ["_type"] = "ObjectMap" };
}
