using System.Net;
using GridWorkflow.Host.Tests.Running;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace GridWorkflow.Host.Tests.Moving;

/// <summary>The demo moves to PostgreSQL by the verb, as a user calls it, and its people sign in there with the same password.</summary>
public sealed class MoveVerbTests
{
    private const string Variable = "GRIDWORKFLOW_POSTGRES";

    [Fact]
    public async Task People_sign_in_where_the_system_has_moved_to()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } server)
        {
            (Environment.GetEnvironmentVariable("CI") is { Length: > 0 }).ShouldBeFalse($"Expected a PostgreSQL server in {Variable}.");
            Assert.Skip($"Expected a PostgreSQL server in {Variable}, but it is not set. By hand: export {Variable}=$(tests/postgres start DIRECTORY).");
            return;
        }

        var folder = Directory.CreateTempSubdirectory("gridworkflow-move-").FullName;
        var name = $"grid_move_{Environment.ProcessId}";
        var target = new NpgsqlConnectionStringBuilder(server) { Database = name }.ToString();
        try
        {
            var file = Path.Combine(folder, "demo.db");
            await Lives(file);
            await HostProgram.Run("source", "add", "city", "--demo", "--db", file);

            var output = await HostProgram.Run("move", "--from", file, "--to", target);

            output.ShouldContain("every row compared");
            output.ShouldMatch(@"webhook_sources +1 same");
            await Lives(target);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
            await using var source = NpgsqlDataSource.Create(server);
            await using var drop = source.CreateCommand($"drop database if exists {name} with (force)");
            await drop.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private static async Task Lives(string database)
    {
        await using var host = await HostProgram.Start(database);
        using (var client = host.Client())
        using (var answer = await RunningHost.Post(client, "/signin", new() { ["name"] = "zheng-kai", ["password"] = "Grid-Demo-2026" }))
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await host.Terminate();
        (await host.Ended(TestContext.Current.CancellationToken)).ShouldBe(0);
    }
}
