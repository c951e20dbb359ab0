using System.Security.Cryptography;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Runtime;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Store.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridWorkflow.Benchmarks;

/// <summary>Committed transitions on SQLite (WAL, FULL): one caller and 64, against the same SQL through a bare channel.</summary>
internal static class Commits
{
    private const int Callers = 64;

    public static async Task Measure(Table table)
    {
        var folder = Directory.CreateTempSubdirectory("gridworkflow-benchmark-");
        try
        {
            await MeasureIn(folder.FullName, table);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureIn(string folder, Table table)
    {
        var ours = new SqliteDatabase(Path.Combine(folder, "ours.db"));
        var raw = new SqliteDatabase(Path.Combine(folder, "raw.db"));
        ours.Migrate();
        raw.Migrate();
        using var store = new SqliteStore(ours);
        await using var pipeline = new CommitPipeline(store, CommitOptions.Default, NullLogger<CommitPipeline>.Instance);
        var mine = Open(store, 1);
        using (var other = new SqliteStore(raw))
            Open(other, 1);
        var theirs = mine.ToArray();
        using var channel = new RawChannel(raw.Path);

        await table.Measure(
            "Committed transitions, SQLite with WAL and FULL",
            "transitions",
            ("raw channel, 64 callers", () => Call(theirs, Callers, 150, channel.Commit)),
            ("commit pipeline, 64 callers", () => Call(mine, Callers, 150, Committed(pipeline))),
            ("raw channel, 1 caller", () => Call(theirs, 1, 800, channel.Commit)),
            ("commit pipeline, 1 caller", () => Call(mine, 1, 800, Committed(pipeline))));

        await MeasureCommands(store, pipeline, table);
    }

    private static async Task MeasureCommands(SqliteStore store, CommitPipeline pipeline, Table table)
    {
        using var random = RandomNumberGenerator.Create();
        var catalog = new ReferenceCatalog(store, pipeline, TimeProvider.System);
        await catalog.Use(ReferenceData.Load(WorkflowFolder.Read(Repository.Path("workflows"), demo: true)));
        using var turns = new InstanceTurns(store, pipeline, catalog, TimeProvider.System, random, NullLogger<InstanceTurns>.Instance);
        var runner = new CaseRunner(store, pipeline, catalog, turns, TimeProvider.System);
        var message = 0;
        await table.Measure(
            "The community case through the runner: load, decide, commit",
            "commands",
            ("file, claim and judge, 64 callers", () => Cases(Callers, 25)),
            ("file, claim and judge, 1 caller", () => Cases(1, 200)));

        async Task<int> Cases(int callers, int each)
        {
            var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
            {
                for (var number = 0; number < each; number++)
                    await OneCase(runner, $"m-{Interlocked.Increment(ref message)}");
                return each * 3;
            })));
            return counts.Sum();
        }
    }

    private static async Task OneCase(CaseRunner runner, string messageId)
    {
        var report = new Report { Title = "Neighbours quarrel", CategoryCode = "G0101", GridCode = "yangliu-1" };
        var filed = Expect<IntakeOutcome.Filed>(await runner.File("webhook:benchmark", messageId, [1], report, CancellationToken.None));
        var worker = new Actor("zheng-kai");
        // A remark gives the file back, and with it the task.
        var task = Expect<CommandOutcome.Done>(await runner.Run(filed.CaseId, new CaseCommand.AddRemark(worker, "Seen."), null, CancellationToken.None)).File.Tasks[0].Id;
        Expect<CommandOutcome.Done>(await runner.Run(filed.CaseId, new CaseCommand.Complete(worker, task, "General", null), null, CancellationToken.None));
    }

    private static Write.Transition[] Open(SqliteStore store, ulong seed)
    {
        var opened = Enumerable.Range(0, Callers).Select(caller => Transition.Opening(Transition.Id(seed + (ulong)caller))).ToArray();
        store.Commit(opened);
        return opened;
    }

    private static async Task<int> Call(Write.Transition[] last, int callers, int each, Func<Write.Transition, Task> commit)
    {
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var number = 0; number < each; number++)
            {
                var next = Transition.After(last[caller]);
                await commit(next);
                last[caller] = next;
            }
        })));
        return callers * each;
    }

    private static Func<Write.Transition, Task> Committed(CommitPipeline pipeline) =>
        async transition => Expect<WriteOutcome.Committed>(await pipeline.Commit(transition));

    private static T Expect<T>(object outcome)
        where T : class => outcome as T ?? throw new InvalidOperationException($"Expected {typeof(T).Name}, but got {outcome}.");
}
