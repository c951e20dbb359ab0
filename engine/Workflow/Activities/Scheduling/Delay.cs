using System.Collections.Immutable;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Scheduling;

/// <summary>Waits for a duration.</summary>
internal sealed class Delay : ActivityType
{
    public override string TypeName => "Elsa.Delay";

    public override bool Waits => true;

    public override string Category => "Scheduling";

    public override string Description => "Delay execution for the specified amount of time.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("TimeSpan", DataType.TimeSpan) { UiHint = "singleline", Default = TimeSpan.FromMinutes(1) },
    ];

    public override void Execute(ActivityContext c)
    {
        var span = c.Input(0) is TimeSpan given ? given : TimeSpan.Zero;
        c.WaitUntil(BookmarkKinds.Delay, c.World.Now + span);
    }
}
