using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Looping;

/// <summary>Runs its body for all items at once.</summary>
internal sealed class ParallelForEach : ActivityType
{
    public override string TypeName => "Elsa.ParallelForEach";

    public override string DisplayName => "Parallel for Each";

    public override string Category => "Looping";

    public override string Description => "Schedule an activity for each item in parallel.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Items", DataType.Object) { UiHint = "singleline" },
    ];

    public override ImmutableArray<PortSpec> Ports { get; } = [new("Body", PortKind.Embedded)];

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node) => Loop.Body(scope);

    public override void Execute(ActivityContext c)
    {
        var body = (int)c.Activity.Prepared!;
        // The input has no type, so an Object expression gives text here, and a text is no list: as in Elsa.
        var items = c.Input(0) is string ? null : Loop.Items(c.Input(0));
        if (body < 0 || items is null || items.Count == 0)
        {
            c.Complete();
            return;
        }

        if (items.Count > c.World.Budget.MaxActivities)
            throw new ActivityFaultException($"Expected at most {c.World.Budget.MaxActivities} items, but found {items.Count}.") { Code = "budget-spent" };
        c.Counter = items.Count;
        for (var index = 0; index < items.Count; index++)
            Loop.Schedule(c, items[index], index, index);
    }

    public override void ChildCompleted(ActivityContext c, ActivityContext child, IReadOnlyList<string> outcomes)
    {
        if (--c.Counter == 0)
            c.Complete();
    }
}
