using System.Collections.Immutable;
using System.Text.Json;
using GridWorkflow.Workflow.Activities.Control;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Flow;

/// <summary>Follows the port of the first case that holds, or those of all.</summary>
internal sealed class FlowSwitch : ActivityType
{
    public override string TypeName => "Elsa.FlowSwitch";

    public override string DisplayName => "Switch (flow)";

    public override string Category => "Branching";

    public override string Description => "Evaluate a set of case conditions and schedule the activity for a matching case.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Cases", DataType.Object) { UiHint = "flow-switch-editor", IsWrapped = false },
        new("Mode", DataType.String) { UiHint = "dropdown", Choices = [new("MatchFirst", "MatchFirst"), new("MatchAny", "MatchAny")] },
    ];

    public override ImmutableArray<PortSpec> Ports { get; } = [new("Default")];

    private static readonly string[] Default = ["Default"];

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node) => SwitchCase.ReadAll(scope, "cases", withActivity: false);

    public override IReadOnlyList<string>? OutcomesOf(ActivityNode node) =>
        node.TryGet("cases", out var cases) && cases.ValueKind == JsonValueKind.Array
            ? [.. cases.EnumerateArray().Select(item => Json.Text(item, "label") ?? ""), "Default"]
            : Default;

    public override void Execute(ActivityContext c)
    {
        var any = SwitchCase.IsMatchAny(c.Input(1));
        List<string>? matched = null;
        foreach (var candidate in (SwitchCase[])c.Activity.Prepared!)
        {
            if (!candidate.IsMet(c))
                continue;
            (matched ??= []).Add(candidate.Label);
            if (!any)
                break;
        }

        c.Complete(matched?.ToArray() ?? Default);
    }
}
