using System.Collections.Immutable;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Scheduling;

/// <summary>Waits until an instant, or starts a workflow at it.</summary>
internal sealed class StartAt : ActivityType
{
    public override string TypeName => "Elsa.StartAt";

    public override string DisplayName => "Start at";

    public override string Category => "Scheduling";

    public override string Description => "Trigger execution at a specific time in the future.";

    public override ActivityKind Kind => ActivityKind.Trigger;

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("DateTime", DataType.DateTimeOffset) { UiHint = "singleline" },
    ];

    public override void Execute(ActivityContext c)
    {
        if (c.IsTriggerOfStart || c.Input(0) is not DateTimeOffset instant || instant <= c.World.Now)
            c.Complete();
        else
            c.WaitUntil(BookmarkKinds.StartAt, instant);
    }

    public override Trigger? StartTrigger(ProgramActivity activity, Func<string, object?> input) =>
        input("DateTime") is DateTimeOffset instant ? new Trigger(activity.Id, BookmarkKinds.StartAt, null, instant) : null;
}
