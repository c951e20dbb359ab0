using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Simulation.Tests.Store;

/// <summary>The connection of one node to a simulated database. Its faults are those of a <see cref="Faults.FaultyStore"/> around it.</summary>
internal sealed class SimStore(SimDatabase database) : IStore
{
    public ValueTask<InstanceRow?> Load(Guid instanceId, CancellationToken cancellation) => new(database.Instances.Find(instanceId));

    public ValueTask<InboxRow?> FindMessage(string source, string messageId, CancellationToken cancellation) => new(database.Inbox.Find((source, messageId)));

    public ValueTask<DefinitionRow?> FindDefinition(string contentHash, CancellationToken cancellation) => new(database.Definitions.Find(contentHash));

    public ValueTask<IReadOnlyList<TimerRow>> DueTimers(DateTimeOffset now, int max, CancellationToken cancellation) => new(
    [
        .. database.Timers.Rows.Where(timer => timer.ParkedAt is null && timer.NextAt <= now)
            .OrderBy(timer => timer.NextAt).ThenBy(timer => timer.DueAt).ThenBy(timer => timer.InstanceId).ThenBy(timer => timer.Key, StringComparer.Ordinal)
            .Take(max),
    ]);

    // What a sweep holds is a hint; without it sweeps of several nodes meet more often, and that is what a simulation wants.
    public async ValueTask<HeldTimers> HoldDue(DateTimeOffset now, int max, CancellationToken cancellation) => new(await DueTimers(now, max, cancellation));

    public ValueTask<DateTimeOffset?> NextDue(CancellationToken cancellation) => new(database.Timers.Rows.Where(timer => timer.ParkedAt is null).Min(timer => (DateTimeOffset?)timer.NextAt));

    public ValueTask<IReadOnlyList<WaitingBookmark>> Waiting(string kind, string key, string? correlationId, Guid? instanceId, CancellationToken cancellation)
    {
        var waiting = new List<WaitingBookmark>();
        foreach (var bookmark in database.Bookmarks.Rows)
        {
            if ((bookmark.Kind == kind || (kind == BookmarkKinds.Event && bookmark.Kind == WaitingBookmark.PromisedKind)) && bookmark.Key == key
                && database.Instances.Find(bookmark.InstanceId) is { Status: InstanceStatus.Running } instance
                && (correlationId is null || instance.CorrelationId == correlationId)
                && (instanceId is null || instance.Id == instanceId))
                waiting.Add(new WaitingBookmark(instance.Id, bookmark.Id, instance.CorrelationId, bookmark.Kind != kind));
        }

        waiting.Sort(static (one, other) => one.BookmarkId.CompareTo(other.BookmarkId));
        return new(waiting);
    }

    public ValueTask<bool> Waits(Guid bookmarkId, CancellationToken cancellation) => new(database.Bookmarks.Find(bookmarkId) is not null);

    public ValueTask<IReadOnlyList<string>> WaitingKeys(string kind, CancellationToken cancellation) =>
        new([.. database.Bookmarks.Rows.Where(bookmark => bookmark.Kind == kind && bookmark.Key is not null).Select(bookmark => bookmark.Key!).Distinct()]);

    public ValueTask<IReadOnlyList<ToldDue>> ToldDues(Guid caseId, CancellationToken cancellation) =>
        new([.. database.Clocks.Rows.Where(clock => clock.CaseId == caseId && clock.DueAt is not null).Select(clock => new ToldDue(clock.Id, clock.DueAt!.Value))]);

    public ValueTask<OutboxRow?> FindOutbox(Guid messageId, CancellationToken cancellation) => new(database.Outbox.Find(messageId));

    public ValueTask<IReadOnlyList<OutboxRow>> Leased(string owner, DateTimeOffset now, CancellationToken cancellation) =>
        new([.. database.Outbox.Rows.Where(row => row.Owner == owner && row.Status == OutboxStatus.Pending && row.LockedUntil > now).OrderBy(row => row.Seq)]);

    public ValueTask<DateTimeOffset?> NextMessage(DateTimeOffset now, CancellationToken cancellation) => new(database.Outbox.Rows
        .Where(row => row.Status == OutboxStatus.Pending && (row.LockedUntil is null || row.LockedUntil <= now)).Min(row => (DateTimeOffset?)row.NextAt));

    public ValueTask<IReadOnlyList<TriggerStartRow>> TriggerStarts(CancellationToken cancellation) => new([.. database.TriggerStarts.Rows]);

    public IReadOnlyList<WriteOutcome> Commit(IReadOnlyList<Write> group) => database.Commit(group);

    public void Dispose()
    {
    }
}
