using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Migration;

namespace GridWorkflow.Workflow.Activities.Flow;

/// <summary>Activities and connections between them. How they advance is the business of the counter mode or of the token mode.</summary>
internal sealed class Flowchart : ActivityType
{
    public override string TypeName => "Elsa.Flowchart";

    public override string Category => "Flow";

    public override string Description => "A flowchart is a collection of activities and connections between them.";

    public override bool IsContainer => true;

    public override ImmutableArray<PortSpec> Ports { get; } = [new("Start", PortKind.Embedded)];

    public override IReadOnlyList<string>? OutcomesOf(ActivityNode node) => ["Done"];

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node) => FlowPlan.Read(scope);

    public override void Execute(ActivityContext c)
    {
        var plan = (FlowPlan)c.Activity.Prepared!;
        var start = c.Machine.Trigger is { } trigger && trigger.ParentIndex == c.Activity.Index ? trigger.Position : plan.Start;
        if (start < 0)
        {
            c.Complete();
            return;
        }

        if (IsToken(c))
            TokenFlow.Begin(c, plan, start);
        else
            CounterFlow.Begin(c, plan, start);
    }

    public override void ChildCompleted(ActivityContext c, ActivityContext child, IReadOnlyList<string> outcomes)
    {
        if (child.Activity.Type.IsTerminal)
            c.Complete();
        else if (IsToken(c))
            TokenFlow.Advance(c, child, outcomes);
        else
            CounterFlow.Advance(c, child, outcomes);
    }

    internal override void ChildCanceled(ActivityContext c, ActivityContext child)
    {
        if (IsToken(c))
            TokenFlow.Canceled(c, child);
        else
            CounterFlow.Canceled(c, child);
    }

    internal override ExecutionState? Migrate(
        ExecutionState execution, ProgramActivity old, ProgramActivity image, ActivityImages images, IReadOnlyList<ProgramActivity> live, out string? reason)
    {
        var numbers = new FlowMigration(execution, old, image, images).Run(out reason);
        return numbers is null ? null : execution with { Numbers = numbers };
    }

    private static bool IsToken(ActivityContext c) => ((FlowPlan)c.Activity.Prepared!).Mode == FlowchartMode.Token;

    /// <summary>Completes a flowchart in which nothing is left to do; one with a faulted child waits for it.</summary>
    internal static void CompleteIfIdle(ActivityContext c)
    {
        if (c.FirstChild is null && !c.Machine.HasWorkBelow(c))
            c.Complete();
    }
}
