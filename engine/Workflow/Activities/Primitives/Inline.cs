namespace GridWorkflow.Workflow.Activities.Primitives;

/// <summary>Does nothing; Elsa fills it from code.</summary>
internal sealed class Inline : ActivityType
{
    public override string TypeName => "Elsa.Inline";

    public override string Description => "Evaluate a Boolean condition to determine which path to execute next.";

    public override bool IsBrowsable => false;

    public override void Execute(ActivityContext c) => c.Complete();
}
