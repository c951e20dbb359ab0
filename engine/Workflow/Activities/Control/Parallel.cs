using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Workflow.Activities.Control;

/// <summary>Schedules all its activities at once and completes when all have.</summary>
internal sealed class Parallel : ActivityType
{
    public override string TypeName => "Elsa.Parallel";

    public override string Category => "Workflows";

    public override string Description => "Execute a set of activities in parallel.";

    public override bool IsContainer => true;

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node) => scope.Children("activities");

    public override void Execute(ActivityContext c)
    {
        var children = (int[])c.Activity.Prepared!;
        if (children.Length == 0)
        {
            c.Complete();
            return;
        }

        c.Counter = children.Length;
        foreach (var child in children)
            c.Schedule(child);
    }

    public override void ChildCompleted(ActivityContext c, ActivityContext child, IReadOnlyList<string> outcomes)
    {
        if (--c.Counter == 0)
            c.Complete();
    }
}
