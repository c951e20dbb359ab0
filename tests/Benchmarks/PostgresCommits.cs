using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridWorkflow.Benchmarks;

/// <summary>
/// Committed transitions on PostgreSQL as a command makes them, a load and a commit: through the store and the pipeline, against the
/// floor and pgbench; then two nodes against one.
/// </summary>
internal static class PostgresCommits
{
    private const int Most = 64;

    public static async Task Measure(Table table)
    {
        using var server = new PostgresServer();
        using var ours = server.Create();
        using var bare = server.Create();
        using var store = ours.OpenStore();
        using var bareStore = bare.OpenStore();
        await using var pipeline = Pipeline(store, ours);
        var mine = Open(store);
        var theirs = Open(bareStore);
        var floor = Enumerable.Range(0, 16).Select(_ => new PostgresFloor(bare.ConnectionString)).ToArray();
        await table.Measure(
            "Committed transitions, PostgreSQL 15, each with its read",
            "transitions",
            ("pgbench -N, 16 clients", () => Bench(server)),
            ("read, then one CTE, 16 connections", () => Call(theirs, 16, 150, (caller, next) => floor[caller].Commit(next))),
            ("store and pipeline, 16 callers", () => Call(mine, 16, 150, (_, next) => Turn(store, pipeline, next))),
            ("store and pipeline, 64 callers", () => Call(mine, 64, 100, (_, next) => Turn(store, pipeline, next))),
            ("store and pipeline, 1 caller", () => Call(mine, 1, 200, (_, next) => Turn(store, pipeline, next))));
        foreach (var connection in floor)
            connection.Dispose();

        await MeasureNodes(table, server);
    }

    private static async Task MeasureNodes(Table table, PostgresServer server)
    {
        using var one = server.Create();
        // Another node: a pool, a store and a pipeline of its own on the same database.
        using var two = new PostgresDatabase(one.ConnectionString);
        using var first = one.OpenStore();
        using var second = two.OpenStore();
        await using var pipeline = Pipeline(first, one);
        await using var other = Pipeline(second, two);
        var instances = Open(first);
        await table.Measure(
            "Two nodes against one, 64 callers, same machine",
            "transitions",
            ("one node", () => Call(instances, Most, 100, (_, next) => Turn(first, pipeline, next))),
            ("two nodes", () => Call(instances, Most, 100, (caller, next) => caller % 2 == 0 ? Turn(first, pipeline, next) : Turn(second, other, next))));
    }

    public static CommitPipeline Pipeline(IStore store, GridDatabase database) =>
        new(store, CommitOptions.Default with { Lanes = database.Lanes }, NullLogger<CommitPipeline>.Instance);

    public static Write.Transition[] Open(IStore store)
    {
        var opened = Enumerable.Range(0, Most).Select(caller => Transition.Opening(Transition.Id(1 + (ulong)caller))).ToArray();
        store.Commit(opened);
        return opened;
    }

    public static async Task<int> Call(Write.Transition[] last, int callers, int each, Func<int, Write.Transition, Task> commit)
    {
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var number = 0; number < each; number++)
            {
                var next = Transition.After(last[caller]);
                await commit(caller, next);
                last[caller] = next;
            }
        })));
        return callers * each;
    }

    public static async Task Turn(IStore store, CommitPipeline pipeline, Write.Transition next)
    {
        var before = await store.Load(next.Instance.Id, CancellationToken.None) ?? throw new InvalidOperationException("Expected the instance.");
        if (before.Version != next.ExpectedVersion || await pipeline.Commit(next) is not WriteOutcome.Committed)
            throw new InvalidOperationException("Expected the instance where it was left.");
    }

    // The table divides what is counted by the time that it took: pgbench is asked for a time and says its rate.
    private static Task<int> Bench(PostgresServer server)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var rate = server.Pgbench(4);
        return Task.FromResult((int)(rate * System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds));
    }
}
