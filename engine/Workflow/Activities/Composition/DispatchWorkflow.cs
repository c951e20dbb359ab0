using System.Collections.Immutable;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Composition;

/// <summary>Starts another workflow in the background. When it waits, its result is the output of the child.</summary>
internal sealed class DispatchWorkflow : ActivityType
{
    public override string TypeName => "Elsa.DispatchWorkflow";

    public override bool Waits => true;

    public override string DisplayName => "Dispatch Workflow";

    public override string Category => "Composition";

    public override string Description => "Create a new workflow instance of the specified workflow and dispatch it for execution.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("WorkflowDefinitionId", DataType.String) { UiHint = "workflow-definition-picker", DisplayName = "Workflow Definition" },
        new("CorrelationId", DataType.String) { UiHint = "singleline" },
        new("Input", DataType.Dictionary) { UiHint = "dictionary" },
        new("WaitForCompletion", DataType.Boolean) { UiHint = "checkbox" },
        new("StartNewTrace", DataType.Boolean) { UiHint = "checkbox" },
        new("ChannelName", DataType.String) { UiHint = "dropdown" },
    ];

    public override ImmutableArray<OutputSpec> Outputs { get; } = [new("Result", DataType.Object)];

    public override void Execute(ActivityContext c)
    {
        var definition = ChildInput.Definition(c, c.Input(0));
        var child = c.World.Ids.NextId();
        ParentLink? link = null;
        if (c.Input(3) is true)
        {
            link = new ParentLink(c.InstanceId, child.ToString(), ChildMode.Background, AtFirstRest: false);
            c.Data = child;
            c.SetBookmark(BookmarkKinds.Child, link.Key);
        }

        c.Emit(new ChildStarted(child, definition, ChildMode.Background)
        {
            Input = ChildInput.Of(c, c.Input(2)),
            CorrelationId = ChildInput.Correlation(c.Input(1)),
            Parent = link,
        });
        if (link is null)
            c.Complete();
    }

    public override void Resume(ActivityContext c, Bookmark bookmark, object? payload)
    {
        c.SetOutput("Result", (payload as IDictionary<string, object?>)?["Output"]);
        c.Complete();
    }

    public override void Canceled(ActivityContext c)
    {
        if (c.Data is Guid child)
            c.Emit(new ChildCancelled(child, $"'{c.ActivityId}' of {c.InstanceId}, which waited for it, was cancelled."));
    }
}
