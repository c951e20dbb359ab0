using System.Diagnostics;
using System.Globalization;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Figures;
using GridWorkflow.Host.Composition;
using GridWorkflow.Runtime;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Replay.District;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Sqlite;
using Spectre.Console;

namespace GridWorkflow.Host.Replay;

/// <summary><c>replay --district</c>: half a year of a generated district on a virtual clock, and the figures that come of it.</summary>
internal static class DistrictReplay
{
    public static async Task<int> Run(int stillInTime, string? database, CancellationToken cancellation)
    {
        if (stillInTime is < 0 or > 1124)
            throw new RefusedStartException($"Expected 0 to 1124 for --still-in-time, but found {stillInTime}. That many cases are not handled at the end.");
        var started = Stopwatch.GetTimestamp();
        var shipped = WorkflowFolder.Read(HostPaths.Find(database, demo: true).Workflows, demo: false);
        var reference = ReferenceData.Load(DistrictFiles.Of(shipped));
        var acts = DistrictPlan.Acts(stillInTime);

        using var scratch = database is null ? new ReplayVerb.ScratchFolder() : null;
        var kept = database is null ? SqliteDatabase.Passing(Path.Combine(scratch!.Path, "district.db")) : GridDatabase.Open(database);
        kept.Migrate();
        var time = new VirtualTime(acts[0].At);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error));
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton(time);
        services.AddGridRuntime(kept);
        services.AddSingleton<DistrictRun>();
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<ReferenceCatalog>().Use(reference);

        var bar = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var result = await bar.Progress().AutoClear(true).StartAsync(async display =>
        {
            var task = display.AddTask("Living through 26 weeks", maxValue: acts.Count);
            return await provider.GetRequiredService<DistrictRun>().Run(acts, new ReplayVerb.Steps(task), cancellation);
        });
        Write(Console.Out, reference, result, Stopwatch.GetElapsedTime(started));
        return 0;
    }

    private static void Write(TextWriter output, ReferenceData reference, DistrictResult result, TimeSpan took)
    {
        output.WriteLine($"District: {DistrictFiles.Grids} grids, {DistrictFiles.Communities} communities, {DistrictFiles.Staff} staff of the grids, {reference.Organisation.People.Length} people in all");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DistrictPlan.Weeks} weeks: {result.Cases} cases, {result.Notices} supervision notices, {result.Acts} acts of people, {result.Fired} timers, {took.TotalSeconds:0.0} s"));
        foreach (var figure in result.Figures)
        {
            var value = figure.Rounded?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";
            var parts = figure.Kind == FigureKind.Count ? "" : string.Create(CultureInfo.InvariantCulture, $"  ({figure.Numerator:0.##} / {figure.Denominator:0.##})");
            output.WriteLine($"{figure.Key,-28}{value,10}{parts}");
        }
    }
}
