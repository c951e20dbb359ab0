using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Activities;

namespace GridWorkflow.Casework.Activities;

/// <summary>上報: the next level up owns the case from now on.</summary>
public sealed class RaiseLevel : GridActivity
{
    public override string TypeName => "Grid.RaiseLevel";

    public override LocalText Names { get; } = new("Raise level", "上报上级", "上報上級");

    public override LocalText Descriptions { get; } = new(
        "Passes the case to the next level up, with the last remark as reason.", "将案件上报上一级,以最近的说明为理由。", "將案件上報上一級,以最近的說明為理由。");

    public override ImmutableArray<PortSpec> Ports { get; } = Outcomes(("Raised", "Raised 已上報"), ("AtTop", "At the top 已是最高級"));

    private protected override string Run(ActivityContext c, CaseWork work)
    {
        if (work.Organisation.NextUp(work.File.GridCode, work.File.Level) is not { } next)
            return "AtTop";
        work.MoveTo(next, "LevelRaised", work.File.Last?.By ?? "system", work.File.Last?.Remark);
        return "Raised";
    }
}

/// <summary>交辦: the next level down owns the case from now on.</summary>
public sealed class LowerLevel : GridActivity
{
    public override string TypeName => "Grid.LowerLevel";

    public override LocalText Names { get; } = new("Lower level", "交办下级", "交辦下級");

    public override LocalText Descriptions { get; } = new(
        "Hands the case to the next level down, with the last remark as reason.", "将案件交办下一级,以最近的说明为理由。", "將案件交辦下一級,以最近的說明為理由。");

    public override ImmutableArray<PortSpec> Ports { get; } = Outcomes(("Lowered", "Lowered 已交辦"), ("AtBottom", "At the bottom 已是最低級"));

    private protected override string Run(ActivityContext c, CaseWork work)
    {
        if (work.Organisation.NextDown(work.File.GridCode, work.File.Level) is not { } next)
            return "AtBottom";
        work.MoveTo(next, "LevelLowered", work.File.Last?.By ?? "system", work.File.Last?.Remark);
        return "Lowered";
    }
}
