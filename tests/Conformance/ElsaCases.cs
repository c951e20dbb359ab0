using System.Text.Json.Nodes;

namespace GridWorkflow.Conformance;

/// <summary>Runs every case folder and counts: exact, different on purpose, failing.</summary>
internal static class ElsaCases
{
    public static int Run(string directory, Options options)
    {
        var differences = Differences.Read(options.Differences);
        var (exact, different, failing) = (0, 0, 0);
        foreach (var folder in Directory.GetDirectories(directory).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(folder);
            if (!File.Exists(Path.Combine(folder, "steps.json")) || (options.Only is { } only && !name.Contains(only, StringComparison.Ordinal)))
                continue;
            var expected = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")))!.AsObject();
            JsonObject? found = null;
            string? difference;
            IReadOnlyCollection<string> codes = [];
            try
            {
                var run = new CaseRun(folder);
                found = run.Play();
                codes = run.Codes;
                difference = Comparison.FirstDifference(expected, found);
            }
            catch (Exception e)
            {
                difference = e.ToString();
            }

            if (difference is null)
            {
                exact++;
                continue;
            }

            var rule = differences.RuleFor(name, codes);
            if (rule is not null)
                different++;
            else
                failing++;
            Console.WriteLine($"{name}: {(rule is null ? "FAILING" : $"different ({rule})")}: {difference}");
            if (options.Verbose)
                Console.WriteLine(found?.ToJsonString());
        }

        Console.WriteLine($"elsa: {exact} exact, {different} different, {failing} failing");
        return failing > 0 ? 1 : 0;
    }
}
