using System.Text.Json;
using System.Text.Json.Nodes;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Designer.Api.Definitions;
using GridWorkflow.Runtime.Delivery;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Designer.Api.Instances;

/// <summary>What admins do to instances from Studio. Every one of these is a command like any other, with its row in the journal.</summary>
internal static class InstanceChanges
{
    private const int MostAtOnce = 1000;
    private const string CancelReason = "Cancelled in the designer.";

    public static void MapInstanceChanges(this RouteGroupBuilder changes)
    {
        changes.MapPost("/cancel/workflow-instances/{id}", Cancel);
        changes.MapPost("/bulk-actions/cancel/workflow-instances", BulkCancel);
        changes.MapDelete("/workflow-instances/{id}", (HttpContext http) => Kept(http));
        changes.MapPost("/bulk-actions/delete/workflow-instances/by-id", (HttpContext http) => Kept(http));
        changes.MapPost("/bulk-actions/import/workflow-instances", (HttpContext http) => ElsaAnswers.NotOffered(ApiTexts.For(http, "not-imported")));
        changes.MapPost("/alterations/workflows/retry", Retry);
        changes.MapPost("/alterations/{**rest}", (string rest, HttpContext http) => ElsaAnswers.NotOffered(ApiTexts.For(http, "no-alterations", $"alterations/{rest}")));
        changes.MapPost("/events/{eventName}/trigger", Trigger);
        changes.MapPost("/tasks/{taskId}/complete", Complete);
    }

    private static IResult Kept(HttpContext http) => ElsaAnswers.Errors(StatusCodes.Status400BadRequest, "instances-are-kept", ApiTexts.For(http, "kept"));

    private static async Task<IResult> Cancel(string id, [AsParameters] InstanceRoad road)
    {
        if (!Guid.TryParse(id, out var guid))
            return InstanceReads.NoInstance(id);
        return Answer(road.Http, id, await road.Runner.Cancel(guid, road.Actor, CancelReason, road.Http.RequestAborted)) ?? Results.Ok();
    }

    private static async Task<IResult> BulkCancel([AsParameters] InstanceRoad road)
    {
        var body = await ElsaJson.Read(road.Http);
        if (await Wanted(body, road) is not { } ids)
            return ElsaAnswers.NotFound("Expected a version with this id, but there is none.");
        var (cancelled, refusals) = (0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var id in ids)
        {
            var outcome = await road.Runner.Cancel(id, road.Actor, CancelReason, road.Http.RequestAborted);
            if (outcome is MoveOutcome.Moved)
                cancelled++;
            else if (outcome is MoveOutcome.Refused refused)
                refusals.Add($"{refused.Refusal.Reason} {refused.Refusal.Remedy}");
        }

        return cancelled == 0 && refusals.Count > 0
            ? ElsaAnswers.Errors(StatusCodes.Status409Conflict, "instance-is-case", [.. refusals])
            : ElsaJson.Answer(new JsonObject { ["cancelled"] = cancelled });
    }

    /// <summary>By their own ids, else all that run a version or a definition.</summary>
    private static async Task<IReadOnlyList<Guid>?> Wanted(JsonObject body, InstanceRoad road)
    {
        if (body["ids"] is JsonArray ids)
            return [.. ids.Select(id => Guid.TryParse(id?.ToString(), out var guid) ? guid : Guid.Empty).Distinct().Take(MostAtOnce)];
        var question = new InstanceQuestion { Statuses = [InstanceStatus.Running] };
        if (ActivityView.Text(body, "definitionVersionId") is { } versionId)
        {
            if (await road.Definitions.FindById(versionId, road.Http.RequestAborted) is not { } text)
                return null;
            question = question with { DefinitionIds = [text.Version.DefinitionId], Version = text.Version.Version };
        }
        else if (ActivityView.Text(body, "definitionId") is { } definitionId)
        {
            question = question with { DefinitionIds = [definitionId] };
        }
        else
        {
            return [];
        }

        var found = new List<Guid>();
        for (var number = 1; found.Count < MostAtOnce; number++)
        {
            var page = await road.Search.List(question, new PageRequest(number, 200), road.Http.RequestAborted);
            found.AddRange(page.Rows.Select(row => row.Id));
            if (number * 200 >= page.Total)
                break;
        }

        return found;
    }

    private static async Task<IResult> Retry([AsParameters] InstanceRoad road)
    {
        var body = await ElsaJson.Read(road.Http);
        var wanted = (body["activityIds"] as JsonArray ?? []).Select(id => id?.ToString()).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var results = new JsonArray();
        foreach (var id in (body["workflowInstanceIds"] as JsonArray ?? []).Select(id => id?.ToString()).OfType<string>().Take(MostAtOnce))
        {
            var log = new JsonArray();
            var successful = await InstanceReads.Executions(road.Queries, id, road.Http.RequestAborted) is { } executions && await RunAgain(executions, wanted, log, road);
            results.Add(new JsonObject
            {
                ["workflowInstanceId"] = id, ["log"] = new JsonObject { ["logEntries"] = log }, ["workflowHasScheduledWork"] = false, ["isSuccessful"] = successful,
            });
        }

        return ElsaJson.Answer(new JsonObject { ["results"] = results });
    }

