using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Expressions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Primitives;

/// <summary>Assigns a value to a variable.</summary>
internal sealed class SetVariable : ActivityType
{
    public override string TypeName => "Elsa.SetVariable";

    public override string DisplayName => "Set Variable";

    public override string Description => "Assign a value to a workflow variable.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Variable", DataType.Object) { UiHint = "variable-picker", IsWrapped = false },
        new("Value", DataType.Object) { UiHint = "singleline" },
    ];

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node)
    {
        if (!node.TryGet("variable", out var json) || Json.Text(json, "id") is not { } id)
        {
            scope.Report("missing-input", "Expected a variable to set, but found none.", "Choose a variable.", "variable");
            return null;
        }

        var target = scope.FindVariable(id);
        if (target is null)
            scope.Report("unknown-variable", $"Expected the id of a variable in scope, but found '{id}'.", "Choose a variable of the workflow or of a container around this.", "variable");
        return target;
    }

    public override void Execute(ActivityContext c)
    {
        c.Write((VariableTarget)c.Activity.Prepared!, c.Input(1));
        c.Complete();
    }
}
