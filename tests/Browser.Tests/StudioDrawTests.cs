using System.Text.Json;
using Microsoft.Playwright;

namespace GridWorkflow.Browser.Tests;

/// <summary>A lifecycle from nothing: drawn in Studio by mouse, published, given a category, and a case goes its way through it.</summary>
public sealed class StudioDrawTests
{
    private const string Category = "B0101";

    [Fact]
    public async Task A_lifecycle_is_drawn_by_mouse_and_a_case_runs_through_it()
    {
        // A host of its own: others count on the lifecycles and the catalogue that are shipped.
        await using var host = new HostProcess();
        await host.InitializeAsync();
        await using var admin = await Visitor.Open(host);
        await admin.SignIn("admin", host.AdminPassword);
        var page = admin.Page;
        var id = await Draw(page);
        await page.ScreenshotAsync(new() { Path = Path.Combine(HostProcess.Pictures, "studio-drawn.png") });
        await StudioHand.Publish(page);
        await GiveCategory(page, id);

        var title = "Bench without a back";
        var report = await host.Report(title, "yangliu-1", Category);
        await using (var worker = await Visitor.Open(host, "en", Visitor.Phone))
        {
            await worker.SignIn("zheng-kai", host.DemoPassword);
            await Complete(worker.Page, title, "General matter", "A bench in the park.");
            await Complete(worker.Page, title, "Repaired", "The back is screwed on again.");
            worker.Complaints.ShouldBeEmpty();
        }

        // Answered, closed and kept.
        await page.GotoAsync($"/cases/{report.CaseNumber}");
        await Assertions.Expect(page.GetByText("Archived").First).ToBeVisibleAsync();

        // In Studio's viewer: all six steps, done.
        await page.GotoAsync($"/designer/studio/instances/{await InstanceOf(page, id)}");
        await page.Locator(".x6-node").Nth(5).WaitForAsync();
        await page.GetByText("Finished").First.WaitForAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(HostProcess.Pictures, "studio-drawn-case.png") });
        // And in ours.
        await page.GotoAsync($"/cases/{report.CaseNumber}/way");
        await Assertions.Expect(page.Locator(".flow-node.been")).ToHaveCountAsync(6);
        await admin.Look("studio-drawn-way");
        admin.Complaints.ShouldBeEmpty();
    }

    private static async Task<string> Draw(IPage page)
    {
        var id = await StudioHand.Create(page, "Bench repair");
        await page.GetByText("Casework", new() { Exact = true }).First.ClickAsync();
        await StudioHand.Drop(page, "File case", 10, 20);
        await StudioHand.Drop(page, "Task", 230, 20);
        await StudioHand.FillIn(page, id, "judge", "grid-worker", "lowest", "Triaged", "General");
        await StudioHand.Drop(page, "Task", 470, 20);
        await StudioHand.FillIn(page, id, "handle", "grid-worker", "lowest", "Handled", "Repaired");
        await StudioHand.Drop(page, "Reply", 10, 220);
        await StudioHand.Drop(page, "Close case", 230, 220);
        await StudioHand.Drop(page, "Archive case", 470, 220);
        await StudioHand.Connect(page, 0, null, 1);
        await StudioHand.Connect(page, 1, "General", 2);
        await StudioHand.Connect(page, 2, "Repaired", 3);
        await StudioHand.Connect(page, 3, null, 4);
        await StudioHand.Connect(page, 4, null, 5);
        return id;
    }

    /// <summary>A file of the catalogue by the policy pages: what can be reported runs the new lifecycle, with the limits of the community.</summary>
    private static async Task GiveCategory(IPage page, string definition)
    {
        await page.GotoAsync("/admin/policies/file/catalogue/bench.yaml");
        await page.FillAsync("#text", $$"""
            categories:
              - code: {{Category}}
                names: { en: Broken bench, zh-Hans: 长椅损坏, zh-Hant: 長椅損壞 }
                definition: {{definition}}
                policy: community
            words:
              lifecycles:
                {{definition}}: { en: Bench repair, zh-Hans: 长椅修理, zh-Hant: 長椅修理 }
              outcomes:
                Repaired: { en: Repaired, zh-Hans: 已修理, zh-Hant: 已修理 }
            """);
        await page.Locator("button[formaction*=Save], form[action*=Save] button[type=submit]").First.ClickAsync();
        await page.Locator("a.tag-soon").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Assertions.Expect(page.Locator(".head .tag")).ToHaveTextAsync("in force");
    }

    private static async Task Complete(IPage page, string title, string outcome, string remark)
    {
        await page.GotoAsync("/");
        await page.Locator("li.item", new() { HasText = title }).GetByRole(AriaRole.Button, new() { Name = "Claim" }).ClickAsync();
        await page.GetByLabel(outcome).CheckAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Remark" }).FillAsync(remark);
        await page.GetByRole(AriaRole.Button, new() { Name = "Complete" }).ClickAsync();
        await Assertions.Expect(page.GetByText($"Done: {outcome}.")).ToBeVisibleAsync();
    }

    private static async Task<string> InstanceOf(IPage page, string definition)
    {
        var answer = await page.APIRequest.PostAsync("/elsa/api/workflow-instances", new() { DataObject = new { definitionId = definition, page = 0, pageSize = 1 } });
        using var found = JsonDocument.Parse(await answer.TextAsync());
        return found.RootElement.GetProperty("items")[0].GetProperty("id").GetString()!;
    }
}
