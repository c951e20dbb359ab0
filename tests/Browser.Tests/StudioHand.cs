using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace GridWorkflow.Browser.Tests;

/// <summary>What an admin's hand does in Studio: it drops, connects, types and chooses. Studio saves by itself after each of these and draws its inputs anew.</summary>
internal static partial class StudioHand
{
    /// <summary>A new flowchart, by Studio's dialog; answers its id once the editor shows it.</summary>
    public static async Task<string> Create(IPage page, string name)
    {
        await page.GotoAsync("/designer/studio");
        await page.Locator("table tbody tr").First.WaitForAsync();
        await page.GetByText("Create workflow").First.ClickAsync();
        var input = page.Locator(".mud-dialog input").First;
        await input.WaitForAsync();
        // The dialog proposes a name once it has looked for a free one; what is typed before is gone.
        await Assertions.Expect(input).Not.ToHaveValueAsync("");
        await input.FillAsync(name);
        await input.PressAsync("Tab");
        await page.Locator(".mud-dialog button", new() { HasTextRegex = Ok() }).ClickAsync();
        await page.WaitForURLAsync(EditorAddress());
        await page.Locator(".x6-graph").WaitForAsync();
        await page.GetByText(name).First.WaitForAsync();
        return new Uri(page.Url).Segments[^1];
    }

    /// <summary>Drags an activity from the palette; answers once it is drawn and saved.</summary>
    public static async Task Drop(IPage page, string activity, int x, int y)
    {
        var before = await page.Locator(".x6-node").CountAsync();
        var saved = Saved(page, text => Regex.Count(text, "\"position\":") > before);
        var tile = page.Locator("[draggable=true]", new() { HasTextRegex = new Regex($@"^\s*{activity.Replace(" ", @"\s*", StringComparison.Ordinal)}\s*$") }).First;
        await tile.ScrollIntoViewIfNeededAsync();
        await tile.DragToAsync(page.Locator(".x6-graph"), new() { TargetPosition = new() { X = x, Y = y } });
        await page.Locator(".x6-node").Nth(before).WaitForAsync();
        await saved;
    }

