using System.Collections.Concurrent;
using GridWorkflow.Runtime.Commit;
using Microsoft.Data.Sqlite;

namespace GridWorkflow.Runtime.Store.Sqlite;

/// <summary>The store on one SQLite file: one connection that writes, a few that read.</summary>
public sealed class SqliteStore : IStore
{
    private readonly SqliteDatabase _database;
    private readonly SqliteWriter _writer;
    private readonly ConcurrentBag<SqliteReader> _readers = [];

    /// <exception cref="StoreUnavailableException">The file cannot be opened.</exception>
    public SqliteStore(SqliteDatabase database)
    {
        _database = database;
        _writer = new SqliteWriter(database.Open());
    }

    /// <summary>The writing connection, for tests that watch or cramp it.</summary>
    internal SqliteConnection WriterConnection => _writer.Connection;

    public IReadOnlyList<WriteOutcome> Commit(IReadOnlyList<Write> group) => _writer.Commit(group);

    public ValueTask<InstanceRow?> Load(Guid instanceId, CancellationToken cancellation) =>
        Read(reader => reader.Load(instanceId), cancellation);

    public ValueTask<InboxRow?> FindMessage(string source, string messageId, CancellationToken cancellation) =>
        Read(reader => reader.FindMessage(source, messageId), cancellation);

    public ValueTask<DefinitionRow?> FindDefinition(string contentHash, CancellationToken cancellation) =>
        Read(reader => reader.FindDefinition(contentHash), cancellation);

    public ValueTask<IReadOnlyList<TimerRow>> DueTimers(DateTimeOffset now, int max, CancellationToken cancellation) =>
        Read(reader => reader.DueTimers(now, max), cancellation);

    // Sweeps on one file are sweeps of one machine: nothing is gained by holding.
    public async ValueTask<HeldTimers> HoldDue(DateTimeOffset now, int max, CancellationToken cancellation) => new(await DueTimers(now, max, cancellation));

    public ValueTask<DateTimeOffset?> NextDue(CancellationToken cancellation) => Read(reader => reader.NextDue(), cancellation);

    public ValueTask<IReadOnlyList<WaitingBookmark>> Waiting(string kind, string key, string? correlationId, Guid? instanceId, CancellationToken cancellation) =>
        Read(reader => reader.Waiting(kind, key, correlationId, instanceId), cancellation);

    public ValueTask<bool> Waits(Guid bookmarkId, CancellationToken cancellation) => Read(reader => reader.Waits(bookmarkId), cancellation);

    public ValueTask<IReadOnlyList<string>> WaitingKeys(string kind, CancellationToken cancellation) => Read(reader => reader.WaitingKeys(kind), cancellation);

    public ValueTask<IReadOnlyList<ToldDue>> ToldDues(Guid caseId, CancellationToken cancellation) => Read(reader => reader.ToldDues(caseId), cancellation);

    public ValueTask<OutboxRow?> FindOutbox(Guid messageId, CancellationToken cancellation) => Read(reader => reader.FindOutbox(messageId), cancellation);

    public ValueTask<IReadOnlyList<OutboxRow>> Leased(string owner, DateTimeOffset now, CancellationToken cancellation) =>
        Read(reader => reader.Leased(owner, now), cancellation);

    public ValueTask<DateTimeOffset?> NextMessage(DateTimeOffset now, CancellationToken cancellation) => Read(reader => reader.NextMessage(now), cancellation);

    public ValueTask<IReadOnlyList<TriggerStartRow>> TriggerStarts(CancellationToken cancellation) => Read(reader => reader.TriggerStarts(), cancellation);

    public void Dispose()
    {
        _writer.Dispose();
        while (_readers.TryTake(out var reader))
            reader.Dispose();
    }

    // SQLite answers on the caller's thread; a reader serves one caller at a time and goes back into the bag.
    private ValueTask<T> Read<T>(Func<SqliteReader, T> read, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var reader = _readers.TryTake(out var idle) ? idle : new SqliteReader(_database.Open());
        try
        {
            return ValueTask.FromResult(read(reader));
        }
        catch (SqliteFault fault)
        {
            throw fault.ToUnavailable();
        }
        finally
        {
            _readers.Add(reader);
        }
    }
}
