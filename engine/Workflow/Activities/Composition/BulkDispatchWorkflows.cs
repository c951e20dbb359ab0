using System.Collections;
using System.Collections.Immutable;
using GridWorkflow.Workflow.Activities.Looping;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Composition;

/// <summary>
/// Starts a child for each item in the background. When it waits, it runs an activity of its own for each child that ends, and
/// completes when all have ended.
/// </summary>
internal sealed class BulkDispatchWorkflows : ActivityType
{
    private static readonly string[] AllEnded = ["Completed", "Done"];

    public override string TypeName => "Elsa.BulkDispatchWorkflows";

    public override bool Waits => true;

    public override string DisplayName => "Bulk Dispatch Workflows";

    public override string Category => "Composition";

    public override string Description => "Create new workflow instances for each item in the data source and dispatch them for execution.";

    public override ActivityKind Kind => ActivityKind.Task;

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("WorkflowDefinitionId", DataType.String) { UiHint = "workflow-definition-picker", DisplayName = "Workflow Definition" },
        new("Items", DataType.Object) { UiHint = "singleline" },
        new("DefaultItemInputKey", DataType.String) { UiHint = "singleline", Default = "Item" },
        new("CorrelationIdFunction", DataType.String) { UiHint = "singleline", AutoEvaluate = false },
        new("Input", DataType.Dictionary) { UiHint = "dictionary" },
        new("WaitForCompletion", DataType.Boolean) { UiHint = "checkbox", Default = true },
        new("StartNewTrace", DataType.Boolean) { UiHint = "checkbox" },
        new("ChannelName", DataType.String) { UiHint = "dropdown" },
    ];

    public override ImmutableArray<PortSpec> Ports { get; } =
    [
        new("ChildCompleted", PortKind.Embedded), new("ChildFaulted", PortKind.Embedded), new("Completed"), new("Canceled"), new("Done"),
    ];

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node) => new Reactions(scope.Child("childCompleted"), scope.Child("childFaulted"));

    public override void Execute(ActivityContext c)
    {
        var definition = ChildInput.Definition(c, c.Input(0));
        var items = Loop.Items(c.Input(1));
        if (items is null || items.Count == 0)
        {
            c.Complete();
            return;
        }

        var link = c.Input(5) is true ? new ParentLink(c.InstanceId, c.World.Ids.NextId().ToString(), ChildMode.Background, AtFirstRest: false) : null;
        var children = new List<object?>(items.Count);
        foreach (var item in items)
            children.Add(Start(c, definition, item, link));
        c.Dynamic = null;
        if (link is null)
        {
            c.Complete();
            return;
        }

        c.Data = children;
        c.SetBookmark(BookmarkKinds.Child, link.Key);
    }

    private static Guid Start(ActivityContext c, string definition, object? item, ParentLink? link)
    {
        var key = c.Input(2) is string { Length: > 0 } given ? given : "Item";
        c.SetDynamic(key, item);
        var child = c.World.Ids.NextId();
        c.Emit(new ChildStarted(child, definition, ChildMode.Background)
        {
            Input = ChildInput.Of(c, c.Input(4), item as IDictionary<string, object?> ?? new Dictionary<string, object?>(StringComparer.Ordinal) { [key] = item }),
            CorrelationId = ChildInput.Correlation(c.FreshInput(3)),
            Parent = link,
        });
        return child;
    }

    public override void Resume(ActivityContext c, Bookmark bookmark, object? payload)
    {
        var running = (IList)c.Data!;
        var report = payload as IDictionary<string, object?>;
        running.Remove(report?["InstanceId"] is string id && Guid.TryParse(id, out var child) ? child : null);
        if (running.Count > 0)
            c.SetBookmark(bookmark.Kind, bookmark.Key, bookmark.Data);
        var (completed, faulted) = (Reactions)c.Activity.Prepared!;
        var reaction = report?["SubStatus"] switch { "Finished" => completed, "Faulted" => faulted, _ => -1 };
        if (reaction < 0)
        {
            Rest(c);
            return;
        }

        c.Counter++;
        c.Machine.Schedule(c, reaction, 0, [("ChildInstanceId", report!["InstanceId"]), ("ChildOutput", report["Output"])]);
    }

    public override void ChildCompleted(ActivityContext c, ActivityContext child, IReadOnlyList<string> outcomes)
    {
        c.Counter--;
        Rest(c);
    }

    public override void Canceled(ActivityContext c)
    {
        if (c.Data is not IList running)
            return;
        foreach (var child in running)
            c.Emit(new ChildCancelled((Guid)child!, $"'{c.ActivityId}' of {c.InstanceId}, which waited for it, was cancelled."));
    }

    private static void Rest(ActivityContext c)
    {
        if (c.Counter == 0 && ((IList)c.Data!).Count == 0)
            c.Complete(AllEnded);
    }

    private sealed record Reactions(int Completed, int Faulted);
}
