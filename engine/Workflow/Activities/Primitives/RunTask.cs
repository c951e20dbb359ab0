using System.Collections.Immutable;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Primitives;

/// <summary>Asks the host to do a task and waits for its result.</summary>
internal sealed class RunTask : ActivityType
{
    public override string TypeName => "Elsa.RunTask";

    public override bool Waits => true;

    public override string DisplayName => "Run Task";

    public override string Description => "Requests a given task to be run.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("TaskName", DataType.String) { UiHint = "singleline" },
        new("Payload", DataType.Dictionary) { UiHint = "dropdown" },
    ];

    public override ImmutableArray<OutputSpec> Outputs { get; } = [new("TaskId", DataType.String), new("Result", DataType.Object)];

    public override void Execute(ActivityContext c)
    {
        var name = (string?)c.Input(0) ?? "";
        var taskId = c.World.Ids.NextId();
        var bookmark = c.SetBookmark("RunTask", name, taskId);
        c.SetOutput("TaskId", taskId.ToString());
        c.Emit(new TaskRequested(taskId, bookmark.Id, name, c.Input(1)));
    }

    public override void Resume(ActivityContext c, Bookmark bookmark, object? payload)
    {
        c.SetOutput("Result", payload);
        c.Complete();
    }
}
