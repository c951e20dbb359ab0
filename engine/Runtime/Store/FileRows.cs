using System.Collections.Immutable;

namespace GridWorkflow.Runtime.Store;

/// <summary>A version of a reference file: a policy, a ladder, a calendar, and whatever else stands in the workflow folder beside definitions.</summary>
public sealed record FileVersionRow
{
    /// <summary>As in the workflow folder: <c>policies/community.yaml</c>.</summary>
    public required string Path { get; init; }

    /// <summary>From 1; a number is never used twice for a path.</summary>
    public required int Version { get; init; }

    /// <summary>At most one draft and one published version of a path.</summary>
    public required VersionState State { get; init; }

    public required VersionOrigin Origin { get; init; }

    /// <summary>The file byte for byte; null: the file is taken away.</summary>
    public string? Text { get; init; }

    /// <summary>SHA-256 of the text in lower-case hex; null without one.</summary>
    public string? ContentHash { get; init; }

    /// <summary>The change that it belongs to or came into force with; null for files of the workflow folder.</summary>
    public long? ChangeOrder { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who saved it last.</summary>
    public required string UpdatedBy { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public string? PublishedBy { get; init; }

    /// <summary>When it last came into force; null: never.</summary>
    public DateTimeOffset? PublishedAt { get; init; }
}

/// <summary>What was done to a reference file.</summary>
public enum FileAct : byte
{
    Saved,
    Published,

    /// <summary>Taken out of force without a successor.</summary>
    Retracted,

    /// <summary>A draft was made out of an old version.</summary>
    Reverted,

    /// <summary>A draft was given up, or a file of the workflow folder gave way to an admin's version; it stays among the versions.</summary>
    SetAside,

    /// <summary>A file of the workflow folder came into force.</summary>
    Imported,
}

/// <summary>One act on a reference file; append-only. Its number is the revision of the file: the fence of whoever changes it.</summary>
public sealed record FileActRow
{
    public required string Path { get; init; }

    /// <summary>From 1, without a gap.</summary>
    public required long Revision { get; init; }

    public required FileAct Act { get; init; }

    /// <summary>The version that was touched.</summary>
    public required int Version { get; init; }

    public long? ChangeOrder { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string By { get; init; }

    /// <summary>Hash before: of the draft for a save, of the version in force for the others.</summary>
    public string? HashBefore { get; init; }

    public string? HashAfter { get; init; }

    public string? Note { get; init; }
}

/// <summary>Where a change stands.</summary>
public enum ChangeOrderState : byte
{
    /// <summary>Being worked on (處理中).</summary>
    Open,

    /// <summary>All of it came into force (已生效).</summary>
    Published,

    /// <summary>Given up (已放棄).</summary>
    Discarded,
}

/// <summary>A change (變更單): drafts of one or more files that come into force whole or not at all.</summary>
public sealed record ChangeOrderRow
{
    /// <summary>From 1.</summary>
    public required long Number { get; init; }

    public required string Title { get; init; }

    public required ChangeOrderState State { get; init; }

    /// <summary>From 1; every act on one of its drafts counts. The fence of whoever publishes it.</summary>
    public required long Revision { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who published or discarded it.</summary>
    public string? ClosedBy { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }
}

/// <summary>An act on a file with all that it changes.</summary>
/// <param name="Act">Its revision must be the next one, else somebody was first.</param>
/// <param name="Steps">In this order.</param>
public sealed record FileDeed(FileActRow Act, ImmutableArray<FileStep> Steps);

/// <summary>What an act changes in the versions of its file.</summary>
public abstract record FileStep
{
    private FileStep()
    {
    }

    /// <summary>A new version, or a draft as it is now.</summary>
    public sealed record Put(FileVersionRow Row) : FileStep;

    /// <summary>Out of force or out of the draft's place.</summary>
    public sealed record Turn(int Version, VersionState State) : FileStep;

    /// <summary>Into force.</summary>
    public sealed record PutInForce(int Version, string By, DateTimeOffset At) : FileStep;
}
