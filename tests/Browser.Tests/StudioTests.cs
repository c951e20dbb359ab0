using System.Text.Json;
using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace GridWorkflow.Browser.Tests;

/// <summary>Elsa Studio in a real Chromium, by mouse: drawn, saved, published, run, looked at; under our policy, which the console would report.</summary>
public sealed partial class StudioTests(HostProcess host)
{
    /// <summary>The first load starts .NET in the browser; on a busy machine that takes its time.</summary>
    private const float Patience = 120_000;

    [Fact]
    public async Task A_lifecycle_is_drawn_from_nothing_by_mouse()
    {
        await using var visitor = await Admin("en");
        var page = visitor.Page;
        var id = await Create(visitor, "Bench repair");
        await page.GetByText("Casework", new() { Exact = true }).First.ClickAsync();
        await Drop(page, "File case", 30, 60);
        await Drop(page, "Task", 270, 60);
        await Connect(page, 0, 1);
        (await page.Locator(".x6-edge").CountAsync()).ShouldBe(1);

        // The task was dropped last, so its inputs are shown.
        var key = Editor(page, "Task key *");
        await key.FillAsync("repair");
        await key.PressAsync("Tab");
        var outcomes = Editor(page, "Outcomes");
        // Armed before it is typed: the automatic save that carries the last outcome.
        var saving = page.WaitForResponseAsync(
            answer => answer.Ok && answer.Request.Method == "POST" && answer.Url.EndsWith("/elsa/api/workflow-definitions", StringComparison.Ordinal)
                && answer.Request.PostData?.Contains("Impossible", StringComparison.Ordinal) == true,
            new() { Timeout = Patience });
        foreach (var outcome in new[] { "Repaired", "Impossible" })
            await Enter(page, outcomes, outcome);

        await outcomes.PressAsync("Tab");
        // Its outcomes are its ports.
        await page.Locator(".x6-port text", new() { HasTextString = "Impossible" }).WaitForAsync(new() { Timeout = Patience });
        await page.ScreenshotAsync(new() { Path = Picture("studio-drawn") });

        await saving;
        var draft = await (await page.APIRequest.GetAsync($"/api/v1/definitions/{id}/versions/latest")).TextAsync();
        using var saved = JsonDocument.Parse(draft);
        var root = saved.RootElement.GetProperty("root");
        root.GetProperty("activities").EnumerateArray().Select(activity => activity.GetProperty("type").GetString()).ShouldBe(["Grid.FileCase", "Grid.Task"], ignoreOrder: true);
        root.GetProperty("connections").GetArrayLength().ShouldBe(1);
        var task = root.GetProperty("activities").EnumerateArray().Single(activity => activity.GetProperty("type").GetString() == "Grid.Task");
        task.GetProperty("key").GetProperty("expression").GetProperty("value").GetString().ShouldBe("repair");
        visitor.Complaints.ShouldBeEmpty();
    }

    /// <summary>Adds a text to a list of texts. Studio draws its inputs anew after each automatic save, and what is half typed then is gone: type it again.</summary>
    private static async Task Enter(IPage page, ILocator input, string text)
    {
        for (var tries = 1; ; tries++)
        {
            await input.FillAsync("");
            await input.PressSequentiallyAsync(text);
            await input.PressAsync("Enter");
            try
            {
                await page.GetByText(text, new() { Exact = true }).First.WaitForAsync(new() { Timeout = 15_000 });
                return;
            }
            catch (TimeoutException) when (tries < 5)
            {
                // Typed into an input that was just drawn anew.
            }
        }
    }

