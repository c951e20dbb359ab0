using GridWorkflow.Conformance.Elsa;

namespace GridWorkflow.Conformance.Tests;

public sealed class DifferencesPageTests
{
    [Fact]
    public void The_page_names_cases_and_causes_in_the_rows_of_its_tables_only()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "# `not-this`\n\n| Cases | Why |\n|---|---|\n| `b-one` `b-two` | because |\n| `code:bad-script` | and `b-three` |\n");
            DifferencesPage.Read(path).Order(StringComparer.Ordinal).ShouldBe(["b-one", "b-three", "b-two", "code:bad-script"]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Without_a_page_nothing_may_differ() => DifferencesPage.Read("no-such-page.md").ShouldBeEmpty();
}
