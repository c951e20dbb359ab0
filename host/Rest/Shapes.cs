using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Notices;

namespace GridWorkflow.Host.Rest;

/// <summary>A part of a list.</summary>
/// <param name="Page">From 1.</param>
/// <param name="Size">Items of a page, 1 to 200.</param>
/// <param name="Total">Items of the whole list.</param>
public sealed record Listing<T>(IReadOnlyList<T> Items, int Page, int Size, int Total);

/// <summary>An open task of the reader, or one that he may claim.</summary>
/// <param name="Name">In the language of Accept-Language.</param>
/// <param name="DueAt">Limit of the task; null: none of its own.</param>
public sealed record TaskItem(
    Guid Id, string CaseNumber, string Title, string Key, string Name, string Role, string UnitId, string Level, string? Assignee,
    DateTimeOffset OpenedAt, DateTimeOffset? DueAt, string Category, string Grid, bool Emergency);

public sealed record CaseTaskView(
    Guid Id, string Key, string Name, string Role, string UnitId, string? Assignee, IReadOnlyList<string> Outcomes, IReadOnlyList<string> RemarkRequired,
    DateTimeOffset OpenedAt)
{
    /// <summary>Id of the form whose fields are to be sent; null: none.</summary>
    public string? Form { get; init; }
}

/// <param name="DueAt">Null: not known, or none.</param>
/// <param name="RemainingMinutes">Clock time left, negative once overdue; null when not known or ended.</param>
public sealed record ClockView(
    Guid Id, ClockKind Kind, string Name, ClockStatus Status, DateTimeOffset StartedAt, DateTimeOffset? StoppedAt, DateTimeOffset? DueAt, double? RemainingMinutes, ClockVerdict? Verdict)
{
    /// <summary>Unit whose time it is; null: that of the whole case, or kept by an earlier program.</summary>
    public string? UnitId { get; init; }

    /// <summary>All its cycles, the present one last; empty when its calendar is not loaded.</summary>
    public IReadOnlyList<CycleView> Cycles { get; init; } = [];
}

/// <summary>One cycle of a clock. What it says of the past no later reopening, exemption or calendar changes.</summary>
/// <param name="CaseCycle">Cycle of the case to which it belongs; each reopening begins another.</param>
/// <param name="Budget">Without extensions, as policies write it.</param>
/// <param name="Rule">Which rule gave the budget.</param>
/// <param name="DueAt">Null: beyond what the calendar knows.</param>
/// <param name="StoppedAt">Null: it goes on.</param>
/// <param name="UsedMinutes">Clock time.</param>
/// <param name="Exempt">Left out of scores (免責).</param>
public sealed record CycleView(
    int Cycle, int CaseCycle, DateTimeOffset StartedAt, string Budget, string? Rule, DateTimeOffset? DueAt, DateTimeOffset? StoppedAt, ClockVerdict Verdict, double UsedMinutes,
    IReadOnlyList<string> Extensions, IReadOnlyList<PauseView> Pauses, bool Exempt);

/// <summary>A time that does not count.</summary>
public sealed record PauseView(DateTimeOffset From, DateTimeOffset To);

public sealed record NoticeView(Guid Id, string Number, string CaseNumber, NoticeKind Kind, NoticeStatus Status, DateTimeOffset IssuedAt, DateTimeOffset? SignedAt, string Subject);

/// <summary>One line of the timeline.</summary>
/// <param name="Words">In the language of Accept-Language.</param>
public sealed record TimelineView(DateTimeOffset At, string? Who, string Kind, string Words, string? Quote)
{
    /// <summary>As what somebody acted, by name; null: a system.</summary>
    public string? Role { get; init; }
}

/// <summary>A case as the API tells it.</summary>
public sealed record CaseView(
    string Number, string Title, string? Description, string Category, string Grid, string Level, string UnitId, CaseStage Stage, CaseStatus Status,
    PermissionClass PermissionClass, bool Emergency, DateTimeOffset ReportedAt, DateTimeOffset? ClosedAt, DateTimeOffset? ArchivedAt, string? Reply,
    IReadOnlyList<CaseTaskView> Tasks, IReadOnlyList<ClockView> Clocks, IReadOnlyList<NoticeHeader> Notices, IReadOnlyList<TimelineView> Timeline)
{
    /// <summary>Unit that it was dispatched to; null: none.</summary>
    public string? HandlingUnit { get; init; }

    public IReadOnlyList<string> SupportingUnits { get; init; } = [];

    /// <summary>When all units of a joint case are due; null: one has it alone, or it is not known.</summary>
    public DateTimeOffset? JointDueAt { get; init; }

    /// <summary>Since when it stands still with leave (掛賬).</summary>
    public DateTimeOffset? SuspendedAt { get; init; }

    /// <summary>Who reported, masked; null: anonymous. In full by <c>POST …/personal-data</c>, which goes on record.</summary>
    public ReporterView? Reporter { get; init; }

    /// <summary>Until when it can be reopened; null: not.</summary>
    public DateTimeOffset? ReopenableUntil { get; init; }

    /// <summary>The case that opened it, with the facts of that moment; null: it came in as a report.</summary>
    public CaseOrigin? Origin { get; init; }

    /// <summary>Numbers of the cases that it opened.</summary>
    public IReadOnlyList<string> Opened { get; init; } = [];
}

