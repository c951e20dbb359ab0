using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;

namespace GridWorkflow.Casework.Catalogue;

/// <summary>
/// What the catalogue said of a case when it was filed or classified again. It stays with the case: a later edition of the catalogue
/// does not move it.
/// </summary>
public sealed record PinnedRule
{
    /// <summary>Number of the filing condition; null: none was chosen.</summary>
    public string? Condition { get; init; }

    /// <summary>Class of the area in which the case lies; null: its grid has none.</summary>
    public string? Area { get; init; }

    /// <summary>Where it stands in the catalogue, for a dispute: <c>C0101#2 area A</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>The limit; null: the catalogue gives none and the policy decides.</summary>
    public Budget? Budget { get; init; }

    public string? Source { get; init; }

    public string? Close { get; init; }

    public PermissionClass Permission { get; init; }

    /// <summary>All of them, in order; which one runs is told by the clocks.</summary>
    public ImmutableArray<Milestone> Milestones { get; init; } = [];

    /// <summary>
    /// What applies to a category in an area: the condition's rule that fits best, else the category's own; in each, area before level.
    /// </summary>
    /// <param name="category">The category.</param>
    /// <param name="condition">Number of the filing condition; null: the default one, or the only one, or none.</param>
    /// <param name="area">Class of the area; null: none.</param>
    /// <param name="level">Key of the level at which it is handled.</param>
    /// <returns>Null where the catalogue says nothing of it.</returns>
    public static PinnedRule? Resolve(Category category, string? condition, string? area, string? level)
    {
        ArgumentNullException.ThrowIfNull(category);
        if (category.Conditions.IsEmpty && category.Limits.IsEmpty)
            return null;
        var chosen = condition is null ? category.UsualCondition : category.Condition(condition);
        var rule = Best(chosen?.Limits ?? [], area, level) ?? Best(category.Limits, area, level);
        if (rule is { IsLimit: false } && Best(category.Limits, area, level) is { IsLimit: true } own)
            rule = rule with { Budget = own.Budget, Milestones = own.Milestones };
        return new PinnedRule
        {
            Condition = chosen?.Number,
            Area = area,
            Origin = $"{category.Code}{(chosen is null ? "" : $"#{chosen.Number}")}{(rule?.Area is { } at ? $" area {at}" : "")}{(rule?.Level is { } onLevel ? $" level {onLevel}" : "")}",
            Budget = rule?.Budget,
            Source = rule?.Source,
            Close = rule?.Close,
            Permission = rule?.Permission ?? PermissionClass.Unjudged,
            Milestones = rule?.Milestones ?? [],
        };
    }

    // Two rules of one area and level are refused when the file is loaded, so the best one is alone.
    private static LimitRule? Best(ImmutableArray<LimitRule> rules, string? area, string? level)
    {
        LimitRule? best = null;
        foreach (var rule in rules)
        {
            if (rule.Fit(area, level) > (best?.Fit(area, level) ?? -1))
                best = rule;
        }

        return best;
    }
}