    /// <summary>Draws a connection from a port of one activity to another; answers once it is saved.</summary>
    /// <param name="port">What stands at the port; null where there is one only.</param>
    public static async Task Connect(IPage page, int from, string? port, int to)
    {
        var before = await page.Locator(".x6-edge").CountAsync();
        var saved = Saved(page, text => Regex.Count(text, "\"port\":\"In\"") > before);
        var node = page.Locator(".x6-node").Nth(from);
        var (x, y) = await Middle(port is null ? node.Locator(".x6-port-body[port-group=out]") : node.Locator(".x6-port", new() { HasTextString = port }).Locator(".x6-port-body"));
        var (u, v) = await Middle(page.Locator(".x6-node").Nth(to).Locator(".x6-port-body[port-group=in]"));
        await page.Mouse.MoveAsync(x, y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync((x + u) / 2, ((y + v) / 2) + 10, new() { Steps = 8 });
        await page.Mouse.MoveAsync(u, v, new() { Steps = 8 });
        await page.Mouse.UpAsync();
        await page.Locator(".x6-edge").Nth(before).WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await saved;

        static async Task<(float X, float Y)> Middle(ILocator port)
        {
            var box = await port.First.BoundingBoxAsync();
            return (box!.X + (box.Width / 2), box.Y + (box.Height / 2));
        }
    }

    /// <summary>Fills in the inputs of the activity that was dropped last, until the draft has them: an input that Studio drew anew from a save before the last one is filled in again.</summary>
    public static async Task FillIn(IPage page, string definition, string key, string role, string level, string stage, string outcome)
    {
        (string Property, string Value, Func<Task> Enter)[] inputs =
        [
            ("role", role, () => Choose(page, "Role", role)),
            ("level", level, () => Choose(page, "Level", level)),
            ("stage", stage, () => Choose(page, "Stage", stage)),
            ("outcomes", outcome, () => Add(page, "Outcomes", outcome)),
            ("key", key, () => Type(page, "Task key *", key)),
        ];
        for (var tries = 1; ; tries++)
        {
            using var draft = JsonDocument.Parse(await (await page.APIRequest.GetAsync($"/api/v1/definitions/{definition}/versions/latest")).TextAsync());
            var activity = draft.RootElement.GetProperty("root").GetProperty("activities").EnumerateArray().Last(one => one.GetProperty("type").GetString() == "Grid.Task").Clone();
            var missing = inputs.Where(input => !Has(activity, input.Property, input.Value)).ToList();
            if (missing.Count == 0)
                return;
            tries.ShouldBeLessThan(6, $"Studio did not keep {string.Join(", ", missing.Select(input => input.Property))}");
            foreach (var (_, value, enter) in missing)
            {
                var saved = Saved(page, text => text.Contains(value, StringComparison.Ordinal));
                await enter();
                await saved;
            }
        }
    }

    /// <summary>The cloud.</summary>
    public static async Task Publish(IPage page)
    {
        await page.Locator("button:visible:has(path[d^=\"M19.35 10.04\"])").First.ClickAsync();
        await page.GetByText("Workflow published").Or(page.Locator(".alert-box:visible")).First.WaitForAsync();
        await Assertions.Expect(page.GetByText("Workflow published").First).ToBeVisibleAsync();
    }

    private static bool Has(JsonElement activity, string property, string value) =>
        activity.TryGetProperty(property, out var input) && input.ValueKind == JsonValueKind.Object && input.GetRawText().Contains($"{value}", StringComparison.Ordinal);

    /// <summary>The next save whose text is such; to be asked for before what leads to it.</summary>
    private static Task<IResponse> Saved(IPage page, Func<string, bool> isIt) => page.WaitForResponseAsync(
        answer => answer.Ok && answer.Request.Method == "POST" && answer.Url.EndsWith("/elsa/api/workflow-definitions", StringComparison.Ordinal) && isIt(answer.Request.PostData ?? ""));

    private static ILocator Control(IPage page, string label) =>
        page.Locator(".mud-input-control", new() { Has = page.Locator("label", new() { HasTextRegex = new Regex($"^{Regex.Escape(label)}$") }) }).First;

    private static async Task Type(IPage page, string label, string text)
    {
        var input = Control(page, label).Locator("input").First;
        await input.FillAsync(text);
        await input.PressAsync("Tab");
    }

    /// <summary>Chooses from a drop-down by key.</summary>
    private static async Task Choose(IPage page, string label, string key)
    {
        await Control(page, label).Locator(".mud-input-slot[tabindex]").First.ClickAsync();
        await page.Locator($".mud-popover-open [role=option][aria-label$=\"({key})\"], .mud-popover-open [role=option][aria-label=\"{key}\"]").First.ClickAsync();
    }

    /// <summary>Adds a text to a list of texts; typed again where it was typed into an input that was just drawn anew.</summary>
    private static async Task Add(IPage page, string label, string text)
    {
        var input = Control(page, label).Locator("input").First;
        for (var tries = 1; ; tries++)
        {
            await input.FillAsync("");
            await input.PressSequentiallyAsync(text);
            await input.PressAsync("Enter");
            try
            {
                await page.Locator(".x6-port text", new() { HasTextString = text }).First.WaitForAsync(new() { Timeout = 15_000 });
                return;
            }
            catch (TimeoutException) when (tries < 5)
            {
                // Its outcomes are its ports; this one is none yet.
            }
        }
    }

    [GeneratedRegex("/designer/studio/[^/]+$")]
    private static partial Regex EditorAddress();

    [GeneratedRegex("^OK$", RegexOptions.IgnoreCase)]
    private static partial Regex Ok();
}
