namespace GridWorkflow.Simulation.Tests.City;

/// <summary>Files of the repository that the simulation runs with.</summary>
internal static class Repository
{
    public static string Path(string relative)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "GridWorkflow.sln")))
            folder = folder.Parent;
        return System.IO.Path.Combine(folder?.FullName ?? throw new DirectoryNotFoundException("Expected GridWorkflow.sln above the tests."), relative);
    }
}
