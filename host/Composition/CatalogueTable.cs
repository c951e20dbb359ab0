using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using GridWorkflow.Casework.Catalogue;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Host.Composition;

/// <summary>Reads a CSV table of filing conditions.</summary>
internal static class CatalogueTable
{
    private static readonly string[] Needed = ["type", "big", "bigName", "small", "smallName", "n", "condition", "close", "limit"];

    /// <exception cref="RefusedException">A column is missing or a row is broken.</exception>
    public static IReadOnlyList<CatalogueRow> Read(string path)
    {
        var isBroken = false;
        using var reader = new CsvReader(new StreamReader(path), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            DetectDelimiter = true,
            TrimOptions = TrimOptions.Trim,
            MissingFieldFound = null,
            BadDataFound = _ => isBroken = true,
        });
        var header = reader.Read() && reader.ReadHeader() ? reader.HeaderRecord! : [];
        var problems = Needed.Except(header)
            .Select(column => new Problem("missing-column", $"Expected a column '{column}', but the file has none of that name.", Names.Remedy(column, header)) { File = path, Line = 1 })
            .ToList();
        var rows = new List<CatalogueRow>();
        for (var line = reader.Parser.RawRow + 1; problems.Count == 0 || problems[0].Code != "missing-column"; line = reader.Parser.RawRow + 1)
        {
            isBroken = false;
            if (!reader.Read())
                break;
            if (isBroken)
                problems.Add(new Problem("broken-csv", "Expected quotes in pairs, but one stands alone in this row.", "Close the quote, or double a quote inside of a field.") { File = path, Line = line });
            rows.Add(new CatalogueRow(
                line, Text("type"), Text("big"), Text("bigName"), Text("small"), Text("smallName"), Text("n"), Text("condition"), Text("close"), Text("limit"), Text("limitType"), Text("limitValue"))
            {
                Handler = Text("handler"),
                Supervisor = Text("supervisor"),
            });
        }

        return problems.Count == 0 ? rows : throw new RefusedException(problems);

        string Text(string column) => reader.TryGetField<string>(column, out var text) ? text ?? "" : "";
    }
}
