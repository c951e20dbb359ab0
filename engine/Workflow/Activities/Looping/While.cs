using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Looping;

/// <summary>Runs its body as long as a condition holds.</summary>
internal sealed class While : ActivityType
{
    public override string TypeName => "Elsa.While";

    public override string Category => "Looping";

    public override string Description => "Execute an activity while a given condition evaluates to true.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Condition", DataType.Boolean) { UiHint = "singleline", AutoEvaluate = false },
    ];

    public override ImmutableArray<PortSpec> Ports { get; } = [new("Body", PortKind.Embedded)];

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node) => Loop.Body(scope);

    public override void Execute(ActivityContext c) => Iterate(c);

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
        if (c.FreshInput(0) is not true)
            c.Complete();
        else if ((int)c.Activity.Prepared! is var body and >= 0)
            c.Schedule(body);
    }
}
