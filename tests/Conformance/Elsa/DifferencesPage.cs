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

    /// <summary>The page of this repository, wherever the tool is called from; null when the tool stands outside of one.</summary>
    public static string? OfRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "GridWorkflow.sln")))
                return Path.Combine(folder.FullName, Default);
        }

        return null;
    }

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
