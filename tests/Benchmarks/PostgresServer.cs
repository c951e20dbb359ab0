using System.Diagnostics;
using System.Globalization;
using GridWorkflow.Runtime.Store.Postgres;
using Npgsql;

namespace GridWorkflow.Benchmarks;

/// <summary>A PostgreSQL server for the benchmarks, as it comes: it waits for the disk at each commit. Gone afterwards.</summary>
internal sealed class PostgresServer : IDisposable
{
    private static readonly string Script = Repository.Path("tests/postgres");

    private readonly string _folder = Directory.CreateTempSubdirectory("gridworkflow-benchmark-").FullName;
    private int _databases;

    public PostgresServer() => ConnectionString = Run(Script, "start", _folder).Trim();

    public string ConnectionString { get; }

    /// <summary>A new database with the product's schema.</summary>
    public PostgresDatabase Create()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"grid_{++_databases}");
        Execute(ConnectionString, $"create database {name}");
        var database = new PostgresDatabase(new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name, MaxPoolSize = 40 }.ToString());
        database.Migrate();
        return database;
    }

    /// <summary>Transactions a second of <c>pgbench -N</c> with 16 clients on this server.</summary>
    public double Pgbench(int seconds)
    {
        var server = new NpgsqlConnectionStringBuilder(ConnectionString);
        string[] where = ["-h", server.Host!, "-p", server.Port.ToString(CultureInfo.InvariantCulture), "-U", server.Username!];
        if (_databases == 0 || !_hasPgbench)
        {
            Execute(ConnectionString, "create database pgbench");
            Run(Program("pgbench"), [.. where, "-i", "-q", "-s", "20", "pgbench"]);
            _hasPgbench = true;
        }

        var said = Run(Program("pgbench"), [.. where, "-n", "-N", "-M", "prepared", "-c", "16", "-j", "2", "-T", seconds.ToString(CultureInfo.InvariantCulture), "pgbench"]);
        var line = said.Split('\n').First(line => line.StartsWith("tps = ", StringComparison.Ordinal));
        return double.Parse(line["tps = ".Length..].Split(' ')[0], CultureInfo.InvariantCulture);
    }

    public static void Execute(string connectionString, string sql, int timeoutSeconds = 600)
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = timeoutSeconds }.ToString());
        connection.Open();
#pragma warning disable CA2100 // The texts are those of the benchmarks.
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        Run(Script, "stop", _folder, "immediate");
        Directory.Delete(_folder, recursive: true);
    }

    private bool _hasPgbench;

    private static string Program(string name) =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin", name)).FirstOrDefault(File.Exists) ?? name
            : name;

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {error.GetAwaiter().GetResult()}");
    }
}
