using GridWorkflow.Casework.Clocks;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>What a reclassification changes of a case; null: that stays.</summary>
/// <param name="Category">Code.</param>
/// <param name="Condition">Number; null: the usual one of another category.</param>
/// <param name="Grid">Code.</param>
/// <param name="Emergency">Whether it is one.</param>
/// <param name="Basis">From when a new limit counts.</param>
internal sealed record Reclassification(string? Category, string? Condition, string? Grid, bool? Emergency, RetargetBasis Basis)
{
    /// <summary>Nothing but that the case is an emergency, from its start.</summary>
    public bool OnlyDeclares => Emergency == true && Category is null && Condition is null && Grid is null && Basis == RetargetBasis.Retroactive;

    public static Reclassification Of(Adjustment adjustment) =>
        new(adjustment.CategoryCode, adjustment.Condition, adjustment.GridCode, adjustment.Emergency, adjustment.Basis);

    public string CategoryOf(CaseFile file) => Category ?? file.CategoryCode;

    /// <summary>Null: the usual one.</summary>
    public string? ConditionOf(CaseFile file) => Condition ?? (Category is null ? file.Rule?.Condition : null);

    public bool Moves(CaseFile file) => Grid is { } grid && grid != file.GridCode;

    /// <summary>The rule is pinned anew; where only the emergency changes, it stays as it was pinned.</summary>
    public bool IsOfClass(CaseFile file) => Category is not null || Condition is not null || Moves(file);

    /// <summary>The category or condition is another one.</summary>
    public bool Reclasses(CaseFile file, ReferenceData reference) => (Category is not null || Condition is not null)
        && (CategoryOf(file) != file.CategoryCode || (ConditionOf(file) ?? reference.Catalogue.Find(CategoryOf(file))?.UsualCondition?.Number) != file.Rule?.Condition);
}
