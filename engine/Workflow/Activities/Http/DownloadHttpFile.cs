using System.Collections.Immutable;
using System.Text;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Http;

/// <summary>Downloads a file; expected status codes are outcomes.</summary>
internal sealed class DownloadHttpFile : ActivityType
{
    public override string TypeName => "Elsa.DownloadHttpFile";

    public override string DisplayName => "Download File";

    public override string Category => "HTTP";

    public override string Description => "Downloads a file from a given URL.";

    public override ActivityKind Kind => ActivityKind.Task;

    public override ImmutableArray<InputSpec> Inputs { get; } = HttpRequestInputs.With(
        "RequestContentType", new InputSpec("ExpectedStatusCodes", DataType.Find("List<Int32>")!) { UiHint = "multitext", Default = new List<object?> { 200 } });

    public override ImmutableArray<OutputSpec> Outputs { get; } =
    [
        new("Response", DataType.Object), new("StatusCode", DataType.Int32), new("ResponseContentStream", DataType.Find("Stream")!),
        new("ResponseContentBytes", DataType.Find("ByteArray")!), new("ResponseHeaders", DataType.Dictionary),
        new("ResponseContentHeaders", DataType.Dictionary), new("Result", DataType.Object),
    ];

    public override IReadOnlyList<string>? OutcomesOf(ActivityNode node) => HttpRequestInputs.OutcomesOf(node);

    public override void Execute(ActivityContext c) => HttpRequestInputs.Send(c, "RequestContentType");

    public override void Resume(ActivityContext c, Bookmark bookmark, object? payload)
    {
        var status = HttpRequestInputs.Receive(c, payload, out var failure);
        if (status is not null)
        {
            var answer = (IDictionary<string, object?>)payload!;
            var content = HttpEndpoint.Held(answer, "Content");
            var bytes = content as byte[] ?? Encoding.UTF8.GetBytes(Text.Of(content) ?? "");
            c.SetOutput("Response", answer);
            c.SetOutput("ResponseContentStream", bytes);
            c.SetOutput("ResponseContentBytes", bytes);
            c.SetOutput("ResponseContentHeaders", new Dictionary<string, object?>(StringComparer.Ordinal) { ["Content-Type"] = HttpEndpoint.Held(answer, "ContentType") });
            c.SetOutput("Result", new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["Name"] = HttpEndpoint.Held(answer, "FileName"),
                ["ContentType"] = HttpEndpoint.Held(answer, "ContentType"),
                ["Length"] = (long)bytes.Length,
                ["Content"] = bytes,
            });
        }

        c.Complete(HttpRequestInputs.Outcomes(status, failure, HttpRequestInputs.Expected(c)));
    }
}
