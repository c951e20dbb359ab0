using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Looping;

/// <summary>Runs its body for each item, one after the other.</summary>
internal sealed class ForEach : ActivityType
{
    public override string TypeName => "Elsa.ForEach";

    public override string DisplayName => "For Each";

    public override string Category => "Looping";

    public override string Description => "Iterate over a set of values.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Items", DataType.ObjectList) { UiHint = "dropdown", Converts = false },
    ];

    public override ImmutableArray<OutputSpec> Outputs { get; } = [new("CurrentValue", DataType.Object)];

    public override ImmutableArray<PortSpec> Ports { get; } = [new("Body", PortKind.Embedded)];

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node) => Loop.Body(scope);

    public override void Execute(ActivityContext c)
    {
        if ((int)c.Activity.Prepared! < 0)
            return;
        c.Data = Loop.Items(c.Input(0)) ?? throw new ActivityFaultException("Expected a list of items, but found nothing.") { Code = "no-items" };
        Iterate(c);
    }

    public override void ChildCompleted(ActivityContext c, ActivityContext child, IReadOnlyList<string> outcomes)
    {
        if (c.IsBreaking)
            c.Complete();
        else
            Iterate(c);
    }

    internal override bool OnBreak(ActivityContext c) => Breaking.Stop(c);

    private static void Iterate(ActivityContext c)
    {
        var items = (List<object?>)c.Data!;
        if (c.Counter >= items.Count)
        {
            c.Complete();
            return;
        }

        var index = c.Counter++;
        c.SetOutput("CurrentValue", items[index]);
        Loop.Schedule(c, items[index], index);
    }
}
