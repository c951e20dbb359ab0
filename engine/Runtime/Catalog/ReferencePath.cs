using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>Where reference files lie in the workflow folder; the path says what a file is.</summary>
public static class ReferencePath
{
    /// <summary>The one organisation.</summary>
    public const string Organisation = "organisation.yaml";

    /// <summary>Below it lies what belongs to the demo city.</summary>
    public const string Demo = "demo";

    private const int Longest = 200;
    private const int Deepest = 5;

    /// <summary>Folders of the workflow folder.</summary>
    public static IReadOnlyList<string> Folders { get; } = ["calendars", "catalogue", "definitions", "duties", "forms", "ladders", "policies", "rosters", "scenarios", "schedules", "subjects", "templates"];

    /// <summary>What is wrong with a path; null: a file may lie there. Closed: whatever is not known is refused.</summary>
    public static Problem? Check(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var parts = path.Split('/');
        var inside = parts[0] == Demo ? parts[1..] : parts;
        var known = inside is [Organisation]
            || (inside.Length is > 1 and <= Deepest && Folders.Contains(inside[0]) && (inside[^1].EndsWith(".yaml", StringComparison.Ordinal) || (inside[0] == "definitions" && inside[^1].EndsWith(".json", StringComparison.Ordinal))));
        return known && path.Length <= Longest && inside.All(IsName)
            ? null
            : new Problem(
                "unknown-file", $"Expected a file of the workflow folder, such as policies/name.yaml, but found '{Shown(path)}'.",
                $"Put it in one of the folders {string.Join(", ", Folders)} under a name of letters, digits, dots and hyphens that ends in .yaml, or call it {Organisation}.") { File = Shown(path) };
    }

    /// <summary>The folder that says what a file is; <see cref="Organisation"/> for that file.</summary>
    public static string KindOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var parts = path.Split('/');
        return parts[^1] == Organisation ? Organisation : parts.Reverse().Skip(1).FirstOrDefault(Folders.Contains) ?? "";
    }

    internal static bool IsDefinition(string path) => path.Replace('\\', '/').Split('/').SkipLast(1).Contains("definitions");

    // No name begins with a dot: neither ".." nor what a system hides.
    private static bool IsName(string name) =>
        name.Length > 0 && char.IsLetterOrDigit(name[0]) && name.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.');

    private static string Shown(string path) => path.Length > Longest ? path[..Longest] + "…" : path;
}
