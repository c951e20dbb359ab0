using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Workflow.Activities;

/// <summary>A workflow that stands as an activity in another: compiled into it, with scopes of its own.</summary>
internal sealed class WorkflowAsActivity(WorkflowDefinition definition) : ActivityType
{
    public override string TypeName => definition.Name;

    public override int Version => definition.Version;

    public override bool IsContainer => true;

    public static WorkflowAsActivity Of(WorkflowDefinition definition) => new(definition);

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node) => scope.Child(definition.Root.Json, $"{node.Path}.root");

    public override void Execute(ActivityContext c) => c.Machine.Schedule(c, (int)c.Activity.Prepared!);

    public override void ChildCompleted(ActivityContext c, ActivityContext child, IReadOnlyList<string> outcomes) => c.Complete();
}
