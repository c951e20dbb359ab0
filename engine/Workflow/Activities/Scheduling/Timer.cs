using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Expressions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Scheduling;

/// <summary>Waits for an interval, or starts a workflow at each.</summary>
internal sealed class Timer : ActivityType
{
    public override string TypeName => "Elsa.Timer";

    public override string Category => "Scheduling";

    public override string Description => "Trigger workflow execution at a specific interval.";

    public override ActivityKind Kind => ActivityKind.Trigger;

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Interval", DataType.TimeSpan) { UiHint = "singleline", Default = TimeSpan.FromMinutes(1) },
    ];

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node)
    {
        if (node.CanStartWorkflow && scope.Owner.Inputs[0]?.Expression is ConstantExpression { Value: var value } && value is not TimeSpan { Ticks: > 0 })
            scope.Note("bad-interval", $"Expected an interval above zero, but found '{value}': it would start nothing.", "Write it like '00:05:00'.", "interval");
        return null;
    }

    public override void Execute(ActivityContext c)
    {
        if (c.IsTriggerOfStart)
            c.Complete();
        else
            c.WaitUntil(BookmarkKinds.Timer, c.World.Now + (c.Input(0) is TimeSpan given ? given : TimeSpan.Zero));
    }

    public override Trigger? StartTrigger(ProgramActivity activity, Func<string, object?> input) =>
        input("Interval") is TimeSpan interval && interval > TimeSpan.Zero ? new Trigger(activity.Id, BookmarkKinds.Timer, null, interval) : null;
}
