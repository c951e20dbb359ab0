namespace GridWorkflow.Workflow.Activities.Primitives;

/// <summary>Ends the instance at once.</summary>
internal sealed class Finish : ActivityType
{
    public override string TypeName => "Elsa.Finish";

    public override string Description => "Mark the workflow as finished.";

    public override bool IsTerminal => true;

    public override void Execute(ActivityContext c)
    {
        c.Machine.Finish(c);
        c.Complete();
    }
}
