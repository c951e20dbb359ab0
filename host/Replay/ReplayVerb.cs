using System.CommandLine;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Host.Composition;
using GridWorkflow.Runtime;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Replay;
using GridWorkflow.Runtime.Store;
using NodaTime.Text;
using Spectre.Console;

namespace GridWorkflow.Host.Replay;

/// <summary><c>replay FILE.csv</c>: lives through a file of municipal reports on a virtual clock.</summary>
internal static class ReplayVerb
{
    private static readonly Argument<FileInfo?> Reports = new("FILE.csv") { Description = "Reports, one a line, with a header.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> District = new("--district") { Description = "Instead of a file: half a year of a generated district of 252 grids, with its figures." };
    private static readonly Option<int> StillInTime = new("--still-in-time") { Description = "With --district: of the cases that are not handled at its end, how many are not due yet (0 to 1124)." };
    private static readonly Option<string?> AsOf = new("--as-of") { Description = "Where the clock stops: 2022-05-21T00:00:00, local in the mapping's zone, or with an offset. Default: the last instant of the file." };
    private static readonly Option<FileInfo?> Map = new("--map") { Description = "Which column means what. Default: the mapping in workflows/replay/ that fits the header." };
    private static readonly Option<FileInfo?> Verdicts = new("--verdicts") { Description = "Write the verdict of each row as CSV." };

    public static Command Create(Option<string?> database)
    {
        var verb = new Command("replay", "Replay a file of municipal reports as cases on a virtual clock.") { Reports, AsOf, Map, Verdicts, District, StillInTime };
        verb.SetAction((parsed, cancellation) => parsed.GetValue(District)
            ? DistrictReplay.Run(parsed.GetValue(StillInTime), parsed.GetValue(database), cancellation)
            : Run(parsed.GetValue(Reports) ?? throw new RefusedStartException("Expected a file of reports, or --district, but found neither. Name a CSV file."), parsed.GetValue(AsOf), parsed.GetValue(Map), parsed.GetValue(Verdicts), parsed.GetValue(database), cancellation));
        return verb;
    }

    private static async Task<int> Run(FileInfo file, string? asOf, FileInfo? map, FileInfo? verdicts, string? database, CancellationToken cancellation)
    {
        if (!file.Exists)
            throw new RefusedStartException($"Expected a file of reports at {file.FullName}, but there is none. Give the path of a CSV file.");
        if (database is not null && !GridDatabase.IsServer(database))
            RequireFolder("--db", database);
        RequireFolder("--verdicts", verdicts?.FullName);
        var workflows = HostPaths.Find(database, demo: true).Workflows;
        var reference = ReferenceData.Load(WorkflowFolder.Read(workflows, demo: !File.Exists(Path.Combine(workflows, "organisation.yaml"))));
        var mapping = Mappings(workflows, map, ReportFile.Columns(file.FullName));
        Require(reference, mapping);
        var rows = ReportFile.Read(file.FullName, mapping, [.. reference.Organisation.Grids.Select(grid => grid.Id)]);
        if (rows.Count == 0)
            throw new RefusedStartException($"Expected reports in {file.FullName}, but there is only a header.");
        var until = asOf is null ? rows.Max(row => row.ClosedAt ?? row.OpenedAt) : ParseAsOf(asOf, mapping);

        // Without --db the replay has a database of its own that goes when it ends.
        using var scratch = database is null ? new ScratchFolder() : null;
        var path = database ?? Path.Combine(scratch!.Path, "replay.db");
        var result = await Replay(path, reference, rows, mapping, until, cancellation);

        ReplayReport.Write(Console.Out, result);
        if (verdicts is not null)
            ReplayReport.WriteVerdicts(verdicts.FullName, result);
        return result.Rows.Any(row => row.Trouble is not null) ? 1 : 0;
    }

    private static async Task<ReplayResult> Replay(
        string database, ReferenceData reference, IReadOnlyList<ReplayRow> rows, ReplayMapping mapping, DateTimeOffset until, CancellationToken cancellation)
    {
        var kept = GridDatabase.Open(database);
        kept.Migrate();
        var time = new VirtualTime(rows.Min(row => row.OpenedAt));
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error));
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton(time);
        services.AddGridRuntime(kept);
        services.AddSingleton<ReplayRun>();
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<ReferenceCatalog>().Use(reference);
        var run = provider.GetRequiredService<ReplayRun>();

