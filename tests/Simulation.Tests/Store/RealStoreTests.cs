using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Simulation.Tests.City;

namespace GridWorkflow.Simulation.Tests.Store;

/// <summary>The same runs over real databases: no invariant is broken there either, and the simulated database says what the real one says.</summary>
public sealed class RealStoreTests
{
    private const int Seeds = 24;

    [Fact]
    public void Runs_over_Sqlite() => Runs(() => new RealSqlite());

    // Not yet without differences: only when it is asked for.
    [Fact(Explicit = true)]
    public void Runs_over_PostgreSQL()
    {
        PostgresServer.Need();
        Runs(() => new RealPostgres());
    }

    private static void Runs(Func<RealDatabase> open)
    {
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            using var database = open();
            var result = Run.Of(seed, new RunOptions { Open = database.Open, AtEnd = town => database.Compare(town.Database) });
            result.Broken.ShouldBeNull(result.Story("dotnet run --project tests/Simulation.Tests"));
            database.Differences.ShouldBeEmpty($"seed {seed}");
        }
    }
}
