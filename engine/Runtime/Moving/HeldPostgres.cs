using System.Globalization;
using System.Xml.Linq;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace GridWorkflow.Runtime.Moving;

/// <summary>A PostgreSQL database: the lock of starting nodes is taken, so that none starts, and the tables are, so that nobody writes.</summary>
internal sealed class HeldPostgres : HeldDatabase
{
    // Its own name, so that it does not take itself for a host.
    private const string ApplicationName = "GridWorkflow move";

    private readonly NpgsqlConnection _connection;
    private readonly bool _isTarget;

    /// <exception cref="NpgsqlException">The server or the database is not there.</exception>
    public HeldPostgres(PostgresDatabase database, bool isTarget)
    {
        Name = database.Name;
        _isTarget = isTarget;
        _connection = new NpgsqlConnection(Alone(database.ConnectionString));
        _connection.Open();
    }

    public override string Name { get; }

    /// <summary>The connection string of a move: no pool, no limit of time, a name of its own.</summary>
    public static string Alone(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        Pooling = false,
        CommandTimeout = 0,
        ApplicationName = ApplicationName,
    }.ToString();

    public override IReadOnlyList<string> Migrations()
    {
        if (Scalar("select to_regclass('\"__EFMigrationsHistory\"')::text") is not string)
            return [];
        using var command = Command("select \"MigrationId\" from \"__EFMigrationsHistory\"");
        using var reader = command.ExecuteReader();
        var all = new List<string>();
        while (reader.Read())
            all.Add(reader.GetString(0));
        return all;
    }

    public override void Hold(IReadOnlyList<MovedTable> tables)
    {
        if (Scalar($"select pg_try_advisory_lock({PostgresLocks.Starting})") is not true || IsServed())
            throw InUse();
        try
        {
            // Locks come before the first look, so that it sees all that was committed until then.
            Run("begin isolation level repeatable read");
            Run("set local lock_timeout = '2s'");
            Run($"lock table {string.Join(", ", tables.Select(table => Quoted(table.Name)).Append(Quoted(KeptKeys.Table)))} in {(_isTarget ? "access exclusive" : "share")} mode");
        }
        catch (PostgresException held) when (held.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw InUse();
        }
    }

    public override long Count(MovedTable table) => (long)Scalar($"select count(*) from {Quoted(table.Name)}")!;

