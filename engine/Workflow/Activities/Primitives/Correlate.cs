using System.Collections.Immutable;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Primitives;

/// <summary>Sets the correlation id of the instance.</summary>
internal sealed class Correlate : ActivityType
{
    public override string TypeName => "Elsa.Correlate";

    public override string Description => "Set the CorrelationId of the workflow to a given value.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("CorrelationId", DataType.String) { UiHint = "singleline" },
    ];

    public override void Execute(ActivityContext c)
    {
        c.CorrelationId = (string?)c.Input(0);
        c.Complete();
    }
}
