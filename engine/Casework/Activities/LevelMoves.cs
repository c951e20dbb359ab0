using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Activities;

namespace GridWorkflow.Casework.Activities;

/// <summary>A move of the case to a neighbouring level, with the last remark as reason.</summary>
/// <param name="moved">Outcome when there is such a level.</param>
/// <param name="stayed">Outcome when there is none.</param>
/// <param name="entry">What the journal calls the move.</param>
public abstract class LevelMove((string Name, string Text) moved, (string Name, string Text) stayed, string entry) : GridActivity
{
    public sealed override ImmutableArray<PortSpec> Ports { get; } = Outcomes(moved, stayed);

    private protected sealed override string Run(ActivityContext c, CaseWork work)
    {
        if (Next(work.Organisation, work.File) is not { } next)
            return stayed.Name;
        work.MoveTo(next, entry, work.File.Last?.By ?? "system", work.File.Last?.Remark);
        return moved.Name;
    }

    private protected abstract Level? Next(OrganisationChart organisation, CaseFile file);
}

/// <summary>上報: the next level up owns the case from now on.</summary>
public sealed class RaiseLevel() : LevelMove(("Raised", "Raised 已上報"), ("AtTop", "At the top 已是最高級"), "LevelRaised")
{
    public override string TypeName => "Grid.RaiseLevel";

    public override LocalText Names { get; } = new("Raise level", "上报上级", "上報上級");

    public override LocalText Descriptions { get; } = new(
        "Passes the case to the next level up, with the last remark as reason.", "将案件上报上一级，以最近的说明为理由。", "將案件上報上一級，以最近的說明為理由。");

    private protected override Level? Next(OrganisationChart organisation, CaseFile file) => organisation.NextUp(file.GridCode, file.Level);
}

/// <summary>交辦: the next level down owns the case from now on.</summary>
public sealed class LowerLevel() : LevelMove(("Lowered", "Lowered 已交辦"), ("AtBottom", "At the bottom 已是最低級"), "LevelLowered")
{
    public override string TypeName => "Grid.LowerLevel";

    public override LocalText Names { get; } = new("Lower level", "交办下级", "交辦下級");

    public override LocalText Descriptions { get; } = new(
        "Hands the case to the next level down, with the last remark as reason.", "将案件交办下一级，以最近的说明为理由。", "將案件交辦下一級，以最近的說明為理由。");

    private protected override Level? Next(OrganisationChart organisation, CaseFile file) => organisation.NextDown(file.GridCode, file.Level);
}
