using System.Collections;
using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Delivery;
using GridWorkflow.Workflow.Expressions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Http;

/// <summary>
/// Waits for an HTTP request, or starts a workflow by one. A request that breaks a limit leads to the outcome for it when that is
/// exposed; else it is answered with its status code, and the endpoint goes on waiting.
/// </summary>
internal sealed class HttpEndpoint : ActivityType
{
    public override string TypeName => "Elsa.HttpEndpoint";

    public override string DisplayName => "HTTP Endpoint";

    public override string Category => "HTTP";

    public override string Description => "Wait for an inbound HTTP request that matches the specified path and methods.";

    public override ActivityKind Kind => ActivityKind.Trigger;

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Path", DataType.String) { UiHint = "singleline" },
        new("SupportedMethods", DataType.StringList)
        {
            UiHint = "checklist", Choices = [.. new[] { "GET", "POST", "PUT", "HEAD", "DELETE", "PATCH" }.Select(method => new Choice(method, method))],
        },
        new("Authorize", DataType.Boolean) { UiHint = "checkbox", Category = "Security" },
        new("Policy", DataType.String) { UiHint = "singleline", Category = "Security" },
        new("RequestTimeout", DataType.TimeSpan) { Category = "Upload" },
        new("RequestSizeLimit", DataType.Int64) { Category = "Upload" },
        new("FileSizeLimit", DataType.Int64) { Category = "Upload" },
        new("AllowedFileExtensions", DataType.StringList) { UiHint = "multitext", Category = "Upload" },
        new("BlockedFileExtensions", DataType.StringList) { UiHint = "multitext", Category = "Upload" },
        new("AllowedMimeTypes", DataType.StringList) { UiHint = "multitext", Category = "Upload" },
        new("ExposeRequestTooLargeOutcome", DataType.Boolean) { Category = "Outcomes", IsWrapped = false },
        new("ExposeFileTooLargeOutcome", DataType.Boolean) { Category = "Outcomes", IsWrapped = false },
        new("ExposeInvalidFileExtensionOutcome", DataType.Boolean) { Category = "Outcomes", IsWrapped = false },
        new("ExposeInvalidFileMimeTypeOutcome", DataType.Boolean) { Category = "Outcomes", IsWrapped = false },
    ];

    public override ImmutableArray<OutputSpec> Outputs { get; } =
    [
        new("ParsedContent", DataType.Object), new("Files", DataType.Object), new("File", DataType.Object), new("RouteData", DataType.Dictionary),
        new("QueryStringData", DataType.Dictionary), new("Headers", DataType.Dictionary), new("Result", DataType.Object),
    ];

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node)
    {
        if (scope.Owner.Inputs[0] is { Expression: ConstantExpression { Value: string path } } && HttpRoutes.Problem(path) is { } problem)
            scope.Report("bad-route", problem, "Write literal segments and '{name}' between slashes.", "path");
        return null;
    }

    public override IReadOnlyList<string>? OutcomesOf(ActivityNode node) =>
        [.. HttpLimit.All.Where(limit => limit.IsExposed(node)).Select(limit => limit.Outcome), "Done"];

    public override Trigger? StartTrigger(ProgramActivity activity, Func<string, object?> input) =>
        input("Path") is string path ? new Trigger(activity.Id, BookmarkKinds.HttpEndpoint, path, Methods(input("SupportedMethods"))) : null;

    public override void Execute(ActivityContext c)
    {
        if (c.IsTriggerOfStart)
            Take(c, c.Machine.TriggerPayload);
        else
            Wait(c);
    }

    public override void Resume(ActivityContext c, Bookmark bookmark, object? payload) => Take(c, payload);

    private static void Wait(ActivityContext c)
    {
        var path = (string?)c.Input(0) ?? "";
        if (HttpRoutes.Problem(path) is { } problem)
            throw new ActivityFaultException(problem) { Code = "bad-route" };
        c.SetBookmark(BookmarkKinds.HttpEndpoint, path, Methods(c.Input(1)));
    }

    private static List<object?> Methods(object? value) => value is IList { Count: > 0 } list
        ? [.. list.Cast<object?>().Select(method => (object?)Text.Of(method)!.ToUpperInvariant())]
        : ["GET"];

    private static void Take(ActivityContext c, object? payload)
    {
        var call = payload as IDictionary<string, object?> ?? new Dictionary<string, object?>(StringComparer.Ordinal);
        var files = Held(call, "Files") as IList ?? Array.Empty<object?>();
        if (HttpLimit.FirstBroken(c, call, files) is { } broken)
        {
            if (broken.IsExposed(c.Activity.Node))
            {
                c.Complete(broken.Outcome);
                return;
            }

            c.Emit(new HttpResponded(broken.StatusCode) { Content = broken.Outcome, ContentType = "text/plain" });
            Wait(c);
            return;
        }

        c.SetOutput("ParsedContent", HttpContent.Parsed(Held(call, "Body"), Held(call, "ContentType") as string));
        c.SetOutput("Files", files);
        c.SetOutput("File", files.Count > 0 ? files[0] : null);
        c.SetOutput("RouteData", Held(call, "RouteData"));
        c.SetOutput("QueryStringData", Held(call, "Query"));
        c.SetOutput("Headers", Held(call, "Headers"));
        c.SetOutput("Result", call);
        c.Complete();
    }

    internal static object? Held(IDictionary<string, object?> entries, string name) => entries.TryGetValue(name, out var value) ? value : null;
}
