using Microsoft.Data.Sqlite;

namespace GridWorkflow.Host.Tests.Faults;

/// <summary>Looks into the database behind the product's back.</summary>
internal sealed class KillDatabase : IDisposable
{
    private readonly SqliteConnection _connection;

    public KillDatabase(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        _connection.Open();
    }

    public long Long(string sql, params object[] values) => Convert.ToInt64(Scalar(sql, values), System.Globalization.CultureInfo.InvariantCulture);

    public string? Text(string sql, params object[] values) => Scalar(sql, values)?.ToString();

    public void Dispose() => _connection.Dispose();

    private object? Scalar(string sql, object[] values)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var index = 0; index < values.Length; index++)
            command.Parameters.AddWithValue($"${index + 1}", values[index]);
        return command.ExecuteScalar();
    }
}
