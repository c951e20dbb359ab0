namespace GridWorkflow.Host.Tests.Running;

/// <summary>The checkout that the tests belong to, and the data beside it.</summary>
internal static class SharedFiles
{
    public static string Root { get; } = FindRoot();

    /// <summary>Path of a file in the data beside the repository; skips the test where it is absent, except in CI.</summary>
    public static string Require(string path)
    {
        var full = Path.GetFullPath(Path.Combine(Root, "..", "shared", path));
        if (File.Exists(full))
            return full;
        if (Environment.GetEnvironmentVariable("CI") == "true")
            throw new FileNotFoundException("Expected the data beside the repository in CI.", full);
        Assert.Skip($"{path} is not beside this repository.");
        return full;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "GridWorkflow.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("Expected GridWorkflow.sln above the test's folder.");
    }
}
