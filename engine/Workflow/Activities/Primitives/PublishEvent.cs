using System.Collections.Immutable;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Primitives;

/// <summary>Publishes an event after the burst.</summary>
internal sealed class PublishEvent : ActivityType
{
    public override string TypeName => "Elsa.PublishEvent";

    public override string DisplayName => "Publish Event";

    public override string Description => "Publishes an event.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("EventName", DataType.String) { UiHint = "singleline" },
        new("CorrelationId", DataType.String) { UiHint = "singleline" },
        new("IsLocalEvent", DataType.Boolean) { UiHint = "checkbox" },
        new("Payload", DataType.Object) { UiHint = "singleline" },
    ];

    public override void Execute(ActivityContext c)
    {
        var correlation = (string?)c.Input(1);
        c.Emit(new EventPublished(c.World.Ids.NextId(), (string?)c.Input(0) ?? "", string.IsNullOrEmpty(correlation) ? null : correlation, c.Input(3))
        {
            InstanceId = c.Input(2) is true ? c.InstanceId : null,
        });
        c.Complete();
    }
}
