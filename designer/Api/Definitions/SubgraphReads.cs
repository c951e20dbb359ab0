using System.Text.Json.Nodes;
using GridWorkflow.Runtime.Catalog;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Designer.Api.Definitions;

/// <summary>A part of a version: an activity with all that is in it, workflows that stand as activities included, and the way to it.</summary>
internal static class SubgraphReads
{
    public static void MapSubgraphReads(this RouteGroupBuilder reads)
    {
        reads.MapGet("/workflow-definitions/subgraph/{id}", Subgraph);
        reads.MapGet("/workflow-definitions/subgraph/segments/{id}", Segments);
    }

    private static async Task<IResult> Subgraph(
        string id, HttpContext http, [FromServices] DefinitionQueries queries, [FromServices] DefinitionView view, string? parentNodeId = null)
    {
        if (await queries.FindById(id, http.RequestAborted) is not { } text)
            return ElsaAnswers.NotFound($"Expected a version with id '{id}', but there is none.");
        var way = await Way(view.Shown(text), parentNodeId ?? view.Shown(text)["root"]!["nodeId"]!.ToString(), queries, view, http.RequestAborted);
        return way is [.., var last]
            ? ElsaJson.Answer(new JsonObject { ["nodeId"] = last.Activity["nodeId"]!.DeepClone(), ["port"] = last.Port, ["activity"] = last.Activity.DeepClone() })
            : ElsaAnswers.NotFound($"Expected node '{parentNodeId}', but there is none.");
    }

    private static async Task<IResult> Segments(
        string id, HttpContext http, [FromServices] DefinitionQueries queries, [FromServices] DefinitionView view, string? childNodeId = null)
    {
        if (await queries.FindById(id, http.RequestAborted) is not { } text)
            return ElsaAnswers.NotFound($"Expected a version with id '{id}', but there is none.");
        var way = await Way(view.Shown(text), childNodeId ?? "", queries, view, http.RequestAborted);
        if (way is not [.., var last])
            return ElsaAnswers.NotFound($"Expected node '{childNodeId}', but there is none.");
        var container = way.Count > 1 ? way[^2] : last;
        return ElsaJson.Answer(new JsonObject
        {
            ["childNode"] = Node(last),
            ["container"] = Node(container),
            ["pathSegments"] = new JsonArray([.. way.Take(way.Count - 1).Zip(way.Skip(1)).Select(pair => new JsonObject
            {
                ["activityNodeId"] = pair.First.Activity["nodeId"]!.DeepClone(), ["activityId"] = pair.First.Activity["id"]!.DeepClone(),
                ["activityType"] = pair.First.Activity["type"]!.DeepClone(), ["portName"] = pair.Second.Port, ["activityName"] = pair.First.Activity["name"]?.DeepClone(),
            })]),
        });
    }

    /// <summary>The activities from the root down to the wanted one, each with the member in which it stands. Empty when there is none.</summary>
    private static async Task<IReadOnlyList<(JsonObject Activity, string Port)>> Way(
        JsonObject model, string wanted, DefinitionQueries queries, DefinitionView view, CancellationToken cancellation)
    {
        var way = new List<(JsonObject Activity, string Port)>();
        var next = ((JsonObject)model["root"]!, "Root");
        while (true)
        {
            var (activity, port) = next;
            if (activity.ContainsKey("workflowDefinitionId") && activity["root"] is null)
                activity = await Open(activity, queries, view, cancellation);
            way.Add((activity, port));
            if (ActivityView.Text(activity, "nodeId") == wanted)
                return way;
            if (Children(activity, "").FirstOrDefault(child => ActivityView.Text(child.Activity, "nodeId") is { } nodeId
                && (wanted == nodeId || wanted.StartsWith($"{nodeId}:", StringComparison.Ordinal))) is not { Activity: not null } found)
                return [];
            next = found;
        }
    }

    /// <summary>A workflow that stands as an activity, with what it consists of.</summary>
    private static async Task<JsonObject> Open(JsonObject activity, DefinitionQueries queries, DefinitionView view, CancellationToken cancellation)
    {
        var versionId = ActivityView.Text(activity, "workflowDefinitionVersionId") ?? "";
        var text = await queries.FindById(versionId, cancellation)
            ?? await queries.FindById(ActivityView.Text(activity, "latestAvailablePublishedVersionId") ?? "", cancellation);
        if (text is null)
            return activity;
        var (version, model, nodeId) = (text.Version, view.Shown(text), $"{ActivityView.Text(activity, "nodeId")}:Workflow1");
        var about = new JsonObject { ["name"] = version.Name };
        if (model["description"] is { } description)
            about["description"] = description.DeepClone();
        about["createdAt"] = version.CreatedAt;
        var root = new JsonObject
        {
            ["identity"] = new JsonObject { ["definitionId"] = version.DefinitionId, ["version"] = version.Version, ["id"] = version.Id },
            ["publication"] = new JsonObject { ["isLatest"] = version.IsLatest, ["isPublished"] = version.IsPublished },
            ["inputs"] = model["inputs"]!.DeepClone(), ["outputs"] = model["outputs"]!.DeepClone(), ["outcomes"] = model["outcomes"]!.DeepClone(),
            ["workflowMetadata"] = about,
            ["options"] = model["options"]!.DeepClone(), ["isReadonly"] = model["isReadonly"]!.DeepClone(), ["isSystem"] = false,
            ["definitionHandle"] = new JsonObject { ["definitionVersionId"] = version.Id },
            ["root"] = view.Root(text, nodeId),
            ["id"] = "Workflow1", ["nodeId"] = nodeId, ["type"] = "Elsa.Workflow", ["version"] = 1,
            ["customProperties"] = new JsonObject(), ["metadata"] = new JsonObject(),
        };
        var opened = activity.DeepClone().AsObject();
        opened.Insert(opened.IndexOf("id"), "root", root);
        return opened;
    }

    private static IEnumerable<(JsonObject Activity, string Port)> Children(JsonNode? node, string port)
    {
        switch (node)
        {
            case JsonObject json:
                foreach (var (name, value) in json.Where(member => member.Value is JsonObject or JsonArray))
                {
                    var at = port.Length > 0 ? port : char.ToUpperInvariant(name[0]) + name[1..];
                    if (value is JsonObject activity && activity["nodeId"] is not null && activity["type"] is not null)
                        yield return (activity, at);
                    else
                    {
                        foreach (var child in Children(value, at))
                            yield return child;
                    }
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    if (item is JsonObject activity && activity["nodeId"] is not null && activity["type"] is not null)
                        yield return (activity, port);
                    else
                    {
                        foreach (var child in Children(item, port))
                            yield return child;
                    }
                }

                break;
        }
    }

    private static JsonObject Node((JsonObject Activity, string Port) one) => new()
    {
        ["nodeId"] = one.Activity["nodeId"]!.DeepClone(), ["port"] = one.Port, ["activity"] = one.Activity.DeepClone(),
    };
}
