using System.Diagnostics;
using System.Globalization;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Sqlite;
using Microsoft.Data.Sqlite;

namespace GridWorkflow.Benchmarks;

/// <summary>From the start of the process until it says where it serves: without timers, and with 100,000 that are set.</summary>
internal static class StartUp
{
    private const int Timers = 100_000;

    private static readonly string Host = Repository.Path("host/bin/Release/net10.0/GridWorkflow.Host.dll");

    public static async Task Measure(Table table)
    {
        var folder = Directory.CreateTempSubdirectory("gridworkflow-benchmark-");
        try
        {
            using var server = new PostgresServer();
            Console.WriteLine();
            Console.WriteLine($"Start of the host (median of {table.Rounds} rounds)");
            Console.WriteLine("| | without timers | with 100,000 set |");
            Console.WriteLine("|---|---:|---:|");
            await On("SQLite", Path.Combine(folder.FullName, "none.db"), Path.Combine(folder.FullName, "many.db"), table.Rounds);
            using var none = server.Create();
            using var many = server.Create();
            await On("PostgreSQL", none.ConnectionString, many.ConnectionString, table.Rounds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task On(string name, string none, string many, int rounds)
    {
        // The first start makes schema and accounts.
        await Start(none);
        await Start(many);
        Fill(many);
        var (without, with) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            without.Add(await Start(none));
            with.Add(await Start(many));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {Table.Median(without):0.00} s | {Table.Median(with):0.00} s |"));
    }

    private static async Task<double> Start(string database)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Host, "--demo", "--db", database, "--urls", "http://127.0.0.1:0"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("GridWorkflow serves at", StringComparison.Ordinal))
                continue;
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            process.Kill();
            await process.WaitForExitAsync();
            return seconds;
        }

        throw new InvalidOperationException($"Expected the host to serve on {database}, but it ended.");
    }

    private static void Fill(string database)
    {
        if (GridDatabase.IsServer(database))
        {
            PostgresServer.Execute(database, string.Create(CultureInfo.InvariantCulture, $"""
                insert into timers (instance_id, key, due_at, epoch, attempts, next_at)
                select gen_random_uuid(), 't', timestamptz '2096-10-02', 1, 0, timestamptz '2096-10-02' from generate_series(1, {Timers})
                """));
            return;
        }

        using var connection = new SqliteConnection($"Data Source={new SqliteDatabase(database).Path};Pooling=false");
        connection.Open();
        using var fill = connection.CreateCommand();
        fill.CommandText = string.Create(CultureInfo.InvariantCulture, $"""
            with recursive n(i) as (select 1 union all select i + 1 from n where i < {Timers})
            insert into timers (instance_id, key, due_at, epoch, attempts, next_at) select randomblob(16), 't', 4000000000000, 1, 0, 4000000000000 from n
            """);
        fill.ExecuteNonQuery();
    }
}
