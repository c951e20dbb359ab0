using System.CommandLine;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Rehearsals;
using GridWorkflow.Runtime.Catalog;

namespace GridWorkflow.Host.Composition;

/// <summary>
/// <c>scenarios [--check|--record]</c>: plays the scenarios of the workflow folder in virtual time, and compares each with the route that was
/// recorded beside its file. No database is opened.
/// </summary>
internal static class ScenariosVerb
{
    public static Command Create(Func<ParseResult, HostSettings> settings)
    {
        var check = new Option<bool>("--check") { Description = "Compare with the recorded routes; exit code 1 when one differs or is missing. This is what happens without a word." };
        var record = new Option<bool>("--record") { Description = "Write the routes anew; look at the difference before you keep it." };
        var show = new Option<string?>("--show") { Description = "Print the route of one scenario, by its id." };
        var command = new Command("scenarios", "Play the scenarios of the lifecycles in virtual time.") { check, record, show };
        command.SetAction((parsed, cancellation) => Run(settings(parsed), parsed.GetValue(record), parsed.GetValue(show), cancellation));
        return command;
    }

    private static async Task<int> Run(HostSettings settings, bool record, string? show, CancellationToken cancellation)
    {
        var folder = settings.Paths.Workflows;
        // The folder as it is shipped has no organisation of its own: then the demo district plays.
        var demo = settings.Demo || !File.Exists(Path.Combine(folder, "organisation.yaml"));
        var files = WorkflowFolder.Read(folder, demo);
        var data = ReferenceData.Load(files);
        var (played, different) = (0, 0);
        foreach (var file in files.Where(IsScenario))
        {
            cancellation.ThrowIfCancellationRequested();
            var scenario = ScenarioFile.Read(file);
            if (show is not null && scenario.Id != show)
                continue;
            var run = Rehearsal.Play(scenario, data, data.Definitions.Current(scenario.DefinitionId));
            var route = ScenarioRoute.Write(scenario, run);
            played++;
            if (show is not null)
                await Console.Out.WriteAsync(route);
            else if (!await Settle(scenario.Id, Path.ChangeExtension(Path.Combine(folder, file.Path), ".route"), route, record, cancellation))
                different++;
        }

        if (show is not null && played == 0)
            throw new RefusedStartException($"Expected a scenario, but found '{show}'. {Names.Remedy(show, [.. data.Scenarios.Keys])}");
        if (show is null)
            await Console.Out.WriteLineAsync(record ? $"scenarios: {played} played, {different} routes written" : $"scenarios: {played} played, {different} differ");
        return different > 0 && !record ? 1 : 0;
    }

    /// <returns>False where the route is not as recorded.</returns>
    private static async Task<bool> Settle(string id, string path, string route, bool record, CancellationToken cancellation)
    {
        var recorded = File.Exists(path) ? (await File.ReadAllTextAsync(path, cancellation)).ReplaceLineEndings("\n") : null;
        if (recorded == route)
            return true;
        if (record)
        {
            await File.WriteAllTextAsync(path, route, cancellation);
            await Console.Out.WriteLineAsync($"{id}: written");
        }
        else
        {
            await Console.Out.WriteLineAsync(recorded is null ? $"{id}: expected a recorded route at {path}, but there is none; record it" : $"{id}: {Difference(recorded, route)}");
        }

        return false;
    }

    private static string Difference(string recorded, string played)
    {
        var (old, now) = (recorded.Split('\n'), played.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(old.Length, now.Length)).First(at => old.ElementAtOrDefault(at) != now.ElementAtOrDefault(at));
        return $"line {line + 1}: expected '{old.ElementAtOrDefault(line)?.Trim()}', but it goes '{now.ElementAtOrDefault(line)?.Trim()}'";
    }

    private static bool IsScenario(SourceFile file) => file.Path.Split('/') is [.., "scenarios", _] or [.., "scenarios", _, _];
}
