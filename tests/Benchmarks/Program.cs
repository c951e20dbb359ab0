using GridWorkflow.Benchmarks;

// Usage: dotnet run -c Release --project tests/Benchmarks -- [bursts|rates|commits|all] [rounds]
var verb = args.ElementAtOrDefault(0) ?? "all";
if (verb is not ("bursts" or "rates" or "commits" or "all") || (args.Length > 1 && !int.TryParse(args[1], out _)))
{
    Console.Error.WriteLine($"Expected bursts, rates, commits or all, and then perhaps a number of rounds, but got '{string.Join(' ', args)}'.");
    return 2;
}

var rounds = args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 5;
var table = new Table(rounds);
if (verb is "bursts" or "all")
    Bursts.Measure(table);
if (verb is "rates" or "all")
    Rates.Measure(table);
if (verb is "commits" or "all")
    await Commits.Measure(table);
return 0;
