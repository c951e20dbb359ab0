using GridWorkflow.Runtime.Commit;

namespace GridWorkflow.Runtime.Store;

/// <summary>
/// What the engine asks of a database. Two halves: reads, from any thread, and <see cref="Commit"/>, which only the commit
/// pipeline calls, one group at a time in each of its lanes. The suite <c>StoreSuite</c> says what every implementation must do.
/// </summary>
public interface IStore : IDisposable
{
    /// <summary>The instance as last committed, or null when there is none.</summary>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    ValueTask<InstanceRow?> Load(Guid instanceId, CancellationToken cancellation);

    /// <summary>The answer that a message got, or null when it never came.</summary>
    ValueTask<InboxRow?> FindMessage(string source, string messageId, CancellationToken cancellation);

    ValueTask<DefinitionRow?> FindDefinition(string contentHash, CancellationToken cancellation);

    /// <summary>Timers whose turn has come, earliest first; parked ones never.</summary>
    /// <param name="now">Due at or before this instant.</param>
    /// <param name="max">At most so many.</param>
    /// <param name="cancellation">Ends the read.</param>
    ValueTask<IReadOnlyList<TimerRow>> DueTimers(DateTimeOffset now, int max, CancellationToken cancellation);

    /// <summary>
    /// The same, but those that another sweep holds are passed over, so that sweeps of several nodes do not decide the same timers. A
    /// hint that saves work: what lets a timer fire once is the fence of its row. A holder that dies holds nothing.
    /// </summary>
    ValueTask<HeldTimers> HoldDue(DateTimeOffset now, int max, CancellationToken cancellation);

    /// <summary>When the next timer's turn comes, or null when no timer is set.</summary>
    ValueTask<DateTimeOffset?> NextDue(CancellationToken cancellation);

    /// <summary>Bookmarks of running instances that wait for something, oldest first; for events also those that are promised to one.</summary>
    /// <param name="kind">One of <see cref="Workflow.Activities.BookmarkKinds"/>.</param>
    /// <param name="key">What they wait for: the name of an event, the key of a child, a path.</param>
    /// <param name="correlationId">Only of instances with this correlation id; null: of all.</param>
    /// <param name="instanceId">Only of this instance; null: of all.</param>
    /// <param name="cancellation">Ends the read.</param>
    ValueTask<IReadOnlyList<WaitingBookmark>> Waiting(string kind, string key, string? correlationId, Guid? instanceId, CancellationToken cancellation);

    /// <summary>Whether a bookmark still waits.</summary>
    ValueTask<bool> Waits(Guid bookmarkId, CancellationToken cancellation);

    /// <summary>What bookmarks of a kind wait for, each once.</summary>
    ValueTask<IReadOnlyList<string>> WaitingKeys(string kind, CancellationToken cancellation);

    /// <summary>Due instants of the clocks of a case as they were last told, in no order; one that was provisional is left out.</summary>
    ValueTask<IReadOnlyList<ToldDue>> ToldDues(Guid caseId, CancellationToken cancellation);

    /// <summary>A message of the outbox, or null when there is none (any more).</summary>
    ValueTask<OutboxRow?> FindOutbox(Guid messageId, CancellationToken cancellation);

    /// <summary>The messages of a lease that still holds, in the order in which they were left.</summary>
    ValueTask<IReadOnlyList<OutboxRow>> Leased(string owner, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>When the next message that nobody holds may be sent, or null when none waits.</summary>
    ValueTask<DateTimeOffset?> NextMessage(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>When published definitions were started by time last.</summary>
    ValueTask<IReadOnlyList<TriggerStartRow>> TriggerStarts(CancellationToken cancellation);

    /// <summary>
    /// Writes a group in one transaction, each write behind its own savepoint: one that cannot be made leaves nothing behind and
    /// does not touch the others.
    /// </summary>
    /// <returns>An outcome for each write, in order; they are true when this returns, and only then.</returns>
    /// <exception cref="StoreUnavailableException">Nothing of the group was written, or (the exception says so) nobody knows.</exception>
    IReadOnlyList<WriteOutcome> Commit(IReadOnlyList<Write> group);
}

/// <summary>Why the database could not be used. Callers may try again.</summary>
public enum StoreTrouble : byte
{
    /// <summary>Another writer held the database longer than the store waits.</summary>
    Busy,

    /// <summary>No room on the disk.</summary>
    Full,

    ReadOnly,

    /// <summary>Input or output failed; at a commit, nobody knows whether it was made.</summary>
    Broken,
}

/// <summary>The database could not be used. Nothing is lost: what was answered was committed before.</summary>
public sealed class StoreUnavailableException(StoreTrouble trouble, string message, Exception? inner = null) : Exception(message, inner)
{
    public StoreTrouble Trouble { get; } = trouble;
}
