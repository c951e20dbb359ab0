using System.Collections.Immutable;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Flow;

/// <summary>Follows True or False.</summary>
internal sealed class FlowDecision : ActivityType
{
    public override string TypeName => "Elsa.FlowDecision";

    public override string DisplayName => "Decision";

    public override string Category => "Branching";

    public override string Description => "Evaluate a Boolean condition to determine which path to execute next.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Condition", DataType.Boolean) { UiHint = "singleline" },
    ];

    public override ImmutableArray<PortSpec> Ports { get; } = [new("True"), new("False")];

    public override void Execute(ActivityContext c) => c.Complete(c.Input(0) is true ? Outcomes.True : Outcomes.False);
}
