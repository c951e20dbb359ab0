using Npgsql;
using NpgsqlTypes;

namespace GridWorkflow.Runtime.Store.Postgres;

/// <summary>A statement with its parameters, added in order. The driver prepares what is used again.</summary>
internal sealed class PostgresStatement(string sql, NpgsqlConnection connection, NpgsqlTransaction? transaction = null)
{
    private readonly List<NpgsqlParameter> _parameters = [];

    public PostgresStatement Add(Guid? value) => Add(value, NpgsqlDbType.Uuid);

    public PostgresStatement Add(string? value) => Add(value, NpgsqlDbType.Text);

    public PostgresStatement Add(long value) => Add(value, NpgsqlDbType.Bigint);

    public PostgresStatement Add(long? value) => Add(value, NpgsqlDbType.Bigint);

    public PostgresStatement Add(int value) => Add(value, NpgsqlDbType.Integer);

    public PostgresStatement Add(int? value) => Add(value, NpgsqlDbType.Integer);

    public PostgresStatement Add(byte[] value) => Add(value, NpgsqlDbType.Bytea);

    public PostgresStatement Add(DateTimeOffset? value) => Add(value is { } instant ? PostgresInstants.Cut(instant) : (DateTimeOffset?)null, NpgsqlDbType.TimestampTz);

    public PostgresStatement Add(IEnumerable<Guid> values) => Add(values.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);

    public PostgresStatement Add(IEnumerable<string> values) => Add(values.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);

    /// <returns>Rows that it changed.</returns>
    public int Run()
    {
        using var command = Command();
        return command.ExecuteNonQuery();
    }

    /// <summary>The first row, or <paramref name="none"/>.</summary>
    public T First<T>(Func<NpgsqlDataReader, T> read, T none)
    {
        using var command = Command();
        using var reader = command.ExecuteReader();
        return reader.Read() ? read(reader) : none;
    }

    public List<T> All<T>(Func<NpgsqlDataReader, T> read)
    {
        using var command = Command();
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    public async Task<T> First<T>(Func<NpgsqlDataReader, T> read, T none, CancellationToken cancellation)
    {
        await using var command = Command();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? read(reader) : none;
    }

    public async Task<List<T>> All<T>(Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var command = Command();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(read(reader));
        return rows;
    }

    private PostgresStatement Add(object? value, NpgsqlDbType type)
    {
        _parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return this;
    }

    private NpgsqlCommand Command()
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var parameter in _parameters)
            command.Parameters.Add(parameter);
        return command;
    }
}

/// <summary>Columns of a row, by the types that the store keeps.</summary>
internal static class PostgresColumns
{
    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static byte[] Bytes(this NpgsqlDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    public static DateTimeOffset Instant(this NpgsqlDataReader row, int column) => row.GetFieldValue<DateTimeOffset>(column);

    public static DateTimeOffset? InstantOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.Instant(column);

    public static T Name<T>(this NpgsqlDataReader row, int column)
        where T : struct, Enum => Enum.Parse<T>(row.GetString(column));
}
