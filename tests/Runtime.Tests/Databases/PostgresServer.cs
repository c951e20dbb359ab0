using Npgsql;

namespace GridWorkflow.Runtime.Tests.Databases;

/// <summary>The PostgreSQL server that the tests were given. <c>tests/run</c> starts one; by hand: <c>tests/postgres start DIRECTORY</c>.</summary>
public static class PostgresServer
{
    public const string Variable = "GRIDWORKFLOW_POSTGRES";

    /// <summary>Connection string of the server, or null when there is none.</summary>
    public static string? ConnectionString { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : null;

    /// <summary>Connection string of one database on it.</summary>
    public static string Of(string database) => new NpgsqlConnectionStringBuilder(ConnectionString) { Database = database, MaxPoolSize = 16 }.ToString();

    /// <summary>Without a server: skips the test with the reason, and in CI fails it.</summary>
    public static void Need()
    {
        if (ConnectionString is not null)
            return;
        const string reason = $"Expected a PostgreSQL server in {Variable}, but it is not set. tests/run starts one; by hand: export {Variable}=$(tests/postgres start DIRECTORY).";
        if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
            Assert.Fail(reason);
        Assert.Skip(reason);
    }

    /// <summary>Runs one statement, on the server's own database if no other is named.</summary>
    public static void Run(string sql, string? database = null)
    {
        var where = new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false };
        where.Database = database ?? where.Database;
        using var source = NpgsqlDataSource.Create(where.ToString());
        using var command = source.CreateCommand(sql);
        command.ExecuteNonQuery();
    }
}
