using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace GridWorkflow.Browser.Tests;

/// <summary>A lifecycle that runs is edited in Studio: new cases get the new version, cases that run keep theirs.</summary>
public sealed partial class StudioEditTests
{
    [Fact]
    public async Task A_case_keeps_the_version_that_it_began_with()
    {
        // A host of its own: others count on the versions that are shipped.
        await using var host = new HostProcess();
        await host.InitializeAsync();
        var before = await host.Report("路灯不亮 Street lamp is dark", "hubin-3", "G0102");
        await using var visitor = await Visitor.Open(host);
        var page = visitor.Page;
        await visitor.SignIn("admin", host.AdminPassword);
        var pinned = await VersionOf(page, before.CaseNumber);

        await page.GotoAsync("/designer/studio/community-case");
        await page.Locator(".x6-node").First.WaitForAsync();
        var description = page.Locator(".mud-input-control", new() { Has = page.Locator("label", new() { HasTextRegex = Description() }) }).First.Locator("textarea").First;
        await description.FillAsync("Redrawn in Studio");
        await description.PressAsync("Tab");
        await StudioHand.Publish(page);

        await page.GotoAsync("/designer/community-case");
        (await Version(page)).ShouldBe(pinned + 1);
        (await VersionOf(page, before.CaseNumber)).ShouldBe(pinned);
        var after = await host.Report("路灯不亮 Street lamp is dark", "hubin-3", "G0102");
        (await VersionOf(page, after.CaseNumber)).ShouldBe(pinned + 1);

        // The case in Studio's viewer, where it waits.
        var instance = await page.EvaluateAsync<string>("""
            async () => (await (await fetch("/elsa/api/workflow-instances", {
                method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ definitionId: "community-case", page: 0, pageSize: 1 })
            })).json()).items[0].id
            """);
        await page.GotoAsync($"/designer/studio/instances/{instance}");
        await page.Locator(".x6-node").First.WaitForAsync();
        await page.GetByText("Running").Or(page.GetByText("Suspended")).First.WaitForAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(HostProcess.Pictures, "studio-case.png") });
        visitor.Complaints.ShouldBeEmpty();
    }

    /// <summary>The version that a case is pinned to.</summary>
    private static async Task<int> VersionOf(IPage page, string number)
    {
        await page.GotoAsync($"/cases/{number}/way");
        var href = await page.Locator("a[href^='/designer/community-case?version=']").First.GetAttributeAsync("href");
        return int.Parse(href!.Split('=')[^1], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The version in force.</summary>
    private static async Task<int> Version(IPage page) =>
        int.Parse(VersionWords().Match(await page.Locator("main > p.soft.small").Last.InnerTextAsync()).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(\d+)")]
    private static partial Regex VersionWords();

    [GeneratedRegex("^Description$")]
    private static partial Regex Description();
}
