using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.DryRuns;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Runtime;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.DryRuns;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridWorkflow.Benchmarks;

/// <summary>A draft held against 100,000 running cases in SQLite: of a calendar, and of calendar, policy and lifecycle together.</summary>
internal static class DryRuns
{
    private const int Cases = 100_000;
    private const int Templates = 400;

    // Monday; the draft makes Tuesday a day off.
    private static readonly DateTimeOffset Morning = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    public static async Task Measure(Table table)
    {
        var folder = Directory.CreateTempSubdirectory("gridworkflow-benchmark-");
        try
        {
            var database = new SqliteDatabase(Path.Combine(folder.FullName, "many.db"));
            database.Migrate();
            await Measure(database, table);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task Measure(SqliteDatabase database, Table table)
    {
        using var store = database.OpenStore();
        await using var pipeline = new CommitPipeline(store, CommitOptions.Default, NullLogger<CommitPipeline>.Instance);
        using var random = RandomNumberGenerator.Create();
        var time = new VirtualTime(Morning);
        var catalog = new ReferenceCatalog(store, pipeline, time);
        var files = WorkflowFolder.Read(Repository.Path("workflows"), demo: true);
        await catalog.Use(ReferenceData.Load(files));
        await Fill(database, store, pipeline, catalog, time, random);
        await using var desk = new DryRunDesk(database, catalog, time, random, NullLogger<DryRunDesk>.Instance);
        var off = Draft(files, ("calendars/cn-2026.yaml", "exceptions:", "exceptions:\n  - { days: 2026-03-03, off: draft }"));
        var all = Draft(
            files, ("calendars/cn-2026.yaml", "exceptions:", "exceptions:\n  - { days: 2026-03-03, off: draft }"),
            ("policies/community.yaml", "2 workHour", "1 workHour"), ("definitions/community-case.json", "\"name\": \"", "\"description\": \"draft\", \"name\": \""));
        Console.WriteLine();
        Console.WriteLine($"Dry run over {Cases:N0} running cases, SQLite (median of {table.Rounds} rounds)");
        Console.WriteLine("| | seconds | lowest - highest | cases listed | managed memory afterwards |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        await Row("calendar", desk, off, table.Rounds);
        await Row("calendar, policy and lifecycle", desk, all, table.Rounds);
    }

    private static async Task Row(string name, DryRunDesk desk, ReferenceData draft, int rounds)
    {
        var (seconds, listed, most) = (new List<double>(), 0, 0L);
        for (var round = 0; round <= rounds; round++)
        {
            GC.Collect();
            var started = Stopwatch.GetTimestamp();
            var id = ((DryRunStart.Started)desk.Start(new DryRunOrder(name, draft, ImmutableSortedDictionary<string, string>.Empty, "benchmark"))).Id;
            var result = desk.Find(id)!;
            await result.Ended;
            if (result.State != DryRunState.Done || result.Counts.Counts.Cases != Cases)
                throw new InvalidOperationException($"Expected {Cases} cases to be looked at, but: {result.State} {result.Fault} {result.Counts.Counts.Cases}");
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false));
            listed = result.Cases(ShiftMark.None, new PageRequest(1)).Total;
            // The first one warms up.
            if (round > 0)
                seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {Table.Median(seconds):0.0} | {seconds.Min():0.0} - {seconds.Max():0.0} | {listed:N0} | {most / 1024 / 1024:N0} MB |"));
    }

    private static ReferenceData Draft(IReadOnlyList<SourceFile> files, params (string Path, string Old, string New)[] changes) =>
        ReferenceData.Load([.. files.Select(file => changes.FirstOrDefault(change => change.Path == file.Path) is { Path: not null } change && file.Text.IndexOf(change.Old, StringComparison.Ordinal) is >= 0 and var at
            ? file with { Text = file.Text[..at] + change.New + file.Text[(at + change.Old.Length)..] }
            : file)]);

    /// <summary>Some cases are lived through by the runner, each to another step; the others are copies with ids and numbers of their own.</summary>
    private static async Task Fill(
        SqliteDatabase database, IStore store, CommitPipeline pipeline, ReferenceCatalog catalog, VirtualTime time, RandomNumberGenerator random)
    {
        var started = Stopwatch.GetTimestamp();
        using var turns = new InstanceTurns(store, pipeline, catalog, time, random, NullLogger<InstanceTurns>.Instance);
        var runner = new CaseRunner(store, pipeline, catalog, turns, time);
        var data = catalog.Current;
        var categories = data.Catalogue.Categories.Where(category => category.DefinitionId is "community-case" or "city-case").ToList();
        var grids = data.Organisation.Grids.ToList();
        var ids = new List<Guid>();
        for (var number = 0; number < Templates; number++)
        {
            var report = new Report { Title = $"Case {number}", CategoryCode = categories[number % categories.Count].Code, GridCode = grids[number % grids.Count].Id };
            time.Set(Morning.AddMinutes(-20 * number));
            if (await runner.File("webhook:benchmark", $"{number}", [1], report, CancellationToken.None) is not IntakeOutcome.Filed filed)
                throw new InvalidOperationException($"Expected case {number} to be filed.");
            ids.Add(filed.CaseId);
            await Advance(runner, store, data, filed.CaseId, number % 3);
        }

        time.Set(Morning);
        await Copy(database, store, ids);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Cases:N0} running cases made in {Stopwatch.GetElapsedTime(started).TotalSeconds:N0} s"));
    }

    private static async Task Advance(CaseRunner runner, IStore store, ReferenceData data, Guid id, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            var file = CaseFileFormat.Read((await store.Load(id, CancellationToken.None))!.CaseFile);
            if (file.Tasks is not [var task, ..] || data.Organisation.HoldersOf(task.Role, task.UnitId) is not [var person, ..])
                return;
            await runner.Run(id, new CaseCommand.Complete(new Actor(person.Id, task.Role), task.Id, task.Outcomes[0], "Because."), null, CancellationToken.None);
        }
    }

    private static async Task Copy(SqliteDatabase database, IStore store, List<Guid> ids)
    {
        var rows = new List<InstanceRow>();
        foreach (var id in ids)
            rows.Add((await store.Load(id, CancellationToken.None))!);
        rows = [.. rows.Where(row => row.Status == Workflow.Interpreter.InstanceStatus.Running)];
        await using (var count = database.CreateDbContext())
        {
            if (rows.Count < count.Instances.Count())
                Console.WriteLine($"{rows.Count} of {ids.Count} templates still run.");
        }

        for (var number = rows.Count; number < Cases;)
        {
            await using var context = database.CreateDbContext();
            context.ChangeTracker.AutoDetectChangesEnabled = false;
            for (var batch = 0; batch < 5_000 && number < Cases; batch++, number++)
            {
                var template = rows[number % rows.Count];
                var id = new Guid($"{number:x8}-0000-7000-8000-{number:x12}");
                var file = CaseFileFormat.Read(template.CaseFile) with { Id = id, Number = string.Create(CultureInfo.InvariantCulture, $"2026-03-02-{number:D6}") };
                context.Instances.Add(template with { Id = id, CaseFile = CaseFileFormat.Write(file) });
            }

            await context.SaveChangesAsync();
        }
    }
}
