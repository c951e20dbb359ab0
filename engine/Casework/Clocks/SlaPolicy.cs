using System.Collections.Immutable;
using GridWorkflow.Casework.Catalogue;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Clocks;

/// <summary>What a rule gives a clock; resolved once, when the clock starts, and pinned with it.</summary>
/// <param name="Budget">How long.</param>
/// <param name="CalendarId">Counted in this calendar.</param>
/// <param name="LadderId">With these rungs; null: none.</param>
/// <param name="Rule">Which rule said so, for a dispute.</param>
public sealed record Limit(Budget Budget, string CalendarId, string? LadderId, string Rule);

/// <summary>The answer of a policy. Closed.</summary>
public abstract record LimitDecision
{
    private LimitDecision()
    {
    }

    /// <summary>There is a limit.</summary>
    public sealed record Limited(Limit Limit) : LimitDecision;

    /// <summary>There is none, and that is meant.</summary>
    public sealed record Unlimited(string Reason) : LimitDecision;
}

/// <summary>Where the clocks of the whole case begin.</summary>
public enum TotalStart : byte
{
    /// <summary>With the accepted report.</summary>
    Report,

    /// <summary>With the registration (立案); in a lifecycle that registers at once, with the filing.</summary>
    Filing,
}

/// <summary>Budgets by category, with one for the rest.</summary>
/// <param name="LadderId">Rungs of the total clock; null: none.</param>
/// <param name="Default">For categories that have no rule; null: no limit.</param>
/// <param name="ByCategory">By category code.</param>
public sealed record TotalRule(string? LadderId, Budget? Default, ImmutableSortedDictionary<string, Budget> ByCategory)
{
    /// <summary>Of emergencies, whatever the category; null: as all others.</summary>
    public Budget? Emergency { get; init; }

    /// <summary>Where the clocks of the whole case begin; pinned with a case when it is filed.</summary>
    public TotalStart StartsAt { get; init; }

    /// <summary>Rungs of the total clock of an emergency; null: as all others.</summary>
    public string? EmergencyLadderId { get; init; }

    /// <summary>The ladder of a case.</summary>
    public string? LadderOf(bool emergency) => emergency ? EmergencyLadderId ?? LadderId : LadderId;

    /// <summary>The limit that the catalogue gives the case comes before those of this policy.</summary>
    public bool FromCatalogue { get; init; }
}

/// <summary>What becomes of the time of a unit whose work did not pass (返工).</summary>
public enum AfterRework : byte
{
    /// <summary>It goes on with what was left (S07).</summary>
    Continue,

    /// <summary>The next cycle of its clock begins, with the full limit.</summary>
    NewBudget,
}

/// <summary>Budgets of one task by level, with one for the rest.</summary>
/// <param name="TaskKey">Key of the task: <c>handle</c>.</param>
/// <param name="LadderId">Rungs of the stage clock; null: none.</param>
/// <param name="Default">For levels that have no rule; null: no limit.</param>
/// <param name="ByLevel">By level key: <c>grid</c>, <c>community</c>.</param>
public sealed record StageRule(string TaskKey, string? LadderId, Budget? Default, ImmutableSortedDictionary<string, Budget> ByLevel)
{
    /// <summary>Of emergencies at every level; null: as all others.</summary>
    public Budget? Emergency { get; init; }

    /// <summary>How the clock of the same unit goes on after a rework.</summary>
    public AfterRework AfterRework { get; init; }

    /// <summary>Rungs of the stage clock of an emergency; null: as all others.</summary>
    public string? EmergencyLadderId { get; init; }

    /// <summary>The ladder of a case.</summary>
    public string? LadderOf(bool emergency) => emergency ? EmergencyLadderId ?? LadderId : LadderId;

    /// <summary>The limit that the catalogue gives the case comes before those of this policy.</summary>
    public bool FromCatalogue { get; init; }
}

/// <summary>A reason for which a step may stand still (掛賬事由).</summary>
/// <param name="Key">Name in files and requests: <c>season</c>.</param>
/// <param name="Names">What people see.</param>
/// <param name="PausesPromise">The promise to the reporter stands still with the step.</param>
public sealed record SuspensionReason(string Key, LocalText Names, bool PausesPromise);

