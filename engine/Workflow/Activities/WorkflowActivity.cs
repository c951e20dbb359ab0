
namespace GridWorkflow.Workflow.Activities;

/// <summary>The workflow itself: holds the workflow's variables and its root activity.</summary>
internal sealed class WorkflowActivity : ActivityType
{
    public const string Id = "Workflow1";

    public static WorkflowActivity Instance { get; } = new();

    public override string TypeName => "Elsa.Workflow";

    public override string Category => "Workflows";

    public override bool IsContainer => true;

    public override bool IsBrowsable => false;

    public override void Execute(ActivityContext c) => c.Machine.Schedule(c, (int)c.Activity.Prepared!);

    public override void ChildCompleted(ActivityContext c, ActivityContext child, IReadOnlyList<string> outcomes) => c.Complete();
}
