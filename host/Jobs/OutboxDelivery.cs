using System.Collections.Immutable;
using GridWorkflow.Host.Channels;
using GridWorkflow.Runtime.Delivery;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using Hangfire;

namespace GridWorkflow.Host.Jobs;

/// <summary>The job that delivers one leased batch and settles each message of it.</summary>
internal sealed class OutboxDelivery(
    OutboxQueue queue, OutboxLeases leases, MessageDelivery messages, CallChannel calls, TaskChannel tasks, MailChannel mail, TimeProvider time, ILogger<OutboxDelivery> log)
{
    private static readonly RetryPolicy Retries = RetryPolicy.Default;

    /// <param name="owner">Name of the lease; a second run of the same job finds only what is not settled yet.</param>
    /// <param name="count">How many were leased, for who looks at the dashboard.</param>
    /// <param name="cancellation">Hangfire's: the server is stopping.</param>
    // The outbox itself tries again, message by message; Hangfire trying whole batches again would only add noise.
    [AutomaticRetry(Attempts = 0), JobDisplayName("Send {1} messages of lease {0}")]
    public async Task Deliver(string owner, int count, CancellationToken cancellation)
    {
        // The job may have waited in Hangfire's queue for most of its lease.
        await queue.Renew(owner, OutboxProcess.LeaseTime);
        var rows = await queue.Load(owner, cancellation);
        // What stays in the engine is quick and goes first, in order; calls to the outside wait for others and go side by side.
        foreach (var row in rows.Where(row => MessageDelivery.Takes(row.Kind)).OrderByDescending(MessageDelivery.GoesFirst))
            await Settle(owner, await InEngine(row, owner, cancellation));
        await queue.Renew(owner, OutboxProcess.LeaseTime);
        var outside = rows.Where(row => row.Kind is OutboxKind.Http or OutboxKind.Task)
            .Select(async row => await Settle(owner, row.Kind == OutboxKind.Http ? await Call(row, owner, cancellation) : await Tell(row, cancellation)));
        await Task.WhenAll([.. outside, SendMails(owner, [.. rows.Where(row => row.Kind == OutboxKind.Mail)], cancellation)]);
        foreach (var row in rows.Where(row => !MessageDelivery.Takes(row.Kind) && row.Kind is not (OutboxKind.Http or OutboxKind.Task or OutboxKind.Mail)))
            await Settle(owner, new Settlement.Suppressed(row.Id, $"No channel takes messages of the kind '{row.Kind}'."));
        leases.Finished(owner);
    }

    private async Task<Settlement?> InEngine(OutboxRow row, string owner, CancellationToken cancellation)
    {
        try
        {
            return await messages.Deliver(row, owner, cancellation);
        }
#pragma warning disable CA1031 // Whatever a poison message throws is its own; the others of the batch go on.
        catch (Exception poison) when (poison is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.LogError(poison, "Message {MessageId} of kind {Kind} failed", row.Id, row.Kind);
            return Retries.AfterFailure(row.Id, row.Attempts, poison.Message, time.GetUtcNow());
        }
    }

    private async Task<Settlement?> Call(OutboxRow row, string owner, CancellationToken cancellation)
    {
        try
        {
            var call = OutboxPayload.Http(row);
            var answer = await calls.Send(row.Id, call, cancellation);
            return await messages.Answer(row, owner, call.BookmarkId, answer.ToPayload(), cancellation);
        }
        catch (FormatException unreadable)
        {
            return new Settlement.Dead(row.Id, unreadable.Message);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception poison) when (poison is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.LogError(poison, "Call {MessageId} failed", row.Id);
            return Retries.AfterFailure(row.Id, row.Attempts, poison.Message, time.GetUtcNow());
        }
    }

    private async Task<Settlement?> Tell(OutboxRow row, CancellationToken cancellation)
    {
        try
        {
            return await tasks.Tell(row, OutboxPayload.Task(row), cancellation) switch
            {
                null => new Settlement.Sent(row.Id, time.GetUtcNow()),
                { Suppressed: true } failure => new Settlement.Suppressed(row.Id, failure.Reason),
                var failure => Retries.AfterFailure(row.Id, row.Attempts, failure.Reason, time.GetUtcNow()),
            };
        }
        catch (FormatException unreadable)
        {
            return new Settlement.Dead(row.Id, unreadable.Message);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception poison) when (poison is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.LogError(poison, "Task {MessageId} could not be told", row.Id);
            return Retries.AfterFailure(row.Id, row.Attempts, poison.Message, time.GetUtcNow());
        }
    }

    private async Task SendMails(string owner, ImmutableArray<OutboxRow> rows, CancellationToken cancellation)
    {
        var mails = new List<(OutboxRow Row, Mail Mail)>(rows.Length);
        foreach (var row in rows)
        {
            try
            {
                var payload = OutboxPayload.Mail(row);
                mails.Add((row, new Mail(row.Id, payload.Address, payload.Subject, payload.Html, payload.Plain)));
            }
            catch (FormatException unreadable)
            {
                await Settle(owner, new Settlement.Dead(row.Id, unreadable.Message));
            }
        }

        if (mails.Count == 0)
            return;
        var outcomes = await mail.Send([.. mails.Select(pair => pair.Mail)], cancellation);
        await Settle(owner, [.. mails.Zip(outcomes, (pair, outcome) => Settle(pair.Row, outcome))]);
    }

    private Settlement Settle(OutboxRow row, MailOutcome outcome) => outcome switch
    {
        MailOutcome.Sent => new Settlement.Sent(row.Id, time.GetUtcNow()),
        MailOutcome.Suppressed suppressed => new Settlement.Suppressed(row.Id, suppressed.Reason),
        MailOutcome.Rejected rejected => new Settlement.Dead(row.Id, rejected.Reason),
        MailOutcome.Delayed delayed => Retries.AfterFailure(row.Id, row.Attempts, delayed.Reason, time.GetUtcNow()),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private async Task Settle(string owner, params Settlement?[] settlements)
    {
        Settlement[] known = [.. settlements.OfType<Settlement>()];
        if (known.Length > 0 && !await queue.Settle(owner, known))
            log.LogWarning("{Count} messages were sent but not settled; they will be sent again under the same ids", known.Length);
    }
}
