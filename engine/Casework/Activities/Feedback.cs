using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Activities;

namespace GridWorkflow.Casework.Activities;

/// <summary>反饋 accepted: the case counts as handled from now on.</summary>
public sealed class AcceptFeedback : GridActivity
{
    public override string TypeName => "Grid.AcceptFeedback";

    public override LocalText Names { get; } = new("Accept feedback", "确认反馈", "確認反饋");

    public override LocalText Descriptions { get; } = new("The case counts as handled.", "案件计为已处置。", "案件計為已處置。");

    private protected override string Run(ActivityContext c, CaseWork work)
    {
        work.Change(work.File with { Facts = work.File.Facts with { FedBackAt = work.Now } });
        work.Say("FeedbackAccepted", ("unit", work.File.Facts.HandlingUnit), ("by", work.File.Last?.By));
        return "Done";
    }
}

/// <summary>返工: the unit has to do it again.</summary>
public sealed class Rework : GridActivity
{
    public override string TypeName => "Grid.Rework";

    public override LocalText Names { get; } = new("Rework", "返工", "返工");

    public override LocalText Descriptions { get; } = new(
        "Counts a rework; the case counts as not handled again.", "返工次数加一,案件重新计为未处置。", "返工次數加一,案件重新計為未處置。");

    private protected override string Run(ActivityContext c, CaseWork work)
    {
        var facts = work.File.Facts;
        work.Change(work.File with { Facts = facts with { Reworks = facts.Reworks + 1, ReworkedAt = work.Now, FedBackAt = null } });
        work.Return(CaseStage.Triaged);
        work.Say("ReworkOrdered", ("unit", facts.HandlingUnit), ("by", work.File.Last?.By), ("reason", work.File.Last?.Remark), ("count", facts.Reworks + 1));
        return "Done";
    }
}
