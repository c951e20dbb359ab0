using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Delivery;
using Microsoft.Extensions.Logging;

namespace GridWorkflow.Runtime.Delivery;

/// <summary>
/// Delivers an event: starts what it triggers, then resumes what waits. One that waits is resumed in the transaction that marks the
/// event as sent; for several the event is first split into a message for each. What nobody waits for is kept.
/// </summary>
internal sealed class EventDelivery(
    CommitPipeline pipeline, InstanceRunner runner, WaiterQueries waiters, ReferenceCatalog catalog, TimeProvider time, ILogger<EventDelivery> log)
{
    // Between looking and writing somebody may begin or cease to wait; this often in a row is no coincidence.
    private const int MostLooks = 8;

    /// <inheritdoc cref="MessageDelivery.Deliver"/>
    public async Task<DeliveryOutcome> Deliver(OutboxRow row, MessageClaim claim, CancellationToken cancellation)
    {
        var published = OutboxPayload.Event(row);
        if (!published.HasStarted && await Start(row.Id, published) is { } trouble)
            return trouble;
        for (var look = 0; look < MostLooks; look++)
        {
            var waiting = await waiters.ForEvent(published, cancellation);
            var outcome = waiting switch
            {
                _ when waiting.All(bookmark => bookmark.IsPromised) => await Keep(row, claim, published),
                [var only] => await Resume(only, published, claim, cancellation),
                _ => await Split(row, claim, published, waiting),
            };
            if (outcome is not null)
                return outcome;
        }

        return new DeliveryOutcome.Delayed($"Expected those who wait for '{published.Name}' to stand still for a moment, but they changed {MostLooks} times.");
    }

    /// <summary>Brings one bookmark what the event was split for.</summary>
    public async Task<DeliveryOutcome> Wake(OutboxRow row, MessageClaim claim, CancellationToken cancellation)
    {
        var wake = OutboxPayload.Wake(row);
        var command = new InstanceCommand.Wake(Actor.Engine, wake.BookmarkId, StoredJson.ReadValue(wake.Payload));
        return await runner.Move(wake.InstanceId, command, new Cause { Delivered = claim }, cancellation) switch
        {
            MoveOutcome.Moved or MoveOutcome.Lost => new DeliveryOutcome.Settled(),
            // An earlier burst burned it, such as the first of a race in one instance, or the instance has ended.
            MoveOutcome.Unchanged or MoveOutcome.NotFound => new DeliveryOutcome.Done(),
            var other => DeliveryOutcome.Of(other),
        };
    }

    private async Task<DeliveryOutcome?> Start(Guid messageId, EventPayload published)
    {
        var broadcast = new Broadcast(messageId, BookmarkKinds.Event, published.Name, published.CorrelationId, StoredJson.ReadValue(published.Payload))
        {
            InstanceId = published.InstanceId,
        };
        var startable = catalog.Current.Definitions.Published
            .Where(program => !InstanceDesk.IsLifecycle(program))
            .SelectMany(program => program.Triggers.Select(trigger => new Startable(program.DefinitionId, trigger)));
        foreach (var (definitionId, trigger) in BroadcastDelivery.Starts(broadcast, startable))
        {
            var order = new StartOrder(definitionId)
            {
                // Delivered again, it finds what it has started.
                InstanceId = DerivedId.Of(messageId, $"{definitionId}/{trigger.ActivityId}"),
                CorrelationId = broadcast.CorrelationId,
                TriggerActivityId = trigger.ActivityId,
                TriggerPayload = broadcast.Payload,
            };
            switch (await runner.Start(order, Actor.Engine))
            {
                case StartOutcome.Busy busy:
                    return new DeliveryOutcome.Delayed(busy.Reason);
                case StartOutcome.Failed failed:
                    return new DeliveryOutcome.Delayed(failed.Reason);
                case StartOutcome.Refused refused:
                    log.LogWarning("Event {Name} did not start {DefinitionId}: {Reason}", published.Name, definitionId, refused.Refusal.Reason);
                    break;
                case StartOutcome.Excluded excluded:
                    log.LogDebug("Event {Name} did not start {DefinitionId}: {Reason}", published.Name, definitionId, excluded.Reason);
                    break;
            }
        }

        return null;
    }

    private async Task<DeliveryOutcome?> Resume(WaitingBookmark waiting, EventPayload published, MessageClaim claim, CancellationToken cancellation)
    {
        var command = new InstanceCommand.Wake(Actor.Engine, waiting.BookmarkId, StoredJson.ReadValue(published.Payload));
        return await runner.Move(waiting.InstanceId, command, new Cause { Delivered = claim, Found = waiting.BookmarkId }, cancellation) switch
        {
            MoveOutcome.Moved or MoveOutcome.Lost => new DeliveryOutcome.Settled(),
            // It waits no more, or another event was first: look again.
            MoveOutcome.Unchanged or MoveOutcome.NotFound => null,
            var other => DeliveryOutcome.Of(other),
        };
    }

    private async Task<DeliveryOutcome?> Split(OutboxRow row, MessageClaim claim, EventPayload published, ImmutableArray<WaitingBookmark> waiting)
    {
        var now = time.Now();
        var parts = waiting.Select(bookmark => new OutboxRow
        {
            Id = DerivedId.Of(row.Id, $"{bookmark.BookmarkId:N}"),
            Kind = bookmark.IsPromised ? OutboxKind.Event : OutboxKind.Wake,
            CaseId = bookmark.InstanceId,
            // Who is on the way to an earlier event has this one when it waits again.
            Payload = bookmark.IsPromised
                ? StoredJson.Text(published with { InstanceId = bookmark.InstanceId, HasStarted = true })
                : StoredJson.Text(new WakePayload(bookmark.InstanceId, bookmark.BookmarkId, published.Payload)),
            NextAt = now,
            CreatedAt = now,
        });
        var free = waiting.Where(bookmark => !bookmark.IsPromised).Select(bookmark => bookmark.BookmarkId);
        return await pipeline.Commit(new Write.SplitMessage(claim, now, [.. parts], [.. free])) switch
        {
            WriteOutcome.Committed or WriteOutcome.Lost => new DeliveryOutcome.Settled { HasFollowers = true },
            WriteOutcome.Conflict => null,
            var other => DeliveryOutcome.Of(other),
        };
    }

    private async Task<DeliveryOutcome?> Keep(OutboxRow row, MessageClaim claim, EventPayload published)
    {
        var kept = new KeptEventRow { MessageId = row.Id, Name = published.Name, CorrelationId = published.CorrelationId, InstanceId = published.InstanceId, KeptAt = time.Now() };
        return await pipeline.Commit(new Write.KeepEvent(claim, kept, StoredJson.Text(published with { HasStarted = true }))) switch
        {
            WriteOutcome.Committed or WriteOutcome.Lost => new DeliveryOutcome.Settled(),
            WriteOutcome.Conflict => null,
            var other => DeliveryOutcome.Of(other),
        };
    }
}
