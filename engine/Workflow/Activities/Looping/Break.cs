namespace GridWorkflow.Workflow.Activities.Looping;

/// <summary>Leaves the loop around it.</summary>
internal sealed class Break : ActivityType
{
    public override string TypeName => "Elsa.Break";

    public override string Category => "Looping";

    public override string Description => "Break out of a loop.";

    public override bool IsTerminal => true;

    public override void Execute(ActivityContext c)
    {
        Breaking.Signal(c);
        c.Complete();
    }
}
