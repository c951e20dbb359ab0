using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Designer.Api.Instances;

/// <summary>Instances in the form in which Elsa's API gives them.</summary>
internal static class InstanceView
{
    public static JsonObject Line(InstanceLine line)
    {
        var json = new JsonObject
        {
            ["id"] = Id(line.Id),
            ["definitionId"] = line.DefinitionId,
            ["definitionVersionId"] = DefinitionVersion.IdOf(line.DefinitionId, line.DefinitionVersion),
            ["version"] = line.DefinitionVersion,
            ["status"] = line.Status.ToString(),
            ["subStatus"] = line.SubStatus.ToString(),
        };
        Put(json, "correlationId", line.CorrelationId);
        Put(json, "name", line.Name);
        json["incidentCount"] = line.Incidents;
        json["createdAt"] = line.CreatedAt;
        json["updatedAt"] = line.UpdatedAt;
        if (line.Status == InstanceStatus.Finished)
            json["finishedAt"] = line.UpdatedAt;
        return json;
    }

    public static JsonObject Whole(Executions executions)
    {
        var (item, state) = (executions.Detail.Item, executions.Detail.State);
        var json = new JsonObject
        {
            ["id"] = Id(item.Id),
            ["definitionId"] = item.DefinitionId,
            ["definitionVersionId"] = DefinitionVersion.IdOf(item.DefinitionId, item.DefinitionVersion),
            ["version"] = item.DefinitionVersion,
            ["workflowState"] = State(executions),
            ["status"] = state.Status.ToString(),
            ["subStatus"] = state.SubStatus.ToString(),
            ["isExecuting"] = false,
        };
        Put(json, "correlationId", state.CorrelationId);
        Put(json, "name", NameOf(state));
        json["incidentCount"] = state.Incidents.Length;
        json["isSystem"] = false;
        Times(json, executions);
        return json;
    }

    /// <summary>The state as Elsa keeps it. What only its own engine asks for (callbacks, scheduled activities) is empty.</summary>
    public static JsonObject State(Executions executions)
    {
        var (item, state, mask) = (executions.Detail.Item, executions.Detail.State, PersonalMask.Of(executions.Detail.State));
        var json = new JsonObject
        {
            ["id"] = Id(item.Id),
            ["definitionId"] = item.DefinitionId,
            ["definitionVersionId"] = DefinitionVersion.IdOf(item.DefinitionId, item.DefinitionVersion),
            ["definitionVersion"] = item.DefinitionVersion,
        };
        Put(json, "correlationId", state.CorrelationId);
        Put(json, "name", NameOf(state));
        json["status"] = state.Status.ToString();
        json["subStatus"] = state.SubStatus.ToString();
        json["isExecuting"] = false;
        json["bookmarks"] = new JsonArray([.. state.Bookmarks.Select(bookmark => Bookmark(bookmark, executions))]);
        json["incidents"] = new JsonArray([.. state.Incidents.Select(incident => Incident(incident, executions, mask))]);
        json["isSystem"] = false;
        json["completionCallbacks"] = new JsonArray();
        json["activityExecutionContexts"] = new JsonArray([.. executions.All.Where(execution => !execution.IsEnded).Reverse().Select(execution => Context(execution, executions, mask))]);
        json["scheduledActivities"] = new JsonArray();
        json["executionLogSequence"] = executions.Events.Count;
        json["input"] = Values(state.Input, mask);
        json["output"] = Values(state.Output, mask);
        json["properties"] = new JsonObject();
        Times(json, executions);
        return json;
    }

    /// <summary>Variables of the workflow as they are at rest.</summary>
    public static JsonObject Variables(InstanceDetail detail)
    {
        var mask = PersonalMask.Of(detail.State);
        var ids = detail.Program.Definition.Variables.GroupBy(variable => variable.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Id, StringComparer.Ordinal);
        var items = new JsonArray(
        [
            .. detail.State.Variables(detail.Program).Select(variable => new JsonObject
            {
                ["id"] = ids.GetValueOrDefault(variable.Key, variable.Key), ["name"] = variable.Key, ["value"] = mask.Value(Json(variable.Value)),
            }),
        ]);
        return new JsonObject { ["items"] = items, ["count"] = items.Count };
    }

