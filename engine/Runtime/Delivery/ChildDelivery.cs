using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Runtime.Delivery;

/// <summary>Starts children, cancels them and tells their parents, each in the transaction that marks the message as sent.</summary>
internal sealed class ChildDelivery(CommitPipeline pipeline, InstanceRunner runner, WaiterQueries waiters)
{
    // Between looking and writing a brother may report; this often in a row is no coincidence.
    private const int MostLooks = 32;

    public async Task<DeliveryOutcome> Start(OutboxRow row, MessageClaim claim)
    {
        var child = OutboxPayload.ChildStart(row);
        var input = StoredJson.ReadValue(child.Input) as IDictionary<string, object?> ?? ImmutableSortedDictionary<string, object?>.Empty;
        var order = new StartOrder(child.DefinitionId)
        {
            InstanceId = child.ChildId,
            Input = input.ToImmutableSortedDictionary(StringComparer.OrdinalIgnoreCase),
            CorrelationId = child.CorrelationId,
            Parent = child.Parent,
            HonoursActivation = false,
        };
        return await runner.Start(order, Actor.Engine, idempotencyKey: null, new Cause { Delivered = claim }) switch
        {
            StartOutcome.Started { Duplicate: true } => new DeliveryOutcome.Done(),
            StartOutcome.Started or StartOutcome.Lost => new DeliveryOutcome.Settled(),
            // The parent waits on: an admin sees the message, publishes the definition and lets it be sent again.
            StartOutcome.Refused refused => new DeliveryOutcome.Dead($"{refused.Refusal.Reason} {refused.Refusal.Remedy}"),
            StartOutcome.Busy busy => new DeliveryOutcome.Delayed(busy.Reason),
            StartOutcome.Failed failed => new DeliveryOutcome.Delayed(failed.Reason),
            var other => throw new InvalidOperationException($"The start of a child has no outcome {other.GetType().Name}."),
        };
    }

    public async Task<DeliveryOutcome> Cancel(OutboxRow row, MessageClaim claim, CancellationToken cancellation)
    {
        var child = OutboxPayload.ChildCancel(row);
        var cancel = new InstanceCommand.Cancel(Actor.Engine, child.Reason);
        var outcome = await runner.Move(child.ChildId, cancel, new Cause { Delivered = claim }, cancellation);
        if (outcome is MoveOutcome.NotFound)
        {
            // Not started yet: the message that would start it bears its id. Whoever is about to start it loses.
            if (await pipeline.Commit(new Write.WithdrawMessage(child.ChildId, child.Reason)) is WriteOutcome.Committed)
                return new DeliveryOutcome.Done();
            outcome = await runner.Move(child.ChildId, cancel, new Cause { Delivered = claim }, cancellation);
        }

        return outcome switch
        {
            MoveOutcome.Moved or MoveOutcome.Lost => new DeliveryOutcome.Settled(),
            MoveOutcome.Unchanged or MoveOutcome.NotFound => new DeliveryOutcome.Done(),
            _ => DeliveryOutcome.Of(outcome),
        };
    }

    public async Task<DeliveryOutcome> Report(OutboxRow row, MessageClaim claim, CancellationToken cancellation)
    {
        var report = OutboxPayload.ChildReport(row);
        for (var look = 0; look < MostLooks; look++)
        {
            if (await waiters.ForReport(report.Parent, cancellation) is not { } waiting)
                return new DeliveryOutcome.Done();
            var wake = new InstanceCommand.Wake(Actor.Engine, waiting.BookmarkId, StoredJson.ReadValue(report.Report));
            var outcome = await runner.Move(waiting.InstanceId, wake, new Cause { Delivered = claim }, cancellation);
            if (outcome is MoveOutcome.Moved or MoveOutcome.Lost)
                return new DeliveryOutcome.Settled();
            // The report of a brother was first: a parent of many waits again under a new bookmark for each that is left.
            if (outcome is not (MoveOutcome.Unchanged or MoveOutcome.NotFound))
                return DeliveryOutcome.Of(outcome);
        }

        return new DeliveryOutcome.Delayed($"Expected the parent {report.Parent.InstanceId} to stand still for a moment, but it moved {MostLooks} times.");
    }
}
