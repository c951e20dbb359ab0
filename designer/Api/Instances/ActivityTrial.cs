using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Designer.Api.Definitions;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Designer.Api.Instances;

/// <summary>
/// Runs one activity of a version by itself, to see what its inputs come to and how it ends. The interpreter decides and writes nothing, so
/// nothing is sent, opened or kept.
/// </summary>
internal static class ActivityTrial
{
    private const string Prefix = "trialInput";

    public static void MapActivityTrial(this RouteGroupBuilder changes) => changes.MapPost("/tests/activities", Run);

    private static async Task<IResult> Run(
        HttpContext http, [FromServices] DefinitionQueries queries, [FromServices] DefinitionView view, [FromServices] ReferenceCatalog catalog,
        [FromServices] TimeProvider time, [FromServices] RandomNumberGenerator random)
    {
        var body = await ElsaJson.Read(http);
        var (handle, wanted) = (body["workflowDefinitionHandle"] as JsonObject ?? [], body["activityHandle"] as JsonObject ?? []);
        var text = ActivityView.Text(handle, "definitionVersionId") is { } versionId ? await queries.FindById(versionId, http.RequestAborted)
            : ActivityView.Text(handle, "definitionId") is { } definitionId ? await DefinitionReads.Find(queries, definitionId, handle["versionOptions"]?.ToString(), http.RequestAborted)
            : null;
        if (text is null)
            return ElsaAnswers.NotFound("Expected the version that the activity stands in, but there is none.");
        var model = view.Shown(text);
        var nodeId = ActivityView.Text(wanted, "activityNodeId");
        var activityId = ActivityView.Text(wanted, "activityId");
        if (Find(model["root"], activity => nodeId is not null ? ActivityView.Text(activity, "nodeId") == nodeId : ActivityView.Text(activity, "id") == activityId) is not { } activity)
            return ElsaAnswers.NotFound($"Expected activity '{nodeId ?? activityId}', but there is none. Save the workflow first.");
        if (ActivityView.Text(activity, "type")!.StartsWith("Grid.", StringComparison.Ordinal))
            return ElsaAnswers.NotOffered(ApiTexts.For(http, "needs-case"));
        return Answer(Try(model, activity, catalog, time.GetUtcNow(), random), activity);
    }

    private static Burst Try(JsonObject model, JsonObject activity, ReferenceCatalog catalog, DateTimeOffset now, RandomNumberGenerator random)
    {
        var inputs = Inputs(activity).ToList();
        var steps = inputs.Select((input, place) => new JsonObject
        {
            ["id"] = $"{Prefix}{place}", ["type"] = "Elsa.SetOutput", ["version"] = 1,
            ["outputName"] = Literal($"{Prefix}{place}"),
            ["outputValue"] = new JsonObject { ["typeName"] = "Object", ["expression"] = input.Expression.DeepClone() },
        });
        var trial = WorkflowDefinition.Parse(JsonSerializer.Serialize(new JsonObject
        {
            ["definitionId"] = "trial", ["name"] = "trial", ["variables"] = model["variables"]?.DeepClone(), ["inputs"] = model["inputs"]?.DeepClone(),
            ["outputs"] = new JsonArray([.. inputs.Select((_, place) => new JsonObject { ["name"] = $"{Prefix}{place}", ["type"] = "Object" })]),
            ["root"] = new JsonObject { ["id"] = "trial", ["type"] = "Elsa.Sequence", ["version"] = 1, ["activities"] = new JsonArray([.. steps, activity.DeepClone()]) },
        }));
        Span<byte> seed = stackalloc byte[8];
        random.GetBytes(seed);
        var ids = new IdSource(BitConverter.ToUInt64(seed), now);
        return Interpreter.Run(
            Program.Compile(trial, CaseActivities.Types), null, new Stimulus.Start(ids.NextId(), new Dictionary<string, object?>()), new World(now, ids, catalog.Current));
    }

    private static IResult Answer(Burst burst, JsonObject activity)
    {
        var state = new JsonObject();
        var place = 0;
        foreach (var (name, _) in Inputs(activity))
            state[name] = burst.State.Output.TryGetValue($"{Prefix}{place++}", out var value) ? InstanceView.Json(value) : null;
        foreach (var (name, value) in activity.Where(member => member.Value is JsonValue && member.Key is not ("id" or "nodeId" or "name" or "type" or "version")))
            state[Pascal(name)] = value!.DeepClone();
        var answer = new JsonObject
        {
            ["activityState"] = state,
            ["outputs"] = new JsonObject(),
            ["payload"] = new JsonObject(),
            ["status"] = burst.State.Incidents.Length > 0 ? "Faulted" : burst.State.Status == InstanceStatus.Finished ? "Completed" : "Running",
        };
        if (burst.State.Incidents.FirstOrDefault() is { } incident)
            answer["exception"] = new JsonObject { ["type"] = incident.Code, ["message"] = incident.Reason, ["stackTrace"] = "" };
        return ElsaJson.Answer(answer);
    }

    private static IEnumerable<(string Name, JsonNode Expression)> Inputs(JsonObject activity) =>
        activity.Where(member => member.Value is JsonObject input && input["expression"] is JsonObject && input.ContainsKey("typeName"))
            .Select(member => (Pascal(member.Key), member.Value!["expression"]!));

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static JsonObject Literal(string text) => new() { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = text } };

    private static JsonObject? Find(JsonNode? node, Func<JsonObject, bool> wanted) => node switch
    {
        JsonObject json when json["type"] is JsonValue && json["nodeId"] is JsonValue && wanted(json) => json,
        JsonObject json => json.Select(member => Find(member.Value, wanted)).FirstOrDefault(found => found is not null),
        JsonArray list => list.Select(item => Find(item, wanted)).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
