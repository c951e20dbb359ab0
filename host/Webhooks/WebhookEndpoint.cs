using System.Security.Cryptography;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Host.Composition;
using GridWorkflow.Runtime;
using GridWorkflow.Runtime.Catalog;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Webhooks;

/// <summary>The answer to a report that was taken.</summary>
/// <param name="CaseNumber">Number for people: <c>2026-11-24-000017</c>.</param>
/// <param name="TrackingUrl">Public page where the reporter follows the case.</param>
public sealed record ReportAnswer(string CaseNumber, string TrackingUrl);

/// <summary><c>POST /webhooks/{source}</c>: a signed report becomes a case.</summary>
public static class WebhookEndpoint
{
    /// <summary>Bytes of a body that are read at most.</summary>
    public const int BodyCap = 256 * 1024;

    private const int LongestId = 128;

    /// <summary>Signs for sources that do not exist, so that they cost the same time as those that do.</summary>
    private static readonly byte[] Nobody = RandomNumberGenerator.GetBytes(WebhookSecret.Length);

    public static void MapWebhooks(this IEndpointRouteBuilder routes) =>
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

    private static async Task<IResult> Receive(
        string source,
        HttpContext http,
        [FromServices] WebhookKeys keys,
        [FromServices] ReferenceCatalog reference,
        [FromServices] CaseRunner runner,
        [FromServices] TimeProvider time)
    {
        var request = http.Request;
        var body = await BoundedBody.Read(request, BodyCap, http.RequestAborted);
        if (body is null)
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, "body-too-long", "Expected at most 256 KiB, but the body is longer.", "Send one report per message, without attachments.");

        string id = request.Headers[WebhookSignature.IdHeader].ToString(), timestamp = request.Headers[WebhookSignature.TimestampHeader].ToString();
        var key = await keys.Of(source, http.RequestAborted);
        var genuine = WebhookSignature.IsGenuine(key ?? Nobody, id, timestamp, request.Headers[WebhookSignature.SignatureHeader].ToString(), body, time.GetUtcNow());
        if (key is null || !genuine || id.Length is 0 or > LongestId || id.Any(character => character is <= ' ' or > '~'))
            return Unsigned();

        if (!request.HasJsonContentType())
            return Problems.Of(StatusCodes.Status415UnsupportedMediaType, "not-json", "Expected the content type application/json, but found another.", "Send JSON and say so in Content-Type.");
        if (request.Headers.ContentEncoding.Count > 0)
            return Problems.Of(StatusCodes.Status415UnsupportedMediaType, "compressed", "Expected a plain body, but found a Content-Encoding.", "Send the body uncompressed.");

        var snapshot = reference.Current;
        var vocabulary = new ReportMessage.Vocabulary(
            [.. snapshot.Catalogue.Categories.Select(category => category.Code)],
            [.. snapshot.Organisation.Grids.Select(grid => grid.Id)]);
        return ReportMessage.Read(body, vocabulary, time.GetUtcNow()) switch
        {
            ReportReading.Read read => await File(http, runner, source, id, body, read.Report),
            ReportReading.Wrong wrong => Problems.Invalid(wrong.Errors),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static async Task<IResult> File(HttpContext http, CaseRunner runner, string source, string id, byte[] body, Report report)
    {
        var outcome = await runner.File($"webhook:{source}", id, SHA256.HashData(body), report, http.RequestAborted);
        switch (outcome)
        {
            case IntakeOutcome.Filed filed:
                var url = $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}/track/{filed.TrackingToken}";
                return Results.Accepted(url, new ReportAnswer(filed.Number, url));
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

    /// <summary>One answer for every reason, so that nobody learns which sources there are.</summary>
    private static IResult Unsigned() =>
        Problems.Of(StatusCodes.Status401Unauthorized, "not-signed", "Expected a message signed by a known source within five minutes, but it is not.",
            "Check the name of the source in the path, the secret, the clock, and that the raw body is signed as id.timestamp.body.");
}

/// <summary>The report as the API description shows it; reading is done by <see cref="ReportMessage"/>, strictly.</summary>
internal sealed record ReportShape(
    string Title, string? Description, string Category, string Grid, ReporterShape? Reporter, PlaceShape? Place,
    DateTimeOffset? ReportedAt, DateTimeOffset? TargetAt, bool? Emergency);

internal sealed record ReporterShape(string? Name, string? Email, string? Phone);

internal sealed record PlaceShape(string? Address, double? Lat, double? Lon);
