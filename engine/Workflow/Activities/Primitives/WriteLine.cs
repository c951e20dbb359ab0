using System.Collections.Immutable;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Primitives;

/// <summary>Writes a line of text.</summary>
internal sealed class WriteLine : ActivityType
{
    public override string TypeName => "Elsa.WriteLine";

    public override string DisplayName => "Write Line";

    public override string Category => "Console";

    public override string Description => "Write a line of text to the console.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Text", DataType.String) { UiHint = "singleline" },
    ];

    public override void Execute(ActivityContext c)
    {
        c.Emit(new LineWritten((string?)c.Input(0) ?? ""));
        c.Complete();
    }
}
