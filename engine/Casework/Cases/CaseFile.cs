using System.Collections.Immutable;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases;

/// <summary>The six public stages (六步閉環). Every case passes all of them in this order; loops are allowed.</summary>
public enum CaseStage : byte
{
    /// <summary>上報</summary>
    Reported,

    /// <summary>分流</summary>
    Triaged,

    /// <summary>辦理</summary>
    Handled,

    /// <summary>反饋</summary>
    FedBack,

    /// <summary>結案</summary>
    Closed,

    /// <summary>建檔</summary>
    Archived,
}

public enum CaseStatus : byte
{
    Open,
    Closed,
    Archived,
    Void,
}

/// <summary>By whose authority a case is settled (處理權限).</summary>
public enum PermissionClass : byte
{
    /// <summary>Not judged yet.</summary>
    Unjudged,

    /// <summary>一般: handled on the spot by the grid worker.</summary>
    General,

    /// <summary>協調: coordinated, level by level.</summary>
    Coordination,

    /// <summary>審批: needs an approval.</summary>
    Approval,
}

/// <summary>Who reported. Empty fields were not given; an anonymous reporter gets no personal reply, the answer is published instead.</summary>
public sealed record Reporter(string? Name, string? Email, string? Phone)
{
    public static Reporter Anonymous { get; } = new(null, null, null);

    public bool IsAnonymous => Name is null && Email is null && Phone is null;
}

/// <param name="Latitude">Degrees north, WGS-84.</param>
/// <param name="Longitude">Degrees east, WGS-84.</param>
public sealed record Place(string? Address, double? Latitude, double? Longitude);

/// <summary>How the last completed task of a case ended.</summary>
/// <param name="By">Person id, or a system.</param>
public sealed record LastOutcome(string TaskKey, string Outcome, string? Remark, string By)
{
    /// <summary>What was filled in, by field.</summary>
    public ImmutableSortedDictionary<string, string> Fields { get; init; } = NoFields;

    /// <summary>The form that was filled in; null: none, or it was written before this was kept.</summary>
    public string? FormId { get; init; }

    public static ImmutableSortedDictionary<string, string> NoFields { get; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}

/// <summary>A closed case can be opened again for a while.</summary>
/// <param name="BookmarkId">On which its lifecycle waits.</param>
/// <param name="Until">Then it is archived.</param>
/// <param name="Roles">Who may ask for it.</param>
public sealed record ReopeningWindow(Guid BookmarkId, DateTimeOffset Until, ImmutableArray<string> Roles);

/// <summary>A supervision or accountability case that a rung has opened about a case.</summary>
/// <param name="CategoryCode">What was opened.</param>
/// <param name="UnitId">The unit that it is about.</param>
/// <param name="Cycle">Cycle of the case.</param>
/// <param name="Clock">Name of the clock.</param>
public sealed record OpenedPaper(string CategoryCode, string UnitId, int Cycle, string Clock);

/// <summary>
/// All that is known of one case; kept with its workflow instance and changed only by bursts. The case id is the instance id.
/// </summary>
public sealed record CaseFile : Attachment
{
    public required Guid Id { get; init; }

    /// <summary>Number for people: <c>2026-11-24-000017</c>. Unique; rising within a day; may have gaps.</summary>
    public required string Number { get; init; }

    /// <summary>Unguessable part of the public tracking link.</summary>
    public required string TrackingToken { get; init; }

    /// <summary>Channel: <c>webhook</c>, <c>replay</c>, <c>patrol</c>…</summary>
    public required string Source { get; init; }

    public required string Title { get; init; }

    public string? Description { get; init; }

    public required string CategoryCode { get; init; }

    public required string GridCode { get; init; }

    /// <summary>Key of the level that owns the case now; levels are data.</summary>
    public required string Level { get; init; }

    /// <summary>Unit that owns the case now: the unit of the grid's chain at <see cref="Level"/>.</summary>
    public required string UnitId { get; init; }

    public PermissionClass PermissionClass { get; init; }

    public bool Emergency { get; init; }

    public Reporter Reporter { get; init; } = Reporter.Anonymous;

    public Place? Place { get; init; }

    /// <summary>Id of the household, park or the like that it is about; null: none is named.</summary>
    public string? Subject { get; init; }

    /// <summary>The unit that looks after the subject, as it was when the case was filed; null: none is known.</summary>
    public string? SubjectUnit { get; init; }

    /// <summary>When the reporter reported; the total clock starts here.</summary>
    public required DateTimeOffset ReportedAt { get; init; }

    /// <summary>A limit that came with the report, if any; it takes the place of the policy's total limit.</summary>
    public DateTimeOffset? TargetAt { get; init; }

    /// <summary>The case that opened this one; null: it came in as a report.</summary>
    public CaseOrigin? Origin { get; init; }

    public required string PolicyId { get; init; }

    /// <summary>What the catalogue said when the case was filed or classified again; null: nothing.</summary>
    public Catalogue.PinnedRule? Rule { get; init; }

    public CaseStage Stage { get; init; }

    public CaseStatus Status { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>What the reporter was told; closing without it is refused.</summary>
    public string? Reply { get; init; }

    /// <summary>A leader had it closed without a reply; null: nobody did.</summary>
    public ForcedClosing? Forced { get; init; }

    /// <summary>Open tasks; closed ones live on in the task rows and in the journal.</summary>
    public ImmutableArray<CaseTask> Tasks { get; init; } = [];

    /// <summary>All clocks of the case, ended ones too: they are the facts.</summary>
    public ImmutableArray<Clocks.SlaClock> Clocks { get; init; } = [];

    /// <summary>Notices issued on this case, without their text.</summary>
    public ImmutableArray<NoticeHeader> Notices { get; init; } = [];

    /// <summary>What happened to it, for figures and later steps.</summary>
    public CaseFacts Facts { get; init; } = CaseFacts.None;

    /// <summary>Papers that rungs have opened about it; each once for a unit and a cycle. A case of before keeps none.</summary>
    public ImmutableArray<OpenedPaper> Papers { get; init; } = [];

    /// <summary>Requests for more time, decided ones too.</summary>
    public ImmutableArray<Adjustment> Adjustments { get; init; } = [];

    /// <summary>While it is closed and not archived; null: it cannot be reopened.</summary>
    public ReopeningWindow? Reopening { get; init; }

    /// <summary>Number of the earlier case that this one repeats; null: it stands for itself.</summary>
    public string? DuplicateOf { get; init; }

    /// <summary>How the last task ended; the activities after it act on its remark.</summary>
    public LastOutcome? Last { get; init; }

    /// <summary>What of the case is nobody's now; each once for as long as it lasts.</summary>
    public ImmutableArray<Orphanhood> Orphans { get; init; } = [];

    /// <summary>Who did what; duty separation looks at it. Each once.</summary>
    public ImmutableArray<Duties.Deed> Deeds { get; init; } = [];

    /// <summary>People who completed tasks of the stage 辦理; duty separation looks at those of whom no deed is kept.</summary>
    public ImmutableArray<string> HandledBy { get; init; } = [];
}
