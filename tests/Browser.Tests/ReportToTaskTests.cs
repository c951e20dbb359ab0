using Microsoft.Playwright;

namespace GridWorkflow.Browser.Tests;

/// <summary>A report comes in by webhook; people take it on through the pages, as they would.</summary>
public sealed class ReportToTaskTests(HostProcess host)
{
    [Theory]
    [InlineData(true, Visitor.Phone)]
    [InlineData(false, Visitor.Desk)]
    public async Task A_worker_claims_judges_and_the_grid_leader_passes_it_up(bool script, int width)
    {
        var title = $"Water in the cellar {(script ? "with" : "without")} script";
        var report = await host.Report(title, "yangliu-1", "G0102");

        await using var worker = await Visitor.Open(host, "en", width, script);
        await worker.SignIn("zheng-kai", host.DemoPassword);
        await worker.Page.Locator("li.item", new() { HasText = title }).GetByRole(AriaRole.Button, new() { Name = "Claim" }).ClickAsync();
        await Assertions.Expect(worker.Page.GetByText("The task is yours now.")).ToBeVisibleAsync();
        await worker.Page.GetByLabel("Needs coordination").CheckAsync();
        await worker.Page.GetByRole(AriaRole.Textbox, new() { Name = "Remark" }).FillAsync("Three households are affected.");
        await worker.Page.GetByRole(AriaRole.Button, new() { Name = "Complete" }).ClickAsync();
        await Assertions.Expect(worker.Page.GetByText("Done: Needs coordination.")).ToBeVisibleAsync();
        await Assertions.Expect(worker.Page.GetByText("Three households are affected.").First).ToBeVisibleAsync();

        await using var leader = await Visitor.Open(host, "en", width, script);
        await leader.SignIn("liang-hao", host.DemoPassword);
        await leader.Page.Locator("li.item", new() { HasText = title }).GetByRole(AriaRole.Link, new() { Name = title }).ClickAsync();
        await leader.Page.GetByRole(AriaRole.Button, new() { Name = "Claim" }).ClickAsync();
        await leader.Page.GetByLabel("Pass up").CheckAsync();

        // Without the remark that this outcome needs, nothing is lost and the page says what is missing.
        await leader.Page.GetByRole(AriaRole.Button, new() { Name = "Complete" }).ClickAsync();
        await Assertions.Expect(leader.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This result needs a remark.");
        await Assertions.Expect(leader.Page.GetByLabel("Pass up")).ToBeCheckedAsync();
        await leader.Page.GetByRole(AriaRole.Textbox, new() { Name = "Remark" }).FillAsync("The pipe belongs to the community.");
        await leader.Page.GetByRole(AriaRole.Button, new() { Name = "Complete" }).ClickAsync();
        await Assertions.Expect(leader.Page.GetByText("Passed up from Grid to Community")).ToBeVisibleAsync();

        await using var community = await Visitor.Open(host, "zh-TW", width, script);
        await community.SignIn("ma-chao", host.DemoPassword);
        await Assertions.Expect(community.Page.Locator("li.item", new() { HasText = title })).ToContainTextAsync("協調處置");

        await using var reporter = await Visitor.Open(host, "zh-CN", width, script);
        await reporter.Page.GotoAsync(report.TrackingUrl);
        await Assertions.Expect(reporter.Page.Locator("[aria-current=step]")).ToContainTextAsync("办理");
        await Assertions.Expect(reporter.Page.GetByText(title)).ToHaveCountAsync(0);

        foreach (var visitor in new[] { worker, leader, community, reporter })
            visitor.Complaints.Where(complaint => !complaint.Contains("422", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_admin_makes_a_source_and_a_sign_in_each_secret_shown_once()
    {
        await using var admin = await Visitor.Open(host);
        await admin.SignIn("admin", host.AdminPassword);
        await admin.Page.GotoAsync("/admin/sources");
        await admin.Page.FillAsync("#name", "patrol-app");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Create", Exact = true }).ClickAsync();
        await Assertions.Expect(admin.Page.Locator("#secret")).ToContainTextAsync("whsec_");
        await admin.Page.GotoAsync("/admin/sources");
        await Assertions.Expect(admin.Page.Locator("#secret")).ToHaveCountAsync(0);

        await admin.Page.GotoAsync("/hangfire");
        await Assertions.Expect(admin.Page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("GridWorkflow"));
        await admin.Page.GotoAsync("/scalar/v1");
        await Assertions.Expect(admin.Page.GetByText("ReceiveReport").Or(admin.Page.GetByText("Takes one signed report and opens a case")).First).ToBeVisibleAsync();
        admin.Complaints.ShouldBeEmpty();
    }
}
