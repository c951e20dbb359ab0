using System.Globalization;
using System.Text.Json.Nodes;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Designer.Api;

/// <summary>
/// What is refused, in the form that Studio shows: <c>application/problem+json</c> with a dictionary of messages. Title and detail say the
/// same to everybody else.
/// </summary>
internal static class ElsaAnswers
{
    private const string Account = "system:account:";

    public static IResult Errors(int status, string code, params IReadOnlyList<string> messages) => new Problem(status, code, messages);

    public static IResult NotFound(string reason) => Errors(StatusCodes.Status404NotFound, "not-found", reason);

    /// <summary>What this host does not do, and what does it instead.</summary>
    public static IResult NotOffered(string reason) => Errors(StatusCodes.Status400BadRequest, "not-offered", reason);

    public static IResult Refused(Refusal refusal) => Errors(
        refusal.Kind switch
        {
            RefusalKind.NotFound => StatusCodes.Status404NotFound,
            RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
            RefusalKind.Conflict => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status400BadRequest,
        },
        refusal.Code, $"{refusal.Reason} {refusal.Remedy}");

    public static IResult Busy(HttpContext http, TimeSpan retryAfter)
    {
        http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Errors(StatusCodes.Status503ServiceUnavailable, "busy", ApiTexts.For(http, "busy"));
    }

    /// <summary>Why an act on a definition was not done.</summary>
    /// <param name="outcome">Anything but done.</param>
    /// <param name="http">Whom it is told.</param>
    /// <param name="text">The definition, for the names of its activities.</param>
    public static IResult Refusal(DefinitionOutcome outcome, HttpContext http, string? text = null) => outcome switch
    {
        DefinitionOutcome.Conflicting told => Errors(StatusCodes.Status409Conflict, "definition-moved-on", Told(told, http)),
        DefinitionOutcome.Refused refused => Errors(StatusCodes.Status400BadRequest, "definition-refused", [.. refused.Problems.Select(problem => Words(problem, text))]),
        DefinitionOutcome.NotFound missing => NotFound(missing.Reason),
        DefinitionOutcome.Busy busy => Busy(http, busy.RetryAfter),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>One problem as a sentence with the name of its activity and the remedy.</summary>
    public static string Words(Workflow.Definitions.Problem problem, string? text)
    {
        var name = problem.ActivityId is { } id ? $"{(text is null ? null : NameOf(text, id)) ?? id}: " : "";
        var property = problem.Property is { } input ? $"{input}: " : "";
        return $"{name}{property}{problem.Reason} {problem.Remedy}";
    }

    public static string AwaitsReview(DefinitionOutcome.AwaitsReview awaits, HttpContext http) => ApiTexts.For(http, "awaits-review", awaits.Version.Version);

    private static string Told(DefinitionOutcome.Conflicting told, HttpContext http) => ApiTexts.For(
        http, "moved-on",
        told.By.StartsWith(Account, StringComparison.Ordinal) ? told.By[Account.Length..] : told.By, told.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));

    private static string? NameOf(string text, string activityId)
    {
        var found = Find(JsonNode.Parse(text), activityId);
        return found is null ? null : new ActivityNode(System.Text.Json.JsonSerializer.SerializeToElement(found), "") is { } node ? node.DisplayText ?? node.Name : null;
    }

    private static JsonObject? Find(JsonNode? node, string id) => node switch
    {
        JsonObject json when json["type"] is JsonValue && json["id"] is JsonValue own && own.TryGetValue<string>(out var text) && text == id => json,
        JsonObject json => json.Select(member => Find(member.Value, id)).FirstOrDefault(found => found is not null),
        JsonArray list => list.Select(item => Find(item, id)).FirstOrDefault(found => found is not null),
        _ => null,
    };

    private sealed class Problem(int status, string code, IReadOnlyList<string> messages) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var body = new JsonObject
            {
                ["type"] = $"urn:gridworkflow:problem:{code}",
                ["title"] = messages.Count == 1 ? messages[0] : $"{messages.Count} things stand against it.",
                ["status"] = status,
                ["statusCode"] = status,
                ["message"] = "One or more errors occurred!",
                ["errors"] = new JsonObject { ["generalErrors"] = new JsonArray([.. messages.Select(message => JsonValue.Create(message))]) },
            };
            httpContext.Response.StatusCode = status;
            return Results.Text(ElsaJson.Utf8(body), "application/problem+json", status).ExecuteAsync(httpContext);
        }
    }
}
