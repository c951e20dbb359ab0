using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Casework.Schedules;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Runtime.Schedules;

/// <summary>Mails about documents of schedules, as the rows that wait in the outbox.</summary>
internal static class BulletinOutbox
{
    /// <summary>One for each person; the id is that of the document and the person, so that it is the same however often it is made.</summary>
    public static ImmutableArray<OutboxRow> Rows(Guid bulletinId, IEnumerable<BulletinMail> mails, DateTimeOffset now) =>
    [
        .. mails.Select(mail => new OutboxRow
        {
            Id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"bulletin-mail/{bulletinId:D}/{mail.PersonId}")).AsSpan(0, 16), bigEndian: true),
            Kind = OutboxKind.Mail,
            // It belongs to no case.
            CaseId = Guid.Empty,
            Payload = StoredJson.Text(new MailPayload(mail.Address, mail.Text.Subject, mail.Text.Html, mail.Text.Plain)),
            NextAt = now,
            CreatedAt = now,
        }),
    ];
}
