using System.Threading.Channels;
using GridWorkflow.Runtime.Commit;
using Microsoft.Data.Sqlite;

namespace GridWorkflow.Benchmarks;

/// <summary>
/// The floor: the same SQL through prepared ADO.NET commands, a bounded channel and one thread, nothing else: no savepoints, no
/// outcomes, no fence looked at.
/// </summary>
internal sealed class RawChannel : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Channel<(Write.Transition Transition, TaskCompletionSource Done)> _queue =
        Channel.CreateBounded<(Write.Transition, TaskCompletionSource)>(new BoundedChannelOptions(4096) { SingleReader = true });

    private readonly Task _writer;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _move;
    private readonly SqliteCommand _journal;
    private readonly SqliteCommand _timer;
    private readonly SqliteCommand _outbox;

    public RawChannel(string path)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=false");
        _connection.Open();
        using (var pragmas = _connection.CreateCommand())
        {
            pragmas.CommandText = "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma temp_store = memory; pragma wal_autocheckpoint = 8192;";
            pragmas.ExecuteNonQuery();
        }

        _begin = Command("begin immediate", 0);
        _commit = Command("commit", 0);
        _move = Command(
            """
            update instances set version = $0, definition_id = $1, definition_version = $2, program_hash = $3, status = $4, sub_status = $5, correlation_id = $6,
                incidents = $7, state = $8, case_file = $9, journal_seq = $10, journal_head = $11, updated_at = $12 where id = $13 and version = $14
            """,
            15);
        _journal = Command(
            "insert into journal (case_id, seq, at, actor, role, command, entries, program_hash, prev_hash, hash) values ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9)", 10);
        _timer = Command(
            """
            insert into timers (instance_id, key, due_at, epoch, attempts, next_at) values ($0, $1, $2, $3, 0, $4)
            on conflict (instance_id, key) do update set due_at = excluded.due_at, epoch = excluded.epoch, attempts = 0, next_at = excluded.next_at
            """,
            5);
        _outbox = Command(
            "insert into outbox (id, kind, case_id, payload, status, attempts, next_at, created_at) values ($0, $1, $2, $3, 'Pending', 0, $4, $5)", 6);
        _writer = Task.Factory.StartNew(Write, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public Task Commit(Write.Transition transition)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_queue.Writer.TryWrite((transition, done)))
            throw new InvalidOperationException("Expected room in the queue.");
        return done.Task;
    }

    public void Dispose()
    {
        _queue.Writer.Complete();
        _writer.GetAwaiter().GetResult();
        foreach (var command in (SqliteCommand[])[_begin, _commit, _move, _journal, _timer, _outbox])
            command.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Command(string sql, int parameters)
    {
#pragma warning disable CA2100 // The texts are those above.
        var command = new SqliteCommand(sql, _connection);
#pragma warning restore CA2100
        for (var index = 0; index < parameters; index++)
            command.Parameters.Add(new SqliteParameter($"${index}", null));
        command.Prepare();
        return command;
    }

    private void Write()
    {
        var group = new List<(Write.Transition Transition, TaskCompletionSource Done)>(128);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (group.Count < 128 && _queue.Reader.TryRead(out var next))
                group.Add(next);
            _begin.ExecuteNonQuery();
            foreach (var (transition, _) in group)
                Write(transition);
            _commit.ExecuteNonQuery();
            foreach (var (_, done) in group)
                done.SetResult();
            group.Clear();
        }
    }

    private void Write(Write.Transition transition)
    {
        var row = transition.Instance;
        Run(_move, row.Version, row.DefinitionId, row.DefinitionVersion, row.ProgramHash, row.Status.ToString(), row.SubStatus.ToString(), row.CorrelationId, row.Incidents,
            row.State, row.CaseFile, row.JournalSeq, row.JournalHead, row.UpdatedAt.ToUnixTimeMilliseconds(), row.Id.ToByteArray(true), row.Version - 1);
        var journal = transition.Journal;
        Run(_journal, journal.CaseId.ToByteArray(true), journal.Seq, journal.At.ToUnixTimeMilliseconds(), journal.Actor, journal.Role, journal.Command, journal.Entries,
            journal.ProgramHash, journal.PrevHash, journal.Hash);
        var timer = ((RowChange.PutTimer)transition.Changes[0]).Row;
        Run(_timer, timer.InstanceId.ToByteArray(true), timer.Key, timer.DueAt.ToUnixTimeMilliseconds(), timer.Epoch, timer.NextAt.ToUnixTimeMilliseconds());
        var message = ((RowChange.Send)transition.Changes[1]).Row;
        Run(_outbox, message.Id.ToByteArray(true), message.Kind, message.CaseId.ToByteArray(true), message.Payload, message.NextAt.ToUnixTimeMilliseconds(),
            message.CreatedAt.ToUnixTimeMilliseconds());
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var index = 0; index < values.Length; index++)
            command.Parameters[index].Value = values[index] ?? DBNull.Value;
        command.ExecuteNonQuery();
    }
}
