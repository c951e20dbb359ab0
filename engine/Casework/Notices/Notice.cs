using System.Collections.Immutable;

namespace GridWorkflow.Casework.Notices;

public enum NoticeKind : byte
{
    /// <summary>提醒: a friendly word before anything is late.</summary>
    Reminder,

    /// <summary>預警: the unit's leader should know.</summary>
    Warning,

    /// <summary>催辦單: the limit has passed.</summary>
    Urging,

    /// <summary>督辦通知書: the level above steps in.</summary>
    Supervision,

    /// <summary>問責通知: somebody must answer for it.</summary>
    Accountability,

    /// <summary>通報: published to all units.</summary>
    Bulletin,

    /// <summary>緊急通知: told to every level at once.</summary>
    Alert,
}

public enum NoticeStatus : byte
{
    Issued,
    Signed,
    Replied,

    /// <summary>整改完成: what it asked for is put right, as the review found.</summary>
    Rectified,

    /// <summary>撤回: taken back before it was signed.</summary>
    Withdrawn,

    /// <summary>退回整改: the reply to it was not accepted; another copy with a new deadline stands in its place.</summary>
    Rejected,

    /// <summary>終局: what it decides is no longer open to an appeal.</summary>
    Final,

    /// <summary>撤銷: an exemption or an appeal that was granted took it back.</summary>
    Revoked,
}

/// <summary>A notice as the case file remembers it.</summary>
/// <param name="Id">As of the notice.</param>
/// <param name="Number">As of the notice.</param>
/// <param name="Kind">As of the notice.</param>
/// <param name="Recipient">Person id.</param>
/// <param name="ClockId">The clock that issued it.</param>
/// <param name="IssuedAt">When it was written.</param>
/// <param name="Status">How far its life has come.</param>
public sealed record NoticeHeader(Guid Id, string Number, NoticeKind Kind, string Recipient, Guid ClockId, DateTimeOffset IssuedAt, NoticeStatus Status)
{
    /// <summary>限期: until when what a served document asks for is to be done, as it states; null: it states none.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Of a served document: what it lists; another copy after a rejection lists the same.</summary>
    public ImmutableArray<string> Items { get; init; } = [];
}

/// <summary>Text of a notice in one language, rendered once when it is issued and never again.</summary>
public sealed record NoticeText(string Subject, string Html, string Plain);

/// <summary>A notice as a document: what was said to whom, when, and why.</summary>
public sealed record Notice
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    public required string CaseNumber { get; init; }

    /// <summary>Number of the document, from the case number: <c>2026-11-24-000017-3</c>.</summary>
    public required string Number { get; init; }

    public required NoticeKind Kind { get; init; }

    /// <summary>Person id.</summary>
    public required string Recipient { get; init; }

    /// <summary>Clock, cycle and rung that issued it; empty, and <c>alert</c>, where no clock did.</summary>
    public required Guid ClockId { get; init; }

    public required string RungKey { get; init; }

    /// <summary>The instant the rung was due; <see cref="IssuedAt"/> may be later after a downtime.</summary>
    public required DateTimeOffset DueAt { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>By language tag: <c>en</c>, <c>zh-Hans</c>, <c>zh-Hant</c>.</summary>
    public required ImmutableSortedDictionary<string, NoticeText> Texts { get; init; }

    /// <summary>What is to be put right or answered for; empty for a notice that only says something.</summary>
    public ImmutableArray<string> Items { get; init; } = [];

    public NoticeStatus Status { get; init; }

    public DateTimeOffset? SignedAt { get; init; }
}
