using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Workflow.Activities.Flow;

/// <summary>Holds one activity.</summary>
internal sealed class FlowNode : ActivityType
{
    public override string TypeName => "Elsa.FlowNode";

    public override string DisplayName => "Container";

    public override string Category => "Flow";

    public override string Description => "A simple container that executes the specified activity.";

    public override ImmutableArray<PortSpec> Ports { get; } = [new("Body", PortKind.Embedded)];

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node) => scope.Child("body");

    public override void Execute(ActivityContext c)
    {
        var body = (int)c.Activity.Prepared!;
        if (body < 0)
            c.Complete();
        else
            c.Schedule(body);
    }

    public override void ChildCompleted(ActivityContext c, ActivityContext child, IReadOnlyList<string> outcomes) => c.Complete();
}
