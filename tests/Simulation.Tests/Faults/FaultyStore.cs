using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Simulation.Tests.Scheduling;

namespace GridWorkflow.Simulation.Tests.Faults;

/// <summary>
/// A store as one node of a run has it: each read is on its way for a while, before and after it is answered, and what the plan says
/// befalls it. It says what was committed to those who watch.
/// </summary>
/// <param name="strand">The node's life; reads that come back to it are steps of it.</param>
/// <param name="committed">Hears of each group that was committed.</param>
/// <param name="early">The planted fault of a disk that says that it has written what it still holds; null: not planted.</param>
internal sealed class FaultyStore(
    IStore store, Strand strand, FaultPlan plan, Action<IReadOnlyList<Write>, IReadOnlyList<WriteOutcome>> committed, EarlyAnswers? early = null) : IStore
{
    /// <summary>The node dies as soon as the group is written.</summary>
    public bool IsDying { get; private set; }

    public IReadOnlyList<WriteOutcome> Commit(IReadOnlyList<Write> group)
    {
        var fate = plan.Commit();
        switch (fate)
        {
            case CommitFate.Busy:
                throw new StoreUnavailableException(StoreTrouble.Busy, "Another writer held the database.");
            case CommitFate.Full:
                throw new StoreUnavailableException(StoreTrouble.Full, "No room on the disk.");
            case CommitFate.BrokenBefore:
                throw new StoreUnavailableException(StoreTrouble.Broken, "The connection was cut.");
            case CommitFate.CrashBefore:
                IsDying = true;
                throw new StoreUnavailableException(StoreTrouble.Broken, "The node dies.");
        }

        if (early is not null && fate == CommitFate.Made)
            return early.Commit(group, committed);
        var outcomes = store.Commit(group);
        committed(group, outcomes);
        IsDying |= fate == CommitFate.CrashAfter;
        return fate == CommitFate.BrokenAfter ? throw new StoreUnavailableException(StoreTrouble.Broken, "The connection was cut; nobody knows.") : outcomes;
    }

    public ValueTask<InstanceRow?> Load(Guid instanceId, CancellationToken cancellation) => Read(() => store.Load(instanceId, cancellation));

    public ValueTask<InboxRow?> FindMessage(string source, string messageId, CancellationToken cancellation) => Read(() => store.FindMessage(source, messageId, cancellation));

    public ValueTask<DefinitionRow?> FindDefinition(string contentHash, CancellationToken cancellation) => Read(() => store.FindDefinition(contentHash, cancellation));

    public ValueTask<IReadOnlyList<TimerRow>> DueTimers(DateTimeOffset now, int max, CancellationToken cancellation) => Read(() => store.DueTimers(now, max, cancellation));

    public ValueTask<HeldTimers> HoldDue(DateTimeOffset now, int max, CancellationToken cancellation) => Read(() => store.HoldDue(now, max, cancellation));

    public ValueTask<DateTimeOffset?> NextDue(CancellationToken cancellation) => Read(() => store.NextDue(cancellation));

    public ValueTask<IReadOnlyList<WaitingBookmark>> Waiting(string kind, string key, string? correlationId, Guid? instanceId, CancellationToken cancellation) =>
        Read(() => store.Waiting(kind, key, correlationId, instanceId, cancellation));

    public ValueTask<bool> Waits(Guid bookmarkId, CancellationToken cancellation) => Read(() => store.Waits(bookmarkId, cancellation));

    public ValueTask<IReadOnlyList<string>> WaitingKeys(string kind, CancellationToken cancellation) => Read(() => store.WaitingKeys(kind, cancellation));

    public ValueTask<IReadOnlyList<ToldDue>> ToldDues(Guid caseId, CancellationToken cancellation) => Read(() => store.ToldDues(caseId, cancellation));

    public ValueTask<OutboxRow?> FindOutbox(Guid messageId, CancellationToken cancellation) => Read(() => store.FindOutbox(messageId, cancellation));

    public ValueTask<IReadOnlyList<OutboxRow>> Leased(string owner, DateTimeOffset now, CancellationToken cancellation) => Read(() => store.Leased(owner, now, cancellation));

    public ValueTask<DateTimeOffset?> NextMessage(DateTimeOffset now, CancellationToken cancellation) => Read(() => store.NextMessage(now, cancellation));

    public ValueTask<IReadOnlyList<TriggerStartRow>> TriggerStarts(CancellationToken cancellation) => Read(() => store.TriggerStarts(cancellation));

    public void Dispose() => store.Dispose();

    private async ValueTask<T> Read<T>(Func<ValueTask<T>> read)
    {
        await strand.Pause(plan.Delay());
        if (plan.ReadFails())
            throw new StoreUnavailableException(StoreTrouble.Broken, "The database does not answer.");
        var answer = await read();
        // What comes back may be old by the time it does.
        await strand.Pause(plan.Delay());
        return answer;
    }
}
