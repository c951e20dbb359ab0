using GridWorkflow.Runtime.Commit;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GridWorkflow.Runtime.Store.Sqlite;

/// <summary>
/// The connection that writes. One transaction per group, one savepoint per write: a write that loses or is impossible goes back
/// to its savepoint, the others stand. Used by the pipeline's one thread only.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly sqlite3 _database;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Statement _savepoint;
    private readonly Statement _release;
    private readonly Statement _backToSavepoint;
    private readonly SqliteTransitions _transitions;
    private readonly SqliteMessages _messages;
    private readonly SqlitePurges _purges;
    private readonly SqliteBulletins _bulletins;
    private readonly SqliteOrders _orders;

    public SqliteWriter(SqliteConnection connection)
    {
        Connection = connection;
        _database = connection.Handle!;
        _begin = new Statement(_database, "begin immediate");
        _commit = new Statement(_database, "commit");
        _rollback = new Statement(_database, "rollback");
        _savepoint = new Statement(_database, "savepoint write");
        _release = new Statement(_database, "release write");
        _backToSavepoint = new Statement(_database, "rollback to write");
        _transitions = new SqliteTransitions(_database);
        _messages = new SqliteMessages(_database);
        _purges = new SqlitePurges(_database);
        _bulletins = new SqliteBulletins(_database, _messages.Send);
        _orders = new SqliteOrders(_database);
    }

    public SqliteConnection Connection { get; }

    public IReadOnlyList<WriteOutcome> Commit(IReadOnlyList<Write> group)
    {
        var outcomes = new WriteOutcome[group.Count];
        Abandon();
        try
        {
            _begin.Run();
            for (var index = 0; index < outcomes.Length; index++)
                outcomes[index] = BehindSavepoint(group[index]);
            _commit.Run();
            return outcomes;
        }
        catch (SqliteFault fault)
        {
            Abandon();
            throw fault.ToUnavailable();
        }
        catch
        {
            Abandon();
            throw;
        }
    }

    public void Dispose()
    {
        _transitions.Dispose();
        _messages.Dispose();
        _purges.Dispose();
        _bulletins.Dispose();
        _orders.Dispose();
        foreach (var statement in (Statement[])[_begin, _commit, _rollback, _savepoint, _release, _backToSavepoint])
            statement.Dispose();
        Connection.Dispose();
    }

    private WriteOutcome BehindSavepoint(Write write)
    {
        _savepoint.Run();
        WriteOutcome outcome;
        try
        {
            outcome = write is Write.Transition transition ? _transitions.Make(transition) : _messages.Make(write) ?? _purges.Make(write) ?? _bulletins.Make(write) ?? _orders.Make(write);
        }
        catch (SqliteFault fault) when (fault.IsOfTheStatement && InTransaction)
        {
            outcome = new WriteOutcome.Impossible(fault.Message);
        }

        if (outcome is not (WriteOutcome.Committed or WriteOutcome.Leased or WriteOutcome.Numbers or WriteOutcome.Purged))
            _backToSavepoint.Run();
        _release.Run();
        return outcome;
    }

    private bool InTransaction => raw.sqlite3_get_autocommit(_database) == 0;

    // Full, input/output and busy faults may have rolled back by themselves. A rollback that fails is tried again before the next
    // group, so that nothing of this one can slip into it.
    private void Abandon()
    {
        if (!InTransaction)
            return;
        try
        {
            _rollback.Run();
        }
        catch (SqliteFault fault)
        {
            throw fault.ToUnavailable();
        }
    }
}
