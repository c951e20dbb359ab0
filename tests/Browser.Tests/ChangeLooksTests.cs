namespace GridWorkflow.Browser.Tests;

/// <summary>The forms of the case page beside its tasks, milestones, and the rosters: on a phone and on a desk, also without scripts.</summary>
public sealed class ChangeLooksTests(HostProcess host)
{
    [Theory]
    [InlineData("en", Visitor.Phone, true)]
    [InlineData("en", Visitor.Desk, false)]
    [InlineData("zh-CN", Visitor.Phone, false)]
    [InlineData("zh-TW", Visitor.Desk, true)]
    public async Task Pages_of_changes_and_rosters(string language, int width, bool script)
    {
        var suffix = $"{language}-{width}";
        await host.Report("违法搭建 Building without a permit behind the market", "shuyuan-2", "E0103");
        var report = await host.Report("又一处违法搭建 Another one", "shuyuan-2", "E0103", ",\"reporter\":{\"name\":\"Chen\",\"phone\":\"13800138000\"}");
        await using var visitor = await Visitor.Open(host, language, width, script);
        await visitor.SignIn("han-bing", host.DemoPassword);
        await visitor.Page.GotoAsync($"/cases/{report.CaseNumber}");
        await visitor.Page.Locator("section[aria-labelledby=milestones-title]").WaitForAsync();
        foreach (var fold in await visitor.Page.Locator("details.sheet > summary").AllAsync())
            await fold.ClickAsync();
        await Look(visitor, $"changes-{suffix}", script);
        await visitor.Page.Locator("form[action$='handler=Remark'] textarea").FillAsync("巡查时无人 Nobody there.");
        await visitor.Page.Locator("form[action$='handler=Remark'] button").ClickAsync();
        (await visitor.Page.ContentAsync()).ShouldContain("Nobody there.");
        await visitor.Page.Locator("form[action$='handler=Milestone'] button").ClickAsync();
        await Look(visitor, $"milestone-met-{suffix}", script);
        await visitor.Page.GotoAsync("/rosters");
        await Look(visitor, $"rosters-{suffix}", script);
        await visitor.Page.GotoAsync("/rosters/jinhe-2026?week=2026-12-09");
        await Look(visitor, $"roster-{suffix}", script);
        visitor.Complaints.ShouldBeEmpty();
    }

    // Axe is a script itself: without scripts there is a picture only.
    private static Task Look(Visitor visitor, string picture, bool script) => script
        ? visitor.Look(picture)
        : visitor.Page.ScreenshotAsync(new() { Path = Path.Combine(HostProcess.Pictures, picture + ".png"), FullPage = true });

    [Fact]
    public async Task A_leader_of_all_sees_what_nobody_covers()
    {
        foreach (var width in new[] { Visitor.Phone, Visitor.Desk })
        {
            await using var visitor = await Visitor.Open(host, "zh-CN", width);
            await visitor.SignIn("wang-min", host.DemoPassword);
            await visitor.Page.GotoAsync("/rosters");
            await visitor.Look($"rosters-leader-{width}");
            await visitor.Page.GotoAsync("/rosters/jinhe-2026?week=2026-12-09&gaps=true");
            await visitor.Look($"roster-leader-{width}");
            visitor.Complaints.ShouldBeEmpty();
        }
    }
}