/// <summary>Who reported a case; what was not given is null.</summary>
public sealed record ReporterView(string? Name, string? Phone, string? Email)
{
    public static ReporterView? Of(Reporter reporter) => reporter.IsAnonymous ? null : new ReporterView(reporter.Name, reporter.Phone, reporter.Email);
}

/// <summary>Figures of a period.</summary>
/// <param name="Rules">Version of the formulas.</param>
public sealed record FiguresView(string Lifecycle, DateTimeOffset From, DateTimeOffset To, DateTimeOffset AsOf, int Rules, IReadOnlyList<FigureView> Figures);

/// <param name="Value">Rounded to two decimals, half to even; null where there is nothing to divide by.</param>
public sealed record FigureView(
    string Key, decimal? Value, decimal Numerator, decimal Denominator, Casework.Figures.FigureKind Kind, Casework.Figures.FigureBasis Basis, decimal? Target);

/// <summary>What somebody writes into the journal of a case, at most 4,000 characters.</summary>
public sealed record Remark(string Text);

/// <summary>Where a task is to go.</summary>
/// <param name="Unit">Id of a unit of the same level and kind.</param>
public sealed record Sideways(string Unit, string Reason);

/// <summary>Who is to do a task.</summary>
/// <param name="Person">Id of a holder of the task's role in its unit.</param>
/// <param name="Reason">Needed where somebody else has it already.</param>
public sealed record Assignment(string Person, string? Reason = null);

/// <summary>Why something is asked for.</summary>
public sealed record Reasoned(string Reason);

/// <summary>A request for more time.</summary>
/// <param name="Kind">Extension (延期) or Suspension (掛賬).</param>
/// <param name="Amount">Of an extension: <c>1 workDayRolling</c>, counted like the limit that it adds to.</param>
/// <param name="Until">Of a suspension: when the step goes on by itself.</param>
/// <param name="ReasonKey">Of a suspension: key of one of the policy's reasons (掛賬事由); left out where it lists none.</param>
public sealed record AdjustmentRequest(AdjustmentKind Kind, string Reason, string? Amount = null, DateTimeOffset? Until = null, string? ReasonKey = null);

/// <summary>How a task was done.</summary>
/// <param name="Outcome">One of the outcomes of the task.</param>
/// <param name="Remark">Needed for the outcomes that say so.</param>
/// <param name="Fields">Fields of the task's form, by name.</param>
public sealed record Completion(string Outcome, string? Remark = null, IReadOnlyDictionary<string, string>? Fields = null);

/// <summary>What a case is to be classified as, and where it lies; at least one of category, condition, grid and emergency.</summary>
/// <param name="Category">Code of the catalogue, of the same lifecycle; null: it stays.</param>
/// <param name="Condition">Number of the filing condition; null: the usual one, or the present one where the category stays.</param>
/// <param name="Grid">The grid in which it lies: area class, limits and tasks follow; null: it stays.</param>
/// <param name="Emergency">True, alone: an emergency at once, and all levels are told. False: none any more, once a leader has approved it. Null: as it is.</param>
/// <param name="FromNow">The limit counts from now; otherwise from the original start. From now, to a longer limit, or by who handles the case: once a leader of the case's line has approved it.</param>
public sealed record Reclassification(string Reason, string? Category = null, string? Condition = null, bool FromNow = false, string? Grid = null, bool? Emergency = null);

/// <summary>How a milestone was met.</summary>
public sealed record MilestoneMet(string? Remark = null);

/// <summary>Which earlier case a case repeats.</summary>
/// <param name="First">Number of the earlier case: of the same category and place, neither void nor archived.</param>
/// <param name="Reason">By what it is known as the same matter.</param>
public sealed record DuplicateLink(string First, string Reason);
