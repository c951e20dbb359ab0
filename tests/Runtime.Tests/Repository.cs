namespace GridWorkflow.Runtime.Tests;

/// <summary>Files of the repository that tests read.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "GridWorkflow.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("Expected GridWorkflow.sln above the tests.");
    }
}
