using GridWorkflow.Host.Access;
using GridWorkflow.Host.Composition;
using GridWorkflow.Host.Reports;
using GridWorkflow.Host.Webhooks;
using GridWorkflow.Runtime;
using GridWorkflow.Runtime.Catalog;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Rest;

/// <summary><c>POST /api/v1/cases</c>: a report by hand, in the name of who calls.</summary>
internal static class ReportEndpoints
{
    private const int BodyCap = 256 * 1024;

    public static void MapReports(this IEndpointRouteBuilder people) =>
        people.MapPost("/cases", File).WithName("ReportCase").WithTags("Cases")
            .WithSummary("Reports a case by hand, or drafts a document (上報)")
            .WithDescription("In the caller's own name, for roles that may report (R), or issue notices (N) where the category is a notice. The channel follows from the caller's "
                + "posts. The same Idempotency-Key with the same body gives the same answer.")
            .Accepts<HandReportShape>("application/json")
            .Produces<ReportAnswer>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> File(
        HttpContext http, [FromServices] ReportDoor door, [FromServices] ReferenceCatalog reference, [FromServices] TimeProvider time,
        [FromHeader(Name = CommandKeys.Header)] string? idempotencyKey)
    {
        if (idempotencyKey is not null && CommandKeys.Valid(idempotencyKey) is null)
            return Problems.Of(StatusCodes.Status400BadRequest, "bad-idempotency-key", "Expected at most 100 visible ASCII characters in Idempotency-Key, but found something else.", "Send a random text such as a UUID.");
        if (!http.Request.HasJsonContentType())
            return Problems.Of(StatusCodes.Status415UnsupportedMediaType, "not-json", "Expected the content type application/json, but found another.", "Send JSON and say so in Content-Type.");
        if (await BoundedBody.Read(http.Request, BodyCap, http.RequestAborted) is not { } body)
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, "body-too-long", "Expected at most 256 KiB, but the body is longer.", "Send one report at a time, without attachments.");
        return ReportMessage.Read(body, ReportMessage.Vocabulary.Of(reference.Current), time.GetUtcNow(), byHand: true) switch
        {
            ReportReading.Read read => Answer(await door.File(read.Report, body, idempotencyKey ?? CommandKeys.Create(), http.RequestAborted), http),
            ReportReading.Wrong wrong => Problems.Invalid(wrong.Errors),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static IResult Answer(HandReport report, HttpContext http) => report.Outcome switch
    {
        IntakeOutcome.Filed filed => Results.Created(
            $"/api/v1/cases/{filed.Number}",
            new ReportAnswer(
                filed.Number, $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}/track/{filed.TrackingToken}",
                report.Repeats.Likely.IsEmpty ? null : report.Repeats.Likely, report.Repeats.RootCause)),
        IntakeOutcome.Refused refused => Problems.Refused(refused.Refusal),
        IntakeOutcome.Conflicting => Problems.Of(
            StatusCodes.Status409Conflict, "idempotency-key-reused", "Expected the same body under the same Idempotency-Key, but it differs from what came first.", "Choose a new key for each new report."),
        IntakeOutcome.Busy busy => Problems.Busy(http, busy.RetryAfter),
        _ => Problems.Of(StatusCodes.Status500InternalServerError, "engine-failure", "The report could not be taken; the reason is in the log.", "Tell an admin."),
    };
}

/// <summary>A report by hand as the API description shows it; reading is strict.</summary>
internal sealed record HandReportShape(
    string Title, string? Description, string Category, string Grid, ReporterShape? Reporter, PlaceShape? Place, DateTimeOffset? ReportedAt, bool? Emergency, string? Condition,
    string? Subject);
