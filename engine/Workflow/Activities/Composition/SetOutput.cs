using System.Collections.Immutable;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Composition;

/// <summary>Sets an output of the workflow.</summary>
internal sealed class SetOutput : ActivityType
{
    public override string TypeName => "Elsa.SetOutput";

    public override string DisplayName => "Set Output";

    public override string Category => "Composition";

    public override string Description => "Assigns a given value to a the container's output.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("OutputName", DataType.String) { UiHint = "output-picker" },
        new("OutputValue", DataType.Object) { UiHint = "singleline" },
    ];

    public override void Execute(ActivityContext c)
    {
        c.Machine.SetContainerOutput(c, (string?)c.Input(0) ?? "", c.Input(1));
        c.Complete();
    }
}
