using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Expressions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Scheduling;

/// <summary>Waits for the next time of a cron expression, or starts a workflow at each.</summary>
internal sealed class Cron : ActivityType
{
    public override string TypeName => "Elsa.Cron";

    public override string Category => "Scheduling";

    public override string Description => "Trigger workflow execution at a specific interval using a CRON expression.";

    public override ActivityKind Kind => ActivityKind.Trigger;

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("CronExpression", DataType.String) { UiHint = "singleline" },
    ];

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node)
    {
        if (scope.Owner.Inputs[0]?.Expression is not ConstantExpression { Value: string text })
            return null;
        const string remedy = "Write it like '0 0 8 * * *'.";
        var cron = Parse(text);
        var reason = cron is null ? $"Expected a cron expression of six fields, seconds first, but found '{text}'."
            : cron.GetNextOccurrence(DateTime.UnixEpoch) is null ? $"Expected a cron expression that occurs, but '{text}' never does." : null;
        if (reason is not null && node.CanStartWorkflow)
            scope.Report("bad-cron", reason, remedy, "cronExpression");
        else if (reason is not null)
            scope.Note("bad-cron", reason, remedy, "cronExpression");
        return null;
    }

    public override void Execute(ActivityContext c)
    {
        if (c.IsTriggerOfStart)
        {
            c.Complete();
            return;
        }

        var text = (string?)c.Input(0) ?? "";
        var cron = Parse(text)
            ?? throw new ActivityFaultException($"Expected a cron expression of six fields, seconds first, but found '{text}'.") { Code = "bad-cron" };
        var next = cron.GetNextOccurrence(c.World.Now.UtcDateTime)
            ?? throw new ActivityFaultException($"Expected a cron expression that occurs again, but '{text}' does not.") { Code = "bad-cron" };
        c.WaitUntil(BookmarkKinds.Cron, new DateTimeOffset(next, TimeSpan.Zero));
    }

    public override Trigger? StartTrigger(ProgramActivity activity, Func<string, object?> input) =>
        input("CronExpression") is string { Length: > 0 } text ? new Trigger(activity.Id, BookmarkKinds.Cron, null, text) : null;

    private static Cronos.CronExpression? Parse(string text) =>
        Cronos.CronExpression.TryParse(text, Cronos.CronFormat.IncludeSeconds, out var cron) ? cron : null;
}
