using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Host.Composition;
using GridWorkflow.Host.Workflows;
using GridWorkflow.Runtime;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Delivery;
using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Webhooks;

/// <summary>The answer to a report that was taken.</summary>
/// <param name="CaseNumber">Number for people: <c>2026-11-24-000017</c>.</param>
/// <param name="TrackingUrl">Public page where the reporter follows the case.</param>
/// <param name="LikelyDuplicates">Numbers of earlier open cases that are likely about the same; null: none.</param>
/// <param name="RootCauseCase">Case about the cause, where the matter has been reported too often; null: none.</param>
public sealed record ReportAnswer(string CaseNumber, string TrackingUrl, IReadOnlyList<string>? LikelyDuplicates = null, string? RootCauseCase = null);

/// <summary><c>POST /webhooks/{source}</c>: a signed report becomes a case.</summary>
public static class WebhookEndpoint
{
    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/webhooks/{source}", Receive)
            .AllowAnonymous()
            .DisableAntiforgery()
            .WithName("ReceiveReport")
            .WithTags("Webhooks")
            .WithSummary("Takes one signed report and opens a case")
            .WithDescription("Signed by Standard Webhooks: headers webhook-id, webhook-timestamp (seconds, within 5 minutes) and webhook-signature "
                + "(v1,BASE64 of HMAC-SHA256 over id.timestamp.body). The same id gives the same answer; the same id with another body is a conflict.")
            // Any type comes in here: what is not JSON is told so after its signature was checked, by us.
            .Accepts<ReportShape>("application/json", "*/*")
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.RequestBody?.Content?.Remove("*/*");
                return Task.CompletedTask;
            })
            .Produces<ReportAnswer>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        routes.MapPost("/webhooks/{source}/events/{name}", ReceiveEvent)
            .AllowAnonymous()
            .DisableAntiforgery()
            .WithName("ReceiveEvent")
            .WithTags("Webhooks")
            .WithSummary("Takes one signed event for workflows")
            .WithDescription("Signed as a report is. The body is the payload; what waits for the event of this name goes on, what it triggers is started.")
            .Produces<EventView>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> ReceiveEvent(
        string source, string name, HttpContext http, [FromServices] WebhookKeys keys, [FromServices] EventIntake events, [FromServices] EndpointSettings settings, [FromServices] TimeProvider time)
    {
        switch (await SignedMessage.Read(source, http, keys, time))
        {
            case SignedReading.Wrong wrong:
                return wrong.Answer;
            case SignedReading.Genuine when !settings.MayPublish(source, name):
                return Problems.Of(StatusCodes.Status403Forbidden, "event-not-allowed", $"Expected an event that source '{source}' may publish, but '{name}' is none.",
                    "Have an admin of the server name it in Workflows:WebhookEvents.");
            case SignedReading.Genuine message:
                try
                {
                    var payload = JsonNode.Parse(message.Body, documentOptions: new JsonDocumentOptions { MaxDepth = 64 });
                    return await WorkflowEndpoints.TakeEvent($"webhook:{source}", message.Id, name, new EventShape(payload), http, events);
                }
                catch (JsonException bad)
                {
                    return Problems.Of(StatusCodes.Status422UnprocessableEntity, "bad-json", $"Expected JSON, but {bad.Message}", "Send the payload of the event as JSON.");
                }

            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static async Task<IResult> Receive(
        string source,
        HttpContext http,
        [FromServices] WebhookKeys keys,
        [FromServices] ReferenceCatalog reference,
        [FromServices] CaseRunner runner,
        [FromServices] RepeatWatch watch,
        [FromServices] TimeProvider time)
    {
        switch (await SignedMessage.Read(source, http, keys, time))
        {
            case SignedReading.Wrong wrong:
                return wrong.Answer;
            case SignedReading.Genuine genuine:
                return await Take(http, runner, watch, reference, source, genuine, time);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static async Task<IResult> Take(HttpContext http, CaseRunner runner, RepeatWatch watch, ReferenceCatalog reference, string source, SignedReading.Genuine message, TimeProvider time)
    {
        return ReportMessage.Read(message.Body, ReportMessage.Vocabulary.Of(reference.Current), time.GetUtcNow()) switch
        {
            ReportReading.Read read => await File(http, runner, watch, reference, source, message.Id, message.Body, read.Report),
            ReportReading.Wrong wrong => Problems.Invalid(wrong.Errors),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    // The case is filed; what looking for repeats cannot tell now must not make the sender send it again.
    private static async Task<Repeats> Look(RepeatWatch watch, Guid caseId, HttpContext http)
    {
        try
        {
            return await watch.Look(caseId, http.RequestAborted);
        }
        catch (StoreUnavailableException)
        {
            return Repeats.None;
        }
    }

    private static async Task<IResult> File(HttpContext http, CaseRunner runner, RepeatWatch watch, ReferenceCatalog reference, string source, string id, byte[] body, Report report)
    {
        var outcome = await runner.File($"webhook:{source}", id, SHA256.HashData(body), report, http.RequestAborted);
        switch (outcome)
        {
            case IntakeOutcome.Filed filed:
                var url = $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}/track/{filed.TrackingToken}";
                var repeats = report.CategoryCode is { } category && reference.Current.Catalogue.Find(category)?.Repeats is not null ? await Look(watch, filed.CaseId, http) : Repeats.None;
                return Results.Accepted(url, new ReportAnswer(filed.Number, url, repeats.Likely.IsEmpty ? null : repeats.Likely, repeats.RootCause));
            case IntakeOutcome.Refused refused:
                return Problems.Refused(refused.Refusal);
            case IntakeOutcome.Conflicting:
                return Problems.Of(StatusCodes.Status409Conflict, "id-with-other-body", "Expected the same body under the same webhook-id, but it differs from what came first.", "Give each report an id of its own; repeat a message unchanged.");
            case IntakeOutcome.Busy busy:
                return Problems.Busy(http, busy.RetryAfter);
            case IntakeOutcome.Failed:
                return Problems.Of(StatusCodes.Status500InternalServerError, "engine-failure", "The report could not be taken; the reason is in the log.", "Tell an admin. The same message may be sent again later.");
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}

/// <summary>The report as the API description shows it; reading is done by <see cref="ReportMessage"/>, strictly.</summary>
internal sealed record ReportShape(
    string Title, string? Description, string Category, string Grid, ReporterShape? Reporter, PlaceShape? Place,
    DateTimeOffset? ReportedAt, DateTimeOffset? TargetAt, bool? Emergency, string? Condition, string? Subject);

internal sealed record ReporterShape(string? Name, string? Email, string? Phone);

internal sealed record PlaceShape(string? Address, double? Lat, double? Lon);
