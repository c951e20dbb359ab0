using System.Collections.Immutable;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Organisation;

/// <summary>One rung of the hierarchy. How many there are and what they are called is data.</summary>
/// <param name="Key">Name in files and commands: <c>community</c>.</param>
/// <param name="Rank">0 is the lowest.</param>
/// <param name="Names">What it is called.</param>
/// <param name="Handler">Role that handles a case at this level.</param>
/// <param name="Leader">Role that answers for a unit of this level.</param>
public sealed record Level(string Key, int Rank, LocalText Names, string Handler, string Leader);

/// <summary>What somebody is allowed to do, and as what he is addressed.</summary>
/// <param name="Key">Name in files and commands: <c>grid-worker</c>.</param>
/// <param name="Names">What it is called.</param>
/// <param name="Seat">Kind of the unit where its holders sit, beside the line unit of a level; null: in the line unit itself.</param>
public sealed record Role(string Key, LocalText Names, string? Seat)
{
    /// <summary>Channel of what its holders report by hand: <c>patrol</c>, where lifecycles and figures ask for it; null: <c>staff</c>.</summary>
    public string? Source { get; init; }
}

/// <summary>A unit of the organisation. A grid is a unit of the lowest level.</summary>
/// <param name="Id">Name in files and commands; for a grid, the grid code.</param>
/// <param name="Level">Key of its level.</param>
/// <param name="ParentId">The unit that it belongs to; null for the root.</param>
/// <param name="Kind">What it is when it stands beside the line: <c>department</c>, <c>service-station</c>; null for a line unit.</param>
/// <param name="Names">What it is called.</param>
public sealed record Unit(string Id, string Level, string? ParentId, string? Kind, LocalText Names)
{
    /// <summary>Prefixes of the category codes that this unit is competent for, where several units of its kind stand side by side.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>Person who gets tasks and reminders as well while an owner of the unit is on leave; null: nobody (M28).</summary>
    public string? Backup { get; init; }

    /// <summary>Calendar in which the unit works, for policies that name none; null: that of the unit above.</summary>
    public string? Calendar { get; init; }

    /// <summary>Class of its area (區域類別), which limits may depend on: <c>A</c>; null: that of the unit above.</summary>
    public string? Area { get; init; }
}

/// <summary>One role in one unit (定崗).</summary>
public sealed record Post(string Role, string UnitId);

/// <param name="Id">Name in files, commands and the journal.</param>
/// <param name="Names">What people call her.</param>
/// <param name="Email">Null: notices reach her only in her inbox.</param>
/// <param name="Posts">Her roles, each in its unit.</param>
public sealed record Person(string Id, LocalText Names, string? Email, ImmutableArray<Post> Posts)
{
    /// <summary>Language of mail to this person.</summary>
    public string Language { get; init; } = Texts.Language.Simplified;

    /// <summary>Units in which she has declared an interest: she has no part in their cases, nor in those of the units below (利益回避).</summary>
    public ImmutableArray<string> Conflicts { get; init; } = [];

    public ImmutableArray<Leave> Leave { get; init; } = [];

    /// <summary>On what the posts were granted; those without records are not here.</summary>
    public ImmutableArray<PostGrant> Grants { get; init; } = [];

    public bool Holds(string role, string unitId) => Posts.Contains(new Post(role, unitId));
}
