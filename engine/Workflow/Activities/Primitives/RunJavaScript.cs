using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Expressions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Primitives;

/// <summary>Runs a script; the script may choose the outcomes.</summary>
internal sealed class RunJavaScript : ActivityType
{
    public override string TypeName => "Elsa.RunJavaScript";

    public override string DisplayName => "Run JavaScript";

    public override string Category => "Scripting";

    public override string Description => "Executes JavaScript code";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Script", DataType.String) { UiHint = "code-editor", AutoEvaluate = false },
        new("PossibleOutcomes", DataType.StringList) { UiHint = "dynamic-outcomes" },
    ];

    public override ImmutableArray<OutputSpec> Outputs { get; } = [new("Result", DataType.Object)];

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node) =>
        node.TryGet("script", out var json) ? ExpressionCompiler.CompileScript(scope, "script", json) : null;

    public override IReadOnlyList<string>? OutcomesOf(ActivityNode node) => null;

    public override void Execute(ActivityContext c)
    {
        c.ChosenOutcomes = null;
        var result = (c.Activity.Prepared as Expression)?.Evaluate(c);
        if (result is not null)
            c.SetOutput("Result", result);
        c.Complete(c.ChosenOutcomes ?? Outcomes.Done);
    }
}