    public override IEnumerable<object?[]> Rows(MovedTable table)
    {
        // Bytes in order, as on SQLite, whatever the locale.
        var order = string.Join(", ", table.Key.Select(index => table.Columns[index]).Select(column => Quoted(column.Name) + (column.Kind == ValueKind.Text ? " collate \"C\"" : string.Empty)));
        using var command = Command($"select {Names(table.Columns)} from {Quoted(table.Name)} order by {order}");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var row = new object?[table.Columns.Count];
            for (var index = 0; index < row.Length; index++)
                row[index] = reader.IsDBNull(index) ? null : Value(reader, index, table.Columns[index]);
            yield return row;
        }
    }

    public override void Add(MovedTable table, IEnumerable<object?[]> rows)
    {
        using var import = _connection.BeginBinaryImport($"copy {Quoted(table.Name)} ({Names(table.Columns)}) from stdin (format binary)");
        import.Timeout = TimeSpan.Zero;
        foreach (var row in rows)
        {
            import.StartRow();
            for (var index = 0; index < row.Length; index++)
                Write(import, table, row, index);
        }

        import.Complete();
    }

    public override long LastNumber(MovedTable table, MovedColumn column) =>
        (long)Scalar($"select case when is_called then last_value else 0 end from {SequenceOf(table, column)}")!;

    public override void GoOnBehind(MovedTable table, MovedColumn column, long number) => Run(string.Create(
        CultureInfo.InvariantCulture, $"select setval('{SequenceOf(table, column)}', {Math.Max(number, 1)}, {(number > 0 ? "true" : "false")})"));

    public override IReadOnlyList<KeptKey> Keys()
    {
        using var command = Command($"select friendly_name, xml from {KeptKeys.Table} where xml is not null order by id");
        using var reader = command.ExecuteReader();
        var keys = new List<KeptKey>();
        while (reader.Read())
            keys.Add(new KeptKey(reader.IsDBNull(0) ? string.Create(CultureInfo.InvariantCulture, $"key-{keys.Count + 1}") : reader.GetString(0), XElement.Parse(reader.GetString(1))));
        return keys;
    }

    public override void AddKeys(IReadOnlyList<KeptKey> keys)
    {
        foreach (var key in keys)
        {
            using var command = Command($"insert into {KeptKeys.Table} (friendly_name, xml) values ($1, $2)");
            command.Parameters.Add(new NpgsqlParameter { Value = key.Name });
            command.Parameters.Add(new NpgsqlParameter { Value = key.Text });
            command.ExecuteNonQuery();
        }
    }

    public override void Commit() => Run("commit");

    public override void Abandon()
    {
        if (_connection.State == System.Data.ConnectionState.Open)
            Run("rollback");
    }

    public override void Dispose() => _connection.Dispose();

    protected override IEnumerable<(JournalHead Head, JournalRow? Row)> Journals()
    {
        using var command = Command(JournalsSql);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var id = reader.GetGuid(0);
            yield return (new JournalHead(id, reader.GetInt64(1), reader.GetFieldValue<byte[]>(2)), reader.IsDBNull(3) ? null : new JournalRow
            {
                CaseId = id,
                Seq = reader.GetInt64(3),
                At = new DateTimeOffset(reader.GetDateTime(4)),
                Actor = reader.GetString(5),
                Role = reader.IsDBNull(6) ? null : reader.GetString(6),
                Command = reader.GetString(7),
                Entries = reader.GetString(8),
                ProgramHash = reader.GetString(9),
                PrevHash = reader.GetFieldValue<byte[]>(10),
                Hash = reader.GetFieldValue<byte[]>(11),
            });
        }
    }

    // What a host that has just ended leaves on the server goes within moments.
    private bool IsServed()
    {
        for (var look = 0; look < 20; look++)
        {
            if (Scalar("select count(*) from pg_stat_activity where datname = current_database() and application_name = 'GridWorkflow'") is 0L)
                return false;
            Run("select pg_sleep(0.1)");
        }

        return true;
    }

    private RefusedMoveException InUse() => new($"Expected nobody to use {Name}, but somebody does. Stop all hosts that run on it, and close other programs.");

    private string SequenceOf(MovedTable table, MovedColumn column) => (string)Scalar($"select pg_get_serial_sequence('{Quoted(table.Name)}', '{column.Name}')")!;

    private static object Value(NpgsqlDataReader reader, int index, MovedColumn column) => column.Kind switch
    {
        ValueKind.Text => reader.GetString(index),
        ValueKind.Truth => reader.GetBoolean(index),
        ValueKind.Id => reader.GetGuid(index),
        ValueKind.Instant => new DateTimeOffset(reader.GetDateTime(index)).ToUnixTimeMilliseconds(),
        ValueKind.Bytes => reader.GetFieldValue<byte[]>(index),
        _ => column.IsWide ? reader.GetInt64(index) : reader.GetInt32(index),
    };

    private static void Write(NpgsqlBinaryImporter import, MovedTable table, object?[] row, int index)
    {
        var column = table.Columns[index];
        switch (row[index])
        {
            case null:
                import.WriteNull();
                break;
            case string text when text.Contains('\0', StringComparison.Ordinal):
                throw new RefusedMoveException($"PostgreSQL keeps no NUL character in text, but there is one in column {column.Name} of {table.RowName(row)}. Take it out on the source.");
            case string text:
                import.Write(text, NpgsqlDbType.Text);
                break;
            case bool truth:
                import.Write(truth, NpgsqlDbType.Boolean);
                break;
            case Guid id:
                import.Write(id, NpgsqlDbType.Uuid);
                break;
            case byte[] bytes:
                import.Write(bytes, NpgsqlDbType.Bytea);
                break;
            case long milliseconds when column.Kind == ValueKind.Instant:
                import.Write(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime, NpgsqlDbType.TimestampTz);
                break;
            case long number when column.IsWide:
                import.Write(number, NpgsqlDbType.Bigint);
                break;
            case long number:
                import.Write(checked((int)number), NpgsqlDbType.Integer);
                break;
            case var other:
                throw new InvalidOperationException($"Expected a value of {column.Kind}, but found a {other.GetType().Name}.");
        }
    }

    private object? Scalar(string sql)
    {
        using var command = Command(sql);
        return command.ExecuteScalar();
    }

    private void Run(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

#pragma warning disable CA2100 // Names come from the model.
    private NpgsqlCommand Command(string sql) => new(sql, _connection);
#pragma warning restore CA2100
}
