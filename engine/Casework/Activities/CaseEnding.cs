using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Casework.Activities;

/// <summary>反饋: the reporter learns what came of the report.</summary>
public sealed class Reply : GridActivity
{
    public override string TypeName => "Grid.Reply";

    public override LocalText Names { get; } = new("Reply", "答复", "答復");

    public override LocalText Descriptions { get; } = new(
        "Replies to the reporter: by mail where there is an address, otherwise on the public tracking page.",
        "向反映人答复:有邮箱则发邮件,否则在查询页公布。", "向反映人答復:有郵箱則發郵件,否則在查詢頁公布。");

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Text", DataType.String) { DisplayName = "Text", UiHint = "multiline", Description = "What the reporter is told; empty: the last remark. 答復內容" },
        new("Template", DataType.String) { DisplayName = "Template", Description = "Template of the mail; empty: reply. 模板" },
    ];

    private protected override string Run(ActivityContext c, CaseWork work)
    {
        var text = c.Input("Text") is string { Length: > 0 } given ? given : work.File.Last?.Remark;
        if (string.IsNullOrWhiteSpace(text))
            throw new ActivityFaultException("Expected what the reporter is to be told, but there is neither a text nor a remark.");
        work.Reach(CaseStage.FedBack);
        work.Change(work.File with { Reply = text, Facts = work.File.Facts with { FedBackAt = work.File.Facts.FedBackAt ?? work.Now } });
        var way = NoticeIssue.Answer(work, c.Input("Template") as string);
        work.Say("ReporterAnswered", ("by", work.File.Last?.By), ("way", way), ("text", text));
        return "Done";
    }
}

/// <summary>結案. Refused without a reply: the loop is closed only when the reporter knows, or when a leader has answered for it that she does not.</summary>
public sealed class CloseCase : GridActivity
{
    public override string TypeName => "Grid.CloseCase";

    public override LocalText Names { get; } = new("Close case", "结案", "結案");

    public override LocalText Descriptions { get; } = new(
        "Closes the case and stops its clocks; the reporter must have got a reply.", "结案并停止计时;须已答复反映人。", "結案並停止計時;須已答復反映人。");

    private protected override string Run(ActivityContext c, CaseWork work)
    {
        if (string.IsNullOrWhiteSpace(work.File.Reply) && work.File.Forced is null)
            throw new ActivityFaultException("Expected a reply to the reporter before the case is closed, but there is none.") { Code = "reply-missing" };
        work.Reach(CaseStage.Closed);
        work.StopAll(work.File.Last?.By ?? "system", CaseWork.CaseClosed);
        work.Change(work.File with { Status = CaseStatus.Closed, ClosedAt = work.Now });
        work.Say("CaseClosed", ("by", work.File.Last?.By), ("level", work.File.Level));
        return "Done";
    }
}

/// <summary>建檔. The last step; nothing comes after it.</summary>
public sealed class ArchiveCase : GridActivity
{
    public override string TypeName => "Grid.ArchiveCase";

    public override LocalText Names { get; } = new("Archive case", "建档", "建檔");

    public override LocalText Descriptions { get; } = new("Archives the closed case and ends its lifecycle.", "将已结案件建档,流程结束。", "將已結案件建檔,流程結束。");

    public override bool IsTerminal => true;

    private protected override string Run(ActivityContext c, CaseWork work)
    {
        if (work.File.Status != CaseStatus.Closed)
            throw new ActivityFaultException($"Expected a closed case, but it is {work.File.Status.ToString().ToLowerInvariant()}.") { Code = "not-closed" };
        work.Reach(CaseStage.Archived);
        work.Change(work.File with { Status = CaseStatus.Archived, ArchivedAt = work.Now });
        if (work.File.Reopening is not null)
            work.Change(work.File with { Reopening = null });
        work.Say("CaseArchived");
        return "Done";
    }
}
