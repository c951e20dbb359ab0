using System.Collections.Immutable;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Primitives;

/// <summary>Names the instance.</summary>
internal sealed class SetName : ActivityType
{
    public override string TypeName => "Elsa.SetName";

    public override string DisplayName => "Set Name";

    public override string Description => "Set the name of the workflow instance to a specified value.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Value", DataType.String) { UiHint = "singleline" },
    ];

    public override void Execute(ActivityContext c)
    {
        c.InstanceName = (string?)c.Input(0);
        c.Complete();
    }
}
