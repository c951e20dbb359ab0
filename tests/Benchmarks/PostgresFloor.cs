using GridWorkflow.Runtime.Commit;
using Npgsql;
using NpgsqlTypes;

namespace GridWorkflow.Benchmarks;

/// <summary>
/// The floor: what a careful programmer writes for one transition on PostgreSQL: a read, then one statement whose update feeds the three
/// inserts, prepared, on a connection of its own; no group, no lane, no outcome.
/// </summary>
internal sealed class PostgresFloor : IDisposable
{
    private const string ReadSql = "select version, state, case_file, journal_head from instances where id = $1";

    private const string WriteSql = """
        with moved as (
            update instances set version = $2, definition_id = $3, definition_version = $4, program_hash = $5, status = $6, sub_status = $7, incidents = $8,
                state = $9, case_file = $10, journal_seq = $11, journal_head = $12, updated_at = $13
            where id = $1 and version = $2 - 1 returning id),
        journaled as (
            insert into journal (case_id, seq, at, actor, role, command, entries, program_hash, prev_hash, hash)
            select id, $11, $13, $14, $15, $16, $17, $5, $18, $12 from moved),
        timed as (
            insert into timers (instance_id, key, due_at, epoch, attempts, next_at) select id, $19, $20, 1, 0, $20 from moved)
        insert into outbox (id, kind, case_id, payload, status, attempts, next_at, created_at) select $21, $22, id, $23, 'Pending', 0, $13, $13 from moved
        """;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _read;
    private readonly NpgsqlCommand _write;

    public PostgresFloor(string connectionString)
    {
        _connection = new NpgsqlConnection(connectionString);
        _connection.Open();
        _read = Prepared(ReadSql, NpgsqlDbType.Uuid);
        _write = Prepared(
            WriteSql, NpgsqlDbType.Uuid, NpgsqlDbType.Bigint, NpgsqlDbType.Text, NpgsqlDbType.Integer, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text,
            NpgsqlDbType.Integer, NpgsqlDbType.Bytea, NpgsqlDbType.Bytea, NpgsqlDbType.Bigint, NpgsqlDbType.Bytea, NpgsqlDbType.TimestampTz, NpgsqlDbType.Text,
            NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Bytea, NpgsqlDbType.Text, NpgsqlDbType.TimestampTz, NpgsqlDbType.Uuid,
            NpgsqlDbType.Text, NpgsqlDbType.Text);
    }

    public async Task Commit(Write.Transition transition)
    {
        var row = transition.Instance;
        _read.Parameters[0].Value = row.Id;
        await using (var reader = await _read.ExecuteReaderAsync())
        {
            await reader.ReadAsync();
            _ = (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<byte[]>(3));
        }

        var (journal, timer, message) = (transition.Journal, ((RowChange.PutTimer)transition.Changes[0]).Row, ((RowChange.Send)transition.Changes[1]).Row);
        object?[] values =
        [
            row.Id, row.Version, row.DefinitionId, row.DefinitionVersion, row.ProgramHash, row.Status.ToString(), row.SubStatus.ToString(), row.Incidents,
            row.State, row.CaseFile, row.JournalSeq, row.JournalHead, row.UpdatedAt, journal.Actor, journal.Role, journal.Command, journal.Entries, journal.PrevHash,
            timer.Key, timer.DueAt, message.Id, message.Kind, message.Payload,
        ];
        for (var index = 0; index < values.Length; index++)
            _write.Parameters[index].Value = values[index] ?? DBNull.Value;
        if (await _write.ExecuteNonQueryAsync() != 1)
            throw new InvalidOperationException("Expected the instance where it was left.");
    }

    public void Dispose()
    {
        _read.Dispose();
        _write.Dispose();
        _connection.Dispose();
    }

    private NpgsqlCommand Prepared(string sql, params NpgsqlDbType[] types)
    {
#pragma warning disable CA2100 // The texts are those above.
        var command = new NpgsqlCommand(sql, _connection);
#pragma warning restore CA2100
        foreach (var type in types)
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type });
        command.Prepare();
        return command;
    }
}
