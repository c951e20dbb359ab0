using GridWorkflow.Conformance.Elsa;

namespace GridWorkflow.Conformance.Tests;

/// <summary>Finds the recorded cases beside the repository.</summary>
internal static class SharedCases
{
    /// <summary>Skips the test when they are not there; fails it in CI.</summary>
    public static (string Cases, string Page) Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "GridWorkflow.sln")))
                continue;
            var cases = Path.Combine(folder.FullName, "..", "shared", "elsa", "cases");
            var page = Path.Combine(folder.FullName, DifferencesPage.Default);
            if (Directory.Exists(cases))
                return (cases, page);
            var reason = $"Expected the recorded cases in {Path.GetFullPath(cases)}, but there is no such folder.";
            if (Environment.GetEnvironmentVariable("CI") == "true")
                throw new InvalidOperationException(reason);
            Assert.Skip(reason);
        }

        throw new InvalidOperationException("Expected GridWorkflow.sln above the test, but found none.");
    }
}
