using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities;

/// <summary>A workflow that stands as an activity in another: compiled into it, with inputs and variables of its own.</summary>
internal sealed class WorkflowAsActivity : ActivityType
{
    private readonly WorkflowDefinition _definition;

    private WorkflowAsActivity(WorkflowDefinition definition, string typeName)
    {
        _definition = definition;
        TypeName = typeName;
        Inputs = [.. definition.Inputs.Select(input => new InputSpec(input.Name, DataType.Object) { DisplayName = input.DisplayName, Description = input.Description })];
        Outputs = [.. definition.Outputs.Select(output => new OutputSpec(output.Name, DataType.Object) { DisplayName = output.DisplayName, Description = output.Description })];
        Ports = [.. definition.Outcomes.Select(outcome => new PortSpec(outcome))];
    }

    public override string TypeName { get; }

    public override int Version => _definition.Version;

    public override string DisplayName => _definition.Name;

    public override string Category => "Workflows";

    public override string Description => _definition.Description ?? "";

    public override ImmutableArray<InputSpec> Inputs { get; }

    public override ImmutableArray<OutputSpec> Outputs { get; }

    public override ImmutableArray<PortSpec> Ports { get; }

    public WorkflowDefinition Definition => _definition;

    public static WorkflowAsActivity Of(WorkflowDefinition definition, string typeName) => new(definition, typeName);

    public object? InputOf(ActivityContext c, string name)
    {
        for (var index = 0; index < Inputs.Length; index++)
        {
            if (string.Equals(Inputs[index].Name, name, StringComparison.OrdinalIgnoreCase))
                return c.Input(index);
        }

        return c.Machine.InputOf(c, name);
    }

    public bool TrySetOutput(ActivityContext c, string name, object? value)
    {
        if (!Outputs.Any(output => string.Equals(output.Name, name, StringComparison.OrdinalIgnoreCase)))
            return false;
        c.SetOutput(name, value);
        return true;
    }

    public override IReadOnlyList<string>? OutcomesOf(ActivityNode node) => [.. _definition.Outcomes, "Done"];

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node) => scope.Nested(_definition);

    public override void Execute(ActivityContext c) => c.Schedule((int)c.Activity.Prepared!);

    public override void ChildCompleted(ActivityContext c, ActivityContext child, IReadOnlyList<string> outcomes) => c.Complete();
}
