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
}

/// <summary>The categories of reports, by code.</summary>
public sealed class CategoryCatalogue
{
    private readonly FrozenDictionary<string, Category> _byCode;

    internal CategoryCatalogue(ImmutableArray<Category> categories)
    {
        Categories = categories;
        _byCode = categories.ToFrozenDictionary(category => category.Code);
    }

    public static CategoryCatalogue Empty { get; } = new([]);

    /// <summary>In the order of the file.</summary>
    public ImmutableArray<Category> Categories { get; }

    public Category? Find(string code) => _byCode.GetValueOrDefault(code);
}