        var bar = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await bar.Progress().AutoClear(true).StartAsync(async display =>
        {
            var task = display.AddTask("Replaying", maxValue: Math.Max(1, ReplayRun.CountMoments(rows, until)));
            return await run.Run(rows, mapping.Closing, until, new Steps(task), cancellation);
        });
    }

    private static ReplayMapping Mappings(string workflows, FileInfo? chosen, IReadOnlyList<string> header)
    {
        if (chosen is { Exists: false })
            throw new RefusedStartException($"Expected a mapping at {chosen.FullName}, but there is none.");
        if (chosen is not null)
            return ReplayMapping.Parse(new SourceFile(chosen.FullName, File.ReadAllText(chosen.FullName)));

        var folder = Path.Combine(workflows, "replay");
        var shipped = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.yaml").Order(StringComparer.Ordinal).ToArray() : [];
        var known = shipped.Select(path => ReplayMapping.Parse(new SourceFile(path, File.ReadAllText(path)))).ToArray();
        var fitting = known.Where(mapping => mapping.Columns.All.All(header.Contains)).ToArray();
        return fitting.Length switch
        {
            1 => fitting[0],
            0 => throw new RefusedStartException(
                $"No shipped mapping fits the columns {string.Join(", ", header)}. Write one like workflows/replay/boston-311.yaml and give it with --map."),
            _ => throw new RefusedStartException($"Several mappings fit: {string.Join(", ", fitting.Select(mapping => mapping.Id))}. Choose one with --map."),
        };
    }

    // Asked before the replay, not after it: nobody wants to wait for a result that has nowhere to go.
    private static void RequireFolder(string option, string? path)
    {
        if (path is not null && Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new RefusedStartException($"Expected a folder for {option} at {folder}, but there is none. Make it, or give another path.");
    }

    private static void Require(ReferenceData reference, ReplayMapping mapping)
    {
        if (reference.Catalogue.Find(mapping.Category) is null)
            throw new RefusedStartException($"Mapping '{mapping.Id}' expects category '{mapping.Category}', but the catalogue has none of that code. Add it, or name another.");
        if (!reference.Organisation.Grids.Any())
            throw new RefusedStartException("Expected an organisation with grids, but it has none. Complete workflows/organisation.yaml.");
    }

    private static DateTimeOffset ParseAsOf(string text, ReplayMapping mapping)
    {
        if (OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true } exact)
            return exact.Value.ToDateTimeOffset().ToUniversalTime();
        foreach (var pattern in new[] { "uuuu-MM-dd'T'HH:mm:ss", "uuuu-MM-dd'T'HH:mm", "uuuu-MM-dd HH:mm:ss", "uuuu-MM-dd HH:mm", "uuuu-MM-dd" })
        {
            if (LocalDateTimePattern.CreateWithInvariantCulture(pattern).Parse(text) is { Success: true } local)
                return mapping.InstantOf(local.Value);
        }

        throw new RefusedStartException($"Expected --as-of as 2022-05-21T00:00:00, with or without an offset, but found '{text}'.");
    }

    /// <summary>Moves the bar; it is drawn on standard error, so that the figures on standard output can be piped.</summary>
    internal sealed class Steps(ProgressTask task) : IProgress<int>
    {
        public void Report(int value) => task.Value = value;
    }

    internal sealed class ScratchFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("gridworkflow-replay-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
