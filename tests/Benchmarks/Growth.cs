using System.Diagnostics;
using System.Globalization;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Postgres;
using GridWorkflow.Runtime.Store.Sqlite;
using Microsoft.Data.Sqlite;

namespace GridWorkflow.Benchmarks;

/// <summary>Transitions of 64 callers on cases picked from all over the database: with 10,000 cases in it, and with 1,000,000.</summary>
internal static class Growth
{
    private const int Callers = 64;
    private const int Few = 10_000;
    private const int Many = 1_000_000;

    public static async Task Measure(Table table)
    {
        var folder = Directory.CreateTempSubdirectory("gridworkflow-benchmark-");
        try
        {
            using (var few = Filled(new SqliteDatabase(Path.Combine(folder.FullName, "few.db")), Few))
            using (var many = Filled(new SqliteDatabase(Path.Combine(folder.FullName, "many.db")), Many))
                await Compare(table, "SQLite", few, many);
            using var server = new PostgresServer();
            using (var few = Filled(server.Create(), Few))
            using (var many = Filled(server.Create(), Many))
                await Compare(table, "PostgreSQL", few, many);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task Compare(Table table, string name, GridDatabase few, GridDatabase many)
    {
        using var small = few.OpenStore();
        using var large = many.OpenStore();
        await using var first = PostgresCommits.Pipeline(small, few);
        await using var second = PostgresCommits.Pipeline(large, many);
        var round = 0;
        await table.Measure(
            $"Growth on {name}: load and commit, 64 callers, cases from all over",
            "transitions",
            ("10,000 cases", () => Move(small, first, Few, ++round)),
            ("1,000,000 cases", () => Move(large, second, Many, ++round)));
    }

    // Each caller goes through cases of its own, so that nobody is in another's way.
    private static async Task<int> Move(IStore store, CommitPipeline pipeline, int cases, int round)
    {
        const int each = 100;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var number = 0; number < each; number++)
            {
                var place = (int)(((((long)round * each) + number) * 7919 * Callers) % (cases - Callers)) / Callers * Callers;
                var id = Id(1 + place + caller);
                var before = await store.Load(id, CancellationToken.None) ?? throw new InvalidOperationException($"Expected case {id}.");
                if (await pipeline.Commit(Transition.After(before)) is var outcome and not WriteOutcome.Committed)
                    throw new InvalidOperationException($"Expected case {id} where it was left, but: {outcome}.");
            }
        })));
        return Callers * each;
    }

    private static Guid Id(int number) => new($"{number:x8}-0000-7000-8000-{number:x12}");

    /// <summary>Cases with an instance, a task, a bookmark, a timer that is far off, a journal row and a message that was sent.</summary>
    private static GridDatabase Filled(GridDatabase database, int cases)
    {
        database.Migrate();
        var started = Stopwatch.GetTimestamp();
        if (database is SqliteDatabase file)
        {
            using var connection = new SqliteConnection($"Data Source={file.Path};Pooling=false");
            connection.Open();
            using var fill = connection.CreateCommand();
            fill.CommandTimeout = 600;
#pragma warning disable CA2100 // The text is GrowthSql's.
            fill.CommandText = GrowthSql.Sqlite(cases);
#pragma warning restore CA2100
            fill.ExecuteNonQuery();
        }
        else
        {
            PostgresServer.Execute(((PostgresDatabase)database).ConnectionString, GrowthSql.Postgres(cases));
            PostgresServer.Execute(((PostgresDatabase)database).ConnectionString, "vacuum (freeze, analyze)");
            PostgresServer.Execute(((PostgresDatabase)database).ConnectionString, "checkpoint");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cases:N0} cases made in {Stopwatch.GetElapsedTime(started).TotalSeconds:N0} s"));
        return database;
    }
}
