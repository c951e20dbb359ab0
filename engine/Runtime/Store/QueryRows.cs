using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Store;

/// <summary>A part of a list.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Size">Rows of a page, 1 to 200.</param>
/// <param name="Total">Rows of the whole list.</param>
public sealed record Page<T>(ImmutableArray<T> Rows, int Number, int Size, int Total)
{
    public int Pages => Math.Max(1, (Total + Size - 1) / Size);
}

/// <summary>Which part of a list is wanted.</summary>
/// <param name="Number">From 1; less counts as 1.</param>
/// <param name="Size">1 to 200; outside it counts as the nearest of the two.</param>
public readonly record struct PageRequest(int Number, int Size = 25)
{
    internal int ValidNumber => Math.Max(1, Number);

    internal int ValidSize => Math.Clamp(Size, 1, 200);
}

/// <summary>A role that a person holds in a unit.</summary>
public sealed record PostKey(string Role, string UnitId);

/// <summary>Whose inbox, and which part of it.</summary>
/// <param name="PersonId">The person.</param>
/// <param name="Posts">All posts of the person.</param>
public sealed record InboxFilter(string PersonId, ImmutableArray<PostKey> Posts)
{
    /// <summary>Only what the person has claimed.</summary>
    public bool OnlyMine { get; init; }

    /// <summary>Only what nobody has claimed.</summary>
    public bool OnlyOpen { get; init; }

    /// <summary>All tasks of these units instead, whoever has them; null: those of the person.</summary>
    public ImmutableArray<string>? OfUnits { get; init; }

    /// <summary>Only tasks of cases of this grid.</summary>
    public string? GridCode { get; init; }

    /// <summary>Only tasks past due at this instant: by the task's own limit or by the case's.</summary>
    public DateTimeOffset? OverdueAt { get; init; }
}

/// <summary>An open task with what a person must know of its case.</summary>
public sealed record InboxItem(
    Guid TaskId,
    Guid CaseId,
    string TaskKey,
    string Role,
    string UnitId,
    string Level,
    string? Assignee,
    DateTimeOffset OpenedAt,
    DateTimeOffset? DueAt,
    string CaseNumber,
    string Title,
    string CategoryCode,
    string GridCode,
    bool Emergency,
    CaseStage Stage,
    DateTimeOffset ReportedAt,
    DateTimeOffset? CaseDueAt);

/// <summary>Which cases. What is null or empty does not narrow the list.</summary>
public sealed record CaseFilter
{
    public CaseStatus? Status { get; init; }

    public CaseStage? Stage { get; init; }

    public PermissionClass? PermissionClass { get; init; }

    /// <summary>Cases of these grids.</summary>
    public ImmutableArray<string> GridCodes { get; init; } = [];

    /// <summary>Cases that these units own now.</summary>
    public ImmutableArray<string> UnitIds { get; init; } = [];

    public string? CategoryCode { get; init; }

    /// <summary>Only cases past due at this instant: still open after it, or closed later than due.</summary>
    public DateTimeOffset? OverdueAt { get; init; }

    public bool? Emergency { get; init; }

    /// <summary>Part of the number or of the title.</summary>
    public string? Text { get; init; }
}

/// <summary>What case lists can be sorted by. Closed: no column name ever comes from outside.</summary>
public enum CaseSort : byte
{
    ReportedAt,
    Number,
    DueAt,
    UpdatedAt,
    Title,
}

