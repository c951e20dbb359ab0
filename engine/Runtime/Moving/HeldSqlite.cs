using System.Globalization;
using System.Text;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Sqlite;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GridWorkflow.Runtime.Moving;

/// <summary>A SQLite file, locked for this connection alone.</summary>
internal sealed class HeldSqlite : HeldDatabase
{
    // A file may hold text that is no text: it is refused, not mended.
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly SqliteConnection _connection;
    private readonly KeptKeys _keys;

    /// <exception cref="RefusedMoveException">Somebody has it open.</exception>
    public HeldSqlite(SqliteDatabase database, KeptKeys keys)
    {
        Name = database.Name;
        _keys = keys;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder(database.ConnectionString) { Pooling = false, DefaultTimeout = 2, Mode = SqliteOpenMode.ReadWrite }.ToString());
        _connection.Open();
        // A host holds the file open also when it has nothing to do: in this mode the first look at it succeeds only for one who is
        // alone with it, and nobody else can look at it until the end. It must be set before that look.
        Run("pragma locking_mode = exclusive");
        Alone("select count(*) from sqlite_master");
    }

    public override string Name { get; }

    public override IReadOnlyList<string> Migrations()
    {
        if (Number("select count(*) from sqlite_master where name = '__EFMigrationsHistory'") == 0)
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
        Run("pragma synchronous = full");
        Alone("begin exclusive");
    }

    public override long Count(MovedTable table) => Number($"select count(*) from {Quoted(table.Name)}");

    public override IEnumerable<object?[]> Rows(MovedTable table)
    {
        // Text as its bytes: a NUL would end it otherwise.
        var columns = string.Join(", ", table.Columns.Select(column => column.Kind == ValueKind.Text ? $"cast({Quoted(column.Name)} as blob)" : Quoted(column.Name)));
        using var command = Command($"select {columns} from {Quoted(table.Name)} order by {Names(table.Key.Select(index => table.Columns[index]))}");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var row = new object?[table.Columns.Count];
            for (var index = 0; index < row.Length; index++)
                row[index] = reader.IsDBNull(index) ? null : Value(reader, index, table);
            yield return row;
        }
    }

    public override void Add(MovedTable table, IEnumerable<object?[]> rows)
    {
        var handle = _connection.Handle!;
        using var insert = new Statement(handle, $"insert into {Quoted(table.Name)} ({Names(table.Columns)}) values ({string.Join(", ", table.Columns.Select(_ => "?"))})");
        try
        {
            foreach (var row in rows)
            {
                for (var index = 0; index < row.Length; index++)
                    _ = (table.Columns[index].Kind, row[index]) switch
                    {
                        (_, null) => insert.Add((string?)null),
                        (ValueKind.Truth, bool truth) => insert.Add(truth),
                        (ValueKind.Id, Guid id) => insert.Add(id),
                        (ValueKind.Bytes, byte[] bytes) => insert.Add(bytes),
                        (ValueKind.Text, string text) => insert.Add(text),
                        (_, var number) => insert.Add((long)number),
                    };
                insert.Run();
            }
        }
        catch (SqliteFault fault)
        {
            throw new RefusedMoveException($"{Name} takes a row of {table.Name} not: {fault.Message}");
        }
    }

    public override long LastNumber(MovedTable table, MovedColumn column)
    {
        var highest = Number($"select coalesce(max({Quoted(column.Name)}), 0) from {Quoted(table.Name)}");
        return Number("select count(*) from sqlite_master where name = 'sqlite_sequence'") == 0
            ? highest
            : Math.Max(highest, Number($"select coalesce((select seq from sqlite_sequence where name = '{table.Name}'), 0)"));
    }

    public override void GoOnBehind(MovedTable table, MovedColumn column, long number)
    {
        // Without a count of its own the table goes on behind its highest row.
        if (number == 0 || Number($"select count(*) from sqlite_master where name = '{table.Name}' and sql like '%autoincrement%'") == 0)
            return;
        Run($"delete from sqlite_sequence where name = '{table.Name}'");
        Run(string.Create(CultureInfo.InvariantCulture, $"insert into sqlite_sequence (name, seq) values ('{table.Name}', {number})"));
    }

    public override IReadOnlyList<KeptKey> Keys() => _keys.Read();

    public override void AddKeys(IReadOnlyList<KeptKey> keys) => _keys.Write(keys);

    public override void Commit() => Run("commit");

    public override void Abandon()
    {
        if (_connection.Handle is { } handle && raw.sqlite3_get_autocommit(handle) == 0)
            Run("rollback");
        _keys.TakeBack();
    }

    public override void Dispose() => _connection.Dispose();

    protected override IEnumerable<(JournalHead Head, JournalRow? Row)> Journals()
    {
        using var command = Command(JournalsSql);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var id = new Guid(reader.GetFieldValue<byte[]>(0), bigEndian: true);
            yield return (new JournalHead(id, reader.GetInt64(1), reader.GetFieldValue<byte[]>(2)), reader.IsDBNull(3) ? null : new JournalRow
            {
                CaseId = id,
                Seq = reader.GetInt64(3),
                At = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(4)),
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

    private static object Value(SqliteDataReader reader, int index, MovedTable table)
    {
        var column = table.Columns[index];
        try
        {
            return column.Kind switch
            {
                ValueKind.Text => Strict.GetString(reader.GetFieldValue<byte[]>(index)),
                ValueKind.Truth => reader.GetInt64(index) != 0,
                ValueKind.Id => new Guid(reader.GetFieldValue<byte[]>(index), bigEndian: true),
                ValueKind.Bytes => reader.GetFieldValue<byte[]>(index),
                _ => reader.GetInt64(index),
            };
        }
        catch (Exception strange) when (strange is ArgumentException or InvalidCastException or FormatException)
        {
            throw new RefusedMoveException($"Expected {column.Kind} in column {column.Name} of table {table.Name}, but a row holds something else: {strange.Message}");
        }
    }

    private void Alone(string sql)
    {
        try
        {
            Run(sql);
        }
        catch (SqliteException busy) when (busy.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
        {
            _connection.Dispose();
            throw new RefusedMoveException($"Expected nobody to use {Name}, but somebody does. Stop the host that runs on it, and close other programs.");
        }
    }

    private long Number(string sql)
    {
        using var command = Command(sql);
        return (long)command.ExecuteScalar()!;
    }

    private void Run(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Names come from the model.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
