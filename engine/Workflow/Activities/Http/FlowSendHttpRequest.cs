using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Http;

/// <summary>Sends an HTTP request; expected status codes are outcomes.</summary>
internal sealed class FlowSendHttpRequest : ActivityType
{
    public override string TypeName => "Elsa.FlowSendHttpRequest";

    public override string DisplayName => "HTTP Request (flow)";

    public override string Category => "HTTP";

    public override string Description => "Send an HTTP request.";

    public override ActivityKind Kind => ActivityKind.Task;

    public override ImmutableArray<InputSpec> Inputs { get; } =
        HttpRequestInputs.With("ContentType", new InputSpec("ExpectedStatusCodes", DataType.Find("List<Int32>")!) { UiHint = "multitext", Default = new List<object?> { 200 } });

    public override ImmutableArray<OutputSpec> Outputs { get; } =
    [
        new("StatusCode", DataType.Int32), new("ParsedContent", DataType.Object), new("ResponseHeaders", DataType.Dictionary), new("Result", DataType.Object),
    ];

    public override IReadOnlyList<string>? OutcomesOf(ActivityNode node) => HttpRequestInputs.OutcomesOf(node);

    public override void Execute(ActivityContext c) => HttpRequestInputs.Send(c, "ContentType");

    public override void Resume(ActivityContext c, Bookmark bookmark, object? payload)
    {
        var status = HttpRequestInputs.Receive(c, payload, out var failure);
        if (status is not null)
            SendHttpRequest.SetContent(c, (IDictionary<string, object?>)payload!);
        c.Complete(HttpRequestInputs.Outcomes(status, failure, HttpRequestInputs.Expected(c)));
    }
}
