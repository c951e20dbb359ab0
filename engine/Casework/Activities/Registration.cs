using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Casework.Activities;

/// <summary>立案, where a report is looked at before it becomes a case: from here on it counts.</summary>
public sealed class RegisterCase : GridActivity
{
    public override string TypeName => "Grid.RegisterCase";

    public override LocalText Names { get; } = new("Register case", "立案", "立案");

    public override LocalText Descriptions { get; } = new(
        "Makes the report a case. The first registration counts.", "将上报立案;以首次立案为准。", "將上報立案;以首次立案為準。");

    private protected override string Run(ActivityContext c, CaseWork work)
    {
        // Where the report left the filing condition open, whoever registers the case chooses it in the form.
        if (work.File.Last?.Fields.TryGetValue("condition", out var condition) == true && condition.Length > 0
            && work.Reference.Catalogue.Find(work.File.CategoryCode) is { Conditions.IsEmpty: false })
            work.ChooseCondition(condition, work.File.Last.By);
        if (work.File.Facts.RegisteredAt is null)
        {
            work.Change(work.File with { Facts = work.File.Facts with { RegisteredAt = work.Now } });
            work.Say("CaseRegistered", ("by", work.File.Last?.By));
            work.StartTotalWithRegistration();
        }

        return "Done";
    }
}

/// <summary>不予立案, 作廢: the case ends with a reason, and the reporter is told. It is in no rate, and its clocks count for nobody.</summary>
public sealed class VoidCase : GridActivity
{
    public override string TypeName => "Grid.VoidCase";

    public override LocalText Names { get; } = new("Void case", "作废", "作廢");

    public override LocalText Descriptions { get; } = new(
        "Ends the case as none, with the last remark as reason; the reporter is told.", "以最近的说明为理由作废,并答复反映人。", "以最近的說明為理由作廢,並答復反映人。");

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("Reason", DataType.String) { DisplayName = "Reason", UiHint = "multiline", Description = "What the reporter is told; empty: the last remark. 理由" },
        new("Template", DataType.String) { DisplayName = "Template", Description = "Template of the mail; empty: reply. 模板" },
    ];

    public override bool IsTerminal => true;

    private protected override string Run(ActivityContext c, CaseWork work)
    {
        var reason = Text(c, "Reason") ?? work.File.Last?.Remark;
        if (string.IsNullOrWhiteSpace(reason))
            throw new ActivityFaultException("Expected why the case is void, but there is neither a reason nor a remark.") { Code = "reason-missing" };
        var by = work.File.Last?.By ?? "system";
        work.Change(work.File with { Reply = reason });
        work.VoidClocks(null, by, reason);
        work.Change(work.File with { Status = CaseStatus.Void, Facts = work.File.Facts with { VoidedAt = work.Now } });
        var way = NoticeIssue.Answer(work, c.Input("Template") as string);
        work.Say("CaseVoided", ("by", by), ("reason", reason), ("way", way));
        return "Done";
    }
}
