using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Control;

/// <summary>Runs the activity of the first case that holds, or those of all.</summary>
internal sealed class Switch : ActivityType
{
    public override string TypeName => "Elsa.Switch";

    public override string Category => "Branching";

    public override string Description => "Evaluate a set of case conditions and schedule the activity for a matching case.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Cases", DataType.Object) { UiHint = "switch-editor", IsWrapped = false },
        new("Mode", DataType.String) { UiHint = "dropdown", Choices = [new("MatchFirst", "MatchFirst"), new("MatchAny", "MatchAny")] },
    ];

    public override ImmutableArray<OutputSpec> Outputs { get; } = [new("Output", DataType.Object)];

    public override ImmutableArray<PortSpec> Ports { get; } = [new("Default", PortKind.Embedded)];

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node) =>
        new Branches(SwitchCase.ReadAll(scope, "cases", withActivity: true), scope.Child("default"));

    public override void Execute(ActivityContext c)
    {
        var (cases, otherwise) = (Branches)c.Activity.Prepared!;
        var any = SwitchCase.IsMatchAny(c.Input(1));
        foreach (var candidate in cases)
        {
            if (!candidate.IsMet(c))
                continue;
            if (candidate.Activity >= 0)
            {
                c.Schedule(candidate.Activity);
                c.Counter++;
            }

            if (!any)
            {
                Rest(c);
                return;
            }

            c.IsBreaking = true;
        }

        var matched = c.IsBreaking;
        c.IsBreaking = false;
        if (!matched && otherwise >= 0)
        {
            c.Schedule(otherwise);
            c.Counter++;
        }

        Rest(c);
    }

    public override void ChildCompleted(ActivityContext c, ActivityContext child, IReadOnlyList<string> outcomes)
    {
        c.Counter--;
        Rest(c);
    }

    private static void Rest(ActivityContext c)
    {
        if (c.Counter == 0)
            c.Complete();
    }

    private sealed record Branches(SwitchCase[] Cases, int Default);
}