    [Fact]
    public async Task A_workflow_is_published_and_run_and_looked_at()
    {
        await using var visitor = await Admin("en");
        var page = visitor.Page;
        await Create(visitor, "One line");
        await page.GetByText("Console", new() { Exact = true }).First.ClickAsync();
        await Drop(page, "Write Line", 60, 60);
        await page.Locator("button:visible:has(path[d^=\"M19.35 10.04\"])").First.ClickAsync();
        await page.GetByText("Workflow published").First.WaitForAsync(new() { Timeout = Patience });
        await page.Locator("button:visible:has(path[d*=\"M8 5v14l11-7z\"])").Last.ClickAsync();
        await page.WaitForURLAsync(InstanceAddress(), new() { Timeout = Patience });
        await page.Locator(".x6-node").First.WaitForAsync(new() { Timeout = Patience });
        await page.ScreenshotAsync(new() { Path = Picture("studio-viewer") });

        await page.GotoAsync("/designer/studio/instances");
        await page.Locator("tbody td", new() { HasTextString = "One line" }).First.WaitForAsync(new() { Timeout = Patience });
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
        await page.Locator("table tbody tr").First.WaitForAsync(new() { Timeout = Patience });
        await page.GetByText(create).First.WaitForAsync(new() { Timeout = Patience });
        await Around(page, $"studio-definitions-{language}");
        await page.GotoAsync("/designer/studio/community-case");
        await page.Locator(".x6-node").First.WaitForAsync(new() { Timeout = Patience });
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
            await page.Locator(".x6-node").First.WaitForAsync(new() { Timeout = Patience });
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle, new() { Timeout = Patience });
        }
    }

    private async Task<Visitor> Admin(string language)
    {
        var visitor = await Visitor.Open(host, language);
        await visitor.SignIn("admin", host.AdminPassword);
        return visitor;
    }

    /// <summary>A new flowchart, by Studio's dialog; answers its id once the editor shows it.</summary>
    private static async Task<string> Create(Visitor visitor, string name)
    {
        var page = visitor.Page;
        await page.GotoAsync("/designer/studio");
        await page.Locator("table tbody tr").First.WaitForAsync(new() { Timeout = Patience });
        await page.GetByText("Create workflow").First.ClickAsync();
        var input = page.Locator(".mud-dialog input").First;
        await input.FillAsync(name);
        await input.PressAsync("Tab");
        await page.Locator(".mud-dialog button", new() { HasTextRegex = Ok() }).ClickAsync();
        await page.WaitForURLAsync(EditorAddress(), new() { Timeout = Patience });
        await page.Locator(".x6-graph").WaitForAsync(new() { Timeout = Patience });
        await page.GetByText(name).First.WaitForAsync(new() { Timeout = Patience });
        return new Uri(page.Url).Segments[^1];
    }

    private static async Task Drop(IPage page, string activity, int x, int y)
    {
        var before = await page.Locator(".x6-node").CountAsync();
        var tile = page.Locator("[draggable=true]", new() { HasTextRegex = new Regex($@"^\s*{activity.Replace(" ", @"\s*", StringComparison.Ordinal)}\s*$") }).First;
        await tile.ScrollIntoViewIfNeededAsync();
        await tile.DragToAsync(page.Locator(".x6-graph"), new() { TargetPosition = new() { X = x, Y = y } });
        await page.Locator(".x6-node").Nth(before).WaitForAsync(new() { Timeout = Patience });
        await page.Locator(".x6-port-body[port-group=out]").Nth(before).WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = Patience });
    }

    private static async Task Connect(IPage page, int from, int to)
    {
        var (x, y) = await Middle("out", from);
        var (u, v) = await Middle("in", to);
        await page.Mouse.MoveAsync(x, y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync((x + u) / 2, ((y + v) / 2) + 10, new() { Steps = 8 });
        await page.Mouse.MoveAsync(u, v, new() { Steps = 8 });
        await page.Mouse.UpAsync();
        await page.Locator(".x6-edge").First.WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = Patience });

        async Task<(float X, float Y)> Middle(string group, int place)
        {
            var box = await page.Locator($".x6-port-body[port-group={group}]").Nth(place).BoundingBoxAsync();
            return (box!.X + (box.Width / 2), box.Y + (box.Height / 2));
        }
    }

    private static ILocator Editor(IPage page, string label) =>
        page.Locator(".mud-input-control", new() { Has = page.Locator("label", new() { HasTextRegex = new Regex($"^{Regex.Escape(label)}$") }) }).First.Locator("input").First;

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

    [GeneratedRegex("/designer/studio/[^/]+$")]
    private static partial Regex EditorAddress();

    [GeneratedRegex("/designer/studio/instances/[^/]+$")]
    private static partial Regex InstanceAddress();

    [GeneratedRegex("^OK$", RegexOptions.IgnoreCase)]
    private static partial Regex Ok();
}
