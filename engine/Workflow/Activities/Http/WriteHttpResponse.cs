using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Http;

/// <summary>Answers the HTTP request that led to this burst.</summary>
internal sealed class WriteHttpResponse : ActivityType
{
    public override string TypeName => "Elsa.WriteHttpResponse";

    public override string DisplayName => "HTTP Response";

    public override string Category => "HTTP";

    public override string Description => "Write a response to the current HTTP response object.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("StatusCode", DataType.String) { UiHint = "dropdown", Default = "OK" },
        new("Content", DataType.Object) { UiHint = "multiline" },
        new("ContentType", DataType.String) { UiHint = "dropdown" },
        new("ResponseHeaders", DataType.Dictionary) { UiHint = "json-editor", Category = "Advanced" },
    ];

    public override void Execute(ActivityContext c)
    {
        var content = c.Input(1);
        c.Emit(new HttpResponded(StatusCode((string?)c.Input(0)))
        {
            Content = HttpContent.Written(content),
            ContentType = HttpContent.TypeOf(content, (string?)c.Input(2)),
            Headers = HttpContent.Headers(c.Input(3)),
        });
        c.Complete();
    }

    /// <summary>By number or by .NET's name.</summary>
    private static int StatusCode(string? written)
    {
        if (string.IsNullOrWhiteSpace(written))
            return (int)HttpStatusCode.OK;
        if (int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 100 and <= 599)
            return number;
        return Enum.TryParse<HttpStatusCode>(written, ignoreCase: true, out var named) && Enum.IsDefined(named)
            ? (int)named
            : throw new ActivityFaultException($"Expected an HTTP status code, but found '{written}'.") { Code = "bad-status-code" };
    }
}
