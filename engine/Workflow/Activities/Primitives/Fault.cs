using System.Collections.Immutable;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Primitives;

/// <summary>Faults the workflow on purpose.</summary>
internal sealed class Fault : ActivityType
{
    public override string TypeName => "Elsa.Fault";

    public override string Description => "Faults the workflow.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Code", DataType.String) { UiHint = "singleline" },
        new("Category", DataType.String) { UiHint = "singleline" },
        new("FaultType", DataType.String) { UiHint = "singleline" },
        new("Message", DataType.String) { UiHint = "singleline" },
    ];

    public override void Execute(ActivityContext c)
    {
        var message = (string?)c.Input(3);
        throw new ActivityFaultException(string.IsNullOrEmpty(message) ? $"Fault {c.Input(0)}" : message)
        {
            Code = (string?)c.Input(0) is { Length: > 0 } code ? code : "activity-fault",
        };
    }
}
