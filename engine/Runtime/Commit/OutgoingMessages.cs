using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Commit;

/// <summary>Effects that leave through the outbox, as the rows that wait there. Pure.</summary>
internal static class OutgoingMessages
{
    /// <summary>The row of an effect that goes out; null for one that does not.</summary>
    public static OutboxRow? Of(Effect effect, Guid instanceId, long version, int index, DateTimeOffset now) => effect switch
    {
        MailQueued mail => Row(mail.MessageId, OutboxKind.Mail, StoredJson.Text(new MailPayload(mail.Address, mail.Subject, mail.Html, mail.Plain))),
        CaseOrdered ordered => Row(ordered.MessageId, OutboxKind.Case, StoredJson.Text(new CasePayload(ordered.Report))),
        RepeatsAwaited => Row(IdOf(instanceId, version, index), OutboxKind.Repeat, "{}"),
        ExemptionGranted granted => Row(
            granted.MessageId, OutboxKind.Exemption, StoredJson.Text(new ExemptionPayload(granted.CaseId, granted.ClockId, granted.By, granted.Reason) { AccusedAt = granted.AccusedAt })),
        EventPublished published => Row(
            published.MessageId, OutboxKind.Event,
            StoredJson.Text(new EventPayload(published.Name, published.CorrelationId, StoredJson.Value(published.Payload)) { InstanceId = published.InstanceId })),
        TaskRequested task => Row(task.TaskId, OutboxKind.Task, StoredJson.Text(new TaskPayload(task.BookmarkId, task.Name, StoredJson.Value(task.Payload)))),
        HttpRequested http => Row(
            http.BookmarkId, OutboxKind.Http,
            StoredJson.Text(new HttpPayload(http.BookmarkId, http.Method, http.Url, StoredJson.Value(http.Content), http.ContentType, http.Authorization, http.Headers))),
        ChildStarted child => Row(
            child.ChildId, OutboxKind.ChildStart,
            StoredJson.Text(new ChildStartPayload(child.ChildId, child.DefinitionId, child.Mode, StoredJson.Value(child.Input), child.CorrelationId, child.Parent))),
        ChildCancelled child => Row(IdOf(instanceId, version, index), OutboxKind.ChildCancel, StoredJson.Text(new ChildCancelPayload(child.ChildId, child.Reason))),
        ChildRested child => Row(IdOf(instanceId, version, index), OutboxKind.ChildReport, StoredJson.Text(new ChildReportPayload(child.Parent, StoredJson.Value(child.Report)))),
        _ => null,
    } is var (id, kind, payload)
        ? new OutboxRow { Id = id, Kind = kind, CaseId = instanceId, Payload = payload, NextAt = effect is MailQueued { NotBefore: { } held } && held > now ? held : now, CreatedAt = now }
        : null;

    private static (Guid Id, string Kind, string Payload)? Row(Guid id, string kind, string payload) => (id, kind, payload);

    // An instance reaches a version once, so this is as stable as an id that the burst had drawn.
    private static Guid IdOf(Guid instanceId, long version, int index) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{instanceId:N}/{version}/{index}")).AsSpan(0, 16), bigEndian: true);
}
