using System.Collections.Concurrent;
using GridWorkflow.Runtime.Commit;
using Npgsql;

namespace GridWorkflow.Runtime.Store.Postgres;

/// <summary>The store on a PostgreSQL server. Several nodes may use one database at the same time.</summary>
internal sealed class PostgresStore(NpgsqlDataSource source) : IStore
{
    private readonly ConcurrentBag<PostgresWriter> _writers = [];
    private readonly GatheredLoads _loads = new(source);

    public IReadOnlyList<WriteOutcome> Commit(IReadOnlyList<Write> group)
    {
        var writer = _writers.TryTake(out var idle) ? idle : new PostgresWriter(source);
        var outcomes = writer.Commit(group);
        // One that has thrown is not used again: it may hold rows of a group that is gone.
        _writers.Add(writer);
        return outcomes;
    }

    public ValueTask<InstanceRow?> Load(Guid instanceId, CancellationToken cancellation) => _loads.Load(instanceId, cancellation);

    public ValueTask<InboxRow?> FindMessage(string sourceName, string messageId, CancellationToken cancellation) => First<InboxRow?>(
        PostgresReads.FindMessage, statement => statement.Add(sourceName).Add(messageId), PostgresReads.Message, null, cancellation);

    public ValueTask<DefinitionRow?> FindDefinition(string contentHash, CancellationToken cancellation) => First<DefinitionRow?>(
        PostgresReads.FindDefinition, statement => statement.Add(contentHash), PostgresReads.Definition, null, cancellation);

    public ValueTask<IReadOnlyList<TimerRow>> DueTimers(DateTimeOffset now, int max, CancellationToken cancellation) => All(
        PostgresReads.DueTimers, statement => statement.Add(now).Add(max), PostgresReads.Timer, cancellation);

    public async ValueTask<HeldTimers> HoldDue(DateTimeOffset now, int max, CancellationToken cancellation)
    {
        NpgsqlConnection? connection = null;
        try
        {
            connection = await source.OpenConnectionAsync(cancellation);
            var held = new List<TimerRow>();
            TimerRow? last = null;
            // A page whose timers others hold is passed over, until some are free or none is left.
            while (held.Count == 0)
            {
                var page = await new PostgresStatement(PostgresReads.HoldDue, connection)
                    .Add(now).Add(max).Add(last?.NextAt).Add(last?.DueAt).Add(last?.InstanceId).Add(last?.Key)
                    .All(static row => (Timer: PostgresReads.Timer(row), IsHeld: row.GetBoolean(8)), cancellation);
                held.AddRange(page.Where(row => row.IsHeld).Select(row => row.Timer));
                if (page.Count < max)
                    break;
                last = page[^1].Timer;
            }

            var instances = held.Count < 2
                ? null
                : await new PostgresStatement(PostgresReads.LoadAll, connection).Add(held.Select(timer => timer.InstanceId).Distinct()).All(PostgresReads.Instance, cancellation);
            var holder = connection;
            connection = null;
            return new HeldTimers(held, () => Release(holder), instances?.ToDictionary(row => row.Id));
        }
        catch (Exception fault) when (PostgresFaults.IsTrouble(fault))
        {
            throw PostgresFaults.Unavailable(fault);
        }
        finally
        {
            if (connection is not null)
                await Release(connection);
        }
    }

    public ValueTask<DateTimeOffset?> NextDue(CancellationToken cancellation) => First(
        PostgresReads.NextDue, statement => statement, static row => row.InstantOrNull(0), null, cancellation);

    public ValueTask<IReadOnlyList<WaitingBookmark>> Waiting(string kind, string key, string? correlationId, Guid? instanceId, CancellationToken cancellation) => All(
        PostgresReads.Waiting, statement => statement.Add(kind).Add(key).Add(correlationId).Add(instanceId), PostgresReads.Bookmark, cancellation);

    public ValueTask<bool> Waits(Guid bookmarkId, CancellationToken cancellation) => First(
        PostgresReads.Waits, statement => statement.Add(bookmarkId), static _ => true, false, cancellation);

    public ValueTask<IReadOnlyList<string>> WaitingKeys(string kind, CancellationToken cancellation) => All(
        PostgresReads.WaitingKeys, statement => statement.Add(kind), static row => row.GetString(0), cancellation);

    public ValueTask<IReadOnlyList<ToldDue>> ToldDues(Guid caseId, CancellationToken cancellation) => All(
        PostgresReads.ToldDues, statement => statement.Add(caseId), static row => new ToldDue(row.GetGuid(0), row.Instant(1)), cancellation);

    public ValueTask<OutboxRow?> FindOutbox(Guid messageId, CancellationToken cancellation) => First<OutboxRow?>(
        PostgresReads.FindOutbox, statement => statement.Add(messageId), PostgresReads.Outgoing, null, cancellation);

    public ValueTask<IReadOnlyList<OutboxRow>> Leased(string owner, DateTimeOffset now, CancellationToken cancellation) => All(
        PostgresReads.Leased, statement => statement.Add(owner).Add(now), PostgresReads.Outgoing, cancellation);

    public ValueTask<DateTimeOffset?> NextMessage(DateTimeOffset now, CancellationToken cancellation) => First(
        PostgresReads.NextMessage, statement => statement.Add(now), static row => row.InstantOrNull(0), null, cancellation);

    public ValueTask<IReadOnlyList<TriggerStartRow>> TriggerStarts(CancellationToken cancellation) => All(
        PostgresReads.TriggerStarts, statement => statement, PostgresReads.TriggerStart, cancellation);

    // The database owns the connections.
    public void Dispose()
    {
    }

    private async ValueTask<T> First<T>(
        string sql, Func<PostgresStatement, PostgresStatement> fill, Func<NpgsqlDataReader, T> read, T none, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            return await fill(new PostgresStatement(sql, connection)).First(read, none, cancellation);
        }
        catch (Exception fault) when (PostgresFaults.IsTrouble(fault))
        {
            throw PostgresFaults.Unavailable(fault);
        }
    }

    private async ValueTask<IReadOnlyList<T>> All<T>(
        string sql, Func<PostgresStatement, PostgresStatement> fill, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            return await fill(new PostgresStatement(sql, connection)).All(read, cancellation);
        }
        catch (Exception fault) when (PostgresFaults.IsTrouble(fault))
        {
            throw PostgresFaults.Unavailable(fault);
        }
    }

    private static async ValueTask Release(NpgsqlConnection holder)
    {
        try
        {
            await using (holder)
            {
                await using var unlock = new NpgsqlCommand("select pg_advisory_unlock_all()", holder);
                await unlock.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
        catch (Exception fault) when (PostgresFaults.IsTrouble(fault))
        {
            // A connection that broke holds nothing any more.
        }
    }
}
