using GridWorkflow.Casework.Catalogue;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Tests.Catalogue;

public sealed class CatalogueImportTests
{
    [Fact]
    public void Reads_the_table_of_a_city_whole()
    {
        var rows = Table();
        rows.Count.ShouldBe(519);
        var imported = CatalogueImport.Read("yuncheng.csv", rows, new LimitLegend(), "city-case", "city");
        (imported.Groups, imported.Categories, imported.Conditions, imported.Explained).ShouldBe((11, 190, 519, 518));
        var odd = imported.Irregular.ShouldHaveSingleItem();
        (odd.Code, odd.Number, odd.Limit).ShouldBe(("E0122", "1", "1紧急工作时制止"));
    }

    [Fact]
    public void Every_explained_row_says_what_the_columns_say_and_loads()
    {
        var rows = Table();
        var imported = CatalogueImport.Read("yuncheng.csv", rows, new LimitLegend(), "city-case", "city");
        var data = ReferenceData.Load([.. District.Files.Where(file => !file.Path.EndsWith("catalogue/city.yaml", StringComparison.Ordinal)), new SourceFile("workflows/catalogue/yuncheng.yaml", imported.Yaml)]);
        foreach (var row in rows)
        {
            var category = data.Catalogue.Find($"{(row.Type == "component" ? 'C' : 'E')}{row.Big}{row.Small}").ShouldNotBeNull();
            var rule = PinnedRule.Resolve(category, row.Number, null, null).ShouldNotBeNull();
            rule.Source.ShouldBe(row.Limit);
            rule.Close.ShouldBe(row.Close);
            var unit = row.LimitType switch
            {
                "urgent_hour" => "urgentHour",
                "urgent_day" => "naturalDayRolling",
                "work_hour" => "workHour",
                _ => "workDayRolling",
            };
            rule.Budget?.ToString().ShouldBe(row.Limit.EndsWith("制止", StringComparison.Ordinal) ? null : $"{row.LimitValue} {unit}", $"line {row.Line}");
        }
    }

    [Fact]
    public void Refuses_a_table_whose_days_nobody_explains()
    {
        var refused = Should.Throw<RefusedException>(() => CatalogueImport.Read("t.csv", [Row("component", "01", "5天")], new LimitLegend(), "city-case", "city"));
        refused.Problems.ShouldHaveSingleItem().Code.ShouldBe("ambiguous-day");
        CatalogueImport.Read("t.csv", [Row("component", "01", "5天")], new LimitLegend { Day = BudgetUnit.WorkDayStatutory }, "city-case", "city").Yaml.ShouldContain("limit: 5 workDayStatutory");
    }

    [Fact]
    public void Refuses_what_has_no_code_or_stands_twice()
    {
        var refused = Should.Throw<RefusedException>(() => CatalogueImport.Read(
            "t.csv", [Row("thing", "01", "1工作时"), Row("event", "02", "1工作时"), Row("event", "02", "2工作时")], new LimitLegend(), "city-case", "city"));
        refused.Problems.Select(problem => problem.Code).ShouldBe(["catalogue-row", "duplicate-condition"]);
    }

    private static CatalogueRow Row(string type, string small, string limit) => new(2, type, "01", "a", small, "b", "1", "c \"d\" \\ e", "f", limit, "", "");

    private static List<CatalogueRow> Table() => [.. Shipped.Beside("catalogue/yuncheng.csv").Skip(1).Select((line, index) => Row(line, index + 2))];

    // Fields of this table are quoted only where they hold a comma.
    private static CatalogueRow Row(string text, int line)
    {
        var cells = new List<string>();
        for (var (at, quoted) = (0, false); at <= text.Length;)
        {
            quoted = at < text.Length && text[at] == '"';
            var end = quoted ? text.IndexOf('"', at + 1) : text.IndexOf(',', at) is >= 0 and var comma ? comma : text.Length;
            cells.Add(text[(quoted ? at + 1 : at)..end]);
            at = end + (quoted ? 2 : 1);
        }

        return new CatalogueRow(line, cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7], cells[8], cells[9], cells[10]);
    }
}
