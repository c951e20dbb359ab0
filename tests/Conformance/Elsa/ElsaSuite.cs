using System.Collections.Concurrent;
using GridWorkflow.Workflow.Interpreter;

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
internal sealed class ElsaSuite(string directory, IReadOnlySet<string> differences, Func<FlowchartMode, ulong, IElsaHost> open)
{
    public const string RefusedLanguage = "language refused";

    private static readonly string[] RefusedLanguageCauses = ["refused-language", "refused-activity-type"];

    public IReadOnlyList<CaseResult> Run(string? only, int jobs)
    {
        var cases = ElsaCase.ReadAll(directory).Where(one => only is null || one.Name.Contains(only, StringComparison.Ordinal));
        var results = new ConcurrentBag<CaseResult>();
        Parallel.ForEach(cases, new ParallelOptions { MaxDegreeOfParallelism = jobs }, one => results.Add(Judge(one)));
        return [.. results.OrderBy(result => result.Name, StringComparer.Ordinal)];
    }

    private CaseResult Judge(ElsaCase one)
    {
        Observation observed;
        try
        {
            using var run = new CaseRun(one, open);
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
            if (observed.Causes.IsSubsetOf(RefusedLanguageCauses))
                return new CaseResult(one.Name, Verdict.Different, difference, RefusedLanguage);
        }

        return Purpose(one, observed) is { } reason
            ? new CaseResult(one.Name, Verdict.Different, difference, reason)
            : new CaseResult(one.Name, Verdict.Failing, difference, null);
    }

    private static IEnumerable<string> RecordedFaults(ElsaCase one) =>
        one.Expected.TryGetProperty("incidentDetails", out var list) ? list.EnumerateArray().Select(fault => ElsaCase.Text(fault, "message") ?? "") : [];

    private string? Purpose(ElsaCase one, Observation observed)
    {
        if (differences.Contains(one.Name))
            return "on purpose";
        if (RecordedFaults(one).Any(fault => differences.Any(named => named.StartsWith(DifferencesPage.RecordedMark, StringComparison.Ordinal)
            && fault.Contains(named[DifferencesPage.RecordedMark.Length..], StringComparison.Ordinal))))
            return "on purpose: a fault of the stock Elsa";
        var named = observed.Causes.Where(cause => differences.Contains(DifferencesPage.CauseMark + cause)).ToList();
        var excused = observed.Refusal is not null ? named.Count == observed.Causes.Count : named.Count > 0;
        return excused && named.Count > 0 ? $"on purpose: {string.Join(", ", named)}" : null;
    }
}
