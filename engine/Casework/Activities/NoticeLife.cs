using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Forms;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Casework.Activities;

/// <summary>
/// 簽發: the document is numbered and served on who answers for a unit: the one that it was put to when the case was opened, or the one that
/// the last form names. From then on the unit is the handling unit. Another document of the case goes to the same unit, and lists the same.
/// </summary>
public sealed class IssueNotice : GridActivity
{
    /// <summary>Field of the last form that lists what is to be put right.</summary>
    public const string ItemsField = "items";

    /// <summary>Field of the last form with the date until which it is to be done.</summary>
    public const string DeadlineField = "deadline";

    public override string TypeName => "Grid.IssueNotice";

    public override LocalText Names { get; } = new("Issue notice", "签发通知书", "簽發通知書");

    public override LocalText Descriptions { get; } = new(
        "Numbers a document and serves it on the leaders of the unit, or on whom the case is about.", "编号并向单位负责人或当事人送达文书。", "編號並向單位負責人或當事人送達文書。");

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Kind", DataType.String)
        {
            Required = true, DisplayName = "Kind", UiHint = "dropdown", Description = "文書種類",
            Choices = Choices(("Supervision", "督辦通知書 Supervision"), ("Accountability", "問責通知 Accountability")),
        },
        new("Template", DataType.String) { Required = true, DisplayName = "Template", Description = "Template of the document. 模板" },
        new("StartsClock", DataType.String) { DisplayName = "Starts clock", Description = "Key of the task whose clock begins now, before somebody signs; its due instant is the deadline that the document states. Empty: none. 送達即計時的任務" },
        new("LimitOf", DataType.String) { DisplayName = "Limit of", Description = "Key of the task whose limit is the deadline that it states, unless field 'deadline' of the last form has a date; empty: only the form. 限期所依任務" },
        new("To", DataType.String)
        {
            DisplayName = "To", UiHint = "dropdown", Description = "Whom it is served on; empty: who leads the unit. 送達對象",
            Choices = Choices(("unit", "單位負責人 The leaders of the unit"), (HumanTask.Accused, "當事人, 抄送單位負責人 Whom the case is about, with a copy to the unit")),
        },
    ];

    public override IEnumerable<Workflow.Definitions.Problem> Check(Workflow.Definitions.ActivityNode node)
    {
        if (Literal(node, "to") is { Length: > 0 } to && to is not ("unit" or HumanTask.Accused))
            yield return new Workflow.Definitions.Problem("unknown-addressee", $"Expected unit or {HumanTask.Accused}, but found '{to}'.", "Write one of the two, or leave it out.") { ActivityId = node.Id, Property = "to" };
        if (Literal(node, "kind") is { } kind && kind is not ("Supervision" or "Accountability"))
            yield return new Workflow.Definitions.Problem("unknown-notice-kind", $"Expected Supervision or Accountability, but found '{kind}'.", "Write one of the two.") { ActivityId = node.Id, Property = "kind" };
    }

    private protected override string Run(ActivityContext c, CaseWork work)
    {
        var kind = c.Input("Kind") as string == "Accountability" ? NoticeKind.Accountability : NoticeKind.Supervision;
        var fields = work.File.Last?.Fields ?? LastOutcome.NoFields;
        var id = fields.GetValueOrDefault(Dispatch.UnitField)?.Trim() is { Length: > 0 } named ? named : work.File.Facts.HandlingUnit ?? work.File.Origin?.UnitId
            ?? throw new ActivityFaultException($"Expected the unit that the notice is put to, but neither the case's origin nor field '{Dispatch.UnitField}' of the last form names one.") { Code = "unit-missing" };
        if (work.Organisation.Unit(id) is null)
            throw new ActivityFaultException($"Expected a unit of the organisation, but found '{id}'.") { Code = "unknown-unit" };
        var items = Form.Lines(fields.GetValueOrDefault(ItemsField));
        if (items.IsEmpty)
            items = work.File.Notices.LastOrDefault(notice => NoticeIssue.IsServed(notice) && !notice.Items.IsEmpty)?.Items ?? work.File.Origin?.Items ?? [work.File.Title];
        var accused = Text(c, "To") == HumanTask.Accused
            ? work.Organisation.Person(work.File.Facts.Accused ?? "")
                ?? throw new ActivityFaultException("Expected whom the case is about, but no form has named anybody.") { Code = "accused-missing" }
            : null;
        work.Change(work.File with { Facts = work.File.Facts with { HandlingUnit = id, FirstUnit = work.File.Facts.FirstUnit ?? id } });
        NoticeIssue.Serve(work, kind, c.Input("Template") as string ?? "", id, items, accused, Deadline(work, Text(c, "StartsClock"), Text(c, "LimitOf"), id));
        return "Done";
    }

    // What the document states must be what the clock of the task will say, so it is the end of the day that the form names, or the limit from now.
    private static DateTimeOffset? Deadline(CaseWork work, string? starts, string? task, string unitId)
    {
        // Whoever answers for the unit has the task, and so its time.
        var answering = work.Organisation.AnsweringFor(unitId)!;
        DateTimeOffset? date = work.File.Last?.Fields.GetValueOrDefault(DeadlineField) is { Length: > 0 } text ? HumanTask.EndOf(text, work.Organisation) : null;
        if (starts is not null && (date is { } until ? work.ClockUntil(starts, answering.Level, answering.Id, until) : work.StageClock(starts, answering.Level, answering.Id, ClockUse.New)) is { } id)
        {
            var clock = work.Counting(id)!;
            return clock.Due(work.CalendarOf(clock), work.Now) is { IsExact: true, At: var end } ? end : null;
        }

        if (date is not null || task is null || work.Policy().ResolveStage(task, answering.Level, work.File.Emergency, work.File.Rule) is not LimitDecision.Limited { Limit: var limit })
            return date;
        return work.Reference.Calendars[work.CalendarIdFor(limit.CalendarId, answering.Id)].DueAt(work.Now, limit.Budget) is { IsExact: true, At: var due } ? due : null;
    }
}

