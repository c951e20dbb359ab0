using System.Globalization;
using GridWorkflow.Host.Composition;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;
using Microsoft.Net.Http.Headers;

namespace GridWorkflow.Host.Rest;

/// <summary>Outcomes of the definition catalogue as answers. The entity tag of a definition is its revision.</summary>
internal static class DefinitionAnswers
{
    public static IResult Of(DefinitionOutcome outcome, HttpContext http, int done = StatusCodes.Status200OK)
    {
        switch (outcome)
        {
            case DefinitionOutcome.Changed changed:
                Tag(http, changed.Version);
                return Results.Json(new DefinitionChanged(DefinitionView.Of(changed.Version), true, [.. changed.Warnings.Select(DefinitionProblem.Of)]), statusCode: done);
            case DefinitionOutcome.Unchanged unchanged:
                Tag(http, unchanged.Version);
                return Results.Ok(new DefinitionChanged(DefinitionView.Of(unchanged.Version), false, []));
            case DefinitionOutcome.AwaitsReview awaits:
                Tag(http, awaits.Version);
                return Results.Accepted(
                    $"/api/v1/reviews/{awaits.Review.Id}",
                    new DefinitionAwaitsReview(DefinitionView.Of(awaits.Version), ReviewView.Of(awaits.Review), [.. awaits.Warnings.Select(DefinitionProblem.Of)]));
            case DefinitionOutcome.Conflicting told:
                http.Response.Headers.ETag = TagOf(told.Revision);
                return Problems.Of(
                    StatusCodes.Status412PreconditionFailed, "definition-moved-on",
                    string.Create(CultureInfo.InvariantCulture, $"Expected the definition as you have read it, but {http.RequestServices.GetRequiredService<Names>().Actor(told.By)} changed it at {told.At:yyyy-MM-dd HH:mm:ss}Z ({Word(told.Act)}). Nothing was overwritten."),
                    "Read the definition again, bring your change into it, and save with the new ETag.");
            case DefinitionOutcome.Refused refused:
                return Refused(refused.Problems);
            case DefinitionOutcome.NotFound missing:
                return NotFound(missing.Reason);
            case DefinitionOutcome.Busy busy:
                return Problems.Busy(http, busy.RetryAfter);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>All problems at once, each with its activity, property and remedy.</summary>
    public static IResult Refused(IReadOnlyList<Problem> problems, int status = StatusCodes.Status422UnprocessableEntity) => Results.Problem(
        type: "urn:gridworkflow:problem:definition-refused",
        title: problems.Count == 1 ? problems[0].Reason : $"{problems.Count} things stand against it.",
        detail: problems.Count == 1 ? problems[0].Remedy : "Mend what the errors name.",
        statusCode: status,
        extensions: new Dictionary<string, object?> { ["errors"] = problems.Select(DefinitionProblem.Of).ToArray() });

    public static IResult NotFound(string reason) => Problems.Of(StatusCodes.Status404NotFound, "no-such-definition", reason, "List the definitions to see what there is.");

    public static void Tag(HttpContext http, DefinitionVersion version) => http.Response.Headers.ETag = TagOf(version.Revision);

    /// <summary>The revision in If-Match, or why it is none.</summary>
    /// <returns>Revision null and no refusal: the caller takes whatever is there (<c>*</c>).</returns>
    public static (long? Revision, IResult? Refusal) Expected(HttpContext http, bool required)
    {
        var header = http.Request.Headers.IfMatch.ToString();
        if (header.Length == 0)
        {
            return required
                ? (null, Problems.Of(StatusCodes.Status428PreconditionRequired, "if-match-required", "Expected an If-Match header, but there is none.", "Send the ETag with which you have read the definition; \"0\" for a new one."))
                : (null, null);
        }

        if (header == "*")
            return (null, null);
        return EntityTagHeaderValue.TryParse(header, out var tag) && long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? (revision, null)
            : (null, Problems.Of(StatusCodes.Status400BadRequest, "bad-if-match", "Expected the ETag of a definition in If-Match, but found something else.", "Send the ETag as it came."));
    }

    private static string TagOf(long revision) => string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");

    private static string Word(DefinitionAct act) => act.ToString().ToLowerInvariant();
}
