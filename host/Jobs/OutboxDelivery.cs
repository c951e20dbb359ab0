using System.Collections.Immutable;
using System.Text.Json;
using GridWorkflow.Host.Channels;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using Hangfire;

namespace GridWorkflow.Host.Jobs;

/// <summary>The job that sends one leased batch and settles each message of it.</summary>
public sealed class OutboxDelivery(OutboxQueue queue, MailChannel mail, TimeProvider time, ILogger<OutboxDelivery> log)
{
    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web);
    private static readonly RetryPolicy Retries = RetryPolicy.Default;

    /// <param name="owner">Name of the lease; a second run of the same job finds only what is not settled yet.</param>
    /// <param name="messages">How many were leased, for who looks at the dashboard.</param>
    /// <param name="cancellation">Hangfire's: the server is stopping.</param>
    // The outbox itself tries again, message by message; Hangfire trying whole batches again would only add noise.
    [AutomaticRetry(Attempts = 0), JobDisplayName("Send {1} messages of lease {0}")]
    public async Task Deliver(string owner, int messages, CancellationToken cancellation)
    {
        var rows = await queue.Load(owner, cancellation);
        var settlements = new List<Settlement>(rows.Length);
        settlements.AddRange(rows.Where(row => row.Kind != OutboxKind.Mail).Select(Unsendable));
        settlements.AddRange(await SendMails([.. rows.Where(row => row.Kind == OutboxKind.Mail)], cancellation));
        if (!await queue.Settle(owner, settlements))
            log.LogWarning("{Count} messages were sent but not settled; they will be sent again under the same ids", settlements.Count);
    }

    private async Task<IEnumerable<Settlement>> SendMails(ImmutableArray<OutboxRow> rows, CancellationToken cancellation)
    {
        var mails = rows.Select(row => (Row: row, Payload: Read(row))).ToList();
        var readable = mails.Where(pair => pair.Payload is not null).ToList();
        var outcomes = readable.Count == 0
            ? []
            : await mail.Send([.. readable.Select(pair => new Mail(pair.Row.Id, pair.Payload!.Address, pair.Payload.Subject, pair.Payload.Html, pair.Payload.Plain))], cancellation);
        return readable.Zip(outcomes, (pair, outcome) => Settle(pair.Row, outcome))
            .Concat(mails.Where(pair => pair.Payload is null).Select(pair => new Settlement.Dead(pair.Row.Id, "Expected the payload of a mail, but it cannot be read.")));
    }

    private Settlement Settle(OutboxRow row, MailOutcome outcome) => outcome switch
    {
        MailOutcome.Sent => new Settlement.Sent(row.Id, time.GetUtcNow()),
        MailOutcome.Suppressed suppressed => new Settlement.Suppressed(row.Id, suppressed.Reason),
        MailOutcome.Rejected rejected => new Settlement.Dead(row.Id, rejected.Reason),
        MailOutcome.Delayed delayed => Retries.AfterFailure(row.Id, row.Attempts, delayed.Reason, time.GetUtcNow()),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Settlement Unsendable(OutboxRow row) =>
        new Settlement.Suppressed(row.Id, $"No channel takes messages of the kind '{row.Kind}'.");

    private static MailPayload? Read(OutboxRow row)
    {
        try
        {
            return JsonSerializer.Deserialize<MailPayload>(row.Payload, Reading);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
