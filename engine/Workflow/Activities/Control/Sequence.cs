using GridWorkflow.Workflow.Activities.Looping;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Workflow.Activities.Control;

/// <summary>Runs its activities one after the other.</summary>
internal sealed class Sequence : ActivityType
{
    public override string TypeName => "Elsa.Sequence";

    public override string Category => "Workflows";

    public override string Description => "Execute a set of activities in sequence.";

    public override bool IsContainer => true;

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node) => scope.Children("activities");

    public override void Execute(ActivityContext c) => Next(c);

    public override void ChildCompleted(ActivityContext c, ActivityContext child, IReadOnlyList<string> outcomes)
    {
        if (c.IsBreaking || child.Activity.Type.IsTerminal)
            c.Complete();
        else
            Next(c);
    }

    internal override bool OnBreak(ActivityContext c) => Breaking.Remember(c);

    private static void Next(ActivityContext c)
    {
        var children = (int[])c.Activity.Prepared!;
        if (c.Counter >= children.Length)
            c.Complete();
        else
            c.Schedule(children[c.Counter++]);
    }
}
