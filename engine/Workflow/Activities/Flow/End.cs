namespace GridWorkflow.Workflow.Activities.Flow;

/// <summary>Ends the flowchart or sequence around it.</summary>
internal sealed class End : ActivityType
{
    public override string TypeName => "Elsa.End";

    public override string Category => "Flow";

    public override string Description => "A milestone activity that marks the end of a flowchart.";

    public override bool IsTerminal => true;

    public override void Execute(ActivityContext c) => c.Complete();
}
