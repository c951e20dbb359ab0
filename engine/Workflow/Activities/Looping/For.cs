using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Looping;

/// <summary>Counts from a start to an end and runs its body for each number.</summary>
internal sealed class For : ActivityType
{
    public override string TypeName => "Elsa.For";

    public override string Category => "Looping";

    public override string Description => "Iterate over a sequence of steps between a start and an end number.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Start", DataType.Int32) { UiHint = "singleline" },
        new("End", DataType.Int32) { UiHint = "singleline" },
        new("Step", DataType.Int32) { UiHint = "singleline" },
        new("OuterBoundInclusive", DataType.Boolean) { UiHint = "checkbox", Default = true },
    ];

    public override ImmutableArray<OutputSpec> Outputs { get; } = [new("CurrentValue", DataType.Object)];

    public override ImmutableArray<PortSpec> Ports { get; } = [new("Body", PortKind.Embedded)];

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node) => Loop.Body(scope);

    public override void Execute(ActivityContext c)
    {
        if ((int)c.Activity.Prepared! < 0)
            return;
        c.Numbers = [Number(c, 0, 0), Number(c, 1, 0), Number(c, 2, 1), c.Input(3) is false ? 0 : 1];
        c.Counter = c.Numbers[0];
        Iterate(c);
    }

    public override void ChildCompleted(ActivityContext c, ActivityContext child, IReadOnlyList<string> outcomes)
    {
        if (c.IsBreaking)
        {
            c.Complete();
            return;
        }

        c.Counter += c.Numbers[2];
        Iterate(c);
    }

    internal override bool OnBreak(ActivityContext c) => Breaking.Stop(c);

    private static int Number(ActivityContext c, int input, int otherwise) => c.Input(input) is int number ? number : otherwise;

    private static void Iterate(ActivityContext c)
    {
        var (current, end, up, inclusive) = (c.Counter, c.Numbers[1], c.Numbers[2] >= 0, c.Numbers[3] == 1);
        if (!(current == end ? inclusive : up ? current < end : current > end))
        {
            c.Complete();
            return;
        }

        c.SetOutput("CurrentValue", current);
        Loop.Schedule(c, current, null);
    }
}
