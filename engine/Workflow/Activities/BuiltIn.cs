using GridWorkflow.Workflow.Activities.Composition;
using GridWorkflow.Workflow.Activities.Control;
using GridWorkflow.Workflow.Activities.Flow;
using GridWorkflow.Workflow.Activities.Http;
using GridWorkflow.Workflow.Activities.Looping;
using GridWorkflow.Workflow.Activities.Primitives;
using GridWorkflow.Workflow.Activities.Scheduling;

namespace GridWorkflow.Workflow.Activities;

/// <summary>Elsa's activities, in the order of the palette.</summary>
internal static class BuiltIn
{
    public static IReadOnlyList<ActivityType> All { get; } =
    [
        new Flowchart(), new FlowDecision(), new FlowSwitch(), new FlowFork(), new FlowJoin(), new FlowNode(), new Start(), new End(),
        new Sequence(), new Control.Parallel(), new Fork(), new If(), new Switch(),
        new For(), new ForEach(), new ParallelForEach(), new While(), new Break(),
        new SetVariable(), new SetName(), new Correlate(), new WriteLine(), new Event(), new PublishEvent(), new RunTask(),
        new RunJavaScript(), new Fault(), new Finish(), new Inline(),
        new Complete(), new SetOutput(),
        new DispatchWorkflow(), new ExecuteWorkflow(), new BulkDispatchWorkflows(),
        new StateMachine(),
        new HttpEndpoint(), new WriteHttpResponse(), new WriteFileHttpResponse(), new SendHttpRequest(), new FlowSendHttpRequest(), new DownloadHttpFile(),
        new Delay(), new StartAt(), new Scheduling.Timer(), new Cron(),
    ];
}
