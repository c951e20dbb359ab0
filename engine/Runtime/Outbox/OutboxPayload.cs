using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Runtime.Outbox;

/// <summary>Reads what a message carries.</summary>
public static class OutboxPayload
{
    /// <exception cref="FormatException">The row is no mail.</exception>
    public static MailPayload Mail(OutboxRow row) => Read<MailPayload>(row, OutboxKind.Mail);

    /// <exception cref="FormatException">The row is no event.</exception>
    public static EventPayload Event(OutboxRow row) => Read<EventPayload>(row, OutboxKind.Event);

    private static T Read<T>(OutboxRow row, string kind)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Kind == kind ? StoredJson.Read<T>(row.Payload) : throw new FormatException($"Expected a message of kind '{kind}', but {row.Id} is of kind '{row.Kind}'.");
    }
}
