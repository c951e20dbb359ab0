using System.Text.Json.Nodes;
using GridWorkflow.Runtime.Instances;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Designer.Api.Instances;

/// <summary>What the viewer asks about activities: their executions, counters, and what led to them.</summary>
internal static class ExecutionReads
{
    public static void MapExecutionReads(this RouteGroupBuilder reads)
    {
        reads.MapGet("/activity-executions/list", List);
        reads.MapGet("/activity-execution-summaries/list", Summaries);
        reads.MapGet("/activity-executions/by-id", ById);
        reads.MapGet("/activity-executions/{id}", ById);
        reads.MapGet("/activity-executions/{id}/call-stack", CallStack);
        // A POST that only reads.
        reads.MapPost("/activity-executions/report", Report);
        // Calls that failed are sent again by the outbox; an activity knows nothing of it.
        reads.MapGet("/resilience/retries/{activityInstanceId}", (string activityInstanceId) => ElsaJson.Answer(Items([])));
        reads.MapGet("/workflow-contexts/provider-descriptors", () => ElsaJson.Answer(Items([])));
    }

    private static Task<IResult> List(HttpContext http, [FromServices] InstanceQueries queries) => Of(http, queries, ExecutionView.Whole);

    private static Task<IResult> Summaries(HttpContext http, [FromServices] InstanceQueries queries) => Of(http, queries, ExecutionView.Summary);

    private static async Task<IResult> Of(HttpContext http, InstanceQueries queries, Func<Execution, Executions, JsonObject> view)
    {
        var query = http.Request.Query;
        if (await InstanceReads.Executions(queries, query["WorkflowInstanceId"], http.RequestAborted) is not { } executions)
            return ElsaJson.Answer(Items([]));
        var nodes = query["ActivityNodeId"].Concat(query["ActivityNodeIds"]).OfType<string>().Where(id => id.Length > 0).ToHashSet(StringComparer.Ordinal);
        bool? completed = bool.TryParse(query["Completed"], out var flag) ? flag : null;
        return ElsaJson.Answer(Items(executions.All
            .Where(execution => (nodes.Count == 0 || nodes.Contains(execution.NodeId)) && (completed is null || execution.IsEnded == completed))
            .Select(execution => view(execution, executions))));
    }

    private static async Task<IResult> ById(HttpContext http, [FromServices] InstanceQueries queries, string? id = null) =>
        await Find(id, queries, http.RequestAborted) is { } found ? ElsaJson.Answer(ExecutionView.Whole(found.Execution, found.Executions)) : NoExecution(id);

    private static async Task<IResult> CallStack(string id, HttpContext http, [FromServices] InstanceQueries queries)
    {
        if (await Find(id, queries, http.RequestAborted) is not { } found)
            return NoExecution(id);
        var stack = Executions.CallStack(found.Execution).Select(execution => ExecutionView.Whole(execution, found.Executions)).ToArray();
        return ElsaJson.Answer(new JsonObject { ["activityExecutionId"] = id, ["items"] = new JsonArray(stack), ["totalCount"] = stack.Length });
    }

    private static async Task<IResult> Report(HttpContext http, [FromServices] InstanceQueries queries)
    {
        var body = await ElsaJson.Read(http);
        if (await InstanceReads.Executions(queries, body["workflowInstanceId"]?.ToString(), http.RequestAborted) is not { } executions)
            return ElsaJson.Answer(new JsonObject { ["stats"] = new JsonArray() });
        var nodes = (body["activityNodeIds"] as JsonArray ?? []).Select(id => id?.ToString()).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return ElsaJson.Answer(new JsonObject { ["stats"] = ExecutionView.AllStats(executions, nodes) });
    }

    private static async Task<(Execution Execution, Executions Executions)?> Find(string? id, InstanceQueries queries, CancellationToken cancellation) =>
        Executions.TryReadId(id, out var instanceId, out var number) && await queries.Find(instanceId, cancellation) is { } detail
            && Executions.Of(detail) is var executions && executions.Find(number) is { } execution
            ? (execution, executions)
            : null;

    private static IResult NoExecution(string? id) => ElsaAnswers.NotFound($"Expected an execution, but there is none with id '{id}'.");

    private static JsonObject Items(IEnumerable<JsonObject> items)
    {
        var list = new JsonArray([.. items]);
        return new JsonObject { ["items"] = list, ["count"] = list.Count };
    }
}
