using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Runtime.Outbox;

/// <summary>Reads what a message carries.</summary>
public static class OutboxPayload
{
    /// <exception cref="FormatException">The row is no mail.</exception>
    public static MailPayload Mail(OutboxRow row) => Read<MailPayload>(row, OutboxKind.Mail);

    /// <exception cref="FormatException">The row is no event.</exception>
    public static EventPayload Event(OutboxRow row) => Read<EventPayload>(row, OutboxKind.Event);

    /// <exception cref="FormatException">The row is no call.</exception>
    public static HttpPayload Http(OutboxRow row) => Read<HttpPayload>(row, OutboxKind.Http);

    /// <exception cref="FormatException">The row is no task.</exception>
    public static TaskPayload Task(OutboxRow row) => Read<TaskPayload>(row, OutboxKind.Task);

    /// <exception cref="FormatException">The row is no part of an event.</exception>
    public static WakePayload Wake(OutboxRow row) => Read<WakePayload>(row, OutboxKind.Wake);

    /// <exception cref="FormatException">The row starts no child.</exception>
    public static ChildStartPayload ChildStart(OutboxRow row) => Read<ChildStartPayload>(row, OutboxKind.ChildStart);

    /// <exception cref="FormatException">The row cancels no child.</exception>
    public static ChildCancelPayload ChildCancel(OutboxRow row) => Read<ChildCancelPayload>(row, OutboxKind.ChildCancel);

    /// <exception cref="FormatException">The row reports of no child.</exception>
    public static ChildReportPayload ChildReport(OutboxRow row) => Read<ChildReportPayload>(row, OutboxKind.ChildReport);

    /// <exception cref="FormatException">The row opens no case.</exception>
    public static CasePayload Case(OutboxRow row) => Read<CasePayload>(row, OutboxKind.Case);

    /// <exception cref="FormatException">The row exempts no clock.</exception>
    public static ExemptionPayload Exemption(OutboxRow row) => Read<ExemptionPayload>(row, OutboxKind.Exemption);

    /// <summary>A workflow value from its stored form.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static object? Value(string? stored) => StoredJson.ReadValue(stored);

    private static T Read<T>(OutboxRow row, string kind)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Kind == kind ? StoredJson.Read<T>(row.Payload) : throw new FormatException($"Expected a message of kind '{kind}', but {row.Id} is of kind '{row.Kind}'.");
    }
}
