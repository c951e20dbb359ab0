using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Control;

/// <summary>Runs one of two activities.</summary>
internal sealed class If : ActivityType
{
    public override string TypeName => "Elsa.If";

    public override string Category => "Branching";

    public override string Description => "Evaluate a Boolean condition to determine which activity to execute next.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Condition", DataType.Boolean) { UiHint = "singleline" },
    ];

    public override ImmutableArray<OutputSpec> Outputs { get; } = [new("Result", DataType.Boolean)];

    public override ImmutableArray<PortSpec> Ports { get; } = [new("Then", PortKind.Embedded), new("Else", PortKind.Embedded)];

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node) => new[] { scope.Child("then"), scope.Child("else") };

    public override void Execute(ActivityContext c)
    {
        var met = c.Input(0) is true;
        c.SetOutput("Result", met);
        var next = ((int[])c.Activity.Prepared!)[met ? 0 : 1];
        if (next < 0)
            c.Complete();
        else
            c.Schedule(next);
    }

    public override void ChildCompleted(ActivityContext c, ActivityContext child, IReadOnlyList<string> outcomes) => c.Complete();
}
