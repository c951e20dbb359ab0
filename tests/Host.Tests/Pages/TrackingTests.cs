using System.Net;
using GridWorkflow.Host.Tests.Running;

namespace GridWorkflow.Host.Tests.Pages;

public sealed class TrackingTests(RunningHost host)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_public_page_shows_the_stage_and_no_personal_data()
    {
        var report = await host.File("Secret title of Mrs Chen", more: """
            ,"description":"behind door 17","reporter":{"name":"Chen Xiaoming","email":"chen@example.org","phone":"13800001234"},"place":{"address":"Liberation Road 17","lat":23.123,"lon":113.321}
            """);
        using var client = host.Anonymous();
        using var answer = await client.GetAsync(report.TrackingUrl, Cancellation);
        var html = await answer.Content.ReadAsStringAsync(Cancellation);
        html.ShouldContain(report.CaseNumber);
        html.ShouldContain("Dispute between neighbours");
        html.ShouldContain("aria-current=\"step\"");
        foreach (var secret in new[] { "Secret title", "door 17", "Xiaoming", "chen@example.org", "13800001234", "Liberation Road", "23.123", "zheng-kai", "Zheng Kai" })
            html.ShouldNotContain(secret);
        answer.Headers.GetValues("X-Robots-Tag").ShouldBe(["noindex, nofollow"]);
    }

    [Theory]
    [InlineData("zh-CN", "查询办理进度")]
    [InlineData("zh-TW", "查詢辦理進度")]
    [InlineData("en-GB", "Follow your report")]
    [InlineData("de", "Follow your report")]
    public async Task The_page_speaks_the_language_of_the_browser(string language, string title)
    {
        var report = await host.File();
        using var client = host.Anonymous(language);
        (await client.GetStringAsync(report.TrackingUrl, Cancellation)).ShouldContain($"<h1>{title}</h1>");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("' or 1=1 --")]
    [InlineData("..%2f..%2f")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_token_that_opens_nothing_is_not_there(string token)
    {
        using var client = host.Anonymous();
        (await client.GetAsync($"/track/{Uri.EscapeDataString(token)}", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_chosen_language_stays_and_leads_back()
    {
        using var client = host.Anonymous();
        using var answer = await client.GetAsync("/language/zh-Hant?back=%2Fsignin", Cancellation);
        answer.Headers.Location!.ToString().ShouldBe("/signin");
        (await client.GetStringAsync("/signin", Cancellation)).ShouldContain("<html lang=\"zh-Hant\">");
        using var outside = await client.GetAsync("/language/en?back=https%3A%2F%2Fevil.example", Cancellation);
        outside.Headers.Location!.ToString().ShouldBe("/");
    }
}