    public static string Id(Guid id) => id.ToString("N");

    public static JsonNode? Json(object? value) => JsonNode.Parse(StoredValue.ToJson(value));

    internal static JsonObject Values(IEnumerable<KeyValuePair<string, object?>> values, PersonalMask mask) =>
        new(values.Select(pair => KeyValuePair.Create(pair.Key, mask.Value(Json(pair.Value)))));

    private static string? NameOf(InstanceState state) => state.Attachment is Casework.Cases.CaseFile file ? file.Number : state.Name;

    private static void Times(JsonObject json, Executions executions)
    {
        json["createdAt"] = executions.Detail.State.StartedAt;
        json["updatedAt"] = executions.Detail.Item.UpdatedAt;
        if (executions.Detail.State.Status == InstanceStatus.Finished)
            json["finishedAt"] = executions.Detail.Item.UpdatedAt;
    }

    private static JsonObject Bookmark(Bookmark bookmark, Executions executions)
    {
        var execution = executions.Find(bookmark.Execution);
        var json = new JsonObject
        {
            ["id"] = Id(bookmark.Id),
            ["name"] = execution?.TypeName ?? bookmark.Kind,
            ["hash"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{bookmark.Kind}\n{bookmark.Key}"))),
            // What it waits for; what else it keeps is nobody's but the engine's.
            ["payload"] = bookmark.Key is null ? [] : new JsonObject { [bookmark.Kind == BookmarkKinds.Event ? "eventName" : "key"] = bookmark.Key },
            ["activityId"] = bookmark.ActivityId,
            ["activityNodeId"] = execution?.NodeId ?? bookmark.ActivityId,
        };
        if (execution is not null)
            json["activityInstanceId"] = executions.IdOf(execution);
        json["createdAt"] = execution?.StartedAt ?? executions.Detail.Item.UpdatedAt;
        json["autoBurn"] = true;
        json["callbackMethodName"] = "Resume";
        json["autoComplete"] = true;
        return json;
    }

    private static JsonObject Incident(Incident incident, Executions executions, PersonalMask mask)
    {
        var activity = incident.ActivityId is { } id ? executions.Detail.Program.Find(id) : null;
        return new JsonObject
        {
            ["activityId"] = incident.ActivityId ?? "Workflow1",
            ["activityNodeId"] = activity?.NodeId ?? "Workflow1",
            ["activityType"] = activity?.TypeName ?? "Elsa.Workflow",
            ["message"] = mask.Text(incident.Reason),
            ["exception"] = Exception(incident, mask),
            ["timestamp"] = incident.At,
        };
    }

    internal static JsonObject Exception(Incident incident, PersonalMask mask) => new() { ["type"] = incident.Code, ["message"] = mask.Text(incident.Reason), ["stackTrace"] = "" };

    private static JsonObject Context(Execution execution, Executions executions, PersonalMask mask)
    {
        var json = new JsonObject { ["id"] = executions.IdOf(execution), ["callStackDepth"] = execution.Depth };
        if (execution.Parent is { } parent)
        {
            json["parentContextId"] = executions.IdOf(parent);
            json["scheduledActivityNodeId"] = execution.NodeId;
            json["ownerActivityNodeId"] = parent.NodeId;
        }
        else
        {
            json["scheduledActivityNodeId"] = execution.NodeId;
        }

        json["properties"] = new JsonObject();
        json["metadata"] = new JsonObject();
        json["activityState"] = ExecutionView.Literals(execution);
        json["dynamicVariables"] = new JsonArray();
        json["status"] = execution.Status;
        json["isExecuting"] = false;
        json["faultCount"] = execution.Fault is null ? 0 : 1;
        if (execution.Fault is { } fault)
            json["exception"] = Exception(fault, mask);
        json["startedAt"] = execution.StartedAt;
        return json;
    }

    private static void Put(JsonObject json, string name, string? text)
    {
        if (text is not null)
            json[name] = text;
    }
}