/// <summary>All that is stored of a case.</summary>
/// <param name="Case">The list row.</param>
/// <param name="File">The case file, as decisions see it.</param>
/// <param name="Tasks">All tasks, oldest first.</param>
/// <param name="Clocks">All clocks, oldest first.</param>
/// <param name="Notices">All notices, oldest first.</param>
/// <param name="ProgramHash">The lifecycle version that the case is pinned to.</param>
/// <param name="Status">Of the workflow instance.</param>
/// <param name="Incidents">Incidents that wait for an admin.</param>
/// <param name="Version">Transitions so far.</param>
public sealed record CaseDetail(
    CaseRow Case,
    CaseFile File,
    ImmutableArray<TaskRow> Tasks,
    ImmutableArray<ClockRow> Clocks,
    ImmutableArray<NoticeRow> Notices,
    string ProgramHash,
    InstanceSubStatus Status,
    int Incidents,
    long Version)
{
    /// <summary>What became of the mails of the notices, by the id of the notice, for as long as the outbox keeps them.</summary>
    public ImmutableDictionary<Guid, NoticeDelivery> Deliveries { get; init; } = ImmutableDictionary<Guid, NoticeDelivery>.Empty;
}

/// <summary>送達: what became of the mail of a notice.</summary>
/// <param name="NoticeId">The notice; its mail has the same id.</param>
/// <param name="SentAt">When the mail server took it; null: not yet, or never.</param>
public sealed record NoticeDelivery(Guid NoticeId, OutboxStatus Status, DateTimeOffset? SentAt);

/// <summary>One burst in the timeline of a case.</summary>
/// <param name="Path">Activities that moved, in order: the way through the drawn lifecycle.</param>
public sealed record TimelineItem(
    long Seq, DateTimeOffset At, string Actor, string? Role, string Command, ImmutableArray<JournalEntry> Entries, ImmutableArray<PathStep> Path)
{
    /// <summary>What was given as a reason with a command of an admin: an end, another try; null: none.</summary>
    public string? Reason { get; init; }

    /// <summary>What a row says.</summary>
    internal static TimelineItem Of(JournalRow row) => new(row.Seq, row.At, row.Actor, row.Role, row.Command, JournalText.ReadEntries(row.Entries), JournalText.ReadPath(row.Entries))
    {
        Reason = row.Command is nameof(Casework.Instances.InstanceCommand.Cancel) or nameof(Casework.Instances.InstanceCommand.RetryActivity) ? JournalText.ReadReason(row.Entries) : null,
    };
}

/// <summary>One move of one activity.</summary>
public readonly record struct PathStep(string ActivityId, int Execution, StepKind Kind);

/// <summary>A notice with its texts.</summary>
public sealed record NoticeDocument(NoticeRow Notice, ImmutableSortedDictionary<string, NoticeText> Texts)
{
    /// <summary>What is to be put right; empty for a notice that only says something.</summary>
    public ImmutableArray<string> Items => Notice.Items is null ? [] : StoredJson.Read<ImmutableArray<string>>(Notice.Items);

    /// <summary>The texts of a row, by language tag.</summary>
    public static NoticeDocument Of(NoticeRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new NoticeDocument(row, StoredJson.Read<ImmutableSortedDictionary<string, NoticeText>>(row.Texts));
    }
}

/// <summary>What the public may see of a case by its tracking link: no names, no remarks.</summary>
public sealed record TrackedCase(
    string Number,
    string CategoryCode,
    CaseStage Stage,
    CaseStatus Status,
    DateTimeOffset ReportedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? DueAt,
    DateTimeOffset? ClosedAt,
    string? Reply)
{
    /// <summary>What the public is told of extensions of the promise, oldest first.</summary>
    public ImmutableArray<string> PublicNotices { get; init; } = [];
}

/// <summary>How many cases stand how.</summary>
/// <param name="Overdue">Open ones past due at the instant of the question.</param>
public sealed record CaseCounts(int Open, int Closed, int Archived, int Void, int Overdue, int Incidents);

/// <summary>How many notices of a kind were issued, and how many of them are signed.</summary>
public sealed record NoticeCount(NoticeKind Kind, int Issued, int Signed);

/// <summary>How many messages of the outbox stand so.</summary>
public sealed record OutboxCount(OutboxStatus Status, int Count);

/// <summary>What waits for an admin.</summary>
public sealed record TroubleCounts(int ParkedTimers, int DeadMessages, int Incidents);
