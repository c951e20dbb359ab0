using System.Net;
using GridWorkflow.Host.Tests.Running;

namespace GridWorkflow.Host.Tests.Pages;

public sealed class CaseListTests(RunningHost host)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_formula_in_a_title_is_inert_in_the_export()
    {
        var report = await host.File("=HYPERLINK(1)");
        using var root = await host.Admin();
        using var answer = await root.GetAsync($"/cases?handler=csv&q={report.CaseNumber}", Cancellation);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldContain($"{report.CaseNumber},'=HYPERLINK(1),");
    }

    [Fact]
    public async Task Markup_in_a_title_is_text()
    {
        await host.File("<script>alert(1)</script>");
        using var root = await host.Admin();
        var html = await root.GetStringAsync("/cases?q=script", Cancellation);
        html.ShouldNotContain("<script>alert");
        html.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    }

    [Theory]
    [InlineData("sort=number;drop table cases")]
    [InlineData("sort=-password_hash")]
    [InlineData("q=' or 1=1 --")]
    [InlineData("status=Nonsense")]
    [InlineData("grid=' or 1=1 --")]
    [InlineData("page-number=-5")]
    [InlineData("page-number=999999")]
    [InlineData("page-number=x")]
    public async Task Whatever_the_address_says_the_list_answers(string query)
    {
        using var root = await host.Admin();
        (await root.GetAsync("/cases?" + Uri.EscapeDataString(query).Replace("%3D", "=", StringComparison.Ordinal), Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_filter_narrows_within_what_the_reader_may_see_and_never_widens()
    {
        var report = await host.File(grid: "hubin-2");
        using var stranger = await host.Staff("zheng-kai");
        (await stranger.GetStringAsync("/cases?grid=hubin-2", Cancellation)).ShouldNotContain(report.CaseNumber);
        using var centre = await host.Staff("liu-yang");
        (await centre.GetStringAsync("/cases?grid=hubin-2", Cancellation)).ShouldContain(report.CaseNumber);
        using var department = await host.Staff("wu-xia");
        (await department.GetStringAsync("/cases", Cancellation)).ShouldNotContain(report.CaseNumber);
    }
}
