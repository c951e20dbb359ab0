using System.Collections.Immutable;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Composition;

/// <summary>Completes the workflow, or the workflow that stands as an activity, with outcomes.</summary>
internal sealed class Complete : ActivityType
{
    public override string TypeName => "Elsa.Complete";

    public override string Category => "Composition";

    public override string Description => "Signals the current composite activity to complete itself as a whole.";

    public override bool IsTerminal => true;

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Outcomes", DataType.Object) { UiHint = "outcome-picker" },
    ];

    public override void Execute(ActivityContext c)
    {
        var outcomes = c.Input(0) switch
        {
            null or "" => Outcomes.Done,
            string text => [text],
            System.Collections.IList list => [.. list.Cast<object?>().Select(item => Text.Of(item) ?? "")],
            var other => [Text.Of(other) ?? ""],
        };
        c.Machine.CompleteComposite(c, outcomes);
        c.Complete();
    }
}
