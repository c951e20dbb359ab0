using System.Collections.Immutable;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Composition;

/// <summary>
/// Runs another workflow in its place. Its result tells status and output of the child: when it waits, as the child finished, else
/// as the child rested for the first time.
/// </summary>
internal sealed class ExecuteWorkflow : ActivityType
{
    public override string TypeName => "Elsa.ExecuteWorkflow";

    public override bool Waits => true;

    public override string DisplayName => "Execute Workflow";

    public override string Category => "Composition";

    public override string Description => "Create a new workflow instance of the specified workflow and execute it.";

    public override ActivityKind Kind => ActivityKind.Task;

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("WorkflowDefinitionId", DataType.String) { UiHint = "workflow-definition-picker", DisplayName = "Workflow Definition" },
        new("CorrelationId", DataType.String) { UiHint = "singleline" },
        new("Input", DataType.Dictionary) { UiHint = "dictionary" },
        new("WaitForCompletion", DataType.Boolean) { UiHint = "checkbox" },
    ];

    public override ImmutableArray<OutputSpec> Outputs { get; } = [new("Result", DataType.Object)];

    public override void Execute(ActivityContext c)
    {
        var definition = ChildInput.Definition(c, c.Input(0));
        var child = c.World.Ids.NextId();
        var link = new ParentLink(c.InstanceId, child.ToString(), ChildMode.InPlace, AtFirstRest: c.Input(3) is not true);
        c.Data = child;
        c.SetBookmark(BookmarkKinds.Child, link.Key);
        c.Emit(new ChildStarted(child, definition, ChildMode.InPlace)
        {
            Input = ChildInput.Of(c, c.Input(2)),
            CorrelationId = ChildInput.Correlation(c.Input(1)),
            Parent = link,
        });
    }

    public override void Resume(ActivityContext c, Bookmark bookmark, object? payload)
    {
        if (payload is IDictionary<string, object?> report)
        {
            c.SetOutput("Result", new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["WorkflowDefinitionVersionId"] = null,
                ["WorkflowInstanceId"] = report["InstanceId"],
                ["CorrelationId"] = report["CorrelationId"],
                ["Status"] = report["Status"],
                ["SubStatus"] = report["SubStatus"],
                ["Output"] = report["Output"],
            });
        }

        c.Complete();
    }

    public override void Canceled(ActivityContext c)
    {
        if (c.Data is Guid child)
            c.Emit(new ChildCancelled(child, $"'{c.ActivityId}' of {c.InstanceId}, which waited for it, was cancelled."));
    }
}