    private static async Task<bool> RunAgain(Executions executions, HashSet<string> wanted, JsonArray log, InstanceRoad road)
    {
        var faulted = executions.Detail.State.Incidents.Select(incident => incident.ActivityId).OfType<string>().Distinct(StringComparer.Ordinal)
            .Where(activityId => wanted.Count == 0 || wanted.Contains(activityId)).ToList();
        var done = faulted.Count > 0;
        foreach (var activityId in faulted)
        {
            var outcome = await road.Runner.Retry(executions.Detail.Item.Id, road.Actor, activityId, road.Http.RequestAborted);
            var moved = outcome is MoveOutcome.Moved or MoveOutcome.Unchanged;
            done &= moved;
            log.Add(new JsonObject
            {
                ["message"] = outcome is MoveOutcome.Refused refused ? $"{activityId}: {refused.Refusal.Reason} {refused.Refusal.Remedy}" : $"{activityId}: {(moved ? "runs again" : "could not be run again now")}",
                ["logLevel"] = moved ? "Information" : "Warning",
            });
        }

        return done;
    }

    private static async Task<IResult> Trigger(string eventName, [AsParameters] InstanceRoad road)
    {
        var body = await ElsaJson.Read(road.Http);
        if (eventName.Length > OutsideEvent.LongestName)
            return ElsaAnswers.Errors(StatusCodes.Status400BadRequest, "event-name-length", $"Expected a name of at most {OutsideEvent.LongestName} characters, but found {eventName.Length}.");
        var instance = ActivityView.Text(body, "workflowInstanceId");
        if (!string.IsNullOrEmpty(instance) && !Guid.TryParse(instance, out _))
            return InstanceReads.NoInstance(instance);
        var outcome = await road.Events.Publish($"designer:{road.Actor.PersonId}", null, new OutsideEvent(eventName, Value(body["input"]))
        {
            CorrelationId = ActivityView.Text(body, "correlationId"), InstanceId = Guid.TryParse(instance, out var id) ? id : null,
        });
        return outcome is EventOutcome.Busy busy ? ElsaAnswers.Busy(road.Http, busy.RetryAfter) : Results.Ok();
    }

    private static async Task<IResult> Complete(string taskId, [AsParameters] InstanceRoad road)
    {
        var body = await ElsaJson.Read(road.Http);
        if (!Guid.TryParse(taskId, out var id) || await road.Waiters.ForTask(id, road.Http.RequestAborted) is not { } waiting)
            return ElsaAnswers.NotFound("Expected a task that a workflow waits for, but there is none with this id.");
        var outcome = await road.Runner.Wake(waiting.InstanceId, waiting.BookmarkId, Value(body["result"]), road.Actor, road.Http.RequestAborted);
        return Answer(road.Http, taskId, outcome) ?? Results.Ok();
    }

    internal static object? Value(JsonNode? json) => json is null ? null : StoredValue.FromJson(json.Deserialize<JsonElement>());

    /// <summary>Null: done.</summary>
    internal static IResult? Answer(HttpContext http, string id, MoveOutcome outcome) => outcome switch
    {
        MoveOutcome.Moved or MoveOutcome.Unchanged => null,
        MoveOutcome.Refused refused => ElsaAnswers.Refused(refused.Refusal),
        MoveOutcome.NotFound => InstanceReads.NoInstance(id),
        MoveOutcome.Busy busy => ElsaAnswers.Busy(http, busy.RetryAfter),
        _ => ElsaAnswers.Errors(StatusCodes.Status500InternalServerError, "engine-failure", "The command could not be run; the reason is in the log."),
    };
}

/// <summary>What every change to instances needs.</summary>
internal sealed class InstanceRoad
{
    [FromServices]
    public required InstanceRunner Runner { get; init; }

    [FromServices]
    public required InstanceQueries Queries { get; init; }

    [FromServices]
    public required InstanceSearch Search { get; init; }

    [FromServices]
    public required Runtime.Catalog.DefinitionQueries Definitions { get; init; }

    [FromServices]
    public required EventIntake Events { get; init; }

    [FromServices]
    public required WaiterQueries Waiters { get; init; }

    [FromServices]
    public required DesignerDoors Doors { get; init; }

    public required HttpContext Http { get; init; }

    public Actor Actor => new(Doors.Actor(Http));
}
