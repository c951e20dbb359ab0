using System.Collections.Immutable;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Runtime.Outbox;

/// <summary>
/// The messages that transitions left to be sent. A sender leases some, sends them, and settles each; a lease that ends without a
/// settlement gives them to the next sender, under the same ids.
/// </summary>
public sealed class OutboxQueue(IStore store, CommitPipeline pipeline, InstanceTurns turns, TimeProvider time)
{
    /// <summary>Takes messages whose turn has come, oldest first.</summary>
    /// <param name="owner">Names the lease; use a new one for each batch, so that leases of one sender are told apart.</param>
    /// <param name="max">At most so many.</param>
    /// <param name="leaseTime">How long the sender has; longer than its slowest batch.</param>
    /// <exception cref="StoreUnavailableException">Nothing could be leased now.</exception>
    public async Task<ImmutableArray<OutboxRow>> Lease(string owner, int max, TimeSpan leaseTime)
    {
        var now = time.Now();
        return await pipeline.Commit(new Write.LeaseOutbox(owner, max, now, now + leaseTime)) is WriteOutcome.Leased leased
            ? leased.Messages
            : throw new StoreUnavailableException(StoreTrouble.Busy, "The outbox cannot be leased now; the messages stay where they are.");
    }

    /// <summary>The messages of a lease that still holds; what another sender has taken over in the meantime is not among them.</summary>
    public async Task<ImmutableArray<OutboxRow>> Load(string owner, CancellationToken cancellation) =>
        [.. await store.Leased(owner, time.Now(), cancellation)];

    /// <summary>Asks for the whole time again, before work that takes long; a lease that has ended stays ended.</summary>
    public async Task Renew(string owner, TimeSpan leaseTime)
    {
        var now = time.Now();
        await pipeline.Commit(new Write.RenewLease(owner, now, now + leaseTime));
    }

    /// <summary>Ends a lease before its time: whoever asks next has its messages.</summary>
    public async Task GiveBack(string owner)
    {
        var now = time.Now();
        await pipeline.Commit(new Write.RenewLease(owner, now, now));
    }

    /// <summary>Writes what became of leased messages; those that another sender leased in the meantime stay as they are.</summary>
    /// <returns>False when it could not be written: the lease ends and the messages are sent again.</returns>
    public async Task<bool> Settle(string owner, IEnumerable<Settlement> settlements) =>
        await pipeline.Commit(new Write.SettleOutbox(owner, [.. settlements])) is WriteOutcome.Committed;

    /// <summary>An admin lets a dead message be sent again, under its old id.</summary>
    public async Task<bool> Revive(Guid id) => await pipeline.Commit(new Write.ReviveOutbox(id, time.Now())) is WriteOutcome.Committed;

    /// <summary>When the next message may be sent; null: none waits.</summary>
    public ValueTask<DateTimeOffset?> NextDue(CancellationToken cancellation) => store.NextMessage(time.Now(), cancellation);

    /// <summary>Sleeps until there is something to send, but no longer than the poll.</summary>
    public Task WaitForMessages(TimeSpan poll, CancellationToken cancellation) => turns.OutboxFilled.Sleep(poll, NextDue, cancellation);
}
