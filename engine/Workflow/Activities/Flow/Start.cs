namespace GridWorkflow.Workflow.Activities.Flow;

/// <summary>Where a flowchart begins.</summary>
internal sealed class Start : ActivityType
{
    public override string TypeName => "Elsa.Start";

    public override string Category => "Flow";

    public override string Description => "A milestone activity that marks the start of a flowchart.";

    public override bool IsStart => true;

    public override void Execute(ActivityContext c) => c.Complete();
}
