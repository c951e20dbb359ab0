using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using GridWorkflow.Casework.Catalogue;
using GridWorkflow.Casework.Clocks;

namespace GridWorkflow.Host.Composition;

/// <summary><c>catalogue import FILE</c>: a city's table of filing conditions becomes a file of the catalogue, with a report of what is irregular.</summary>
internal static class CatalogueVerb
{
    private static readonly Dictionary<string, BudgetUnit> Days = new(StringComparer.Ordinal)
    {
        // The working day of eight hours, as tables of the standard mean it.
        ["workDay"] = BudgetUnit.WorkDayRolling,
        ["workDayRolling"] = BudgetUnit.WorkDayRolling,
        ["workDayStatutory"] = BudgetUnit.WorkDayStatutory,
        ["naturalDayRolling"] = BudgetUnit.NaturalDayRolling,
        ["naturalDayStatutory"] = BudgetUnit.NaturalDayStatutory,
    };

    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "CSV with the columns type, big, bigName, small, smallName, n, condition, close, limit and, if there are, limitType, limitValue, handler, supervisor." };
        var target = new Option<FileInfo?>("--out") { Description = "Where the file of the catalogue is written. Left out: only the report." };
        var days = new Option<string?>("--days") { Description = $"What 天 means where the file does not say it: {string.Join(", ", Days.Keys)}." };
        var hours = new Option<string?>("--hours") { Description = "What 小时 means where the file does not say it: workHour, urgentHour." };
        var seasons = new Option<string[]>("--season") { Description = "Dates of a season that limits name: 种植季节=03-01..04-30,10-15..11-30. May be given several times." };
        var definition = new Option<string>("--definition") { Description = "Lifecycle of the categories.", DefaultValueFactory = _ => "city-case" };
        var policy = new Option<string>("--policy") { Description = "Policy of the categories.", DefaultValueFactory = _ => "city" };
        days.AcceptOnlyFromAmong([.. Days.Keys]);
        hours.AcceptOnlyFromAmong("workHour", "urgentHour");
        var import = new Command("import", "Read a table of filing conditions and report every limit that is not fully explained.") { file, target, days, hours, seasons, definition, policy };
        import.SetAction(async (parsed, cancellation) =>
        {
            var day = parsed.GetValue(days) is { } word ? Days[word] : (BudgetUnit?)null;
            var legend = new LimitLegend
            {
                Day = day,
                Hour = parsed.GetValue(hours) switch
                {
                    "workHour" => BudgetUnit.WorkHour,
                    "urgentHour" => BudgetUnit.UrgentHour,
                    _ => null,
                },
                WorkDay = day == BudgetUnit.WorkDayStatutory ? BudgetUnit.WorkDayStatutory : BudgetUnit.WorkDayRolling,
                Seasons = Seasons(parsed.GetValue(seasons) ?? []),
            };
            var source = parsed.GetValue(file)!.FullName;
            var imported = CatalogueImport.Read(source, CatalogueTable.Read(source), legend, parsed.GetValue(definition)!, parsed.GetValue(policy)!);
            if (parsed.GetValue(target) is { } path)
                await File.WriteAllTextAsync(path.FullName, imported.Yaml, cancellation);
            await Report(imported, parsed.GetValue(target)?.FullName);
            return 0;
        });
        return new Command("catalogue", "Categories, filing conditions and limits.") { import };
    }

    private static ImmutableSortedDictionary<string, Gate> Seasons(string[] texts) => texts
        .Select(text => text.Split('=', 2) is [{ Length: > 0 } name, var dates]
            ? KeyValuePair.Create(name.Trim(), Gate.Parse(dates).OrThrow())
            : throw new RefusedStartException($"Expected a season as NAME=03-01..04-30, but found '{text}'."))
        .ToImmutableSortedDictionary(StringComparer.Ordinal);

    private static async Task Report(ImportedCatalogue imported, string? target)
    {
        foreach (var row in imported.Irregular)
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"line {row.Line}: {row.Code}#{row.Number} {row.Name}: '{row.Limit}': {row.Reason}"));
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"catalogue: {imported.Conditions} conditions in {imported.Categories} categories of {imported.Groups} groups; {imported.Explained} limits explained, {imported.Irregular.Length} irregular"));
        if (target is not null)
            await Console.Out.WriteLineAsync($"Written to {target}.{(imported.Irregular.IsEmpty ? "" : " Irregular rows keep their text and have no limit: write one, or the policy's applies.")}");
    }
}
