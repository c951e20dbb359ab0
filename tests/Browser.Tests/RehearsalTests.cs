using System.Text.RegularExpressions;

namespace GridWorkflow.Browser.Tests;

/// <summary>An admin rehearses a lifecycle, with and without JavaScript, writes a scenario, replays a real case, and tries a draft of a calendar.</summary>
public sealed partial class RehearsalTests(HostProcess host)
{
    [Theory]
    [InlineData("en", Visitor.Phone)]
    [InlineData("zh-TW", Visitor.Desk)]
    public async Task A_scenario_is_stepped_through_and_plays(string language, int width)
    {
        await using var visitor = await Visitor.Open(host, language, width);
        await visitor.SignIn("admin", host.AdminPassword);
        await visitor.Page.GotoAsync("/designer/community-case");
        await visitor.Page.ClickAsync("a[href*='/rehearsal']");
        await visitor.Page.SelectOptionAsync("#scenario", "community-nobody-acts");
        await visitor.Page.ClickAsync("form.filter button[type=submit]");
        (await visitor.Page.Locator(".drawing .here").CountAsync()).ShouldBe(1);
        await visitor.Look($"rehearsal-begin-{language}-{width}");

        // One moment on, in place: the page is not loaded again.
        await visitor.Page.EvaluateAsync("window.same = true");
        await visitor.Page.ClickAsync("[data-step=next]");
        await visitor.Page.WaitForURLAsync(Moment(1));
        (await visitor.Page.Locator(".moments [aria-current=step]").CountAsync()).ShouldBe(1);
        await visitor.Page.Locator(".moments a").Nth(4).ClickAsync();
        await visitor.Page.WaitForURLAsync(Moment(4));
        (await visitor.Page.EvaluateAsync<bool>("window.same === true")).ShouldBeTrue();
        await visitor.Look($"rehearsal-notice-{language}-{width}");

        // Played from the last but one it stops at the end by itself.
        await visitor.Page.Locator(".moments a").Nth(-2).ClickAsync();
        await visitor.Page.WaitForSelectorAsync(".moments li:nth-last-child(2) a[aria-current=step]");
        await visitor.Page.ClickAsync("[data-play]");
        await visitor.Page.WaitForSelectorAsync(".moments li:last-child a[aria-current=step]");
        await visitor.Page.WaitForSelectorAsync("[data-play][aria-pressed=false]");
        (await visitor.Page.Locator("[data-step=next]").CountAsync()).ShouldBe(0);
        await visitor.Look($"rehearsal-end-{language}-{width}");
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_script_each_moment_is_a_link_and_an_event_can_be_added()
    {
        await using var visitor = await Visitor.Open(host, script: false);
        await visitor.SignIn("admin", host.AdminPassword);
        await visitor.Page.GotoAsync("/designer/community-case/rehearsal?scenario=community-friday-evening");
        (await visitor.Page.Locator("[data-play]").IsVisibleAsync()).ShouldBeFalse();
        await visitor.Page.ClickAsync("[data-step=next]");
        visitor.Page.Url.ShouldContain("frame=1");

        await visitor.Page.Locator("summary").Filter(new() { HasText = "Write or change" }).ClickAsync();
        await visitor.Page.FillAsync("#yaml", "id: mine\nnames: Mine\ndefinition: community-case\nstart: { at: 2026-03-02 09:00, category: G0108, grid: yangliu-1 }\nuntil: +1 workDayStatutory\n");
        await visitor.Page.FillAsync("#at", "09:30");
        await visitor.Page.FillAsync("#subject", "judge");
        await visitor.Page.FillAsync("#outcome", "General");
        await visitor.Page.ClickAsync("button[formaction*='handler=Add']");
        (await visitor.Page.Locator("#yaml").InputValueAsync()).ShouldContain("complete: \"judge\", outcome: \"General\"");
        (await visitor.Page.Locator(".moments li").CountAsync()).ShouldBeGreaterThan(2);
        await visitor.Page.FillAsync("#yaml", "id: mine\nnames: Mine\n");
        await visitor.Page.ClickAsync("button[formaction*='handler=Write']");
        (await visitor.Page.Locator("[role=alert]").InnerTextAsync()).ShouldContain("'definition'");
    }

    [Theory]
    [InlineData("en", Visitor.Phone)]
    [InlineData("zh-CN", Visitor.Desk)]
    public async Task A_real_case_is_replayed_and_a_calendar_is_tried(string language, int width)
    {
        var report = await host.Report("路灯不亮 Lamp dark", "yangliu-2", "G0102");
        await using var visitor = await Visitor.Open(host, language, width);
        await visitor.SignIn("admin", host.AdminPassword);
        await visitor.Page.GotoAsync($"/designer/community-case/rehearsal?case={report.CaseNumber}");
        (await visitor.Page.Locator("#differences").CountAsync()).ShouldBe(1);
        (await visitor.Page.Locator(".diffs li").CountAsync()).ShouldBe(0);
        await visitor.Look($"replay-{language}-{width}");

        await visitor.Page.GotoAsync("/admin/dry-run");
        await visitor.Look($"dry-run-{language}-{width}");
        await visitor.Page.Locator("details.fold summary").First.ClickAsync();
        await visitor.Page.FillAsync("#path", "policies/community.yaml");
        var policy = await File.ReadAllTextAsync(HostProcess.Workflow("policies/community.yaml"), TestContext.Current.CancellationToken);
        await visitor.Page.FillAsync("#text", policy.Replace("2 workHour", "1 urgentHour", StringComparison.Ordinal));
        await visitor.Page.ClickAsync("button.push-main[type=submit]");
        await visitor.Page.WaitForURLAsync(ResultPage());
        await visitor.Page.WaitForSelectorAsync("#counts");
        await visitor.Look($"dry-run-result-{language}-{width}");
        await visitor.Page.ClickAsync(".dry-counts a[href*='MovesIfTaken']");
        await visitor.Page.WaitForSelectorAsync(".dry-clock");
        visitor.Complaints.ShouldBeEmpty();
    }

    private static Regex Moment(int frame) => new($"frame={frame}(#|$)");

    [GeneratedRegex("/admin/dry-run/[0-9a-f-]{36}")]
    private static partial Regex ResultPage();
}
