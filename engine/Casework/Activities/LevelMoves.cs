using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Texts;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Casework.Activities;

/// <summary>A move of the case to another level, with the last remark as reason.</summary>
/// <param name="moved">Outcome when there is such a level.</param>
/// <param name="stayed">Outcome when there is none.</param>
/// <param name="entry">What the journal calls the move.</param>
public abstract class LevelMove((string Name, string Text) moved, (string Name, string Text) stayed, string entry) : GridActivity
{
    public sealed override ImmutableArray<PortSpec> Ports { get; } = Outcomes(moved, stayed);

    private protected sealed override string Run(ActivityContext c, CaseWork work)
    {
        var outcome = stayed.Name;
        while (Next(c, work) is { } next)
        {
            work.MoveTo(next, entry, work.File.Last?.By ?? "system", work.File.Last?.Remark);
            outcome = moved.Name;
            if (!GoesOn(c))
                break;
        }

        return outcome;
    }

    /// <summary>Whether the move goes on, level by level, until there is no next one.</summary>
    private protected virtual bool GoesOn(ActivityContext c) => false;

    private protected abstract Level? Next(ActivityContext c, CaseWork work);
}

/// <summary>上報: the next level up owns the case from now on; in an emergency a higher one, at once (越級).</summary>
public sealed class RaiseLevel() : LevelMove(("Raised", "Raised 已上報"), ("AtTop", "At the top 已是最高級"), "LevelRaised")
{
    public override string TypeName => "Grid.RaiseLevel";

    public override LocalText Names { get; } = new("Raise level", "上报上级", "上報上級");

    public override LocalText Descriptions { get; } = new(
        "Passes the case to the next level up, with the last remark as reason.", "将案件上报上一级，以最近的说明为理由。", "將案件上報上一級，以最近的說明為理由。");

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("To", DataType.String) { DisplayName = "To", Description = "A level as a task names it; one that leaves levels out is for emergencies only. Empty: the next one up. 上報至" },
        new("StepByStep", DataType.Boolean) { Default = false, DisplayName = "Step by step", Description = "Passes each level on the way, with the same reason; then it is for any case. 逐級上報" },
    ];

    private protected override bool GoesOn(ActivityContext c) => c.Input("StepByStep") is true;

    private protected override Level? Next(ActivityContext c, CaseWork work)
    {
        var file = work.File;
        if (work.NextUp(file.Level) is not { } next || Text(c, "To") is not { } named)
            return work.NextUp(file.Level);
        var level = LevelExpression.Resolve(named, file.Level, work.Organisation);
        if (level.Rank <= work.Organisation.Level(file.Level)!.Rank)
            return null;
        if (GoesOn(c))
            return next;
        return level.Rank > next.Rank && !file.Emergency
            ? throw new ActivityFaultException($"Expected the next level '{next.Key}', but '{level.Key}' leaves levels out and the case is no emergency.") { Code = "skip-level" }
            : level;
    }
}

/// <summary>交辦: the next level down owns the case from now on.</summary>
public sealed class LowerLevel() : LevelMove(("Lowered", "Lowered 已交辦"), ("AtBottom", "At the bottom 已是最低級"), "LevelLowered")
{
    public override string TypeName => "Grid.LowerLevel";

    public override LocalText Names { get; } = new("Lower level", "交办下级", "交辦下級");

    public override LocalText Descriptions { get; } = new(
        "Hands the case to the next level down, with the last remark as reason.", "将案件交办下一级，以最近的说明为理由。", "將案件交辦下一級，以最近的說明為理由。");

    private protected override Level? Next(ActivityContext c, CaseWork work) => work.NextDown(work.File.Level);
}
