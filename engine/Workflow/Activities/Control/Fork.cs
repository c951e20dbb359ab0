using System.Collections.Immutable;
using System.Text.Json;
using GridWorkflow.Workflow.Activities.Looping;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Control;

/// <summary>Schedules all its branches at once and completes with the first or the last of them.</summary>
internal sealed class Fork : ActivityType
{
    public override string TypeName => "Elsa.Fork";

    public override string Category => "Control Flow";

    public override string Description => "Branch execution into multiple branches.";

    public override bool IsContainer => true;

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("JoinMode", DataType.String) { UiHint = "dropdown", IsWrapped = false, Choices = [new("WaitAll", "WaitAll"), new("WaitAny", "WaitAny")] },
    ];

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node)
    {
        var mode = node.TryGet("joinMode", out var json) ? Mode(json) : "WaitAll";
        if (mode is not ("WaitAll" or "WaitAny"))
            scope.Report("unknown-mode", $"Expected WaitAll or WaitAny, but found '{mode}'.", "Choose one of them.", "joinMode");
        return new Branches(scope.Children("branches"), mode == "WaitAny");
    }

    public override void Execute(ActivityContext c)
    {
        var branches = (Branches)c.Activity.Prepared!;
        if (branches.Children.Length == 0)
        {
            c.Complete();
            return;
        }

        c.Counter = branches.Children.Length;
        foreach (var child in branches.Children)
            c.Schedule(child);
    }

    public override void ChildCompleted(ActivityContext c, ActivityContext child, IReadOnlyList<string> outcomes)
    {
        if (--c.Counter == 0 || c.IsBreaking || ((Branches)c.Activity.Prepared!).First)
            c.Complete();
    }

    internal override bool OnBreak(ActivityContext c) => Breaking.Remember(c);

    private static string? Mode(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.GetInt32() == 0 ? "WaitAny" : "WaitAll",
        JsonValueKind.Object when json.TryGetProperty("expression", out var expression) => Json.Text(expression, "value") ?? "WaitAll",
        _ => "WaitAll",
    };

    private sealed record Branches(int[] Children, bool First);
}
