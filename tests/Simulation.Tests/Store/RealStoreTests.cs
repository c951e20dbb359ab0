using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Simulation.Tests.City;

namespace GridWorkflow.Simulation.Tests.Store;

/// <summary>The same runs over real databases: no invariant is broken there either, and the simulated database says what the real one says.</summary>
public sealed class RealStoreTests
{
    [Fact]
    public void Runs_over_Sqlite() => Runs(24, () => new RealSqlite());

    [Fact]
    public void Runs_over_PostgreSQL()
    {
        PostgresServer.Need();
        Runs(6, () => new RealPostgres());
    }

    private static void Runs(ulong seeds, Func<RealDatabase> open)
    {
        for (var seed = 1UL; seed <= seeds; seed++)
        {
            using var database = open();
            var result = Run.Of(seed, new RunOptions { Open = database.Open, AtEnd = town => database.Compare(town.Database) });
            result.Broken.ShouldBeNull(result.Story("dotnet run --project tests/Simulation.Tests"));
            database.Differences.ShouldBeEmpty($"seed {seed}");
        }
    }
}
