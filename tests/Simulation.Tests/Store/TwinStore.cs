using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Simulation.Tests.Store;

/// <summary>
/// A simulated store and a real one side by side: both get the same writes and the same questions, and both must say the same. So a run
/// over a real database is watched as any other, and each such run shows that the simulated one means what the real one means.
/// </summary>
/// <param name="differ">Hears of each difference.</param>
internal sealed class TwinStore(SimStore simulated, IStore real, Action<string> differ) : IStore
{
    public IReadOnlyList<WriteOutcome> Commit(IReadOnlyList<Write> group)
    {
        var expected = simulated.Commit(group);
        var found = real.Commit(group);
        for (var index = 0; index < group.Count; index++)
        {
            if (Told(expected[index]) != Told(found[index]))
                differ($"{group[index]}: expected {Told(expected[index])}, but the real store says {Told(found[index])}.");
        }

        return found;
    }

    public ValueTask<InstanceRow?> Load(Guid instanceId, CancellationToken cancellation) => Both(store => store.Load(instanceId, cancellation));

    public ValueTask<InboxRow?> FindMessage(string source, string messageId, CancellationToken cancellation) => Both(store => store.FindMessage(source, messageId, cancellation));

    public ValueTask<DefinitionRow?> FindDefinition(string contentHash, CancellationToken cancellation) => Both(store => store.FindDefinition(contentHash, cancellation));

    public ValueTask<IReadOnlyList<TimerRow>> DueTimers(DateTimeOffset now, int max, CancellationToken cancellation) => Both(store => store.DueTimers(now, max, cancellation));

    // Which timers another sweep holds is the real store's own affair.
    public ValueTask<HeldTimers> HoldDue(DateTimeOffset now, int max, CancellationToken cancellation) => real.HoldDue(now, max, cancellation);

    public ValueTask<DateTimeOffset?> NextDue(CancellationToken cancellation) => Both(store => store.NextDue(cancellation));

    public ValueTask<IReadOnlyList<WaitingBookmark>> Waiting(string kind, string key, string? correlationId, Guid? instanceId, CancellationToken cancellation) =>
        Both(store => store.Waiting(kind, key, correlationId, instanceId, cancellation));

    public ValueTask<bool> Waits(Guid bookmarkId, CancellationToken cancellation) => Both(store => store.Waits(bookmarkId, cancellation));

    public async ValueTask<IReadOnlyList<string>> WaitingKeys(string kind, CancellationToken cancellation) =>
        await Both(async store => (IReadOnlyList<string>)[.. (await store.WaitingKeys(kind, cancellation)).Order(StringComparer.Ordinal)]);

    public ValueTask<OutboxRow?> FindOutbox(Guid messageId, CancellationToken cancellation) => Both(store => store.FindOutbox(messageId, cancellation));

    public ValueTask<IReadOnlyList<OutboxRow>> Leased(string owner, DateTimeOffset now, CancellationToken cancellation) => Both(store => store.Leased(owner, now, cancellation));

    public ValueTask<DateTimeOffset?> NextMessage(DateTimeOffset now, CancellationToken cancellation) => Both(store => store.NextMessage(now, cancellation));

    public async ValueTask<IReadOnlyList<TriggerStartRow>> TriggerStarts(CancellationToken cancellation) =>
        await Both(async store => (IReadOnlyList<TriggerStartRow>)[.. (await store.TriggerStarts(cancellation)).OrderBy(row => row.DefinitionId, StringComparer.Ordinal)]);

    public void Dispose() => real.Dispose();

    private static string Told(WriteOutcome outcome) => outcome switch
    {
        WriteOutcome.Leased leased => $"leased {RowText.Of(leased.Messages)}",
        WriteOutcome.Numbers numbers => $"numbers {numbers.First} to {numbers.First + numbers.Count}",
        WriteOutcome.Purged purged => $"purged {purged.Count}",
        WriteOutcome.Duplicate duplicate => $"duplicate of {RowText.Of(duplicate.Answered)}",
        _ => outcome.GetType().Name,
    };

    // On the caller's thread: a run over a real store is drawn like any other.
    private ValueTask<T> Both<T>(Func<IStore, ValueTask<T>> ask)
    {
        var expected = Wait(ask(simulated));
        var found = Wait(ask(real));
        if (RowText.Of(expected) is var one && RowText.Of(found) is var other && one != other)
            differ($"Expected {one}, but the real store says {other}.");
        return new(found);
    }

    private static T Wait<T>(ValueTask<T> answer)
    {
        if (answer.IsCompletedSuccessfully)
            return answer.Result;
        var strand = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return answer.AsTask().GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(strand);
        }
    }
}
