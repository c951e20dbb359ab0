using System.Collections.Immutable;
using System.Text.Json.Nodes;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Designer.Api.Definitions;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Instances;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Designer.Api.Instances;

/// <summary>Starts workflows from Studio. Only what is published runs; a draft is tried by rehearsal, a case lifecycle begins with a report.</summary>
internal static class Running
{
    private const string InstanceHeader = "x-elsa-workflow-instance-id";
    private const string CannotStartHeader = "x-elsa-workflow-cannot-start";

    public static void MapRunning(this RouteGroupBuilder changes)
    {
        changes.MapPost("/workflow-definitions/{definitionId}/execute", Execute);
        changes.MapPost("/workflow-definitions/{definitionId}/dispatch", Dispatch);
        changes.MapPost("/workflow-definitions/{definitionId}/bulk-dispatch", BulkDispatch);
    }

    private static async Task<IResult> Execute(string definitionId, [AsParameters] RunningRoad road)
    {
        var (started, refusal) = await Start(definitionId, await ElsaJson.Read(road.Http), road);
        if (started is not { } id)
            return refusal!;
        road.Http.Response.Headers[InstanceHeader] = InstanceView.Id(id);
        var executions = await InstanceReads.Executions(road.Queries, InstanceView.Id(id), road.Http.RequestAborted);
        return ElsaJson.Answer(new JsonObject { ["workflowState"] = executions is null ? null : InstanceView.State(executions) });
    }

    private static async Task<IResult> Dispatch(string definitionId, [AsParameters] RunningRoad road)
    {
        var (started, refusal) = await Start(definitionId, await ElsaJson.Read(road.Http), road);
        return started is { } id ? ElsaJson.Answer(new JsonObject { ["workflowInstanceId"] = InstanceView.Id(id) }) : refusal!;
    }

    private static async Task<IResult> BulkDispatch(string definitionId, [AsParameters] RunningRoad road)
    {
        var body = await ElsaJson.Read(road.Http);
        var ids = new JsonArray();
        for (var left = Math.Clamp(int.TryParse(body["count"]?.ToString(), out var count) ? count : 1, 1, 100); left > 0; left--)
        {
            var (started, refusal) = await Start(definitionId, body, road);
            if (started is not { } id)
                return refusal!;
            ids.Add(InstanceView.Id(id));
        }

        return ElsaJson.Answer(new JsonObject { ["workflowInstanceIds"] = ids });
    }

    private static async Task<(Guid? Started, IResult? Refusal)> Start(string definitionId, JsonObject body, RunningRoad road)
    {
        if (await road.Definitions.Find(definitionId, new VersionChoice.Latest(), road.Http.RequestAborted) is not { } latest)
            return (null, ElsaAnswers.NotFound($"Expected definition '{definitionId}', but there is none."));
        // Studio runs what is on its canvas. Another version in its place would be taken for it.
        if (!latest.Version.IsPublished && !string.Equals(ActivityView.Text(body, "versionOptions"), "Published", StringComparison.OrdinalIgnoreCase))
            return (null, CannotStart(road.Http, "not-published", ApiTexts.For(road.Http, "not-published", latest.Version.Version, latest.Version.Name)));
        var order = new StartOrder(definitionId)
        {
            Input = (InstanceChanges.Value(body["input"]) as IDictionary<string, object?>)?.ToImmutableSortedDictionary(StringComparer.OrdinalIgnoreCase) ?? ImmutableSortedDictionary<string, object?>.Empty,
            CorrelationId = ActivityView.Text(body, "correlationId") is { Length: > 0 } correlation ? correlation : null,
            Name = ActivityView.Text(body, "name") is { Length: > 0 } name ? name : null,
            TriggerActivityId = ActivityView.Text(body, "triggerActivityId") is { Length: > 0 } trigger ? trigger : null,
        };
        return await road.Runner.Start(order, new Actor(road.Doors.Actor(road.Http))) switch
        {
            StartOutcome.Started started => (started.InstanceId, null),
            StartOutcome.Excluded excluded => (null, CannotStart(road.Http, "instance-runs", excluded.Reason)),
            StartOutcome.Refused refused => (null, CannotStart(road.Http, refused.Refusal.Code, $"{refused.Refusal.Reason} {refused.Refusal.Remedy}")),
            StartOutcome.Busy busy => (null, ElsaAnswers.Busy(road.Http, busy.RetryAfter)),
            _ => (null, ElsaAnswers.Errors(StatusCodes.Status500InternalServerError, "engine-failure", "The workflow could not be started; the reason is in the log.")),
        };
    }

    private static IResult CannotStart(HttpContext http, string code, string reason)
    {
        http.Response.Headers[CannotStartHeader] = "true";
        return ElsaAnswers.Errors(StatusCodes.Status400BadRequest, code, reason);
    }
}

/// <summary>What a start needs.</summary>
internal sealed class RunningRoad
{
    [FromServices]
    public required InstanceRunner Runner { get; init; }

    [FromServices]
    public required InstanceQueries Queries { get; init; }

    [FromServices]
    public required DefinitionQueries Definitions { get; init; }

    [FromServices]
    public required DesignerDoors Doors { get; init; }

    public required HttpContext Http { get; init; }
}
