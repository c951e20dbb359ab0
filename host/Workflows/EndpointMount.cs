using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Composition;
using GridWorkflow.Host.Rest;
using GridWorkflow.Host.Webhooks;
using GridWorkflow.Runtime.Delivery;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Workflow.Delivery;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Workflows;

/// <summary><c>/workflows/…</c>: requests for HttpEndpoint activities, in published definitions and in instances that wait.</summary>
public static class EndpointMount
{
    private const string Base = "/workflows";

    public static void MapWorkflowEndpoints(this IEndpointRouteBuilder routes) =>
        routes.Map($"{Base}/{{**path}}", Receive)
            .RequireAuthorization(Policies.Endpoint)
            .DisableAntiforgery()
            .AddEndpointFilter(SameSite.FilterAll)
            .ExcludeFromDescription();

    private static async Task<IResult> Receive(
        string? path, HttpContext http, [FromServices] EndpointRoutes endpoints, [FromServices] InstanceRunner runner, [FromServices] EndpointSettings settings)
    {
        var request = http.Request;
        var correlationId = EndpointRequest.CorrelationOf(request);
        switch (await endpoints.Match(request.Method, path ?? "", correlationId, http.RequestAborted))
        {
            case HttpMatch<EndpointTarget>.Found found when !Policies.MayRun(http.User) && !settings.IsOpen($"/{LiteralHead(found.Route.Path)}"):
                // The path lies below an open one, but only by the value of a parameter.
                return Problems.Of(StatusCodes.Status401Unauthorized, "closed-endpoint", "Expected an endpoint that is open, but this one is not.", "Call with an API key that may run workflows.");
            case HttpMatch<EndpointTarget>.Found found:
                var body = await BoundedBody.Read(request, EndpointRequest.BodyCap, http.RequestAborted);
                if (body is null)
                    return Problems.Of(StatusCodes.Status413PayloadTooLarge, "body-too-long", "Expected at most 1 MiB, but the body is longer.", "Send less at a time.");
                HttpCall call;
                try
                {
                    call = await EndpointRequest.Read(request, path ?? "", body, found.Values, http.RequestAborted);
                }
                catch (Exception unreadable) when (unreadable is InvalidDataException or IOException or BadHttpRequestException)
                {
                    return Problems.Of(StatusCodes.Status400BadRequest, "bad-form", $"Expected a form that can be read, but: {unreadable.Message}", "Mend the body or its content type.");
                }

                return await Deliver(http, runner, found.Route.Target, call, correlationId);
            case HttpMatch<EndpointTarget>.NoMethod other:
                http.Response.Headers.Allow = string.Join(", ", other.Allowed);
                return Problems.Of(StatusCodes.Status405MethodNotAllowed, "other-method", $"Expected {string.Join(" or ", other.Allowed)}, but found {request.Method}.", "Use a method of the endpoint.");
            case HttpMatch<EndpointTarget>.Ambiguous:
                return Problems.Of(StatusCodes.Status409Conflict, "ambiguous-endpoint", "Expected one endpoint for this path, but several wait on it.",
                    $"Name the instance by its correlation id, in the header {EndpointRequest.CorrelationHeader} or as correlationId in the query.");
            default:
                return Problems.Of(StatusCodes.Status404NotFound, "no-endpoint", "Expected the path of an HttpEndpoint, but nothing waits on this one.", "Check the path; an instance that has had its request waits no more.");
        }
    }

    private static async Task<IResult> Deliver(HttpContext http, InstanceRunner runner, EndpointTarget target, HttpCall call, string? correlationId)
    {
        var actor = new Actor($"system:http:{http.User.Identity?.Name ?? "anybody"}");
        if (target is EndpointTarget.Waiting { Bookmark: var waiting })
        {
            return await runner.Wake(waiting.InstanceId, waiting.BookmarkId, call.ToPayload(), actor, http.RequestAborted) switch
            {
                MoveOutcome.Moved moved => Answer(waiting.InstanceId, moved.Response, moved.SubStatus),
                MoveOutcome.Unchanged or MoveOutcome.NotFound or MoveOutcome.Lost =>
                    Problems.Of(StatusCodes.Status404NotFound, "no-endpoint", "Expected an endpoint that waits, but another request was first.", "Nothing is left to do."),
                MoveOutcome.Refused refused => Problems.Refused(refused.Refusal),
                MoveOutcome.Busy busy => Problems.Busy(http, busy.RetryAfter),
                _ => Failed(),
            };
        }

        var trigger = (EndpointTarget.NewInstance)target;
        // Headers differ from try to try; the same request is the same method, path, query and body. Callers without a name share no keys.
        var identity = SHA256.HashData(Encoding.UTF8.GetBytes(StoredValue.ToJson(new Dictionary<string, object?> { ["m"] = call.Method, ["p"] = call.Path, ["q"] = call.Query.ToDictionary(), ["b"] = call.Body })));
        var order = new StartOrder(trigger.DefinitionId)
        {
            CorrelationId = correlationId, TriggerActivityId = trigger.ActivityId, TriggerPayload = call.ToPayload(), Identity = identity,
        };
        var key = http.Request.Headers[CommandKeys.Header].ToString();
        if (key.Length > 0 && CommandKeys.Valid(key) is null)
            return WorkflowEndpoints.BadKey();
        return await runner.Start(order, actor, key.Length == 0 || http.User.Identity?.IsAuthenticated != true ? null : key) switch
        {
            StartOutcome.Started started => Answer(started.InstanceId, started.Response, started.SubStatus),
            StartOutcome.Excluded excluded => Problems.Of(StatusCodes.Status409Conflict, "instance-runs", excluded.Reason, "Wait until it has finished."),
            StartOutcome.Refused refused => Problems.Refused(refused.Refusal),
            StartOutcome.Busy busy => Problems.Busy(http, busy.RetryAfter),
            _ => Failed(),
        };
    }

    private static string LiteralHead(string template) =>
        string.Join('/', template.Split('/', StringSplitOptions.RemoveEmptyEntries).TakeWhile(segment => !segment.Contains('{', StringComparison.Ordinal)));

    // A workflow that gives no answer of its own has taken the request all the same.
    private static IResult Answer(Guid instanceId, HttpResponded? response, InstanceSubStatus subStatus) => (response, subStatus) switch
    {
        ({ } own, _) => new EndpointAnswer(own),
        (null, InstanceSubStatus.Faulted) => Problems.Of(StatusCodes.Status500InternalServerError, "workflow-faulted", "Expected an answer of the workflow, but it faulted.", $"Tell an admin: instance {instanceId}."),
        _ => Results.Accepted(value: new { instanceId }),
    };

    private static IResult Failed() =>
        Problems.Of(StatusCodes.Status500InternalServerError, "engine-failure", "The request could not be taken; the reason is in the log.", "Tell an admin.");
}
