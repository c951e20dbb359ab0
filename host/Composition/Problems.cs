using System.Globalization;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Host.Webhooks;

namespace GridWorkflow.Host.Composition;

/// <summary>Answers of RFC 9457 for what machines may not or cannot do.</summary>
public static class Problems
{
    private const string Types = "urn:gridworkflow:problem:";

    /// <summary>The message is not as it must be; each field with its reason and remedy.</summary>
    public static IResult Invalid(IReadOnlyList<FieldError> errors, int status = StatusCodes.Status422UnprocessableEntity) =>
        Of(status, "invalid-message", "The message cannot be taken.", string.Join(' ', errors.Select(error => error.Reason)), errors);

    /// <summary>The case desk said no.</summary>
    public static IResult Refused(Refusal refusal)
    {
        var status = refusal.Kind switch
        {
            RefusalKind.NotFound => StatusCodes.Status404NotFound,
            RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
            RefusalKind.Conflict => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status422UnprocessableEntity,
        };
        return Of(status, refusal.Code, refusal.Reason, refusal.Remedy, [new FieldError(refusal.Field ?? "", refusal.Reason, refusal.Remedy)]);
    }

    public static IResult Busy(HttpContext http, TimeSpan retryAfter)
    {
        http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Of(StatusCodes.Status503ServiceUnavailable, "busy", "More is coming in than can be written now.", "Send the same message again after the time in Retry-After.");
    }

    public static IResult Of(int status, string code, string title, string remedy, IReadOnlyList<FieldError>? errors = null) =>
        Results.Problem(
            type: Types + code,
            title: title,
            detail: remedy,
            statusCode: status,
            extensions: errors is null ? null : new Dictionary<string, object?> { ["errors"] = errors });
}