/// <summary>The served document has come further: replied to, rectified or rejected; final, or taken back by who decided on it.</summary>
public sealed class MarkNotice : GridActivity
{
    private static readonly ImmutableArray<NoticeStatus> Known = [NoticeStatus.Replied, NoticeStatus.Rectified, NoticeStatus.Rejected, NoticeStatus.Final, NoticeStatus.Revoked];

    public override string TypeName => "Grid.MarkNotice";

    public override LocalText Names { get; } = new("Mark notice", "更新文书状态", "更新文書狀態");

    public override LocalText Descriptions { get; } = new(
        "Records what has become of the document: replied to, rectified, rejected, final, revoked.", "记录文书的结果：已回复、已整改、退回整改、终局、撤销。", "記錄文書的結果：已回復、已整改、退回整改、終局、撤銷。");

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Status", DataType.String)
        {
            Required = true, DisplayName = "Status", UiHint = "dropdown", Description = "狀態", Choices = Choices(("Replied", "已回復 Replied"), ("Rectified", "已整改 Rectified"), ("Rejected", "退回整改 Rejected"), ("Final", "終局 Final"), ("Revoked", "撤銷 Revoked")),
        },
    ];

    private protected override string Run(ActivityContext c, CaseWork work)
    {
        if (!Enum.TryParse<NoticeStatus>(c.Input("Status") as string, out var status) || !Known.Contains(status))
            throw new ActivityFaultException($"Expected one of {string.Join(", ", Known)}, but found '{c.Input("Status")}'.");
        ServedNotice.Move(work, status, work.File.Last?.By ?? "system", work.File.Last?.Remark);
        return "Done";
    }
}

/// <summary>免責: the clock that the case is about counts for nobody's score. The facts stay as they are.</summary>
public sealed class GrantExemption : GridActivity
{
    public override string TypeName => "Grid.GrantExemption";

    public override LocalText Names { get; } = new("Grant exemption", "免责", "免責");

    public override LocalText Descriptions { get; } = new(
        "Marks the clock of the case that opened this one as exempt; its facts stay.", "将来源案件的计时标记为免责,事实不变。", "將來源案件的計時標記為免責,事實不變。");

    private protected override string Run(ActivityContext c, CaseWork work)
    {
        var by = work.File.Last?.By ?? "system";
        var reason = $"{work.File.Number}: {work.File.Last?.Remark}";
        if (work.File.Origin is { ClockId: { } clock } origin)
            work.Emit(new ExemptionGranted(work.World.Ids.NextId(), origin.CaseId, clock, by, reason) { AccusedAt = origin.OpenedAt });
        work.Say("ExemptionGranted", ("by", by), ("reason", work.File.Last?.Remark), ("number", work.File.Origin?.Number));
        return "Done";
    }
}
