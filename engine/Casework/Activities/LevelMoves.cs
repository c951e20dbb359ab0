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
        var levels = Way(c, work);
        foreach (var level in levels)
            work.MoveTo(level, entry, work.File.Last?.By ?? "system", work.File.Last?.Remark);
        return levels.IsEmpty ? stayed.Name : moved.Name;
    }

    /// <summary>The levels that the case comes to, one after the other, as seen from where it lies now; empty: it stays.</summary>
    private protected abstract ImmutableArray<Level> Way(ActivityContext c, CaseWork work);
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
        new("StepByStep", DataType.Boolean) { Default = false, DisplayName = "Step by step", Description = "Passes each level on the way to To, with the same reason; then it is for any case. 逐級上報" },
    ];

    private protected override ImmutableArray<Level> Way(ActivityContext c, CaseWork work)
    {
        var file = work.File;
        if (work.NextUp(file.Level) is not { } next)
            return [];
        if (Text(c, "To") is not { } named)
            return [next];
        var level = LevelExpression.Resolve(named, file.Level, work.Organisation);
        if (level.Rank <= work.Organisation.Level(file.Level)!.Rank)
            return [];
        if (c.Input("StepByStep") is true)
            return Between(work, next, level);
        return level.Rank > next.Rank && !file.Emergency
            ? throw new ActivityFaultException($"Expected the next level '{next.Key}', but '{level.Key}' leaves levels out and the case is no emergency.") { Code = "skip-level" }
            : [level];
    }

    private static ImmutableArray<Level> Between(CaseWork work, Level first, Level last)
    {
        var levels = ImmutableArray.CreateBuilder<Level>();
        for (var level = first; level is not null && level.Rank <= last.Rank; level = work.NextUp(level.Key))
            levels.Add(level);
        return levels.ToImmutable();
    }
}

/// <summary>交辦: the next level down owns the case from now on.</summary>
public sealed class LowerLevel() : LevelMove(("Lowered", "Lowered 已交辦"), ("AtBottom", "At the bottom 已是最低級"), "LevelLowered")
{
    public override string TypeName => "Grid.LowerLevel";

    public override LocalText Names { get; } = new("Lower level", "交办下级", "交辦下級");

    public override LocalText Descriptions { get; } = new(
        "Hands the case to the next level down, with the last remark as reason.", "将案件交办下一级，以最近的说明为理由。", "將案件交辦下一級，以最近的說明為理由。");

    private protected override ImmutableArray<Level> Way(ActivityContext c, CaseWork work) => work.NextDown(work.File.Level) is { } next ? [next] : [];
}
