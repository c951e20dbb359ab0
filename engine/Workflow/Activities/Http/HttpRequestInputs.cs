using System.Collections.Immutable;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Http;

/// <summary>What all activities that send an HTTP request have in common.</summary>
internal static class HttpRequestInputs
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"];

    public static ImmutableArray<InputSpec> With(string contentType, params ReadOnlySpan<InputSpec> own) =>
    [
        .. own,
        new("Url", DataType.String) { UiHint = "singleline" },
        new("Method", DataType.String)
        {
            UiHint = "dropdown", Default = "GET",
            Choices = [.. Methods.Select(method => new Choice(method, method))],
        },
        new("Content", DataType.Object) { UiHint = "multiline" },
        new(contentType, DataType.String) { UiHint = "dropdown" },
        new("Authorization", DataType.String) { UiHint = "singleline", Category = "Security" },
        new("DisableAuthorizationHeaderValidation", DataType.Boolean) { UiHint = "checkbox", Category = "Security" },
        new("RequestHeaders", DataType.Dictionary) { UiHint = "json-editor", Category = "Advanced" },
        new("EnableResiliency", DataType.Boolean) { UiHint = "checkbox", Category = "Resilience" },
    ];

    /// <summary>Leaves the request and waits for its answer.</summary>
    public static void Send(ActivityContext c, string contentType)
    {
        var url = Text.Of(c.Input("Url"));
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
            throw new ActivityFaultException($"Expected an absolute URL with http or https, but found '{url}'.") { Code = "bad-url" };
        var content = c.Input("Content");
        var method = c.Input("Method") is string { Length: > 0 } given ? given.ToUpperInvariant() : "GET";
        if (!Methods.Contains(method))
            throw new ActivityFaultException($"Expected one of {string.Join(", ", Methods)}, but found '{method}'.") { Code = "bad-method" };
        var bookmark = c.SetBookmark(BookmarkKinds.HttpAnswer);
        c.Emit(new HttpRequested(bookmark.Id, method, uri.AbsoluteUri)
        {
            Content = HttpContent.Written(content),
            ContentType = HttpContent.TypeOf(content, c.Input(contentType) as string),
            Authorization = c.Input("Authorization") is string { Length: > 0 } authorization ? authorization : null,
            Headers = HttpContent.Headers(c.Input("RequestHeaders")),
        });
    }

    /// <summary>Sets the outputs that a response brings; its status code, or null with the failure when there is none.</summary>
    public static int? Receive(ActivityContext c, object? payload, out string failure)
    {
        failure = "";
        if (payload is not IDictionary<string, object?> answer)
            throw new ActivityFaultException("Expected the answer to an HTTP request, but found none.") { Code = "bad-answer" };
        if (HttpEndpoint.Held(answer, "Failure") is string known)
        {
            failure = known;
            return null;
        }

        var status = Convert.ToInt32(answer["StatusCode"], System.Globalization.CultureInfo.InvariantCulture);
        c.SetOutput("StatusCode", status);
        c.SetOutput("ResponseHeaders", HttpEndpoint.Held(answer, "Headers"));
        return status;
    }

    /// <summary>The outcomes of the flow variants.</summary>
    public static string[] Outcomes(int? status, string failure, IReadOnlyCollection<int> expected) => status switch
    {
        null => [failure == "TimedOut" ? "Timeout" : "Failed to connect"],
        { } code when expected.Contains(code) => [code.ToString(System.Globalization.CultureInfo.InvariantCulture), "Done"],
        _ when expected.Count > 0 => ["Unmatched status code", "Done"],
        _ => ["Done"],
    };

    /// <summary>Expected status codes of the flow variants.</summary>
    public static IReadOnlyCollection<int> Expected(ActivityContext c) =>
        c.Input("ExpectedStatusCodes") is System.Collections.IList list ? [.. list.Cast<object?>().OfType<int>()] : [];

    /// <summary>Outcomes of the flow variants as the designer shows them; null when the codes are an expression.</summary>
    public static IReadOnlyList<string>? OutcomesOf(Definitions.ActivityNode node)
    {
        IEnumerable<string> codes = ["200"];
        if (node.TryGet("expectedStatusCodes", out var json) && json.ValueKind == System.Text.Json.JsonValueKind.Object
            && json.TryGetProperty("expression", out var expression) && expression.ValueKind == System.Text.Json.JsonValueKind.Object)
        {
            if (Definitions.Json.Text(expression, "type") is not ("Literal" or "Object")
                || !StoredValue.TryParseJson(Definitions.Json.Text(expression, "value") ?? "", out var parsed) || parsed is not System.Collections.IList list)
                return null;
            codes = list.Cast<object?>().Select(code => Text.Of(code) ?? "");
        }

        return [.. codes, "Unmatched status code", "Failed to connect", "Timeout", "Done"];
    }
}
