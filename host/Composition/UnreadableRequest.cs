using System.Text.Json;
using System.Text.RegularExpressions;
using GridWorkflow.Host.Webhooks;

namespace GridWorkflow.Host.Composition;

/// <summary>What is wrong with a request that cannot even be read: the framework knows, but says it in names of types, which are nobody's business.</summary>
internal static partial class UnreadableRequest
{
    public static IResult Answer(BadHttpRequestException thrown)
    {
        ArgumentNullException.ThrowIfNull(thrown);
        var errors = Errors(thrown);
        return Problems.Of(thrown.StatusCode, "unreadable", "The request cannot be read.", string.Join(' ', errors.Select(error => $"{error.Reason} {error.Remedy}")), errors);
    }

    private static IReadOnlyList<FieldError> Errors(BadHttpRequestException thrown)
    {
        if (thrown.InnerException is JsonException json)
        {
            var at = (json.Path ?? "$").TrimStart('$').TrimStart('.');
            if (Missing().Match(json.Message) is { Success: true } missing)
                return [.. Quoted().Matches(missing.Value).Select(name => Lacks(at.Length == 0 ? name.Groups[1].Value : $"{at}.{name.Groups[1].Value}"))];
            return at.Length == 0
                ? [new FieldError("", "Expected a JSON object, but the body is none.", "Send the body that the description of the API shows.")]
                : [Unfit(at, null)];
        }

        if (Unbound().Match(thrown.Message) is { Success: true } unbound)
            return [Unfit(unbound.Groups[1].Value, unbound.Groups[2].Value)];
        if (NotGiven().Match(thrown.Message) is { Success: true } absent)
            return [Lacks(absent.Groups[1].Value)];
        return [new FieldError("", thrown.Message, "Send the request as the description of the API shows it.")];
    }

    private static FieldError Lacks(string field) => new(field, $"Expected '{field}', but it is missing.", "Send it.");

    private static FieldError Unfit(string field, string? found) =>
        new(field, $"Expected another kind of value for '{field}', but found {(found is null ? "one that cannot be read" : $"'{found}'")}.", "Send a value as the description of the API shows it.");

    // JSON deserialization for type '…' was missing required properties including: 'reason', 'kind'.
    [GeneratedRegex("(?<=required properties including: ).*", RegexOptions.Singleline)]
    private static partial Regex Missing();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();

    // Failed to bind parameter "Nullable<DateOnly> day" from "notaday".
    [GeneratedRegex("^Failed to bind parameter \"(?:.* )?(\\w+)\" from \"(.*)\"\\.$", RegexOptions.Singleline)]
    private static partial Regex Unbound();

    // Required parameter "DateOnly from" was not provided from query string.
    [GeneratedRegex("^Required parameter \"(?:.* )?(\\w+)\" was not provided")]
    private static partial Regex NotGiven();
}
