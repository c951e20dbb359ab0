using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Runtime.Tests.Commit;

/// <summary>A store that a test can stop or break before and after a group.</summary>
internal sealed class WatchedStore(IStore store) : IStore
{
    /// <summary>Runs on the writer's thread before the group is written; may wait or throw.</summary>
    public Action<IReadOnlyList<Write>>? BeforeCommit { get; set; }

    /// <summary>Runs after the group is committed and before its callers are answered.</summary>
    public Action<IReadOnlyList<Write>>? AfterCommit { get; set; }

    /// <summary>Runs once, after who waits was read and before the reader hears of it.</summary>
    public Func<Task>? AfterWaiting { get; set; }

    /// <summary>Runs once, after due timers were read and before the sweep hears of them.</summary>
    public Func<Task>? AfterDue { get; set; }

    public IReadOnlyList<WriteOutcome> Commit(IReadOnlyList<Write> group)
    {
        BeforeCommit?.Invoke(group);
        var outcomes = store.Commit(group);
        AfterCommit?.Invoke(group);
        return outcomes;
    }

    public ValueTask<InstanceRow?> Load(Guid instanceId, CancellationToken cancellation) => store.Load(instanceId, cancellation);

    public ValueTask<InboxRow?> FindMessage(string source, string messageId, CancellationToken cancellation) => store.FindMessage(source, messageId, cancellation);

    public ValueTask<DefinitionRow?> FindDefinition(string contentHash, CancellationToken cancellation) => store.FindDefinition(contentHash, cancellation);

    public ValueTask<IReadOnlyList<TimerRow>> DueTimers(DateTimeOffset now, int max, CancellationToken cancellation) => store.DueTimers(now, max, cancellation);

    public ValueTask<DateTimeOffset?> NextDue(CancellationToken cancellation) => store.NextDue(cancellation);

    public async ValueTask<HeldTimers> HoldDue(DateTimeOffset now, int max, CancellationToken cancellation)
    {
        // Held by nobody, so that another sweep meets them.
        var due = new HeldTimers(await store.DueTimers(now, max, cancellation));
        await Once(AfterDue, () => AfterDue = null);
        return due;
    }

    public async ValueTask<IReadOnlyList<WaitingBookmark>> Waiting(string kind, string key, string? correlationId, Guid? instanceId, CancellationToken cancellation)
    {
        var waiting = await store.Waiting(kind, key, correlationId, instanceId, cancellation);
        await Once(AfterWaiting, () => AfterWaiting = null);
        return waiting;
    }

    public ValueTask<bool> Waits(Guid bookmarkId, CancellationToken cancellation) => store.Waits(bookmarkId, cancellation);

    public ValueTask<IReadOnlyList<string>> WaitingKeys(string kind, CancellationToken cancellation) => store.WaitingKeys(kind, cancellation);

    public ValueTask<IReadOnlyList<ToldDue>> ToldDues(Guid caseId, CancellationToken cancellation) => store.ToldDues(caseId, cancellation);

    public ValueTask<OutboxRow?> FindOutbox(Guid messageId, CancellationToken cancellation) => store.FindOutbox(messageId, cancellation);

    public ValueTask<IReadOnlyList<OutboxRow>> Leased(string owner, DateTimeOffset now, CancellationToken cancellation) => store.Leased(owner, now, cancellation);

    public ValueTask<DateTimeOffset?> NextMessage(DateTimeOffset now, CancellationToken cancellation) => store.NextMessage(now, cancellation);

    public ValueTask<IReadOnlyList<TriggerStartRow>> TriggerStarts(CancellationToken cancellation) => store.TriggerStarts(cancellation);

    public void Dispose() => store.Dispose();

    private static Task Once(Func<Task>? run, Action forget)
    {
        forget();
        return run?.Invoke() ?? Task.CompletedTask;
    }
}
