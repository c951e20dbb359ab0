using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Outbox;

/// <summary>Kinds of outbox messages.</summary>
public static class OutboxKind
{
    /// <summary>Payload: <see cref="MailPayload"/>.</summary>
    public const string Mail = "mail";

    /// <summary>Payload: <see cref="EventPayload"/>.</summary>
    public const string Event = "event";

    /// <summary>One of those whom an event concerns. Payload: <see cref="WakePayload"/>.</summary>
    public const string Wake = "wake";

    /// <summary>Payload: <see cref="HttpPayload"/>.</summary>
    public const string Http = "http";

    /// <summary>Payload: <see cref="TaskPayload"/>.</summary>
    public const string Task = "task";

    /// <summary>Payload: <see cref="ChildStartPayload"/>.</summary>
    public const string ChildStart = "child-start";

    /// <summary>Payload: <see cref="ChildCancelPayload"/>.</summary>
    public const string ChildCancel = "child-cancel";

    /// <summary>Payload: <see cref="ChildReportPayload"/>.</summary>
    public const string ChildReport = "child-report";

    /// <summary>A case that another one opens. Payload: <see cref="CasePayload"/>.</summary>
    public const string Case = "case";

    /// <summary>A case that may repeat others: somebody is to look. No payload.</summary>
    public const string Repeat = "repeat";

    /// <summary>A decision that a clock of another case is exempt. Payload: <see cref="ExemptionPayload"/>.</summary>
    public const string Exemption = "exemption";
}

/// <summary>Mail to one address; the message id of the mail is made from the id of the outbox row.</summary>
public sealed record MailPayload(string Address, string Subject, string Html, string Plain);

/// <summary>An event that a workflow published.</summary>
/// <param name="Payload">The payload as a stored workflow value.</param>
public sealed record EventPayload(string Name, string? CorrelationId, string? Payload)
{
    /// <summary>The only instance that it is for; null for all.</summary>
    public Guid? InstanceId { get; init; }

    /// <summary>It has started what it triggers; it was kept since, and resumes only.</summary>
    public bool HasStarted { get; init; }
}

/// <summary>What an event brings to one bookmark.</summary>
/// <param name="Payload">The payload as a stored workflow value.</param>
public sealed record WakePayload(Guid InstanceId, Guid BookmarkId, string? Payload);

/// <summary>A call that a workflow asked for; its response resumes the bookmark. The id of the row is the idempotency key of the call.</summary>
/// <param name="Content">The content as a stored workflow value.</param>
public sealed record HttpPayload(
    Guid BookmarkId, string Method, string Url, string? Content, string? ContentType, string? Authorization, ImmutableSortedDictionary<string, string> Headers);

/// <summary>A task for the host; its result resumes the bookmark.</summary>
/// <param name="Payload">The payload as a stored workflow value.</param>
public sealed record TaskPayload(Guid BookmarkId, string Name, string? Payload);

/// <summary>A report that a case makes; the id of the row is the message id under which it is filed.</summary>
public sealed record CasePayload(Report Report);

/// <summary>A clock of another case counts for nobody's score.</summary>
public sealed record ExemptionPayload(Guid CaseId, Guid ClockId, string By, string Reason)
{
    /// <summary>When somebody was accused of it; null: an earlier program sent it, or it is not known.</summary>
    public DateTimeOffset? AccusedAt { get; init; }
}

/// <summary>A child to be started.</summary>
/// <param name="Input">The input as a stored workflow value.</param>
public sealed record ChildStartPayload(Guid ChildId, string DefinitionId, ChildMode Mode, string? Input, string? CorrelationId, ParentLink? Parent);

/// <summary>A child that nobody waits for any more.</summary>
public sealed record ChildCancelPayload(Guid ChildId, string Reason);

/// <summary>What a child tells its parent.</summary>
/// <param name="Report">The report as a stored workflow value.</param>
public sealed record ChildReportPayload(ParentLink Parent, string? Report);
