using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Simulation.Tests.Faults;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Simulation.Tests.Store;

internal sealed partial class SimDatabase
{
    private static readonly JsonSerializerOptions AsStored = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private WriteOutcome Make(Write write)
    {
        switch (write)
        {
            case Write.DropTimer(var timer):
                if (Timers.Find((timer.InstanceId, timer.Key)) is { } dropped && (dropped.Epoch, dropped.DueAt) == (timer.Epoch, timer.DueAt))
                    Timers.Remove((timer.InstanceId, timer.Key));
                return WriteOutcome.Committed.Instance;
            case Write.PutOffTimer(var timer, var attempts, var nextAt, var parkedAt, var error):
                if (Timers.Find((timer.InstanceId, timer.Key)) is not { } pending || (pending.Epoch, pending.DueAt) != (timer.Epoch, timer.DueAt))
                    return new WriteOutcome.Conflict($"Expected timer '{timer.Key}' of epoch {timer.Epoch}, but it has fired or was set again.");
                Timers.Put((timer.InstanceId, timer.Key), pending with { Attempts = attempts, NextAt = nextAt, ParkedAt = parkedAt, Error = error });
                return WriteOutcome.Committed.Instance;
            case Write.ReleaseTimer(var instanceId, var key, var now):
                if (Timers.Find((instanceId, key)) is not { ParkedAt: not null } parked)
                    return new WriteOutcome.Conflict($"Expected timer '{key}' of {instanceId} parked, but it is not.");
                Timers.Put((instanceId, key), parked with { Attempts = 0, NextAt = parked.DueAt > now ? parked.DueAt : now, ParkedAt = null, Error = null });
                return WriteOutcome.Committed.Instance;
            case Write.LeaseOutbox lease:
                return Lease(lease);
            case Write.RenewLease(var owner, var now, var lockedUntil):
                foreach (var row in Outbox.Rows.Where(row => row.Owner == owner && row.Status == OutboxStatus.Pending && row.LockedUntil > now).ToList())
                    Outbox.Put(row.Id, row with { LockedUntil = lockedUntil });
                return WriteOutcome.Committed.Instance;
            case Write.SettleOutbox(var owner, var settlements):
                foreach (var settlement in settlements)
                    Settle(owner, settlement);
                return WriteOutcome.Committed.Instance;
            case Write.ReviveOutbox(var id, var now):
                if (Outbox.Find(id) is not { Status: OutboxStatus.Dead or OutboxStatus.Suppressed } dead)
                    return new WriteOutcome.Conflict($"Expected message {id} dead or suppressed, but it is not.");
                Outbox.Put(id, dead with { Status = OutboxStatus.Pending, Attempts = 0, NextAt = now });
                return WriteOutcome.Committed.Instance;
            case Write.SplitMessage or Write.KeepEvent or Write.ExpireEvents or Write.WithdrawMessage or Write.PostMessage:
                return MakeMessage(write);
            case Write.PurgeOutbox or Write.PurgeInbox:
                return Purge(write);
            case Write.PutTriggerStart(_, { } known) when DefinitionActs.Rows.Count != known:
            case Write.DropTriggerStart(_, _, { } alsoKnown) when DefinitionActs.Rows.Count != alsoKnown:
                return new WriteOutcome.Conflict("Expected to know all acts on definitions, but another node has made one.");
            case Write.PutTriggerStart(var row, _):
                if (TriggerStarts.Find((row.DefinitionId, row.ActivityId))?.ProgramHash != row.ProgramHash)
                    TriggerStarts.Put((row.DefinitionId, row.ActivityId), row);
                return WriteOutcome.Committed.Instance;
            case Write.SkipTriggerStart(var claim):
                return PutOn(claim) ? WriteOutcome.Committed.Instance : new WriteOutcome.Lost($"Another node made the start by '{claim.ActivityId}'.");
            case Write.DropTriggerStart(var definitionId, var activityId, _):
                TriggerStarts.Remove((definitionId, activityId));
                return WriteOutcome.Committed.Instance;
            case Write.TakeNumbers(var name, var count):
                var first = Sequences.Find(name)?.Next ?? 1;
                Sequences.Put(name, new SequenceRow { Name = name, Next = first + count });
                return new WriteOutcome.Numbers(first, count);
            case Write.KeepDefinition(var row):
                Definitions.TryAdd(row.ContentHash, row);
                return WriteOutcome.Committed.Instance;
            case Write.ChangeDefinitions change:
                return MakeDefinitions(change);
            case Write.AskReview(var row):
                return Ask(row);
            case Write.DecideReview(var decision, var act):
                return Decide(decision, act);
            case Write.PutSetting(var row):
                return Set(row);
            case Write.ChangeFiles change:
                return MakeFiles(change);
            case Write.AddBulletin order:
                return Sent(Make(order.Row, order.Readers), order.Mails);
            case Write.PublishBulletin order:
                return Sent(Publish(order), order.Mails);
            case Write.WithdrawBulletin order:
                return Withdraw(order);
            case Write.SignBulletin order:
                return Sign(order);
            case Write.PutWebhookSource(var row):
                WebhookSources.Put(row.Name, row);
                return WriteOutcome.Committed.Instance;
            case Write.PutApiKey(var row):
                Put(row);
                return WriteOutcome.Committed.Instance;
            case Write.PutStays(var instanceId, var version, var rows):
                if (Instances.Find(instanceId)?.Version != version)
                    return new WriteOutcome.Conflict($"Expected instance {instanceId} at version {version}.");
                foreach (var stay in rows)
                    Stays.TryAdd((stay.InstanceId, stay.Execution), stay);
                return WriteOutcome.Committed.Instance;
            case Write.RecordRefusal(var row):
                var number = NextAudit();
                Audit.Add(number, row with { Id = number });
                return WriteOutcome.Committed.Instance;
            default:
                throw new InvalidOperationException($"Expected a write that the simulated database knows, but got {write.GetType().Name}.");
        }
    }

