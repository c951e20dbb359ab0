using System.Diagnostics;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.Tests.Databases;
using Npgsql;

namespace GridWorkflow.Host.Tests.Faults;

/// <summary>A PostgreSQL server that a test may stop: of its own, and it waits for the disk at each commit.</summary>
internal sealed class OwnPostgres : IAsyncDisposable
{
    private static readonly string Script = Path.Combine(SharedFiles.Root, "tests", "postgres");

    private readonly string _folder = Directory.CreateTempSubdirectory("gridworkflow-postgres-").FullName;

    /// <summary>Connection string of the database that nodes are given.</summary>
    public string City { get; private set; } = "";

    public static async Task<OwnPostgres> Start()
    {
        // Where there is no server for the other tests, none can be started here.
        PostgresServer.Need();
        var server = new OwnPostgres();
        var postgres = (await Run("start", server._folder)).Trim();
        await using var source = NpgsqlDataSource.Create(postgres + ";Pooling=false");
        await using var command = source.CreateCommand("create database city");
        await command.ExecuteNonQueryAsync();
        server.City = new NpgsqlConnectionStringBuilder(postgres) { Database = "city" }.ToString();
        return server;
    }

    /// <summary>As when the machine loses its power, but for the disk: no process ends its work.</summary>
    public Task StopAtOnce() => Run("stop", _folder, "immediate");

    public Task StartAgain() => Run("again", _folder);

    public async Task<long> Long(string sql)
    {
        await using var source = NpgsqlDataSource.Create(City + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public async Task Execute(string sql)
    {
        await using var source = NpgsqlDataSource.Create(City + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Run("stop", _folder, "immediate");
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<string> Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Script, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await error);
        return output;
    }
}
