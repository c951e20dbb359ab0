using System.Collections.Immutable;
using System.Text.Json;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Http;

/// <summary>Sends an HTTP request and runs the activity that stands for its status code.</summary>
internal sealed class SendHttpRequest : ActivityType
{
    public override string TypeName => "Elsa.SendHttpRequest";

    public override string DisplayName => "HTTP Request";

    public override string Category => "HTTP";

    public override string Description => "Send an HTTP request.";

    public override ActivityKind Kind => ActivityKind.Task;

    public override ImmutableArray<InputSpec> Inputs { get; } =
        HttpRequestInputs.With("ContentType", new InputSpec("ExpectedStatusCodes", DataType.Object) { UiHint = "http-status-codes", IsWrapped = false });

    public override ImmutableArray<OutputSpec> Outputs { get; } =
    [
        new("StatusCode", DataType.Int32), new("ParsedContent", DataType.Object), new("ResponseHeaders", DataType.Dictionary), new("Result", DataType.Object),
    ];

    public override ImmutableArray<PortSpec> Ports { get; } =
    [
        new("UnmatchedStatusCode", PortKind.Embedded), new("FailedToConnect", PortKind.Embedded), new("Timeout", PortKind.Embedded),
    ];

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node)
    {
        var byCode = new Dictionary<int, int>();
        if (node.TryGet("expectedStatusCodes", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in list.EnumerateArray())
            {
                var path = $"{node.Path}.expectedStatusCodes[{index++}]";
                if (Json.Number(item, "statusCode") is not { } code)
                    scope.Report("bad-status-code", $"Expected a whole number in 'statusCode', but found {item}.", "Write it like 200.", "expectedStatusCodes");
                else
                    byCode.TryAdd(code, item.TryGetProperty("activity", out var activity) && activity.ValueKind == JsonValueKind.Object ? scope.Child(activity, $"{path}.activity") : -1);
            }
        }

        return new Reactions(byCode, scope.Child("unmatchedStatusCode"), scope.Child("failedToConnect"), scope.Child("timeout"));
    }

    public override void Execute(ActivityContext c) => HttpRequestInputs.Send(c, "ContentType");

    public override void Resume(ActivityContext c, Bookmark bookmark, object? payload)
    {
        var reactions = (Reactions)c.Activity.Prepared!;
        int reaction;
        if (HttpRequestInputs.Receive(c, payload, out var failure) is { } status)
        {
            SetContent(c, (IDictionary<string, object?>)payload!);
            reaction = reactions.ByCode.TryGetValue(status, out var matched) ? matched : reactions.Unmatched;
        }
        else
        {
            reaction = failure == "TimedOut" ? reactions.Timeout : reactions.FailedToConnect;
        }

        if (reaction < 0)
            c.Complete();
        else
            c.Schedule(reaction);
    }

    public override void ChildCompleted(ActivityContext c, ActivityContext child, IReadOnlyList<string> outcomes) => c.Complete();

    internal static void SetContent(ActivityContext c, IDictionary<string, object?> answer)
    {
        c.SetOutput("ParsedContent", HttpContent.Parsed(HttpEndpoint.Held(answer, "Content"), HttpEndpoint.Held(answer, "ContentType") as string));
        c.SetOutput("Result", answer);
    }

    private sealed record Reactions(IReadOnlyDictionary<int, int> ByCode, int Unmatched, int FailedToConnect, int Timeout);
}
