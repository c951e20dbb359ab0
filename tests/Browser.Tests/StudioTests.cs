using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace GridWorkflow.Browser.Tests;

/// <summary>Elsa Studio in a real Chromium, under our policy, which the console would report.</summary>
public sealed partial class StudioTests(HostProcess host)
{
    [Fact]
    public async Task A_workflow_is_published_and_run_and_looked_at()
    {
        await using var visitor = await Admin("en");
        var page = visitor.Page;
        await StudioHand.Create(page, "One line");
        await page.GetByText("Console", new() { Exact = true }).First.ClickAsync();
        await StudioHand.Drop(page, "Write Line", 60, 60);
        await StudioHand.Publish(page);
        await page.Locator("button:visible:has(path[d*=\"M8 5v14l11-7z\"])").Last.ClickAsync();
        await page.WaitForURLAsync(InstanceAddress());
        await page.Locator(".x6-node").First.WaitForAsync();
        await page.ScreenshotAsync(new() { Path = Picture("studio-viewer") });

        await page.GotoAsync("/designer/studio/instances");
        await page.Locator("tbody td", new() { HasTextString = "One line" }).First.WaitForAsync();
        await page.ScreenshotAsync(new() { Path = Picture("studio-instances") });
        visitor.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("en", "Create workflow"), InlineData("zh-CN", "新建流程"), InlineData("zh-TW", "新建流程")]
    public async Task The_page_around_it_is_sound_and_Studio_speaks_the_readers_language(string language, string create)
    {
        await using var visitor = await Admin(language);
        var page = visitor.Page;
        await page.GotoAsync("/designer/studio");
        await page.Locator("table tbody tr").First.WaitForAsync();
        await page.GetByText(create).First.WaitForAsync();
        await Around(page, $"studio-definitions-{language}");
        await page.GotoAsync("/designer/studio/community-case");
        await page.Locator(".x6-node").First.WaitForAsync();
        await Around(page, $"studio-editor-{language}");
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Loaded_again_it_comes_from_the_cache_and_the_first_time_it_is_no_more_than_it_must_be()
    {
        await using var visitor = await Admin("en");
        var page = visitor.Page;
        var devtools = await page.Context.NewCDPSessionAsync(page);
        await devtools.SendAsync("Network.enable");
        double bytes = 0;
        devtools.Event("Network.loadingFinished").OnEvent += (_, json) => bytes += json!.Value.GetProperty("encodedDataLength").GetDouble();
        await Load();
        bytes.ShouldBeInRange(1_000_000, 9_300_000);
        TestContext.Current.SendDiagnosticMessage($"First load of the editor: {bytes / 1e6:F2} MB");

        bytes = 0;
        await Load();
        TestContext.Current.SendDiagnosticMessage($"Second load: {bytes / 1e3:F0} kB");
        bytes.ShouldBeLessThan(150_000, "the page and the API, no file of Studio");

        async Task Load()
        {
            await page.GotoAsync("/designer/studio/community-case");
            await page.Locator(".x6-node").First.WaitForAsync();
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        }
    }

    private async Task<Visitor> Admin(string language)
    {
        var visitor = await Visitor.Open(host, language);
        await visitor.SignIn("admin", host.AdminPassword);
        return visitor;
    }

    /// <summary>Our page, without what is Studio's own.</summary>
    private static async Task Around(IPage page, string picture)
    {
        await page.ScreenshotAsync(new() { Path = Picture(picture) });
        var result = await page.RunAxe(
            new AxeRunContext { Exclude = [new AxeSelector("#studio")] },
            new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } });
        result.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{picture}: {violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}")
            .ShouldBeEmpty();
    }

    private static string Picture(string name) => Path.Combine(HostProcess.Pictures, name + ".png");

    [GeneratedRegex("/designer/studio/instances/[^/]+$")]
    private static partial Regex InstanceAddress();
}
