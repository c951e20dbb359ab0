using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Expressions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Flow;

/// <summary>Merges branches; the flowchart around it does the waiting.</summary>
internal sealed class FlowJoin : ActivityType
{
    public override string TypeName => "Elsa.FlowJoin";

    public override string DisplayName => "Join";

    public override string Category => "Branching";

    public override string Description => "Explicitly merge multiple branches into a single branch of execution.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Mode", DataType.String) { UiHint = "dropdown", Default = "WaitAny", Choices = [new("WaitAll", "WaitAll"), new("WaitAllActive", "WaitAllActive"), new("WaitAny", "WaitAny")] },
    ];

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node)
    {
        if (scope.Owner.Inputs[0]?.Expression is ConstantExpression constant && constant.Value is not null && Mode(constant.Value) is null)
            scope.Report("unknown-mode", $"Expected WaitAll, WaitAllActive or WaitAny, but found '{constant.Value}'.", "Choose one of them.", "mode");
        return null;
    }

    public override void Execute(ActivityContext c)
    {
        if (c.Parent?.Activity.Prepared is FlowPlan { Mode: FlowchartMode.Counter } && Mode(c.Input(0)) == JoinMode.WaitAny)
            CounterFlow.CancelAncestors(c);
        c.Complete();
    }

    /// <summary>The mode by name or number; null when it is none.</summary>
    public static JoinMode? Mode(object? value) => value switch
    {
        null or "" => JoinMode.WaitAny,
        "WaitAny" or "0" => JoinMode.WaitAny,
        "WaitAll" or "1" => JoinMode.WaitAll,
        "WaitAllActive" or "2" => JoinMode.WaitAllActive,
        _ => null,
    };
}
