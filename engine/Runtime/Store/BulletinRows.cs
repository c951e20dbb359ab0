namespace GridWorkflow.Runtime.Store;

public enum BulletinKind : byte
{
    /// <summary>日清單: what was outstanding at a daily cut-off.</summary>
    DailyClearance,

    /// <summary>通報: a ranking over a period.</summary>
    Ranking,
}

public enum BulletinStatus : byte
{
    /// <summary>擬稿: only those who publish see it.</summary>
    Draft,

    /// <summary>發佈: everybody of the organisation sees it.</summary>
    Published,

    /// <summary>撤回: it is seen that it was there, and why it is not any more.</summary>
    Withdrawn,
}

/// <summary>A document that a schedule made of a period. Unique by schedule, period and edition: that is what lets each be made once.</summary>
public sealed record BulletinRow
{
    public required Guid Id { get; init; }

    public required BulletinKind Kind { get; init; }

    public required string ScheduleId { get; init; }

    /// <summary>Key of the period: a date, a week, a month…</summary>
    public required string Period { get; init; }

    /// <summary>1; a later one restates the same period.</summary>
    public required int Edition { get; init; }

    public required BulletinStatus Status { get; init; }

    /// <summary>When it was to be made.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When it was made: later after a stop.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>What it says, as JSON.</summary>
    public required string Content { get; init; }

    /// <summary>The frozen facts that it was made of, as JSON; null: what it says is all that was looked at.</summary>
    public string? Snapshot { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    public string? PublishedBy { get; init; }

    public DateTimeOffset? WithdrawnAt { get; init; }

    public string? WithdrawnBy { get; init; }

    /// <summary>Why it was withdrawn.</summary>
    public string? Reason { get; init; }
}

/// <summary>Somebody to whom a bulletin is addressed.</summary>
public sealed record BulletinReaderRow
{
    public required Guid BulletinId { get; init; }

    public required string PersonId { get; init; }

    public DateTimeOffset? SignedAt { get; init; }
}
