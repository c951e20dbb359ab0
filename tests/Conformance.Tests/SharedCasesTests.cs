using GridWorkflow.Conformance.Elsa;

namespace GridWorkflow.Conformance.Tests;

/// <summary>The recorded cases of a stock Elsa that stand beside the repository, all of them.</summary>
public sealed class SharedCasesTests
{
    [Fact]
    public void Every_recorded_case_is_exact_or_named_as_a_difference_and_few_differ() => Hold(new MemoryShelf());

    [Fact]
    public void The_stored_runtime_runs_them_alike()
    {
        using var shelf = new StoredShelf();
        Hold(shelf);
    }

    private static void Hold(IShelf shelf)
    {
        var (cases, page) = Find();
        var results = new ElsaSuite(cases, DifferencesPage.Read(page), shelf).Run(only: null, jobs: Environment.ProcessorCount);
        results.Count.ShouldBeGreaterThan(600);
        results.Where(result => result.Verdict == Verdict.Failing).Select(result => $"{result.Name}: {result.Difference}").ShouldBeEmpty();
        (results.Count(result => result.Verdict == Verdict.Different) * 10).ShouldBeLessThanOrEqualTo(results.Count);
    }

    private static (string Cases, string Page) Find()
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
