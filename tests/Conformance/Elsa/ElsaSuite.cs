using System.Collections.Concurrent;

namespace GridWorkflow.Conformance.Elsa;

internal enum Verdict
{
    Exact,
    Different,
    Failing,
}

/// <summary>What became of a case.</summary>
/// <param name="Name">The case.</param>
/// <param name="Verdict">Exact, different on purpose, or failing.</param>
/// <param name="Difference">The first difference; null when exact.</param>
/// <param name="Reason">Why it may differ.</param>
internal sealed record CaseResult(string Name, Verdict Verdict, string? Difference, string? Reason);

/// <summary>All cases of a directory.</summary>
internal sealed class ElsaSuite(string directory, IReadOnlySet<string> differences)
{
    public const string RefusedLanguage = "language refused";

    public IReadOnlyList<CaseResult> Run(string? only, int jobs, bool stored)
    {
        var cases = ElsaCase.ReadAll(directory).Where(one => only is null || one.Name.Contains(only, StringComparison.Ordinal));
        var results = new ConcurrentBag<CaseResult>();
        Parallel.ForEach(cases, new ParallelOptions { MaxDegreeOfParallelism = jobs }, one => results.Add(Judge(one, stored)));
        return [.. results.OrderBy(result => result.Name, StringComparer.Ordinal)];
    }

    private CaseResult Judge(ElsaCase one, bool stored)
    {
        Observation observed;
        try
        {
            var run = new CaseRun(one);
            observed = run.Observe();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new CaseResult(one.Name, Verdict.Failing, $"{e.GetType().Name}: {e.Message}{Environment.NewLine}{e.StackTrace}", null);
        }

        var difference = Comparison.FirstDifference(one.Expected, observed);
        if (difference is null)
            return new CaseResult(one.Name, Verdict.Exact, null, null);
        if (observed.Refusal is { } refusal)
        {
            difference = $"refused: {refusal}";
            if (observed.IsLanguageRefused)
                return new CaseResult(one.Name, Verdict.Different, difference, RefusedLanguage);
        }

        return differences.Contains(one.Name)
            ? new CaseResult(one.Name, Verdict.Different, difference, "on purpose")
            : new CaseResult(one.Name, Verdict.Failing, difference, null);
    }
}
