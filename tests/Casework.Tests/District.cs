using System.Text;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Casework.Tests;

/// <summary>The demo district with everything that ships.</summary>
internal static class District
{
    public static IReadOnlyList<SourceFile> Files { get; } =
        [.. new[] { "calendars", "catalogue", "definitions", "duties", "forms", "ladders", "policies", "templates" }.SelectMany(Below), Shipped.File("workflows/demo/organisation.yaml"), .. Below("demo/duties"), .. Below("demo/rosters")];

    public static ReferenceData Data { get; } = ReferenceData.Load(Files);

    /// <summary>The shipped files with one text in one of them replaced.</summary>
    public static IReadOnlyList<SourceFile> With(string path, string old, string replacement)
    {
        var file = Files.Single(candidate => candidate.Path == path);
        file.Text.ShouldContain(old);
        return [.. Files.Select(candidate => candidate == file ? file with { Text = file.Text.Replace(old, replacement, StringComparison.Ordinal) } : candidate)];
    }

    public static string Folder(string path) => Path.Combine(Shipped.Root, path);

    private static IEnumerable<SourceFile> Below(string folder) =>
        Directory.EnumerateFiles(Folder($"workflows/{folder}"), "*", SearchOption.AllDirectories)
            .Where(path => path.EndsWith(".yaml", StringComparison.Ordinal) || path.EndsWith(".json", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(Path.GetRelativePath(Shipped.Root, path).Replace('\\', '/'), File.ReadAllText(path, Encoding.UTF8)));
}
