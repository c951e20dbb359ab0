using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace GridWorkflow.Runtime.Store.Postgres;

/// <summary>
/// What one statement writes for a whole group: an array for each column, so that a group is a statement and not a statement a row.
/// Values are added in the order of the columns.
/// </summary>
internal sealed class Rows
{
    /// <summary>Stands in the SQL for the columns as a table.</summary>
    public const string Table = "{rows}";

    /// <summary>Stands in the SQL for the array of the last column, the keys by which lost rows are named.</summary>
    public const string Keys = "{keys}";

    private readonly string _sql;
    private readonly Column[] _columns;
    private int _at;

    /// <param name="sql">With <see cref="Table"/> where the rows are read.</param>
    /// <param name="columns">PostgreSQL types of the columns, separated by blanks.</param>
    public Rows(string sql, string columns)
    {
        _columns = [.. columns.Split(' ').Select(Column.Of)];
        var arrays = _columns.Select((column, index) => string.Create(CultureInfo.InvariantCulture, $"${index + 1}::{column.Type}[]")).ToArray();
        var guarded = sql.Contains(Keys, StringComparison.Ordinal);
        _sql = sql
            .Replace(Table, $"unnest({string.Join(", ", guarded ? arrays[..^1] : arrays)})", StringComparison.Ordinal)
            .Replace(Keys, arrays[^1], StringComparison.Ordinal);
    }

    public bool IsEmpty => _columns[0].Count == 0;

    public Rows Add(Guid? value) => Add<Guid?>(value);

    public Rows Add(string? value) => Add<string?>(value);

    public Rows Add(long? value) => Add<long?>(value);

    public Rows Add(int? value) => Add<int?>(value);

    public Rows Add(bool? value) => Add<bool?>(value);

    public Rows Add(byte[] value) => Add<byte[]?>(value);

    public Rows Add(DateTimeOffset? value) => Add<DateTimeOffset?>(value is { } instant ? PostgresInstants.Cut(instant) : null);

    /// <summary>The statement with its arrays; the rows are taken out.</summary>
    public NpgsqlBatchCommand Take()
    {
        var command = new NpgsqlBatchCommand(_sql);
        foreach (var column in _columns)
            command.Parameters.Add(column.Take());
        return command;
    }

    private Rows Add<T>(T value)
    {
        ((Column<T>)_columns[_at]).Add(value);
        _at = (_at + 1) % _columns.Length;
        return this;
    }

    private abstract class Column(string type, NpgsqlDbType element)
    {
        public string Type { get; } = type;

        public abstract int Count { get; }

        protected NpgsqlDbType Element { get; } = element;

        public static Column Of(string type) => type switch
        {
            "uuid" => new Column<Guid?>(type, NpgsqlDbType.Uuid),
            "text" => new Column<string?>(type, NpgsqlDbType.Text),
            "bigint" => new Column<long?>(type, NpgsqlDbType.Bigint),
            "integer" => new Column<int?>(type, NpgsqlDbType.Integer),
            "boolean" => new Column<bool?>(type, NpgsqlDbType.Boolean),
            "bytea" => new Column<byte[]?>(type, NpgsqlDbType.Bytea),
            "timestamptz" => new Column<DateTimeOffset?>(type, NpgsqlDbType.TimestampTz),
            _ => throw new InvalidOperationException($"Expected a column type that {nameof(Rows)} knows, but got '{type}'."),
        };

        public abstract NpgsqlParameter Take();
    }

    private sealed class Column<T>(string type, NpgsqlDbType element) : Column(type, element)
    {
        private List<T> _values = [];

        public override int Count => _values.Count;

        public void Add(T value) => _values.Add(value);

        public override NpgsqlParameter Take()
        {
            var taken = _values;
            _values = [];
            return new NpgsqlParameter<List<T>> { TypedValue = taken, NpgsqlDbType = NpgsqlDbType.Array | Element };
        }
    }
}

/// <summary>Instants as the store keeps them.</summary>
internal static class PostgresInstants
{
    /// <summary>In whole milliseconds, UTC: what SQLite keeps, and all that Npgsql takes.</summary>
    public static DateTimeOffset Cut(DateTimeOffset instant) => DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
