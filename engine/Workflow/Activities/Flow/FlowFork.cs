using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Flow;

/// <summary>Follows all its branches.</summary>
internal sealed class FlowFork : ActivityType
{
    public override string TypeName => "Elsa.FlowFork";

    public override string DisplayName => "Fork (flow)";

    public override string Category => "Branching";

    public override string Description => "Branch execution into multiple branches that will be executed in parallel.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Branches", DataType.StringList) { UiHint = "dynamic-outcomes" },
    ];

    public override IReadOnlyList<string>? OutcomesOf(ActivityNode node) => null;

    public override void Execute(ActivityContext c)
    {
        if (c.Input(0) is not List<object?> branches)
        {
            c.Complete();
            return;
        }

        var outcomes = new string[branches.Count];
        for (var index = 0; index < outcomes.Length; index++)
            outcomes[index] = Text.Of(branches[index]) ?? "";
        c.Complete(outcomes);
    }
}
