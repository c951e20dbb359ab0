using System.Collections.Immutable;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>A version of a reference file, without its text.</summary>
public sealed record FileVersion
{
    public required string Path { get; init; }

    /// <summary>From 1.</summary>
    public required int Version { get; init; }

    public required VersionState State { get; init; }

    public required VersionOrigin Origin { get; init; }

    /// <summary>SHA-256 of the text; null: the version takes the file away.</summary>
    public string? ContentHash { get; init; }

    /// <summary>The change that it belongs to or came into force with.</summary>
    public long? ChangeOrder { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string UpdatedBy { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public string? PublishedBy { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>Revision of the file when this was read; whoever saves names it, so that nobody overwrites what he has not seen.</summary>
    public required long Revision { get; init; }
}

/// <summary>A version with its text.</summary>
/// <param name="Text">Byte for byte as it came; null: the version takes the file away.</param>
public sealed record FileText(FileVersion Version, string? Text);

/// <summary>A change (變更單) with the versions that belong to it.</summary>
/// <param name="Files">Of an open change its drafts; of a published one what came into force with it. By path.</param>
public sealed record ChangeOrder(ChangeOrderRow Row, ImmutableArray<FileVersion> Files)
{
    public long Number => Row.Number;

    public bool IsOpen => Row.State == ChangeOrderState.Open;
}

/// <summary>A text for a draft.</summary>
/// <param name="Path">See <see cref="ReferencePath"/>.</param>
/// <param name="Text">Null: the file is to be taken away.</param>
/// <param name="ExpectedRevision">Revision that the text is based on, 0 for a new file; null: whatever is there.</param>
public sealed record FileDraft(string Path, string? Text, long? ExpectedRevision);

/// <summary>What became of an act on a change.</summary>
public abstract record ChangeOutcome
{
    private ChangeOutcome()
    {
    }

    /// <summary>Done; the change as it is now.</summary>
    public sealed record Changed(ChangeOrder Order) : ChangeOutcome;

    /// <summary>It is so already. The change is null when there was nothing to open one for.</summary>
    public sealed record Unchanged(ChangeOrder? Order) : ChangeOutcome;

    /// <summary>The two-person rule holds: nothing is in force yet, another admin decides.</summary>
    public sealed record AwaitsReview(ChangeOrder Order, Review Review) : ChangeOutcome;

    /// <summary>Somebody has changed the same since it was read; nothing was overwritten.</summary>
    /// <param name="Path">The file; null: the change itself.</param>
    public sealed record Conflicting(string? Path, string By, DateTimeOffset At, long Revision) : ChangeOutcome;

    /// <summary>With every reason.</summary>
    public sealed record Refused(ImmutableArray<Problem> Problems) : ChangeOutcome;

    public sealed record NotFound(string Reason) : ChangeOutcome;

    /// <summary>The database cannot be written now; nothing was changed.</summary>
    public sealed record Busy(TimeSpan RetryAfter, string Reason) : ChangeOutcome;
}

/// <summary>A file as it would be: replaced, new, or taken away.</summary>
/// <param name="Path">Also <c>definitions/ID.json</c>.</param>
/// <param name="Text">Null: taken away.</param>
public sealed record FileChange(string Path, string? Text);

/// <summary>What the reference data would be with some files changed.</summary>
public abstract record CandidateOutcome
{
    private CandidateOutcome()
    {
    }

    /// <summary>They fit; nothing was put in force.</summary>
    public sealed record Ready(ReferenceData Data) : CandidateOutcome;

    /// <summary>With every problem.</summary>
    public sealed record Refused(ImmutableArray<Problem> Problems) : CandidateOutcome;
}

/// <summary>A file that is in force.</summary>
internal sealed record PublishedFile(string Path, int Version, VersionOrigin Origin, string Text)
{
    public SourceFile File => new(Path, Text);
}
