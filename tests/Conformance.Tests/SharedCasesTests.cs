using GridWorkflow.Conformance.Elsa;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Conformance.Tests;

/// <summary>The recorded cases of a stock Elsa that stand beside the repository, all of them.</summary>
public sealed class SharedCasesTests
{
    [Fact]
    public void Every_recorded_case_is_exact_or_named_as_a_difference_and_few_differ() => Hold((mode, seed) => new WorkflowHost(mode, seed), only: null, least: 600);

    /// <summary>The hand-made ones, which have one feature each; the verb runs all with <c>--stored</c>.</summary>
    [Fact]
    public void The_stored_runtime_runs_them_alike()
    {
        using var databases = new CaseDatabases();
        Hold((mode, seed) => new RuntimeHost(databases, mode, seed), only: "b-", least: 300);
    }

    private static void Hold(Func<FlowchartMode, ulong, IElsaHost> open, string? only, int least)
    {
        var (cases, page) = SharedCases.Find();
        var results = new ElsaSuite(cases, DifferencesPage.Read(page), open).Run(only, jobs: Environment.ProcessorCount);
        results.Count.ShouldBeGreaterThan(least);
        results.Where(result => result.Verdict == Verdict.Failing).Select(result => $"{result.Name}: {result.Difference}").ShouldBeEmpty();
        (results.Count(result => result.Verdict == Verdict.Different) * 10).ShouldBeLessThanOrEqualTo(results.Count);
    }
}
