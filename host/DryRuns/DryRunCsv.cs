using System.Globalization;
using GridWorkflow.Casework.DryRuns;
using GridWorkflow.Host.Pages.Cases;
using GridWorkflow.Runtime.DryRuns;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Host.DryRuns;

/// <summary>The list of a dry run as a table: a row for each clock that moves, or one for a case of which something else changes.</summary>
internal static class DryRunCsv
{
    private static readonly string[] Header =
    [
        "case", "unit", "category", "marks", "clock", "old_due_utc", "new_due_utc", "difference_minutes", "taken_due_utc", "taken_difference_minutes", "rungs_at_once", "rungs_if_taken",
        "rule", "new_rule", "problems", "rungs_passed_over",
    ];

    public static Task Write(Stream to, DryRunResult result, ShiftMark mark, CancellationToken cancellation) => CaseCsv.Write(to, Header, Rows(result, mark), cancellation);

    private static IEnumerable<IReadOnlyList<string>> Rows(DryRunResult result, ShiftMark mark)
    {
        const int size = 200;
        for (var number = 1; ; number++)
        {
            var page = result.Cases(mark, new PageRequest(number, size));
            foreach (var row in page.Rows.SelectMany(Rows))
                yield return row;
            if (page.Rows.Length < size)
                yield break;
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(CaseShift shift) =>
        shift.Clocks.IsEmpty ? [Row(shift, null)] : shift.Clocks.Select(clock => Row(shift, clock));

    private static string[] Row(CaseShift shift, ClockShift? clock) =>
    [
        shift.Number, shift.UnitId, shift.CategoryCode, shift.Marks.ToString(), clock?.Name ?? "", Text(clock?.OldDue), Text(clock?.NewDue), Text(clock?.Difference), Text(clock?.TakenDue),
        Text(clock?.TakenDifference), string.Join(' ', clock?.Rungs ?? []), string.Join(' ', clock?.TakenRungs ?? []), shift.RuleBefore ?? "", shift.RuleAfter ?? "",
        string.Join(" | ", shift.Problems.Select(problem => $"{problem.Code}{(problem.ActivityId is null ? "" : $" {problem.ActivityId}")}")),
        string.Join(' ', clock?.PassedRungs ?? []),
    ];

    private static string Text(DateTimeOffset? at) => at?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    private static string Text(TimeSpan? span) => span?.TotalMinutes.ToString("0.##", CultureInfo.InvariantCulture) ?? "";
}