    private WriteOutcome MakeMessage(Write write)
    {
        switch (write)
        {
            case Write.SplitMessage(var message, var now, var parts, var bookmarks):
                if (!Settle(message, row => Sent(row, now)))
                    return new WriteOutcome.Lost($"Message {message.MessageId} is no longer leased by '{message.Owner}'.");
                foreach (var part in parts)
                    Send(part);
                KeptEvents.Remove(message.MessageId);
                foreach (var bookmark in bookmarks)
                {
                    if (Bookmarks.Find(bookmark) is not { Kind: BookmarkKinds.Event } free)
                        return new WriteOutcome.Conflict($"Expected bookmark {bookmark} free, but it was promised to another event or waits no more.");
                    Bookmarks.Put(bookmark, free with { Kind = WaitingBookmark.PromisedKind });
                }

                return WriteOutcome.Committed.Instance;
            case Write.KeepEvent(var message, var kept, var payload):
                if (Bookmarks.Rows.Any(bookmark => WaitsFor(bookmark, kept)))
                    return new WriteOutcome.Conflict($"Expected nobody to wait for '{kept.Name}', but somebody does now.");
                if (!Settle(message, row => row with { Status = OutboxStatus.Kept, Payload = payload, Owner = null, LockedUntil = null }))
                    return new WriteOutcome.Lost($"Message {message.MessageId} is no longer leased by '{message.Owner}'.");
                KeptEvents.TryAdd(kept.MessageId, kept);
                return WriteOutcome.Committed.Instance;
            case Write.ExpireEvents(var keptBefore, var reason):
                foreach (var kept in KeptEvents.Rows.Where(kept => kept.KeptAt < keptBefore).ToList())
                {
                    if (Outbox.Find(kept.MessageId) is { Status: OutboxStatus.Kept } row)
                        Outbox.Put(row.Id, row with { Status = OutboxStatus.Suppressed, LastError = reason });
                    KeptEvents.Remove(kept.MessageId);
                }

                return WriteOutcome.Committed.Instance;
            case Write.WithdrawMessage(var id, var reason):
                if (Outbox.Find(id) is not { Status: OutboxStatus.Pending or OutboxStatus.Dead or OutboxStatus.Kept } undelivered)
                    return new WriteOutcome.Conflict($"Expected message {id} undelivered, but it was delivered, withdrawn or never was.");
                Outbox.Put(id, undelivered with { Status = OutboxStatus.Withdrawn, LastError = reason, Owner = null, LockedUntil = null });
                return WriteOutcome.Committed.Instance;
            case Write.PostMessage(var row, var message):
                if (message is not null && Answered(message) is { } known)
                    return new WriteOutcome.Duplicate(known);
                Send(row);
                return WriteOutcome.Committed.Instance;
            default:
                throw new InvalidOperationException($"Expected a message, but got {write.GetType().Name}.");
        }
    }

