using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>The workflow folder on disk: definitions, policies, ladders, calendars, catalogue, forms, templates, organisation.</summary>
public static class WorkflowFolder
{
    private static readonly string[] Endings = [".json", ".yaml"];

    /// <summary>Reads all files that are reference data, sorted by path. What they say is checked by who loads them.</summary>
    /// <param name="directory">The folder, such as <c>workflows</c>.</param>
    /// <param name="demo">Also what lies below <c>demo/</c>; without it that folder is left out.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<SourceFile> Read(string directory, bool demo)
    {
        if (!Directory.Exists(directory))
            throw new DirectoryNotFoundException($"Expected the workflow folder at {Path.GetFullPath(directory)}, but there is none.");
        var roots = demo ? new[] { directory, Path.Combine(directory, "demo") } : [directory];
        return
        [
            .. roots.SelectMany(FilesOf)
                .Select(file => new SourceFile(Path.GetRelativePath(directory, file).Replace('\\', '/'), File.ReadAllText(file)))
                .OrderBy(file => file.Path, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<string> FilesOf(string root)
    {
        var organisation = Path.Combine(root, ReferencePath.Organisation);
        if (File.Exists(organisation))
            yield return organisation;
        foreach (var folder in ReferencePath.Folders.Select(name => Path.Combine(root, name)).Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                if (Endings.Contains(Path.GetExtension(file)))
                    yield return file;
            }
        }
    }
}
