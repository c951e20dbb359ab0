using System.Collections.Frozen;
using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Catalogue;

/// <summary>What a report can be about. The category chooses the lifecycle and the limits.</summary>
/// <param name="Code">Code of the catalogue: <c>G0102</c>.</param>
/// <param name="Names">What it is called.</param>
/// <param name="DefinitionId">Lifecycle that its cases run.</param>
/// <param name="PolicyId">SLA policy of its cases.</param>
public sealed record Category(string Code, LocalText Names, string DefinitionId, string PolicyId)
{
    /// <summary>What the judge will most likely decide; a hint, never a decision.</summary>
    public PermissionClass PermissionHint { get; init; }

    /// <summary>A report of this category may be an emergency.</summary>
    public bool EmergencyCapable { get; init; }

    /// <summary>People report in it; false: its cases come from files and systems only.</summary>
    public bool ByHand { get; init; } = true;

    /// <summary>How its cases are numbered where they are documents of a series; null: by day, as all others.</summary>
    public DocumentSeries? Series { get; init; }

    /// <summary>大類; null: it stands alone.</summary>
    public string? GroupCode { get; init; }

    /// <summary>部件, 事件 or the tenant's own; that of its group.</summary>
    public CategoryType Type { get; init; }

    /// <summary>立案條件, in the order of the file; empty: it has none.</summary>
    public ImmutableArray<FilingCondition> Conditions { get; init; } = [];

    /// <summary>Limits for conditions that have none of their own.</summary>
    public ImmutableArray<LimitRule> Limits { get; init; } = [];

    /// <summary>When repeated reports are one matter; null: nobody looks.</summary>
    public RepeatRule? Repeats { get; init; }

    /// <summary>The condition that is meant where none is named: the default one, or the only one; null: somebody has to choose.</summary>
    public FilingCondition? UsualCondition => Conditions.Length == 1 ? Conditions[0] : Conditions.FirstOrDefault(condition => condition.IsDefault);

    public FilingCondition? Condition(string number) => Conditions.FirstOrDefault(condition => condition.Number == number);
}

/// <summary>The categories of reports, by code.</summary>
public sealed class CategoryCatalogue
{
    private readonly FrozenDictionary<string, Category> _byCode;

    internal CategoryCatalogue(ImmutableArray<Category> categories, ImmutableArray<CategoryGroup> groups = default)
    {
        Categories = categories;
        Groups = groups.IsDefault ? [] : groups;
        _byCode = categories.ToFrozenDictionary(category => category.Code);
    }

    public static CategoryCatalogue Empty { get; } = new([]);

    /// <summary>In the order of the file.</summary>
    public ImmutableArray<Category> Categories { get; }

    /// <summary>大類, in the order of the file.</summary>
    public ImmutableArray<CategoryGroup> Groups { get; }

    public CategoryGroup? Group(string code) => Groups.FirstOrDefault(group => group.Code == code);

    public Category? Find(string code) => _byCode.GetValueOrDefault(code);
}
