using System.Text.RegularExpressions;

namespace GridWorkflow.Conformance.Elsa;

/// <summary>
/// The page that names the cases which differ on purpose, and the causes for which any case may differ: whatever stands in backticks
/// in a row of a table.
/// </summary>
internal static partial class DifferencesPage
{
    /// <summary>The page of this repository, seen from its root.</summary>
    public const string Default = "engine/docs/differences.md";

    /// <summary>Goes before the name of a cause.</summary>
    public const string CauseMark = "code:";

    /// <summary>Goes before a part of the message of a fault that a stock Elsa has made and that is not made here.</summary>
    public const string RecordedMark = "recorded:";

    /// <summary>Names of cases and marked causes; empty when there is no such page.</summary>
    public static IReadOnlySet<string> Read(string path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (!File.Exists(path))
            return names;
        foreach (var line in File.ReadLines(path).Where(line => line.TrimStart().StartsWith('|')))
            names.UnionWith(Quoted().Matches(line).Select(match => match.Groups[1].Value));
        return names;
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
