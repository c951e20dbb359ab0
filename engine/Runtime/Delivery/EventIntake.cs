using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Runtime.Delivery;

/// <summary>An event from outside.</summary>
/// <param name="Name">1 to <see cref="LongestName"/> characters; case matters.</param>
/// <param name="Payload">A workflow value.</param>
public sealed record OutsideEvent(string Name, object? Payload)
{
    public const int LongestName = 200;

    /// <summary>Only for instances with this correlation id; null: for all.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Only for this instance; null: for all.</summary>
    public Guid? InstanceId { get; init; }
}

/// <summary>What became of an event from outside.</summary>
public abstract record EventOutcome
{
    private EventOutcome()
    {
    }

    /// <summary>It is in the outbox and will be delivered.</summary>
    /// <param name="Duplicate">The same message came before.</param>
    public sealed record Taken(Guid MessageId, bool Duplicate) : EventOutcome;

    /// <summary>The sender used this id before for another event.</summary>
    public sealed record Conflicting(string Reason) : EventOutcome;

    /// <summary>Nothing was written (or nobody knows): send the same id again.</summary>
    public sealed record Busy(TimeSpan RetryAfter, string Reason) : EventOutcome;
}

/// <summary>Takes events from outside into the outbox, once for each source and message id.</summary>
public sealed class EventIntake(CommitPipeline pipeline, InstanceTurns turns, TimeProvider time)
{
    /// <summary>Gives up events that were kept longer than this.</summary>
    /// <exception cref="StoreUnavailableException">It could not be written.</exception>
    public async Task ExpireKept(TimeSpan patience) =>
        (await pipeline.Commit(new Write.ExpireEvents(time.Now() - patience, $"Nobody waited for it within {patience.TotalDays:0} days.")))
            .ThrowUnlessCommitted("The end of kept events");

    /// <summary>Takes an event.</summary>
    /// <param name="source">
    /// Who sends it: <c>api:person</c>, <c>webhook:hotline</c>. A source has one set of message ids for all that it sends, so that a report that
    /// somebody caught cannot come again as an event.
    /// </param>
    /// <param name="messageId">The sender's id of the message; null: every call is a new event.</param>
    /// <param name="published">The event.</param>
    public async Task<EventOutcome> Publish(string source, string? messageId, OutsideEvent published)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentNullException.ThrowIfNull(published);
        var now = time.Now();
        var payload = StoredJson.Text(new EventPayload(published.Name, published.CorrelationId, StoredJson.Value(published.Payload)) { InstanceId = published.InstanceId });
        var row = new OutboxRow { Id = turns.Random.NextId(now), Kind = OutboxKind.Event, CaseId = published.InstanceId ?? Guid.Empty, Payload = payload, NextAt = now, CreatedAt = now };
        var message = messageId is null ? null : new InboxRow
        {
            Source = source, MessageId = messageId, BodyHash = SHA256.HashData(Encoding.UTF8.GetBytes(payload)), CaseId = row.Id, Answer = "{}", At = now,
        };
        switch (await pipeline.Commit(new Write.PostMessage(row, message)))
        {
            case WriteOutcome.Committed:
                turns.OutboxFilled.Ring(now);
                return new EventOutcome.Taken(row.Id, Duplicate: false);
            case WriteOutcome.Duplicate duplicate:
                return duplicate.Answered.BodyHash.AsSpan().SequenceEqual(message!.BodyHash)
                    ? new EventOutcome.Taken(duplicate.Answered.CaseId, Duplicate: true)
                    : new EventOutcome.Conflicting($"Expected message '{messageId}' as it first came, but this is another event. Give each event an id of its own.");
            case WriteOutcome.Busy busy:
                return new EventOutcome.Busy(busy.RetryAfter, "Too many commands are waiting.");
            case WriteOutcome.Unavailable unavailable:
                return new EventOutcome.Busy(InstanceTurns.RetryAfter, unavailable.Reason);
            case var other:
                throw new InvalidOperationException($"An event has no outcome {other}.");
        }
    }
}
