using GridWorkflow.Benchmarks;

// Usage: dotnet run -c Release --project tests/Benchmarks -- [bursts|clocks|rates|commits|postgres|timers|growth|start|dryrun|stays|all] [rounds]
var measures = new Dictionary<string, Func<Table, Task>>(StringComparer.Ordinal)
{
    ["bursts"] = table => Done(() => Bursts.Measure(table)),
    ["clocks"] = Clocks.Measure,
    ["rates"] = table => Done(() => Rates.Measure(table)),
    ["commits"] = Commits.Measure,
    ["postgres"] = PostgresCommits.Measure,
    ["timers"] = Timers.Measure,
    ["growth"] = Growth.Measure,
    ["start"] = StartUp.Measure,
    ["dryrun"] = DryRuns.Measure,
    ["stays"] = Stays.Measure,
};
var verb = args.ElementAtOrDefault(0) ?? "all";
if ((verb != "all" && !measures.ContainsKey(verb)) || (args.Length > 1 && !int.TryParse(args[1], out _)))
{
    Console.Error.WriteLine($"Expected {string.Join(", ", measures.Keys)} or all, and then perhaps a number of rounds, but got '{string.Join(' ', args)}'.");
    return 2;
}

var table = new Table(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 5);
foreach (var (name, measure) in measures)
{
    if (verb == name || verb == "all")
        await measure(table);
}

return 0;

static Task Done(Action measure)
{
    measure();
    return Task.CompletedTask;
}
