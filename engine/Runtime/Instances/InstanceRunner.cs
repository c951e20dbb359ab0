using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Workflow.Delivery;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Instances;

/// <summary>Starts instances that are no cases, and moves any instance by what comes by itself: events, answers, reports of children.</summary>
public sealed class InstanceRunner(InstanceTurns turns, ReferenceCatalog catalog, TimeProvider time)
{
    /// <summary>Starts an instance of the published version of a definition.</summary>
    /// <param name="order">What to start.</param>
    /// <param name="actor">Who starts it.</param>
    /// <param name="idempotencyKey">Chosen by the caller; a second start by the same actor with this key starts nothing.</param>
    public Task<StartOutcome> Start(StartOrder order, Actor actor, string? idempotencyKey = null) => Start(order, actor, idempotencyKey, Cause.None);

    /// <summary>Ends an instance that is no case, and its children. A case is refused: its lifecycle ends it.</summary>
    /// <param name="idempotencyKey">Chosen by the caller; a second command of the same person with this key changes nothing.</param>
    public Task<MoveOutcome> Cancel(Guid instanceId, Actor actor, string reason, CancellationToken cancellation, string? idempotencyKey = null) =>
        Ask(instanceId, new InstanceCommand.Cancel(actor, reason), idempotencyKey, cancellation);

    /// <summary>Runs a faulted activity again.</summary>
    /// <param name="reason">Why, for the journal; null where a system asks.</param>
    /// <param name="idempotencyKey">Chosen by the caller; a second command of the same person with this key changes nothing.</param>
    public Task<MoveOutcome> Retry(
        Guid instanceId, Actor actor, string activityId, CancellationToken cancellation, string? reason = null, string? idempotencyKey = null) =>
        Ask(instanceId, new InstanceCommand.RetryActivity(actor, activityId) { Reason = reason }, idempotencyKey, cancellation);

    /// <summary>Brings a bookmark what it waits for.</summary>
    /// <param name="payload">A workflow value.</param>
    public Task<MoveOutcome> Wake(Guid instanceId, Guid bookmarkId, object? payload, Actor actor, CancellationToken cancellation) =>
        Move(instanceId, new InstanceCommand.Wake(actor, bookmarkId, payload), Cause.None, cancellation);

    internal async Task<StartOutcome> Start(StartOrder order, Actor actor, string? idempotencyKey, Cause cause)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(actor);
        if (catalog.Current.Definitions.Current(order.DefinitionId) is not { } program)
        {
            return new StartOutcome.Refused(new Refusal(
                RefusalKind.NotFound, "definition-not-published", $"Expected a published definition, but '{order.DefinitionId}' is none.",
                "Publish it, or look at the list of definitions."));
        }

        var now = time.Now();
        var command = new InstanceCommand.Start(actor, order.InstanceId ?? turns.Random.NextId(now), order.Input)
        {
            CorrelationId = order.CorrelationId,
            Name = order.Name,
            TriggerActivityId = order.TriggerActivityId,
            TriggerPayload = order.TriggerPayload,
            Parent = order.Parent,
        };
        var key = idempotencyKey is null ? null : CommandKey.Of(Guid.Empty, command with { InstanceId = Guid.Empty }, idempotencyKey) with { CaseId = command.InstanceId };
        if (key is not null && order.Identity is { } identity)
            key = key with { Hash = SHA256.HashData([.. Encoding.UTF8.GetBytes(order.DefinitionId), .. identity]) };
        cause = cause with { Message = key?.Message(now), Exclusion = order.HonoursActivation ? ExclusionOf(program, order.CorrelationId) : null };
        return await turns.Open(program, command, cause) switch
        {
            TurnOutcome.Taken taken => new StartOutcome.Started(command.InstanceId, taken.Burst.State.SubStatus) { Response = ResponseOf(taken.Burst) },
            TurnOutcome.Exists => new StartOutcome.Started(command.InstanceId, InstanceSubStatus.Executing) { Duplicate = true },
            TurnOutcome.Duplicate { Known: var known } => key!.Matches(known)
                ? new StartOutcome.Started(known.CaseId, InstanceSubStatus.Executing) { Duplicate = true }
                : new StartOutcome.Refused(key.Reused()),
            TurnOutcome.Excluded excluded => new StartOutcome.Excluded(excluded.Reason),
            TurnOutcome.Refused refused => new StartOutcome.Refused(refused.Refusal),
            TurnOutcome.Lost lost => new StartOutcome.Lost(lost.Reason),
            TurnOutcome.Busy busy => new StartOutcome.Busy(busy.RetryAfter, busy.Reason),
            TurnOutcome.Failed failed => new StartOutcome.Failed(failed.Reason),
            var other => throw new InvalidOperationException($"A start has no outcome {other.GetType().Name}."),
        };
    }

    private async Task<MoveOutcome> Ask(Guid instanceId, InstanceCommand command, string? idempotencyKey, CancellationToken cancellation)
    {
        var key = idempotencyKey is null ? null : CommandKey.Of(instanceId, command, idempotencyKey);
        var outcome = await turns.Move(instanceId, command, Cause.None, key, cancellation);
        return outcome is not TurnOutcome.Duplicate { Known: var known, Row: var row } ? OutcomeOf(outcome)
            : key!.Matches(known) ? new MoveOutcome.Moved(row!.SubStatus)
            : new MoveOutcome.Refused(key.Reused());
    }

    internal async Task<MoveOutcome> Move(Guid instanceId, InstanceCommand command, Cause cause, CancellationToken cancellation) =>
        OutcomeOf(await turns.Move(instanceId, command, cause, key: null, cancellation));

    private static MoveOutcome OutcomeOf(TurnOutcome outcome) =>
        outcome switch
        {
            TurnOutcome.Taken taken => new MoveOutcome.Moved(taken.Burst.State.SubStatus) { Response = ResponseOf(taken.Burst) },
            TurnOutcome.Unchanged unchanged => new MoveOutcome.Unchanged(unchanged.Reason),
            TurnOutcome.Refused refused => new MoveOutcome.Refused(refused.Refusal),
            TurnOutcome.NotFound => new MoveOutcome.NotFound(),
            TurnOutcome.Lost lost => new MoveOutcome.Lost(lost.Reason),
            TurnOutcome.Busy busy => new MoveOutcome.Busy(busy.RetryAfter, busy.Reason),
            TurnOutcome.Failed failed => new MoveOutcome.Failed(failed.Reason),
            var other => throw new InvalidOperationException($"A move has no outcome {other.GetType().Name}."),
        };

    /// <summary>Whom the activation strategy of a definition does not want beside a new instance; the store asks in the transaction of the start.</summary>
    internal static Exclusion? ExclusionOf(Program program, string? correlationId) =>
        Activation.Read(program.Definition.ActivationStrategy) switch
        {
            null or ActivationStrategy.AllowAlways => null,
            ActivationStrategy.Singleton => new Exclusion(program.DefinitionId, null),
            // As Activation.Decide has it: without a correlation id both count as a singleton.
            _ when correlationId is null => new Exclusion(program.DefinitionId, null),
            ActivationStrategy.CorrelatedSingleton => new Exclusion(program.DefinitionId, correlationId),
            _ => new Exclusion(null, correlationId),
        };

    private static HttpResponded? ResponseOf(Burst burst) => burst.Effects.OfType<HttpResponded>().FirstOrDefault();
}