    private WriteOutcome.Purged Purge(Write write)
    {
        switch (write)
        {
            case Write.PurgeOutbox(var after, var upTo, var settledBefore):
                var settled = Outbox.Rows.Where(row => row.Seq > after && row.Seq <= upTo
                    && row.Status is OutboxStatus.Sent or OutboxStatus.Suppressed or OutboxStatus.Withdrawn && (row.SentAt ?? row.CreatedAt) < settledBefore).ToList();
                foreach (var row in settled)
                    Outbox.Remove(row.Id);
                return new WriteOutcome.Purged(settled.Count);
            case Write.PurgeInbox(var messages, var before):
                return new WriteOutcome.Purged(messages.Count(message =>
                    Inbox.Find((message.Source, message.MessageId)) is { } row && row.At < before && Inbox.Remove((message.Source, message.MessageId))));
            default:
                throw new InvalidOperationException($"Expected a purge, but got {write.GetType().Name}.");
        }
    }

    private bool WaitsFor(BookmarkRow bookmark, KeptEventRow kept) =>
        bookmark.Kind == BookmarkKinds.Event && bookmark.Key == kept.Name
        && Instances.Find(bookmark.InstanceId) is { Status: InstanceStatus.Running } instance
        && (kept.CorrelationId is null || instance.CorrelationId == kept.CorrelationId)
        && (kept.InstanceId is null || instance.Id == kept.InstanceId);

    private void Recall(EventRecall recall)
    {
        var oldest = KeptEvents.Rows
            .Where(kept => kept.Name == recall.Name
                && (kept.CorrelationId is null || kept.CorrelationId == recall.CorrelationId)
                && (kept.InstanceId is null || kept.InstanceId == recall.InstanceId))
            .Select(kept => Outbox.Find(kept.MessageId))
            .Where(row => row is { Status: OutboxStatus.Kept })
            .MinBy(row => row!.Seq);
        if (oldest is not null)
            Outbox.Put(oldest.Id, oldest with { Status = OutboxStatus.Pending, NextAt = recall.Now });
    }

    private void Send(OutboxRow row) => Outbox.Add(row.Id, row with
    {
        Seq = NextOutbox(), Status = OutboxStatus.Pending, Attempts = 0, LockedUntil = null, Owner = null, LastError = null, SentAt = null,
    });

    private WriteOutcome.Leased Lease(Write.LeaseOutbox lease)
    {
        var rows = Outbox.Rows
            .Where(row => row.Status == OutboxStatus.Pending && row.NextAt <= lease.Now && (row.LockedUntil is null || row.LockedUntil <= lease.Now))
            .OrderBy(row => row.NextAt).ThenBy(row => row.Seq)
            .Take(lease.Max)
            .Select(row => row with { Owner = lease.Owner, LockedUntil = lease.LockedUntil })
            .OrderBy(row => row.Seq)
            .ToList();
        foreach (var row in rows)
            Outbox.Put(row.Id, row);
        return new WriteOutcome.Leased([.. rows]);
    }

    private bool Settle(MessageClaim claim, Func<OutboxRow, OutboxRow> settled)
    {
        if (Outbox.Find(claim.MessageId) is not { } row || ((row.Status != OutboxStatus.Pending || row.Owner != claim.Owner) && !plant.HasFlag(Plant.LeaseNotFenced)))
            return false;
        Outbox.Put(row.Id, settled(row));
        return true;
    }

    private void Settle(string owner, Settlement settlement) => Settle(new MessageClaim(settlement.Id, owner), row => settlement switch
    {
        Settlement.Sent sent => Sent(row, sent.At),
        Settlement.Failed failed => row with { Attempts = row.Attempts + 1, LastError = failed.Error, NextAt = failed.NextAt, Owner = null, LockedUntil = null },
        Settlement.Suppressed suppressed => row with { Status = OutboxStatus.Suppressed, LastError = suppressed.Reason, Owner = null, LockedUntil = null },
        Settlement.Dead dead => row with { Attempts = row.Attempts + 1, Status = OutboxStatus.Dead, LastError = dead.Error, Owner = null, LockedUntil = null },
        _ => throw new InvalidOperationException($"Expected a settlement that the simulated database knows, but got {settlement.GetType().Name}."),
    });

    private static OutboxRow Sent(OutboxRow row, DateTimeOffset at) =>
        row with { Status = OutboxStatus.Sent, SentAt = at, Payload = Spent(row), Owner = null, LockedUntil = null };

    // What a call signed itself in with is of no use once it was made.
    private static string Spent(OutboxRow row)
    {
        if (row.Kind != OutboxKind.Http)
            return row.Payload;
        var call = JsonNode.Parse(row.Payload)!.AsObject();
        call.Remove("authorization");
        call.Remove("headers");
        return call.ToJsonString(AsStored);
    }
}
