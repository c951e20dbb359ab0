using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Composition;
using GridWorkflow.Host.Rest;
using GridWorkflow.Runtime.Delivery;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Workflows;

/// <summary><c>/api/v1</c>: what systems do with workflows, and what admins do with instances.</summary>
public static class WorkflowEndpoints
{
    private const int LongestText = 500;

    public static void MapWorkflows(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").DisableAntiforgery().AddEndpointFilter(SameSite.Filter)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);

        var run = api.MapGroup("").RequireAuthorization(Policies.RunWorkflows);
        run.MapPost("/workflows/{definitionId}/instances", Start).WithName("StartWorkflow").WithTags("Workflows")
            .WithSummary("Starts an instance of the published version of a workflow")
            .Produces<StartedView>(StatusCodes.Status202Accepted).AsWorkflowCommand();
        run.MapPost("/events/{name}", Publish).WithName("PublishEvent").WithTags("Workflows")
            .WithSummary("Publishes an event: starts what it triggers, resumes what waits for it, and is kept when nobody does")
            .Produces<EventView>(StatusCodes.Status202Accepted).AsWorkflowCommand();
        run.MapPost("/run-tasks/{taskId:guid}/complete", Complete).WithName("CompleteRunTask").WithTags("Workflows")
            .WithSummary("Reports the result of a task that a workflow asked for (RunTask)").Produces(StatusCodes.Status204NoContent).AsWorkflowCommand();

        var read = api.MapGroup("").RequireAuthorization(Policies.ReadWorkflows);
        read.MapGet("/instances", List).WithName("ListInstances").WithTags("Instances").WithSummary("Workflow instances, latest moved first");
        read.MapGet("/instances/{id:guid}", Find).WithName("GetInstance").WithTags("Instances")
            .WithSummary("An instance with its waits, output and incidents").Produces<InstanceDetailView>().ProducesProblem(StatusCodes.Status404NotFound);

        var admin = api.MapGroup("").RequireAuthorization(Policies.Admin);
        admin.MapPost("/instances/{id:guid}/cancel", Cancel).WithName("CancelInstance").WithTags("Instances")
            .WithSummary("Ends an instance that is no case, and the children that it waits for").Produces(StatusCodes.Status204NoContent).AsWorkflowCommand();
        admin.MapPost("/instances/{id:guid}/retry", Retry).WithName("RetryInstance").WithTags("Instances")
            .WithSummary("Runs a faulted activity again").Produces(StatusCodes.Status204NoContent).AsWorkflowCommand();
    }

    private static async Task<IResult> Start(
        string definitionId, StartShape? order, HttpContext http, [FromServices] InstanceRunner runner, [FromHeader(Name = CommandKeys.Header)] string? idempotencyKey = null)
    {
        if (BadKey(idempotencyKey) is { } bad)
            return bad;
        if ((TooLong("correlationId", order?.CorrelationId) ?? TooLong("name", order?.Name)) is { } tooLong)
            return tooLong;
        var wanted = new StartOrder(definitionId)
        {
            Input = (Value(order?.Input) as IDictionary<string, object?>)?.ToImmutableSortedDictionary(StringComparer.OrdinalIgnoreCase) ?? ImmutableSortedDictionary<string, object?>.Empty,
            CorrelationId = order?.CorrelationId,
            Name = order?.Name,
        };
        return await runner.Start(wanted, ActorOf(http), idempotencyKey) switch
        {
            StartOutcome.Started started => Results.Accepted($"/api/v1/instances/{started.InstanceId}", new StartedView(started.InstanceId, started.Duplicate)),
            StartOutcome.Excluded excluded => Problems.Of(StatusCodes.Status409Conflict, "instance-runs", excluded.Reason, "Wait until it has finished, or name another correlation id."),
            StartOutcome.Refused refused => Problems.Refused(refused.Refusal),
            StartOutcome.Busy busy => Problems.Busy(http, busy.RetryAfter),
            _ => Failed(),
        };
    }

    private static async Task<IResult> Publish(
        string name, EventShape? published, HttpContext http, [FromServices] EventIntake events, [FromHeader(Name = CommandKeys.Header)] string? idempotencyKey = null)
    {
        if (BadKey(idempotencyKey) is { } bad)
            return bad;
        return await TakeEvent($"api:{http.User.Identity?.Name}", idempotencyKey, name, published ?? new EventShape(), http, events);
    }

