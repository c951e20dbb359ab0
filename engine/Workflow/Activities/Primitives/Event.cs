using System.Collections.Immutable;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Primitives;

/// <summary>Waits for an event with its name, or starts a workflow by it.</summary>
internal sealed class Event : ActivityType
{
    public override string TypeName => "Elsa.Event";

    public override string Description => "Wait for an event to be published.";

    public override ActivityKind Kind => ActivityKind.Trigger;

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("EventName", DataType.String) { UiHint = "singleline" },
    ];

    public override ImmutableArray<OutputSpec> Outputs { get; } = [new("Result", DataType.Object)];

    private const string Waiting = "Event";

    public override void Execute(ActivityContext c)
    {
        if (c.IsTriggerOfStart)
        {
            c.SetOutput("Result", c.Machine.TriggerPayload ?? new Dictionary<string, object?>(StringComparer.Ordinal));
            c.Complete();
            return;
        }

        c.SetBookmark(Waiting, (string?)c.Input(0) ?? "");
    }

    public override void Resume(ActivityContext c, Bookmark bookmark, object? payload)
    {
        c.SetOutput("Result", payload ?? new Dictionary<string, object?>(StringComparer.Ordinal));
        c.Complete();
    }

    public override Trigger? StartTrigger(ProgramActivity activity, Func<string, object?> input) =>
        input("EventName") is string { Length: > 0 } name ? new Trigger(activity.Id, Waiting, name, null) : null;
}
