using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Runtime.Delivery;

/// <summary>What cases ask of other cases: to be opened, to be exempted; each in the transaction that marks its message as sent.</summary>
internal sealed class CaseDelivery(CaseRunner runner, InstanceRunner instances)
{
    /// <summary>Source of such cases; with the id of the message it lets each be filed once.</summary>
    public const string Source = "case";

    public async Task<DeliveryOutcome> Open(OutboxRow row, MessageClaim claim, CancellationToken cancellation)
    {
        var report = OutboxPayload.Case(row).Report;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(row.Payload));
        return await runner.File(Source, row.Id.ToString("D"), hash, report, actor: null, new Cause { Delivered = claim }, cancellation) switch
        {
            IntakeOutcome.Filed { Duplicate: true } => new DeliveryOutcome.Done(),
            IntakeOutcome.Filed or IntakeOutcome.Lost => new DeliveryOutcome.Settled(),
            // An admin sees the message, mends the catalogue or the organisation and lets it be sent again.
            IntakeOutcome.Refused refused => new DeliveryOutcome.Dead($"{refused.Refusal.Reason} {refused.Refusal.Remedy}"),
            IntakeOutcome.Conflicting conflicting => new DeliveryOutcome.Dead(conflicting.Reason),
            IntakeOutcome.Busy busy => new DeliveryOutcome.Delayed(busy.Reason),
            IntakeOutcome.Failed failed => new DeliveryOutcome.Delayed(failed.Reason),
            var other => throw new InvalidOperationException($"A filing has no outcome {other.GetType().Name}."),
        };
    }

    /// <summary>Marks the clock of another case as exempt, once.</summary>
    public async Task<DeliveryOutcome> Exempt(OutboxRow row, MessageClaim claim, CancellationToken cancellation)
    {
        var granted = OutboxPayload.Exemption(row);
        var command = new CaseCommand.ExemptClock(Actor.Engine, granted.ClockId, granted.By, granted.Reason) { AccusedAt = granted.AccusedAt };
        return await instances.Move(granted.CaseId, command, new Cause { Delivered = claim }, cancellation) switch
        {
            MoveOutcome.Moved or MoveOutcome.Lost => new DeliveryOutcome.Settled(),
            MoveOutcome.Unchanged => new DeliveryOutcome.Done(),
            MoveOutcome.NotFound => new DeliveryOutcome.Dead($"Expected case {granted.CaseId}, but there is none."),
            var other => DeliveryOutcome.Of(other),
        };
    }
}