    /// <summary>Takes an event by whatever door it came.</summary>
    internal static async Task<IResult> TakeEvent(string source, string? messageId, string name, EventShape published, HttpContext http, EventIntake events)
    {
        if (TooLong("correlationId", published.CorrelationId) is { } tooLong)
            return tooLong;
        if (name.Length > OutsideEvent.LongestName)
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "event-name-length", $"Expected a name of at most {OutsideEvent.LongestName} characters, but found {name.Length}.", "Use the name that the workflow waits for.");
        var outside = new OutsideEvent(name, Value(published.Payload)) { CorrelationId = published.CorrelationId, InstanceId = published.InstanceId };
        return await events.Publish(source, messageId, outside) switch
        {
            EventOutcome.Taken taken => Results.Accepted(value: new EventView(taken.MessageId, taken.Duplicate)),
            EventOutcome.Conflicting conflicting => Problems.Of(StatusCodes.Status409Conflict, "id-with-other-body", conflicting.Reason, "Give each event an id of its own; repeat a message unchanged."),
            EventOutcome.Busy busy => Problems.Busy(http, busy.RetryAfter),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static async Task<IResult> Complete(Guid taskId, TaskResultShape? result, HttpContext http, [FromServices] WaiterQueries waiters, [FromServices] InstanceRunner runner) =>
        await waiters.ForTask(taskId, http.RequestAborted) is { } waiting
            ? Answer(http, await runner.Wake(waiting.InstanceId, waiting.BookmarkId, Value(result?.Result), ActorOf(http), http.RequestAborted))
            : Problems.Of(StatusCodes.Status404NotFound, "no-such-task", "Expected a task that a workflow waits for, but there is none with this id.", "Nothing is left to do if its result was reported before.");

    private static async Task<Listing<InstanceView>> List(
        HttpContext http, [FromServices] InstanceQueries queries, string? definitionId = null, InstanceSubStatus? status = null, string? correlationId = null,
        bool? cases = null, bool incidents = false, int page = 1, int size = 25)
    {
        var filter = new InstanceFilter { DefinitionId = definitionId, SubStatus = status, CorrelationId = correlationId, Cases = cases, OnlyIncidents = incidents };
        var found = await queries.List(filter, new PageRequest(page, size), http.RequestAborted);
        return new Listing<InstanceView>([.. found.Rows.Select(View)], found.Number, found.Size, found.Total);
    }

    private static async Task<IResult> Find(Guid id, HttpContext http, [FromServices] InstanceQueries queries)
    {
        if (await queries.Find(id, http.RequestAborted) is not { } detail)
            return NoInstance();
        var state = detail.State;
        return Results.Ok(new InstanceDetailView(
            View(detail.Item),
            state.Name,
            JsonNode.Parse(StoredValue.ToJson(state.Output.ToDictionary(StringComparer.Ordinal))),
            [.. state.Bookmarks.Select(bookmark => new WaitView(bookmark.Id, bookmark.Kind, bookmark.Key, bookmark.ActivityId, bookmark.Kind == BookmarkKinds.RunTask ? bookmark.Data as Guid? : null))],
            [.. state.Timers.Select(timer => timer.DueAt)],
            [.. state.Incidents.Select(incident => new IncidentView(incident.ActivityId, incident.Code, incident.Reason, incident.At))]));
    }

    private static async Task<IResult> Cancel(Guid id, CancelShape cancel, HttpContext http, [FromServices] InstanceRunner runner) =>
        TooLong("reason", cancel.Reason) is { } bad ? bad
        : string.IsNullOrWhiteSpace(cancel.Reason) ? Problems.Of(StatusCodes.Status422UnprocessableEntity, "reason-missing", "Expected a reason, but it is empty.", "Say why the instance is ended.")
        : Answer(http, await runner.Cancel(id, ActorOf(http), cancel.Reason.Trim(), http.RequestAborted));

    private static async Task<IResult> Retry(Guid id, RetryShape retry, HttpContext http, [FromServices] InstanceRunner runner) =>
        Answer(http, await runner.Retry(id, ActorOf(http), retry.ActivityId, http.RequestAborted));

    private static IResult Answer(HttpContext http, MoveOutcome outcome) => outcome switch
    {
        MoveOutcome.Moved or MoveOutcome.Unchanged => Results.NoContent(),
        MoveOutcome.Refused refused => Problems.Refused(refused.Refusal),
        MoveOutcome.NotFound => NoInstance(),
        MoveOutcome.Busy busy => Problems.Busy(http, busy.RetryAfter),
        _ => Failed(),
    };

    private static IResult? TooLong(string field, string? text) => text?.Length > LongestText
        ? Problems.Of(StatusCodes.Status422UnprocessableEntity, "text-length", $"Expected at most {LongestText} characters in '{field}', but found {text.Length}.", "Use a shorter one.")
        : null;

    private static InstanceView View(InstanceItem item) =>
        new(item.Id, item.DefinitionId, item.DefinitionVersion, item.SubStatus, item.CorrelationId, item.Incidents, item.IsCase, item.UpdatedAt);

    private static Actor ActorOf(HttpContext http) => http.RequestServices.GetRequiredService<Reader>().Actor;

    private static object? Value(JsonNode? json) => json is null ? null : StoredValue.FromJson(json.Deserialize<JsonElement>());

    private static IResult? BadKey(string? key) => key is null || CommandKeys.Valid(key) is not null
        ? null
        : BadKey();

    internal static IResult BadKey() =>
        Problems.Of(StatusCodes.Status400BadRequest, "bad-idempotency-key", "Expected at most 100 visible ASCII characters in Idempotency-Key, but found something else.", "Send a random text such as a UUID.");

    private static IResult NoInstance() =>
        Problems.Of(StatusCodes.Status404NotFound, "no-such-instance", "Expected an instance, but there is none with this id.", "List the instances to see their ids.");

    private static IResult Failed() =>
        Problems.Of(StatusCodes.Status500InternalServerError, "engine-failure", "The command could not be run; the reason is in the log.", "Tell an admin.");

    private static RouteHandlerBuilder AsWorkflowCommand(this RouteHandlerBuilder route) =>
        route.ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
