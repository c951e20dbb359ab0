using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Simulation.Tests.Store;

/// <summary>
/// A simulated store and a real one side by side: both get the same writes and the same questions, and both must say the same. So a run
/// over a real database is watched as any other, and each such run shows that the simulated one means what the real one means.
/// </summary>
/// <param name="text">How rows are compared.</param>
/// <param name="order">In which order the real store made the writes of a group, to which it gave these outcomes.</param>
/// <param name="mayAlsoSay">Whether the real store may give another outcome than expected, neither of which writes anything.</param>
/// <param name="differ">Hears of each difference.</param>
internal sealed class TwinStore(
    SimStore simulated, IStore real, RowText text, Func<IReadOnlyList<Write>, IReadOnlyList<WriteOutcome>, IReadOnlyList<int>> order, Func<Write, WriteOutcome, WriteOutcome, bool> mayAlsoSay,
    Action<string> differ) : IStore
{
    public IReadOnlyList<WriteOutcome> Commit(IReadOnlyList<Write> group)
    {
        var found = real.Commit(group);
        var places = order(group, found);
        var expected = simulated.Commit([.. places.Select(place => group[place])]);
        foreach (var (place, outcome) in places.Zip(expected))
        {
            if (Told(outcome) != Told(found[place]) && !mayAlsoSay(group[place], outcome, found[place]))
                differ($"{group[place]}: expected {Told(outcome)}, but the real store says {Told(found[place])}.");
        }

        return found;
    }

    public ValueTask<InstanceRow?> Load(Guid instanceId, CancellationToken cancellation) => Both(store => store.Load(instanceId, cancellation));

    public ValueTask<InboxRow?> FindMessage(string source, string messageId, CancellationToken cancellation) => Both(store => store.FindMessage(source, messageId, cancellation));

    public ValueTask<DefinitionRow?> FindDefinition(string contentHash, CancellationToken cancellation) => Both(store => store.FindDefinition(contentHash, cancellation));

    public ValueTask<IReadOnlyList<TimerRow>> DueTimers(DateTimeOffset now, int max, CancellationToken cancellation) => Both(store => store.DueTimers(now, max, cancellation));

    // A node that dies in a simulation keeps its connection, and with it what it held.
    public async ValueTask<HeldTimers> HoldDue(DateTimeOffset now, int max, CancellationToken cancellation) => new(await DueTimers(now, max, cancellation));

    public ValueTask<DateTimeOffset?> NextDue(CancellationToken cancellation) => Both(store => store.NextDue(cancellation));

    public ValueTask<IReadOnlyList<WaitingBookmark>> Waiting(string kind, string key, string? correlationId, Guid? instanceId, CancellationToken cancellation) =>
        Both(store => store.Waiting(kind, key, correlationId, instanceId, cancellation));

    public ValueTask<bool> Waits(Guid bookmarkId, CancellationToken cancellation) => Both(store => store.Waits(bookmarkId, cancellation));

    public async ValueTask<IReadOnlyList<string>> WaitingKeys(string kind, CancellationToken cancellation) =>
        await Both(async store => (IReadOnlyList<string>)[.. (await store.WaitingKeys(kind, cancellation)).Order(StringComparer.Ordinal)]);

    public async ValueTask<IReadOnlyList<ToldDue>> ToldDues(Guid caseId, CancellationToken cancellation) =>
        await Both(async store => (IReadOnlyList<ToldDue>)[.. (await store.ToldDues(caseId, cancellation)).OrderBy(told => told.ClockId)]);

    public ValueTask<OutboxRow?> FindOutbox(Guid messageId, CancellationToken cancellation) => Both(store => store.FindOutbox(messageId, cancellation));

    public ValueTask<IReadOnlyList<OutboxRow>> Leased(string owner, DateTimeOffset now, CancellationToken cancellation) => Both(store => store.Leased(owner, now, cancellation));

    public ValueTask<DateTimeOffset?> NextMessage(DateTimeOffset now, CancellationToken cancellation) => Both(store => store.NextMessage(now, cancellation));

    public async ValueTask<IReadOnlyList<TriggerStartRow>> TriggerStarts(CancellationToken cancellation) =>
        await Both(async store => (IReadOnlyList<TriggerStartRow>)[.. (await store.TriggerStarts(cancellation)).OrderBy(row => row.DefinitionId, StringComparer.Ordinal)]);

    public void Dispose() => real.Dispose();

    private string Told(WriteOutcome outcome) => outcome switch
    {
        WriteOutcome.Leased leased => $"leased {text.Of(leased.Messages)}",
        WriteOutcome.Numbers numbers => $"numbers {numbers.First} to {numbers.First + numbers.Count}",
        WriteOutcome.Purged purged => $"purged {purged.Count}",
        WriteOutcome.Duplicate duplicate => $"duplicate of {text.Of(duplicate.Answered)}",
        _ => outcome.GetType().Name,
    };

    // On the caller's thread: a run over a real store is drawn like any other.
    private ValueTask<T> Both<T>(Func<IStore, ValueTask<T>> ask)
    {
        var expected = Wait(simulated, ask);
        var found = Wait(real, ask);
        if (text.Of(expected) is var one && text.Of(found) is var other && one != other)
            differ($"Expected {one}, but the real store says {other}.");
        return new(found);
    }

    // Off the strand: what the real store awaits comes back to no scheduler.
    private static T Wait<T>(IStore store, Func<IStore, ValueTask<T>> ask)
    {
        var strand = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return ask(store).AsTask().GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(strand);
        }
    }
}
