using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace GridWorkflow.Browser.Tests;

/// <summary>A lifecycle that runs is edited in Studio: new cases get the new version, cases that run keep theirs.</summary>
public sealed partial class StudioEditTests(HostProcess host)
{
    private const float Patience = 120_000;

    [Fact]
    public async Task A_case_keeps_the_version_that_it_began_with()
    {
        var before = await host.Report("路灯不亮 Street lamp is dark", "hubin-3", "G0102");
        await using var visitor = await Visitor.Open(host);
        var page = visitor.Page;
        await visitor.SignIn("admin", host.AdminPassword);
        await page.GotoAsync($"/designer/community-case?case={before.CaseNumber}");
        var pinned = await Version(page);

        await page.GotoAsync("/designer/studio/community-case");
        await page.Locator(".x6-node").First.WaitForAsync(new() { Timeout = Patience });
        var description = page.Locator(".mud-input-control", new() { Has = page.Locator("label", new() { HasTextRegex = Description() }) }).First.Locator("textarea").First;
        await description.FillAsync("Redrawn in Studio");
        await description.PressAsync("Tab");
        await page.Locator("button:visible:has(path[d^=\"M19.35 10.04\"])").First.ClickAsync();
        await page.GetByText("Workflow published").First.WaitForAsync(new() { Timeout = Patience });

        await page.GotoAsync("/designer/community-case");
        (await Version(page)).ShouldBe(pinned + 1);
        await page.GotoAsync($"/designer/community-case?case={before.CaseNumber}");
        (await Version(page)).ShouldBe(pinned);
        var after = await host.Report("路灯不亮 Street lamp is dark", "hubin-3", "G0102");
        await page.GotoAsync($"/designer/community-case?case={after.CaseNumber}");
        (await Version(page)).ShouldBe(pinned + 1);

        // The case in Studio's viewer, where it waits.
        await page.GotoAsync("/admin/instances");
        var link = await page.Locator("td a[href^='/admin/instances/']").First.GetAttributeAsync("href");
        await page.GotoAsync($"/designer/studio/instances/{link!.Split('/')[^1]}");
        await page.Locator(".x6-node").First.WaitForAsync(new() { Timeout = Patience });
        await page.GetByText("Running").Or(page.GetByText("Suspended")).First.WaitForAsync(new() { Timeout = Patience });
        await page.ScreenshotAsync(new() { Path = Path.Combine(HostProcess.Pictures, "studio-case.png") });
        visitor.Complaints.ShouldBeEmpty();
    }

    private static async Task<int> Version(IPage page) =>
        int.Parse(VersionWords().Match(await page.Locator("main > p.soft.small").Last.InnerTextAsync()).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(\d+)")]
    private static partial Regex VersionWords();

    [GeneratedRegex("^Description$")]
    private static partial Regex Description();
}
