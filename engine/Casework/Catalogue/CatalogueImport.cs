using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Catalogue;

/// <summary>A row whose limit was not taken over, and why.</summary>
public sealed record IrregularRow(int Line, string Code, string Number, string Name, string Limit, string Reason);

/// <summary>A table of a city, read: the file of the catalogue that it becomes, and what somebody must look at.</summary>
/// <param name="Yaml">A file for <c>workflows/catalogue</c>.</param>
/// <param name="Groups">大類.</param>
/// <param name="Categories">小類.</param>
/// <param name="Conditions">立案條件, the irregular ones too.</param>
/// <param name="Explained">Conditions whose limit was taken over.</param>
/// <param name="Irregular">The others, in the order of the file. They keep their text and have no limit until somebody writes one.</param>
public sealed record ImportedCatalogue(string Yaml, int Groups, int Categories, int Conditions, int Explained, ImmutableArray<IrregularRow> Irregular);

/// <summary>Makes a file of the catalogue of a table of filing conditions. The original text of each limit is kept.</summary>
public static class CatalogueImport
{
    /// <param name="file">Name of the table, for messages.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="legend">What its words mean.</param>
    /// <param name="definitionId">Lifecycle of its categories.</param>
    /// <param name="policyId">Policy of its categories.</param>
    /// <exception cref="RefusedException">A row has no code, a condition stands twice, or a word is ambiguous; every problem is named.</exception>
    public static ImportedCatalogue Read(string file, IReadOnlyList<CatalogueRow> rows, LimitLegend legend, string definitionId, string policyId)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(legend);
        var problems = new List<Problem>();
        var irregular = ImmutableArray.CreateBuilder<IrregularRow>();
        var read = new List<(CatalogueRow Row, string Code, Budget? Budget)>();
        var lines = new Dictionary<(string, string), int>();
        foreach (var row in rows)
        {
            if (CodeOf(row) is not { } code || row.Number.Length == 0)
            {
                problems.Add(new Problem("catalogue-row", $"Expected a type, two codes of digits and a number, but found '{row.Type}', '{row.Big}', '{row.Small}', '{row.Number}'.", "Write component or event, and digits.") { File = file, Line = row.Line });
                continue;
            }

            if (!lines.TryAdd((code, row.Number), row.Line))
                problems.Add(new Problem("duplicate-condition", $"Expected each condition once, but {code} number {row.Number} stands also in line {lines[(code, row.Number)]}.", "Remove one of the two.") { File = file, Line = row.Line });
            Budget? budget = null;
            switch (LimitText.Read(row.Limit, row.LimitType, row.LimitValue, legend))
            {
                case LimitReading.Explained explained:
                    budget = explained.Budget;
                    break;
                case LimitReading.Unexplained unexplained:
                    Irregular(row, code, $"'{unexplained.Rest}' is not explained");
                    break;
                case LimitReading.Contradicted other:
                    Irregular(row, code, $"the text says {other.Text}, the columns beside it '{other.Columns}'");
                    break;
                case LimitReading.Ambiguous ambiguous when ambiguous.Word is "天" or "日":
                    problems.Add(new Problem("ambiguous-day", $"Expected to know how '{ambiguous.Word}' is counted in '{row.Limit}', but the file does not say it.", "Say what the file means: --days workDay, workDayStatutory, naturalDayRolling or naturalDayStatutory.") { File = file, Line = row.Line });
                    break;
                case LimitReading.Ambiguous ambiguous:
                    problems.Add(new Problem("ambiguous-hour", $"Expected to know how '{ambiguous.Word}' is counted in '{row.Limit}', but the file does not say it.", "Say what the file means: --hours workHour or urgentHour.") { File = file, Line = row.Line });
                    break;
            }

            read.Add((row, code, budget));
        }

        if (rows.Count == 0)
            problems.Add(new Problem("empty-file", "Expected filing conditions, but the file has none.", "Give a table with rows.") { File = file });
        if (problems.Count > 0)
            throw new RefusedException(problems);
        return new ImportedCatalogue(
            Write(file, read, definitionId, policyId),
            read.Select(item => item.Code[..^2]).Distinct().Count(),
            read.Select(item => item.Code).Distinct().Count(),
            read.Count,
            read.Count(item => item.Budget is not null),
            irregular.ToImmutable());

        void Irregular(CatalogueRow row, string code, string reason) => irregular.Add(new IrregularRow(row.Line, code, row.Number, row.SmallName, row.Limit, reason));
    }

    private static string? CodeOf(CatalogueRow row)
    {
        var letter = row.Type switch
        {
            "component" or "部件" => "C",
            "event" or "事件" => "E",
            _ => null,
        };
        return letter is not null && IsCode(row.Big) && IsCode(row.Small) ? $"{letter}{row.Big.PadLeft(2, '0')}{row.Small.PadLeft(2, '0')}" : null;
    }

    private static bool IsCode(string text) => text.Length is 1 or 2 && text.All(char.IsAsciiDigit);

    private static string Write(string file, List<(CatalogueRow Row, string Code, Budget? Budget)> rows, string definitionId, string policyId)
    {
        var yaml = new StringBuilder().Append(CultureInfo.InvariantCulture, $"# Made by 'catalogue import' of {Path.GetFileName(file)}. 'source' is the limit in the words of that file.\ngroups:\n");
        foreach (var group in rows.GroupBy(item => item.Code[..^2]))
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{ code: {group.Key}, type: {(group.Key[0] == 'C' ? "component" : "event")}, names: {Quoted(group.First().Row.BigName)} }}\n");
        yaml.Append("categories:\n");
        foreach (var category in rows.GroupBy(item => item.Code))
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  - code: {category.Key}\n    names: {Quoted(category.First().Row.SmallName)}\n    group: {category.Key[..^2]}\n    definition: {definitionId}\n    policy: {policyId}\n    conditions:\n");
            foreach (var (row, _, budget) in category)
            {
                if (budget is null)
                    yaml.Append("      # The limit is not explained: write it.\n");
                yaml.Append(CultureInfo.InvariantCulture, $"      - number: {Quoted(row.Number)}\n        text: {Quoted(row.Condition)}\n");
                Line(yaml, "close", row.Close);
                Line(yaml, "source", row.Limit);
                if (budget is not null)
                    yaml.Append(CultureInfo.InvariantCulture, $"        limit: {budget}\n");
                Line(yaml, "handler", row.Handler);
                Line(yaml, "supervisor", row.Supervisor);
            }
        }

        return yaml.ToString();
    }

    private static void Line(StringBuilder yaml, string key, string text)
    {
        if (text.Length > 0)
            yaml.Append(CultureInfo.InvariantCulture, $"        {key}: {Quoted(text)}\n");
    }

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings(" ").Replace('\t', ' ')}\"";
}
