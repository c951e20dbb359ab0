using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tasks;

namespace GridWorkflow.Runtime.Store;

/// <summary>A case as lists show it; written in the same transaction as the case file that it is taken from.</summary>
public sealed record CaseRow
{
    public required Guid Id { get; init; }

    public required string Number { get; init; }

    public required string TrackingToken { get; init; }

    public required string Source { get; init; }

    public required string Title { get; init; }

    public required string CategoryCode { get; init; }

    public required string GridCode { get; init; }

    public required string UnitId { get; init; }

    public required string Level { get; init; }

    public required CaseStage Stage { get; init; }

    public required CaseStatus Status { get; init; }

    public required PermissionClass PermissionClass { get; init; }

    public required bool Emergency { get; init; }

    public required string PolicyId { get; init; }

    public required string DefinitionId { get; init; }

    public required DateTimeOffset ReportedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>Of the place, in millionths of a degree north (about 0.1 m); null: none was given.</summary>
    public int? Latitude { get; init; }

    /// <summary>In millionths of a degree east.</summary>
    public int? Longitude { get; init; }

    /// <summary>Of <see cref="CaseFacts"/>, as are those that follow.</summary>
    public DateTimeOffset? RegisteredAt { get; init; }

    public DateTimeOffset? FirstDispatchedAt { get; init; }

    public DateTimeOffset? DispatchedAt { get; init; }

    public string? FirstUnit { get; init; }

    public string? HandlingUnit { get; init; }

    public DateTimeOffset? FedBackAt { get; init; }

    public DateTimeOffset? VoidedAt { get; init; }

    public DateTimeOffset? SuspendedAt { get; init; }

    public int Reworks { get; init; }

    public int ConfirmedReturns { get; init; }

    public int RefusedReturns { get; init; }

    public int Extensions { get; init; }

    /// <summary>The case that opened it; null: it came in as a report. Never changes.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>Household, park or the like that it is about; null: none is named. Never changes.</summary>
    public string? Subject { get; init; }

    /// <summary>Since when something of it is nobody's; null: all of it is somebody's, as far as was found.</summary>
    public DateTimeOffset? OrphanedAt { get; init; }

    /// <summary>Due instant of the total clock as last derived; null without one.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A task as inboxes show it; closed ones stay.</summary>
public sealed record TaskRow
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    public required string Key { get; init; }

    public required string ActivityId { get; init; }

    public required Guid BookmarkId { get; init; }

    public required string Role { get; init; }

    public required string UnitId { get; init; }

    public required string Level { get; init; }

    public string? Assignee { get; init; }

    /// <summary>JSON array of outcome keys.</summary>
    public required string Outcomes { get; init; }

    /// <summary>JSON array of the outcomes that need a remark.</summary>
    public required string RemarkRequired { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public Guid? ClockId { get; init; }

    /// <summary>Due instant of the stage clock as last derived.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public required CaseTaskStatus Status { get; init; }

    public string? Outcome { get; init; }

    public string? Remark { get; init; }

    public string? CompletedBy { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }
}

/// <summary>A clock of a case with its whole ledger.</summary>
public sealed record ClockRow
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    public required ClockKind Kind { get; init; }

    public required string Name { get; init; }

    public required ClockStatus Status { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Since when it stands still; null while it runs.</summary>
    public DateTimeOffset? StoodAt { get; init; }

    /// <summary>Due instant as derived when the clock last changed; the ledger in <see cref="Ledger"/> is the truth.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The clock as JSON.</summary>
    public required string Ledger { get; init; }
}

/// <summary>A notice as a document.</summary>
public sealed record NoticeRow
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    public required string CaseNumber { get; init; }

    public required string Number { get; init; }

    public required NoticeKind Kind { get; init; }

    public required string Recipient { get; init; }

    public required Guid ClockId { get; init; }

    public required string RungKey { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>JSON object: text by language tag.</summary>
    public required string Texts { get; init; }

    public required NoticeStatus Status { get; init; }

    public DateTimeOffset? SignedAt { get; init; }

    public string? SignedBy { get; init; }

    /// <summary>JSON array of what is to be put right; null for a notice without items.</summary>
    public string? Items { get; init; }

    /// <summary>整改完成: when the review accepted it; null: it did not.</summary>
    public DateTimeOffset? RectifiedAt { get; init; }
}

/// <summary>A rung of a ladder that has fired. The key is the proof that it fires once.</summary>
public sealed record RungFireRow
{
    public required Guid ClockId { get; init; }

    public required int Cycle { get; init; }

    public required string RungKey { get; init; }

    public required int Epoch { get; init; }

    public required Guid CaseId { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    public required DateTimeOffset FiredAt { get; init; }
}
