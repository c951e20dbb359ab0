using GridWorkflow.Casework.Catalogue;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Tests.Catalogue;

public sealed class CatalogueFileTests
{
    [Fact]
    public void Groups_give_their_categories_a_type()
    {
        var lid = Pinned.Data.Catalogue.Find("RT01").ShouldNotBeNull();
        (lid.Type, lid.GroupCode, lid.Conditions.Length).ShouldBe((CategoryType.Component, "T", 3));
        Pinned.Data.Catalogue.Find("RT03")!.Type.ShouldBe(CategoryType.Own);
    }

    [Theory]
    [InlineData("RT01", null, "A", "grid", "RT01#1", "5 workDayRolling")] // the default condition
    [InlineData("RT01", "2", "A", "grid", "RT01#2 area A level grid", "1 urgentHour")] // area and level
    [InlineData("RT01", "2", "A", "street", "RT01#2 area A", "2 urgentHour")] // the area weighs more than the level
    [InlineData("RT01", "2", "B", "grid", "RT01#2", "4 workHour")]
    [InlineData("RT01", "2", null, null, "RT01#2", "4 workHour")]
    [InlineData("RT01", "3", "A", "grid", "RT01#3", "3 workDayRolling")] // the condition has none: the category's
    [InlineData("RT02", null, "A", "grid", "RT02", "4 workHour")]
    [InlineData("RT03", null, null, null, "RT03", null)] // milestones only
    [InlineData("RT04", null, null, null, "RT04", null)] // nobody has chosen
    [InlineData("RT04", "2", null, null, "RT04#2", "2 workDayRolling")]
    public void Condition_then_category(string code, string? condition, string? area, string? level, string origin, string? budget)
    {
        var rule = PinnedRule.Resolve(Pinned.Data.Catalogue.Find(code)!, condition, area, level).ShouldNotBeNull();
        (rule.Origin, rule.Budget?.ToString()).ShouldBe((origin, budget));
    }

    // Studio names what is drawn from nothing by a number.
    [Theory]
    [InlineData("01a22bd1493c7e3fa7852d590f34bc30")]
    [InlineData("Bench.repair")]
    public void A_category_runs_whatever_a_definition_may_be_called(string definition) =>
        CatalogueFile.Read(new SourceFile("catalogue/bench.yaml", $"categories:\n  - {{ code: B0101, names: {{ en: Bench, zh-Hans: 长椅, zh-Hant: 長椅 }}, definition: {definition}, policy: community }}\n"))
            .Categories.ShouldHaveSingleItem().Category.DefinitionId.ShouldBe(definition);

    [Fact]
    public void A_category_without_rules_pins_nothing() =>
        PinnedRule.Resolve(Pinned.Data.Catalogue.Find("G0101")!, null, "A", "grid").ShouldBeNull();

    [Fact]
    public void A_grid_has_the_area_of_the_nearest_unit_that_names_one()
    {
        Pinned.Data.Organisation.AreaOf("yangliu-1").ShouldBe("A");
        Pinned.Data.Organisation.AreaOf("hubin-1").ShouldBe("B");
    }

    [Theory]
    [InlineData("number: \"2\"", "number: \"1\"", "duplicate-condition")]
    [InlineData("text: 其他 }", "text: 其他, default: true }", "second-default")]
    [InlineData("- { area: A, level: grid, limit: 1 urgentHour }", "- { area: A, limit: 1 urgentHour }", "duplicate-limit")]
    [InlineData("- { limit: 4 workHour }", "- { area: A, level: street }", "missing-limit")]
    [InlineData("key: penalise", "key: stop", "duplicate-milestone")]
    [InlineData("limit: 2 workDayRolling }", "limit: 2 days }", "budget-unit")]
    [InlineData("area: A, level: grid", "area: Z, level: grid", "unknown-area")]
    [InlineData("area: A, level: grid", "area: A, level: moon", "unknown-level")]
    [InlineData("group: T\n", "group: U\n", "unknown-group")]
    [InlineData("source: 5天", "sauce: 5天", "unknown-key")]
    public void Refuses_with_a_reason(string old, string replacement, string code)
    {
        Pinned.Catalogue.ShouldContain(old);
        var text = Pinned.Catalogue.Replace(old, replacement, StringComparison.Ordinal);
        Should.Throw<RefusedException>(() => ReferenceData.Load(Pinned.Files(text))).Problems.ShouldContain(problem => problem.Code == code);
    }

    [Fact]
    public void A_policy_that_says_nothing_of_the_catalogue_keeps_its_version()
    {
        var without = ReferenceData.Load(Pinned.Files(policy: Pinned.Policy.Replace("limitFrom: catalogue, ", "", StringComparison.Ordinal)));
        without.Policies["pinned"].Version.ShouldNotBe(Pinned.Data.Policies["pinned"].Version);
        without.Policies["pinned"].Total!.FromCatalogue.ShouldBeFalse();
        Should.Throw<RefusedException>(() => ReferenceData.Load(Pinned.Files(policy: Pinned.Policy.Replace("limitFrom: catalogue", "limitFrom: catalog", StringComparison.Ordinal))))
            .Problems.ShouldContain(problem => problem.Code == "limit-from");
    }
}
