namespace GridWorkflow.Conformance.Elsa;

/// <summary>Runs recorded cases of a stock Elsa and says where the engine differs.</summary>
internal static class ElsaVerb
{
    public const string Usage = "elsa DIR [--stored] [--differences FILE] [--only NAME] [--jobs N]";

    public static int Run(string[] args)
    {
        if (Options.Read(args, out var problem) is not { } options)
        {
            Console.Error.WriteLine($"{problem} Usage: {Usage}");
            return 2;
        }

        if (options.Differences is not null && !File.Exists(options.Differences))
        {
            Console.Error.WriteLine($"Expected a page of differences, but found no file '{options.Differences}'.");
            return 2;
        }

        var differences = DifferencesPage.Read(options.Differences ?? DifferencesPage.OfRepository() ?? DifferencesPage.Default);
        using var databases = options.Stored ? new CaseDatabases() : null;
        var suite = new ElsaSuite(options.Directory, differences, (mode, seed) => databases is null ? new WorkflowHost(mode, seed) : new RuntimeHost(databases, mode, seed));
        var results = suite.Run(options.Only, options.Jobs);
        foreach (var result in results.Where(result => result.Verdict != Verdict.Exact))
            Console.WriteLine($"{Mark(result.Verdict)} {result.Name}: {result.Difference}{(result.Reason is null ? "" : $" [{result.Reason}]")}");
        var refused = results.Count(result => result.Verdict == Verdict.Different && result.Reason == ElsaSuite.RefusedLanguage);
        if (refused > 0)
            Console.WriteLine($"{refused} of the different ones are in a language that is refused.");
        var unneeded = results.Where(result => result.Verdict == Verdict.Exact && differences.Contains(result.Name)).ToList();
        if (unneeded.Count > 0)
            Console.WriteLine($"{unneeded.Count} named as different are exact: {string.Join(", ", unneeded.Select(result => result.Name))}");
        var failing = results.Count(result => result.Verdict == Verdict.Failing);
        Console.WriteLine(
            $"elsa: {results.Count(result => result.Verdict == Verdict.Exact)} exact, {results.Count(result => result.Verdict == Verdict.Different)} different, {failing} failing");
        return failing > 0 ? 1 : 0;
    }

    private static string Mark(Verdict verdict) => verdict == Verdict.Different ? "~" : "!";

    private sealed record Options(string Directory, string? Differences, string? Only, int Jobs, bool Stored)
    {
        public static Options? Read(string[] args, out string? problem)
        {
            var options = new Options("", null, null, Environment.ProcessorCount, Stored: false);
            for (var index = 0; index < args.Length; index++)
            {
                var name = args[index];
                if (name == "--stored")
                {
                    options = options with { Stored = true };
                }
                else if (name is "--differences" or "--only" or "--jobs")
                {
                    if (++index == args.Length)
                    {
                        problem = $"Expected a value after {name}, but found none.";
                        return null;
                    }

                    var value = args[index];
                    if (name == "--jobs" && !(int.TryParse(value, out var jobs) && jobs > 0))
                    {
                        problem = $"Expected a number above 0 after --jobs, but found '{value}'.";
                        return null;
                    }

                    options = name switch
                    {
                        "--differences" => options with { Differences = value },
                        "--only" => options with { Only = value },
                        _ => options with { Jobs = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) },
                    };
                }
                else if (name.StartsWith('-') || options.Directory.Length > 0)
                {
                    problem = $"Expected one directory and known options, but found '{name}'.";
                    return null;
                }
                else
                {
                    options = options with { Directory = name };
                }
            }

            problem = System.IO.Directory.Exists(options.Directory) ? null : $"Expected a directory of cases, but found '{options.Directory}'.";
            return problem is null ? options : null;
        }
    }
}
