using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Casework.Activities;

/// <summary>A closed case waits before it is archived: for a while it can be opened again, as the next cycle (S06).</summary>
public sealed class AwaitReopening : GridActivity
{
    /// <summary>Kind of the bookmark on which it waits.</summary>
    public const string BookmarkKind = "Reopening";

    private const string Timer = "reopening";

    public override string TypeName => "Grid.AwaitReopening";

    public override LocalText Names { get; } = new("Await reopening", "等待重开", "等待重開");

    public override LocalText Descriptions { get; } = new(
        "Keeps the closed case open to objections for a while.", "结案后在期限内可申请重开。", "結案後在期限內可申請重開。");

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Window", DataType.String) { Required = true, DisplayName = "Window", Description = "How long, as a limit: 7 naturalDayStatutory. 期限" },
        new("Roles", DataType.StringList) { DisplayName = "Roles", UiHint = "multitext", Description = "Who may reopen it. 可重開的崗位" },
    ];

    public override ImmutableArray<PortSpec> Ports { get; } = Outcomes(("Reopened", "Reopened 已重開"), ("Elapsed", "Elapsed 期滿"));

    public override IEnumerable<Problem> Check(ActivityNode node)
    {
        if (Literal(node, "window") is { } window && Budget.Parse(window) is Parsed<Budget>.Refused refused)
            yield return new Problem(refused.Code, refused.Reason, refused.Remedy) { ActivityId = node.Id, Property = "window" };
    }

    private protected override string? Run(ActivityContext c, CaseWork work)
    {
        if (work.File.Status != CaseStatus.Closed)
            throw new ActivityFaultException($"Expected a closed case, but it is {work.File.Status.ToString().ToLowerInvariant()}.") { Code = "not-closed" };
        var window = Budget.Parse(c.Input("Window") as string ?? "").OrThrow();
        var calendar = work.Reference.Calendars[work.CalendarIdFor(work.Policy().CalendarId)];
        var due = calendar.DueAt(work.Now, window);
        var until = due.IsExact ? due.At : due.NotBefore;
        var bookmark = c.SetBookmark(BookmarkKind);
        c.SetTimer(Timer, until);
        var roles = (c.Input("Roles") as IReadOnlyList<object?> ?? []).OfType<string>().ToImmutableArray();
        work.Change(work.File with { Reopening = new ReopeningWindow(bookmark.Id, until, roles) });
        work.Say("ReopeningAwaited", ("until", until));
        return null;
    }

    /// <summary>Somebody reopens it; the desk has looked whether he may.</summary>
    public override void Resume(ActivityContext c, Bookmark bookmark, object? payload) => Work(c, (context, work) =>
    {
        var (by, reason) = payload is IReadOnlyDictionary<string, object?> map ? (map.GetValueOrDefault("by") as string, map.GetValueOrDefault("reason") as string) : (null, null);
        var facts = work.File.Facts;
        work.Change(work.File with
        {
            Status = CaseStatus.Open,
            ClosedAt = null,
            Reply = null,
            Forced = null,
            Reopening = null,
            Facts = facts with { Cycle = facts.Cycle + 1, FedBackAt = null },
            Last = new LastOutcome("reopening", "Reopened", reason, by ?? "system"),
        });
        work.Return(CaseStage.Triaged);
        work.ContinueWhole();
        work.Say("CaseReopened", ("by", by), ("reason", reason), ("cycle", facts.Cycle + 1));
        return "Reopened";
    });

    public override void TimerDue(ActivityContext c, string key, DateTimeOffset dueAt) => Work(c, (_, work) =>
    {
        work.Change(work.File with { Reopening = null });
        return "Elapsed";
    });
}
