using System.Buffers;
using System.Text;
using SQLitePCL;

namespace GridWorkflow.Runtime.Store.Sqlite;

/// <summary>
/// A prepared statement of one connection, used by one thread. Parameters are added in order, then the statement runs; it is ready
/// for the next use afterwards.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _handle;
    private int _parameters;

    public Statement(sqlite3 database, string sql)
    {
        _database = database;
        if (raw.sqlite3_prepare_v2(database, sql, out _handle) != raw.SQLITE_OK)
            throw Fault();
    }

    public Statement Add(long value) => Checked(raw.sqlite3_bind_int64(_handle, ++_parameters, value));

    public Statement Add(long? value) => value is { } number ? Add(number) : AddNull();

    public Statement Add(bool value) => Add(value ? 1L : 0L);

    public Statement Add(DateTimeOffset value) => Add(value.ToUnixTimeMilliseconds());

    public Statement Add(DateTimeOffset? value) => value is { } instant ? Add(instant) : AddNull();

    public Statement Add(ReadOnlySpan<byte> value) => Checked(raw.sqlite3_bind_blob(_handle, ++_parameters, value));

    public Statement Add(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Add(bytes);
    }

    public Statement Add(Guid? value) => value is { } id ? Add(id) : AddNull();

    public Statement Add(string? value)
    {
        if (value is null)
            return AddNull();
        var size = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (size <= 512)
        {
            Span<byte> small = stackalloc byte[512];
            return Checked(raw.sqlite3_bind_text(_handle, ++_parameters, small[..Encoding.UTF8.GetBytes(value, small)]));
        }

        var large = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            return Checked(raw.sqlite3_bind_text(_handle, ++_parameters, large.AsSpan(0, Encoding.UTF8.GetBytes(value, large))));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(large);
        }
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    /// <returns>Rows that it changed.</returns>
    public int Run()
    {
        try
        {
            if (raw.sqlite3_step(_handle) is not (raw.SQLITE_DONE or raw.SQLITE_ROW))
                throw Fault();
            return raw.sqlite3_changes(_database);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>The first row, or <paramref name="none"/>.</summary>
    public T First<T>(Func<Row, T> read, T none)
    {
        try
        {
            return Step() ? read(new Row(_handle)) : none;
        }
        finally
        {
            Reset();
        }
    }

    public List<T> All<T>(Func<Row, T> read)
    {
        try
        {
            var rows = new List<T>();
            while (Step())
                rows.Add(read(new Row(_handle)));
            return rows;
        }
        finally
        {
            Reset();
        }
    }

    public void Dispose() => _handle.Dispose();

    private Statement AddNull() => Checked(raw.sqlite3_bind_null(_handle, ++_parameters));

    private bool Step() => raw.sqlite3_step(_handle) switch
    {
        raw.SQLITE_ROW => true,
        raw.SQLITE_DONE => false,
        _ => throw Fault(),
    };

    private Statement Checked(int result) => result == raw.SQLITE_OK ? this : throw Fault();

    private SqliteFault Fault() => new(raw.sqlite3_extended_errcode(_database), raw.sqlite3_errmsg(_database).utf8_to_string());

    private void Reset()
    {
        _parameters = 0;
        // The result repeats the fault that the step has thrown already.
        _ = raw.sqlite3_reset(_handle);
    }
}

/// <summary>The current row of a statement.</summary>
internal readonly struct Row(sqlite3_stmt handle)
{
    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    public int Int(int column) => raw.sqlite3_column_int(handle, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public byte[] Blob(int column) => raw.sqlite3_column_blob(handle, column).ToArray();

    public Guid Id(int column) => new(raw.sqlite3_column_blob(handle, column), bigEndian: true);

    public DateTimeOffset Instant(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Long(column));

    public DateTimeOffset? InstantOrNull(int column) => IsNull(column) ? null : Instant(column);

    public T Name<T>(int column)
        where T : struct, Enum => Enum.Parse<T>(Text(column));
}
