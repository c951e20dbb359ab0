using GridWorkflow.Workflow.Activities.Looping;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Migration;

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

    /// <summary>Goes on behind the image of the activity that runs.</summary>
    internal override ExecutionState? Migrate(
        ExecutionState execution, ProgramActivity old, ProgramActivity image, ActivityImages images, IReadOnlyList<ProgramActivity> live, out string? reason)
    {
        var children = (int[])image.Prepared!;
        var current = live.Count > 0 ? images.Of(live[^1]) : null;
        var position = current is null ? -1 : Array.IndexOf(children, current.Index);
        reason = position < 0 ? "Expected the activity that runs in the sequence of the new version, but it is not there." : null;
        return position < 0 ? null : execution with { Counter = position + 1 };
    }

    private static void Next(ActivityContext c)
    {
        var children = (int[])c.Activity.Prepared!;
        if (c.Counter >= children.Length)
            c.Complete();
        else
            c.Schedule(children[c.Counter++]);
    }
}
