using System.Collections.Immutable;

namespace GridWorkflow.Runtime.Store;

/// <summary>What a version of a definition is to new cases.</summary>
public enum VersionState : byte
{
    /// <summary>Being drawn (草稿); may be incomplete. At most one of a definition.</summary>
    Draft,

    /// <summary>What new cases run (已發布). At most one of a definition.</summary>
    Published,

    /// <summary>Another version took its place (已替代).</summary>
    Superseded,

    /// <summary>Taken out of use without a successor (已撤回).</summary>
    Retracted,
}

/// <summary>Where a version came from.</summary>
public enum VersionOrigin : byte
{
    /// <summary>A file of the workflow folder.</summary>
    File,

    /// <summary>Drawn or changed by an admin.</summary>
    Admin,

    /// <summary>Brought in from outside by an admin.</summary>
    Import,
}

/// <summary>A version of a definition in the catalogue. What running cases are pinned to stands in <see cref="DefinitionRow"/>.</summary>
public sealed record DefinitionVersionRow
{
    public required string DefinitionId { get; init; }

    /// <summary>From 1; a number is never used twice in a definition, not even after a version was deleted.</summary>
    public required int Version { get; init; }

    /// <summary>Id of this version alone, as the designer names it.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required VersionState State { get; init; }

    public required VersionOrigin Origin { get; init; }

    /// <summary>The definition as it came, byte for byte.</summary>
    public required string Json { get; init; }

    /// <summary>Content hash of the program; null while it does not compile.</summary>
    public string? ContentHash { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who saved it last.</summary>
    public required string UpdatedBy { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public string? PublishedBy { get; init; }

    /// <summary>When it last came into force; null: never.</summary>
    public DateTimeOffset? PublishedAt { get; init; }
}

/// <summary>What was done to a definition.</summary>
public enum DefinitionAct : byte
{
    Saved,
    Published,
    Retracted,
    Reverted,
    Deleted,

    /// <summary>A file of the workflow folder, or a definition from outside, became a version.</summary>
    Imported,

    /// <summary>Running cases were moved to a version.</summary>
    Migrated,
}

/// <summary>One act on a definition; append-only. Its number is the revision of the definition: the fence of whoever changes it.</summary>
public sealed record DefinitionActRow
{
    public required string DefinitionId { get; init; }

    /// <summary>From 1, without a gap.</summary>
    public required long Revision { get; init; }

    public required DefinitionAct Act { get; init; }

    /// <summary>The version that was touched; null when it was all of them.</summary>
    public int? Version { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string By { get; init; }

    /// <summary>Content hash before: of the draft for a save, of the version in force for the others.</summary>
    public string? HashBefore { get; init; }

    public string? HashAfter { get; init; }

    public string? Note { get; init; }
}

/// <summary>An act with all that it changes; made whole or not at all.</summary>
/// <param name="Act">Its revision must be the next one, else somebody was first.</param>
/// <param name="Steps">In this order.</param>
public sealed record DefinitionChange(DefinitionActRow Act, ImmutableArray<VersionStep> Steps)
{
    /// <summary>
    /// Versions whose open review does not say the truth any more, for the text that was asked for or the one in force is another; null: of
    /// any version.
    /// </summary>
    internal ImmutableArray<int?> Outdated => Act.Act switch
    {
        DefinitionAct.Migrated => [],
        DefinitionAct.Deleted => [.. Steps.OfType<VersionStep.Remove>().Select(step => (int?)step.Version)],
        _ => [null],
    };
}

/// <summary>What an act changes in the versions of its definition.</summary>
public abstract record VersionStep
{
    private VersionStep()
    {
    }

    /// <summary>A new version, or a draft as it is now.</summary>
    public sealed record Put(DefinitionVersionRow Row) : VersionStep;

    /// <summary>Out of force or out of the draft's place.</summary>
    public sealed record Turn(int Version, VersionState State) : VersionStep;

    /// <summary>Into force.</summary>
    public sealed record PutInForce(int Version, string ContentHash, string By, DateTimeOffset At) : VersionStep;

    public sealed record Remove(int Version) : VersionStep;
}
