using System.Collections.Immutable;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>A version of a definition, without its text.</summary>
public sealed record DefinitionVersion
{
    public required string DefinitionId { get; init; }

    /// <summary>From 1.</summary>
    public required int Version { get; init; }

    /// <summary>Id of this version alone.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required VersionState State { get; init; }

    public required VersionOrigin Origin { get; init; }

    /// <summary>Null while it does not compile.</summary>
    public string? ContentHash { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string UpdatedBy { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public string? PublishedBy { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>New cases run it.</summary>
    public bool IsPublished => State == VersionState.Published;

    /// <summary>What an editor opens: the draft, else the published one, else the one with the highest number.</summary>
    public required bool IsLatest { get; init; }

    /// <summary>Revision of the whole definition when this was read; whoever saves names it, so that nobody overwrites what he has not seen.</summary>
    public required long Revision { get; init; }

    /// <summary>Id of a version alone; the same wherever it is asked, since no number is used twice.</summary>
    public static string IdOf(string definitionId, int version) => DefinitionName.OfVersion(definitionId, version);
}

/// <summary>A version with its text, byte for byte as it came.</summary>
public sealed record DefinitionText(DefinitionVersion Version, string Json);

/// <summary>Which version of a definition.</summary>
public abstract record VersionChoice
{
    private VersionChoice()
    {
    }

    /// <summary>The draft, else the published one, else the one with the highest number.</summary>
    public sealed record Latest : VersionChoice;

    /// <summary>The one that new cases run.</summary>
    public sealed record Published : VersionChoice;

    public sealed record Number(int Version) : VersionChoice;
}

/// <summary>Which versions a list shows.</summary>
public enum VersionScope : byte
{
    /// <summary>One of each definition: see <see cref="VersionChoice.Latest"/>.</summary>
    Latest,

    Published,

    /// <summary>Of each definition the draft and the published one.</summary>
    LatestOrPublished,

    All,
}

public enum VersionOrder : byte
{
    Name,
    Version,
    Created,
}

/// <summary>Which part of the catalogue is wanted.</summary>
public sealed record DefinitionFilter
{
    public VersionScope Scope { get; init; }

    /// <summary>Part of the name or of the definition id, whatever the case.</summary>
    public string? Search { get; init; }

    /// <summary>Only these definitions; empty: all.</summary>
    public ImmutableArray<string> DefinitionIds { get; init; } = [];

    /// <summary>Only these versions, by their own ids; empty: all.</summary>
    public ImmutableArray<string> VersionIds { get; init; } = [];

    public VersionOrder Order { get; init; }

    public bool Descending { get; init; }
}

/// <summary>What became of an act on a definition.</summary>
public abstract record DefinitionOutcome
{
    private DefinitionOutcome()
    {
    }

    /// <summary>Done.</summary>
    /// <param name="Version">The version as it is now; after a deletion, as it was.</param>
    /// <param name="Warnings">What an admin should look at.</param>
    public sealed record Changed(DefinitionVersion Version, ImmutableArray<Problem> Warnings) : DefinitionOutcome;

    /// <summary>It is so already.</summary>
    public sealed record Unchanged(DefinitionVersion Version) : DefinitionOutcome;

    /// <summary>It passes the gate, but the two-person rule holds: another admin must approve it. What was in force stays.</summary>
    /// <param name="Version">The version that is asked for.</param>
    /// <param name="Review">Asked for now, or before for the same text.</param>
    /// <param name="Warnings">What an admin should look at.</param>
    public sealed record AwaitsReview(DefinitionVersion Version, Review Review, ImmutableArray<Problem> Warnings) : DefinitionOutcome;

    /// <summary>Somebody has changed the definition since it was read; nothing was overwritten.</summary>
    /// <param name="By">Who.</param>
    /// <param name="At">When.</param>
    /// <param name="Act">What he did.</param>
    /// <param name="Revision">The definition's revision now.</param>
    public sealed record Conflicting(string By, DateTimeOffset At, DefinitionAct Act, long Revision) : DefinitionOutcome;

    /// <summary>With every reason.</summary>
    public sealed record Refused(ImmutableArray<Problem> Problems) : DefinitionOutcome;

    public sealed record NotFound(string Reason) : DefinitionOutcome;

    /// <summary>The database cannot be written now; nothing was changed.</summary>
    public sealed record Busy(TimeSpan RetryAfter, string Reason) : DefinitionOutcome;
}

/// <summary>What publishing would say.</summary>
public abstract record ValidationOutcome
{
    private ValidationOutcome()
    {
    }

    /// <param name="Warnings">What an admin should look at.</param>
    public sealed record Passed(DefinitionVersion Version, ImmutableArray<Problem> Warnings) : ValidationOutcome;

    /// <summary>With every problem.</summary>
    public sealed record Refused(DefinitionVersion Version, ImmutableArray<Problem> Problems) : ValidationOutcome;

    public sealed record NotFound(string Reason) : ValidationOutcome;
}
