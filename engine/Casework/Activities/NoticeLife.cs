using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Forms;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Casework.Activities;

/// <summary>
/// 簽發: the document is numbered and served on who answers for a unit: the one that it was put to when the case was opened, or the one that
/// the last form names. From then on the unit is the handling unit.
/// </summary>
public sealed class IssueNotice : GridActivity
{
    /// <summary>Field of the last form that lists what is to be put right.</summary>
    public const string ItemsField = "items";

    public override string TypeName => "Grid.IssueNotice";

    public override LocalText Names { get; } = new("Issue notice", "签发通知书", "簽發通知書");

    public override LocalText Descriptions { get; } = new(
        "Numbers a document and serves it on the leaders of the unit.", "编号并向单位负责人送达文书。", "編號並向單位負責人送達文書。");

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Kind", DataType.String)
        {
            Required = true, DisplayName = "Kind", UiHint = "dropdown", Description = "文書種類",
            Choices = Choices(("Supervision", "督辦通知書 Supervision"), ("Accountability", "問責通知 Accountability")),
        },
        new("Template", DataType.String) { Required = true, DisplayName = "Template", Description = "Template of the document. 模板" },
    ];

    public override IEnumerable<Workflow.Definitions.Problem> Check(Workflow.Definitions.ActivityNode node)
    {
        if (Literal(node, "kind") is { } kind && kind is not ("Supervision" or "Accountability"))
            yield return new Workflow.Definitions.Problem("unknown-notice-kind", $"Expected Supervision or Accountability, but found '{kind}'.", "Write one of the two.") { ActivityId = node.Id, Property = "kind" };
    }

    private protected override string Run(ActivityContext c, CaseWork work)
    {
        var kind = c.Input("Kind") as string == "Accountability" ? NoticeKind.Accountability : NoticeKind.Supervision;
        var fields = work.File.Last?.Fields ?? LastOutcome.NoFields;
        var id = fields.GetValueOrDefault(Dispatch.UnitField)?.Trim() is { Length: > 0 } named ? named : work.File.Origin?.UnitId
            ?? throw new ActivityFaultException($"Expected the unit that the notice is put to, but neither the case's origin nor field '{Dispatch.UnitField}' of the last form names one.") { Code = "unit-missing" };
        if (work.Organisation.Unit(id) is null)
            throw new ActivityFaultException($"Expected a unit of the organisation, but found '{id}'.") { Code = "unknown-unit" };
        var items = Form.Lines(fields.GetValueOrDefault(ItemsField));
        if (items.IsEmpty)
            items = work.File.Origin?.Items ?? [work.File.Title];
        work.Change(work.File with { Facts = work.File.Facts with { HandlingUnit = id, FirstUnit = work.File.Facts.FirstUnit ?? id } });
        NoticeIssue.Serve(work, kind, c.Input("Template") as string ?? "", id, items);
        return "Done";
    }
}

/// <summary>The served document has come further: the unit has replied, or the review found it rectified.</summary>
public sealed class MarkNotice : GridActivity
{
    public override string TypeName => "Grid.MarkNotice";

    public override LocalText Names { get; } = new("Mark notice", "更新文书状态", "更新文書狀態");

    public override LocalText Descriptions { get; } = new(
        "Records that the document was replied to or rectified.", "记录文书已回复或已整改。", "記錄文書已回復或已整改。");

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Status", DataType.String)
        {
            Required = true, DisplayName = "Status", UiHint = "dropdown", Description = "狀態", Choices = Choices(("Replied", "已回復 Replied"), ("Rectified", "已整改 Rectified")),
        },
    ];

    private protected override string Run(ActivityContext c, CaseWork work)
    {
        if (!Enum.TryParse<NoticeStatus>(c.Input("Status") as string, out var status) || status is not (NoticeStatus.Replied or NoticeStatus.Rectified))
            throw new ActivityFaultException($"Expected Replied or Rectified, but found '{c.Input("Status")}'.");
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