/// <summary>Which limits a lifecycle gives: total by category, stages by task and level.</summary>
/// <param name="Id">Name, as lifecycles and reports refer to it.</param>
/// <param name="Version">Content hash, 16 hexadecimal digits.</param>
/// <param name="CalendarId">Calendar of all its clocks; empty: that of the unit that works on the case.</param>
/// <param name="Total">Rules of the total clock; null: it has no limit of its own.</param>
/// <param name="Stages">Rules of the stage clocks by task key.</param>
/// <param name="Adjustments">Limits of extensions and pauses.</param>
public sealed record SlaPolicy(
    string Id,
    string Version,
    string CalendarId,
    TotalRule? Total,
    ImmutableSortedDictionary<string, StageRule> Stages,
    AdjustmentRules Adjustments)
{
    /// <summary>What people see.</summary>
    public string? Name { get; init; }

    /// <summary>Role that decides on requests for more time, beside the line at the top level (SM-6).</summary>
    public string AdjustmentDecider { get; init; } = "dispatcher";

    /// <summary>Template of the mail to those who review and decide such a request; null: nobody is told.</summary>
    public string? AdjustmentNotify { get; init; }

    /// <summary>Days from the request to the end of a suspension, at most.</summary>
    public int MostSuspendedDays { get; init; } = 365;

    /// <summary>A suspension holds the promise to the reporter, too (clocks.md §4), where its reason does not say otherwise.</summary>
    public bool SuspensionPausesTotal { get; init; }

    /// <summary>For which reasons a step may stand still (掛賬事由); empty: whoever asks says it in words alone.</summary>
    public ImmutableArray<SuspensionReason> SuspensionReasons { get; init; } = [];

    /// <summary>Whether a suspension for a reason of the list holds the promise; without one, or with one that the list no longer has, the flag of the policy says it.</summary>
    public bool PausesTotal(string? reason) => SuspensionReasons.FirstOrDefault(one => one.Key == reason)?.PausesPromise ?? SuspensionPausesTotal;

    /// <summary>The limit of the whole case. A target that the report brings is the limit, whatever the category says.</summary>
    public LimitDecision ResolveTotal(string category, DateTimeOffset start, DateTimeOffset? target, bool emergency = false, PinnedRule? rule = null)
    {
        if (target is { } at)
            return Limited(Budget.Until(start, at), Total?.LadderOf(emergency), "the report's own target");
        if (Total is null)
            return new LimitDecision.Unlimited($"Policy '{Id}' has no total limit.");
        if (emergency && Total.Emergency is { } urgent)
            return Limited(urgent, Total.LadderOf(emergency), "total.limits.emergency");
        if (Total.FromCatalogue && rule is { Budget: { } pinned })
            return Limited(pinned, Total.LadderOf(emergency), $"catalogue {rule.Origin}");
        if (Total.ByCategory.TryGetValue(category, out var budget))
            return Limited(budget, Total.LadderOf(emergency), $"total.limits.{category}");
        return Total.Default is { } rest
            ? Limited(rest, Total.LadderOf(emergency), "total.limits.default")
            : new LimitDecision.Unlimited($"Policy '{Id}' has no total limit for category '{category}'.");
    }

    /// <summary>The limit of one task at one level.</summary>
    public LimitDecision ResolveStage(string taskKey, string level, bool emergency = false, PinnedRule? rule = null)
    {
        if (!Stages.TryGetValue(taskKey, out var stage))
            return new LimitDecision.Unlimited($"Policy '{Id}' has no limit for task '{taskKey}'.");
        if (emergency && stage.Emergency is { } urgent)
            return Limited(urgent, stage.LadderOf(emergency), $"stages.{taskKey}.emergency");
        if (stage.FromCatalogue && rule is { Budget: { } pinned })
            return Limited(pinned, stage.LadderOf(emergency), $"catalogue {rule.Origin}");
        if (stage.ByLevel.TryGetValue(level, out var budget))
            return Limited(budget, stage.LadderOf(emergency), $"stages.{taskKey}.{level}");
        return stage.Default is { } rest
            ? Limited(rest, stage.LadderOf(emergency), $"stages.{taskKey}.default")
            : new LimitDecision.Unlimited($"Policy '{Id}' has no limit for task '{taskKey}' at level '{level}'.");
    }

    private LimitDecision.Limited Limited(Budget budget, string? ladder, string rule) =>
        new(new Limit(budget, CalendarId, ladder, $"{Id} {Version} {rule}"));
}
