using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.Extensions.Logging;

namespace GridWorkflow.Runtime.Delivery;

/// <summary>
/// Delivers the messages that stay inside the engine: events, what parents and children tell each other, and cases that cases open. Each is delivered once: its
/// row is marked in the transaction of what it causes. Mails, calls and tasks leave the house; the host sends those.
/// </summary>
public sealed class MessageDelivery
{
    private readonly InstanceRunner _runner;
    private readonly InstanceTurns _turns;
    private readonly TimeProvider _time;
    private readonly EventDelivery _events;
    private readonly ChildDelivery _children;
    private readonly CaseDelivery _cases;
    private readonly RepeatWatch? _repeats;

    /// <param name="repeats">Looks for repeated reports; null where nobody does: such messages are done without.</param>
    public MessageDelivery(
        CommitPipeline pipeline, InstanceRunner runner, CaseRunner cases, InstanceTurns turns, WaiterQueries waiters, ReferenceCatalog catalog,
        TimeProvider time, ILoggerFactory logs, RepeatWatch? repeats = null)
    {
        _runner = runner;
        _turns = turns;
        _time = time;
        _events = new EventDelivery(pipeline, runner, waiters, catalog, time, logs.CreateLogger<EventDelivery>());
        _children = new ChildDelivery(pipeline, runner, waiters);
        _cases = new CaseDelivery(cases, runner);
        _repeats = repeats;
    }

    /// <summary>True when messages of this kind are delivered here.</summary>
    public static bool Takes(string kind) =>
        kind is OutboxKind.Event or OutboxKind.Wake or OutboxKind.ChildStart or OutboxKind.ChildCancel or OutboxKind.ChildReport or OutboxKind.Case or OutboxKind.Exemption
            or OutboxKind.Repeat;

    /// <summary>
    /// True for children that run in the place of an activity, and for their reports: in a batch they go before what was left earlier, as the
    /// activity that waits for them would have it.
    /// </summary>
    public static bool GoesFirst(OutboxRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        try
        {
            return row.Kind switch
            {
                OutboxKind.ChildStart => OutboxPayload.ChildStart(row).Mode == ChildMode.InPlace,
                OutboxKind.ChildReport => OutboxPayload.ChildReport(row).Parent.Mode == ChildMode.InPlace,
                _ => false,
            };
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Delivers a leased message.</summary>
    /// <param name="row">The message.</param>
    /// <param name="owner">Name of the lease.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>What is still to be written of it; null when all is written.</returns>
    public async Task<Settlement?> Deliver(OutboxRow row, string owner, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(row);
        var claim = new MessageClaim(row.Id, owner);
        DeliveryOutcome outcome;
        try
        {
            outcome = row.Kind switch
            {
                OutboxKind.Event => await _events.Deliver(row, claim, cancellation),
                OutboxKind.Wake => await _events.Wake(row, claim, cancellation),
                OutboxKind.ChildStart => await _children.Start(row, claim),
                OutboxKind.ChildCancel => await _children.Cancel(row, claim, cancellation),
                OutboxKind.ChildReport => await _children.Report(row, claim, cancellation),
                OutboxKind.Exemption => await _cases.Exempt(row, claim, cancellation),
                OutboxKind.Repeat => await Look(row, cancellation),
                OutboxKind.Case => await _cases.Open(row, claim, cancellation),
                _ => throw new ArgumentException($"Expected a message of the engine, but found one of kind '{row.Kind}'.", nameof(row)),
            };
        }
        catch (FormatException unreadable)
        {
            outcome = new DeliveryOutcome.Dead(unreadable.Message);
        }

        if (outcome is DeliveryOutcome.Settled { HasFollowers: true })
            _turns.OutboxFilled.Ring(_time.Now());
        return Settle(row, outcome);
    }

    /// <summary>Brings an instance the answer to a call of its own; the call is marked as sent in the same transaction.</summary>
    /// <param name="row">The call.</param>
    /// <param name="owner">Name of the lease.</param>
    /// <param name="bookmarkId">The bookmark that waits for the answer.</param>
    /// <param name="answer">A workflow value.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>What is still to be written of it; null when all is written.</returns>
    public async Task<Settlement?> Answer(OutboxRow row, string owner, Guid bookmarkId, object? answer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(row);
        var wake = new InstanceCommand.Wake(Actor.Engine, bookmarkId, answer);
        var outcome = await _runner.Move(row.CaseId, wake, new Cause { Delivered = new MessageClaim(row.Id, owner) }, cancellation);
        return Settle(row, outcome switch
        {
            MoveOutcome.Moved or MoveOutcome.Lost => new DeliveryOutcome.Settled(),
            MoveOutcome.Unchanged or MoveOutcome.NotFound => new DeliveryOutcome.Done(),
            _ => DeliveryOutcome.Of(outcome),
        });
    }

    // Looking again opens nothing twice, so it need not be one transaction with the mark.
    private async Task<DeliveryOutcome> Look(OutboxRow row, CancellationToken cancellation)
    {
        try
        {
            if (_repeats is not null)
                await _repeats.Look(row.CaseId, cancellation);
            return new DeliveryOutcome.Done();
        }
        catch (Exception trouble) when (StoreTroubles.IsBehind(trouble))
        {
            return new DeliveryOutcome.Delayed(trouble.Message);
        }
    }

    private Settlement? Settle(OutboxRow row, DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Settled => null,
        DeliveryOutcome.Done => new Settlement.Sent(row.Id, _time.Now()),
        DeliveryOutcome.Delayed delayed => RetryPolicy.Default.AfterFailure(row.Id, row.Attempts, delayed.Reason, _time.Now()),
        DeliveryOutcome.Dead dead => new Settlement.Dead(row.Id, dead.Reason),
        _ => throw new InvalidOperationException($"A delivery has no outcome {outcome.GetType().Name}."),
    };
}
