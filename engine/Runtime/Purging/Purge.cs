using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GridWorkflow.Runtime.Purging;

/// <param name="Outbox">How long a settled message is kept.</param>
/// <param name="Inbox">How long the answer to a message is kept: whoever repeats it later is taken for somebody new.</param>
/// <param name="Batch">Most rows in one write.</param>
public sealed record PurgePeriods(TimeSpan Outbox, TimeSpan Inbox, int Batch)
{
    public static PurgePeriods Default { get; } = new(TimeSpan.FromDays(30), TimeSpan.FromDays(90), 500);
}

/// <summary>What a purge took away.</summary>
public sealed record PurgeResult(int Messages, int Answers);

/// <summary>
/// Takes away what is settled for good, in small batches between the writes of others: old messages of the outbox and old answers of the
/// inbox. Dead messages stay for an admin; the journal and the record of refusals stay for ever.
/// </summary>
public sealed class Purge(CommitPipeline pipeline, IDbContextFactory<GridDbContext> contexts, TimeProvider time, PurgePeriods periods, ILogger<Purge> logger)
{
    /// <summary>Goes through once; what it cannot take now it takes the next time.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be written; what was taken away until then is.</exception>
    public async Task<PurgeResult> RunOnce(CancellationToken cancellation)
    {
        var now = time.Now();
        var result = new PurgeResult(await Outbox(now - periods.Outbox, cancellation), await Inbox(now - periods.Inbox, cancellation));
        if (result.Messages > 0)
            logger.LogInformation("Purged {Count} settled messages of the outbox", result.Messages);
        if (result.Answers > 0)
            logger.LogInformation("Purged {Count} answers of the inbox", result.Answers);
        return result;
    }

    // Messages are numbered in the order in which they were left: the first young one ends the search.
    private async Task<int> Outbox(DateTimeOffset before, CancellationToken cancellation)
    {
        var (gone, after) = (0, 0L);
        while (true)
        {
            List<OutboxMark> batch;
            await using (var context = await contexts.CreateDbContextAsync(cancellation))
            {
                batch = await context.Outbox.Where(row => row.Seq > after).OrderBy(row => row.Seq).Take(periods.Batch)
                    .Select(row => new OutboxMark(row.Seq, row.Status, row.CreatedAt, row.SentAt)).ToListAsync(cancellation);
            }

            var old = batch.TakeWhile(row => row.CreatedAt < before).ToList();
            if (old.Exists(row => row.Status is OutboxStatus.Sent or OutboxStatus.Suppressed or OutboxStatus.Withdrawn && (row.SentAt ?? row.CreatedAt) < before))
                gone += Count(await pipeline.Commit(new Write.PurgeOutbox(after, old[^1].Seq, before)), "Settled messages");
            if (old.Count < periods.Batch)
                return gone;
            after = old[^1].Seq;
        }
    }

    // By the key, from end to end: an index on the instant would make every message that comes in a little slower.
    private async Task<int> Inbox(DateTimeOffset before, CancellationToken cancellation)
    {
        var gone = 0;
        List<string> sources;
        await using (var context = await contexts.CreateDbContextAsync(cancellation))
            sources = await context.Inbox.Select(row => row.Source).Distinct().ToListAsync(cancellation);
        // What a schedule has opened stays known, and what category a case about a cause is for: their periods are longer than any patience
        // with repeated messages.
        sources.RemoveAll(source => source == RepeatWatch.Source || source.StartsWith(Schedules.OpeningSweep.SourcePrefix, StringComparison.Ordinal));
        foreach (var source in sources)
        {
            var after = "";
            while (true)
            {
                List<InboxMark> batch;
                await using (var context = await contexts.CreateDbContextAsync(cancellation))
                {
                    batch = await context.Inbox.Where(row => row.Source == source && row.MessageId.CompareTo(after) > 0).OrderBy(row => row.MessageId).Take(periods.Batch)
                        .Select(row => new InboxMark(row.MessageId, row.At)).ToListAsync(cancellation);
                }

                var old = batch.Where(row => row.At < before).Select(row => new MessageKey(source, row.MessageId)).ToList();
                if (old.Count > 0)
                    gone += Count(await pipeline.Commit(new Write.PurgeInbox([.. old], before)), "Old answers");
                if (batch.Count < periods.Batch)
                    break;
                after = batch[^1].MessageId;
            }
        }

        return gone;
    }

    private static int Count(WriteOutcome outcome, string what)
    {
        if (outcome is WriteOutcome.Purged(var count))
            return count;
        outcome.ThrowUnlessCommitted(what);
        return 0;
    }

    private sealed record OutboxMark(long Seq, OutboxStatus Status, DateTimeOffset CreatedAt, DateTimeOffset? SentAt);

    private sealed record InboxMark(string MessageId, DateTimeOffset At);
}
