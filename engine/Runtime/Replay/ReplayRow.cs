using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;

namespace GridWorkflow.Runtime.Replay;

/// <summary>One report of a file, with what the file knows of its end.</summary>
/// <param name="Line">Line in the file, from 1; the header is line 1.</param>
/// <param name="Id">The reporter's own id; the same id twice is one case.</param>
/// <param name="OpenedAt">When it enters.</param>
/// <param name="ClosedAt">When it is closed; null: it never was.</param>
/// <param name="FileVerdict">The verdict that the file itself gives, if it has such a column.</param>
public sealed record ReplayRow(int Line, string Id, Report Report, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, ReplayVerdict? FileVerdict);

/// <summary>Whether a report was settled within its limit, as cities publish it.</summary>
public enum ReplayVerdict : byte
{
    OnTime,
    Overdue,
}

/// <summary>A step of the way on which the replay closes a case: who holds the task takes this outcome.</summary>
public sealed record ClosingStep(string Task, string Outcome, string? Remark);

/// <summary>What became of one row.</summary>
/// <param name="CaseNumber">Null when the row had no case at the as-of instant.</param>
/// <param name="Verdict">By the total clock; on time where the row has no limit.</param>
public sealed record RowResult(ReplayRow Row, string? CaseNumber, ReplayVerdict? Verdict, bool IsOpen, DateTimeOffset? DueAt, DateTimeOffset? ClosedAt)
{
    /// <summary>Why the row could not be replayed, or null.</summary>
    public string? Trouble { get; init; }
}

/// <summary>What a replay comes to.</summary>
/// <param name="Rows">In the order of the file.</param>
/// <param name="Clocks">Clocks by kind.</param>
/// <param name="Notices">Notices by kind.</param>
/// <param name="AsOf">The instant at which it was looked at.</param>
public sealed record ReplayResult(
    IReadOnlyList<RowResult> Rows,
    IReadOnlyDictionary<ClockKind, int> Clocks,
    IReadOnlyDictionary<Casework.Notices.NoticeKind, int> Notices,
    DateTimeOffset AsOf)
{
    public int Cases => Rows.Count(row => row.CaseNumber is not null);

    public int OnTime => Rows.Count(row => row.Verdict == ReplayVerdict.OnTime);

    public int Overdue => Rows.Count(row => row.Verdict == ReplayVerdict.Overdue);

    public int OverdueOpen => Rows.Count(row => row is { Verdict: ReplayVerdict.Overdue, IsOpen: true });
}
