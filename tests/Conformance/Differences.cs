using System.Text.RegularExpressions;

namespace GridWorkflow.Conformance;

/// <summary>
/// Deliberate differences as documented: a table row per rule whose first cell is the rule's code in backticks and whose last cell
/// names cases. A case is different on purpose when it is named there, or when the engine raised that code in it.
/// </summary>
internal sealed partial class Differences
{
    private readonly List<(string Rule, HashSet<string> Cases)> _rules = [];

    public static Differences Read(string? file)
    {
        var differences = new Differences();
        if (file is null)
            return differences;
        foreach (var line in File.ReadLines(file).Where(line => line.StartsWith("| `", StringComparison.Ordinal)))
        {
            var cells = line.Trim('|', ' ').Split('|');
            var words = InBackticks().Matches(cells[^1]).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
            differences._rules.Add((InBackticks().Match(cells[0]).Groups[1].Value, words));
        }

        return differences;
    }

    public string? RuleFor(string name, IReadOnlyCollection<string> codes) =>
        _rules.FirstOrDefault(rule => rule.Cases.Contains(name) || codes.Contains(rule.Rule)).Rule;

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex InBackticks();
}
