using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases;

/// <summary>The case row that lists are made of must say what the file says now. At most one per burst, the last one.</summary>
public sealed record CaseChanged(CaseFile File) : Effect;

public sealed record TaskOpened(CaseTask Task) : Effect;

/// <summary>Claimed, released or reassigned.</summary>
public sealed record TaskChanged(CaseTask Task) : Effect;

/// <summary>Completed or withdrawn.</summary>
public sealed record TaskClosed(CaseTask Task) : Effect;

/// <summary>A clock was started, paused, stopped or changed in another way.</summary>
/// <param name="DueAt">Due instant as derived now; null when the calendar's coverage ends before it.</param>
public sealed record ClockChanged(Guid CaseId, SlaClock Clock, DateTimeOffset? DueAt) : Effect;

/// <summary>A rung of a ladder fired. Unique by clock, cycle, rung and epoch: a second one must lose at the store.</summary>
public sealed record RungFired(Guid CaseId, Guid ClockId, int Cycle, string RungKey, int Epoch, DateTimeOffset DueAt, DateTimeOffset FiredAt) : Effect;

public sealed record NoticeIssued(Notice Notice) : Effect;

public sealed record NoticeSigned(Guid NoticeId, string SignedBy, DateTimeOffset SignedAt) : Effect;

/// <summary>A served document has come further: replied, rectified, withdrawn.</summary>
public sealed record NoticeMoved(Guid NoticeId, NoticeStatus Status, DateTimeOffset? RectifiedAt) : Effect;

/// <summary>免責: a clock of another case counts for nobody's score; what happened stays as it was. Through the outbox after the commit.</summary>
public sealed record ExemptionGranted(Guid MessageId, Guid CaseId, Guid ClockId, string By, string Reason) : Effect
{
    /// <summary>When somebody was accused of it: the cycle of that instant is meant. Null: the present one.</summary>
    public DateTimeOffset? AccusedAt { get; init; }
}

/// <summary>Another case is to be opened, through the outbox after the commit: once, however often the message is delivered.</summary>
public sealed record CaseOrdered(Guid MessageId, Report Report) : Effect;

/// <summary>The case is of a category whose repetitions are watched: after the commit somebody looks whether it is one, whichever way it came in (M29).</summary>
public sealed record RepeatsAwaited(Guid CaseId) : Effect;

/// <summary>Mail to one address, sent through the outbox after the commit, at least once, always with the same message id.</summary>
public sealed record MailQueued(Guid MessageId, Guid CaseId, string Address, string Subject, string Html, string Plain) : Effect
{
    /// <summary>Held until then; null: sent at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }
}
