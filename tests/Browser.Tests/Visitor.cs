using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace GridWorkflow.Browser.Tests;

/// <summary>Somebody with a browser of a width and a language, who notices errors in the console and violations of axe.</summary>
public sealed class Visitor : IAsyncDisposable
{
    public const int Phone = 390;
    public const int Desk = 1440;

    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    private Visitor(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _complaints.Add($"{page.Url}: {message.Text}");
        };
        page.PageError += (_, error) => _complaints.Add($"{page.Url}: {error}");
        page.RequestFinished += (_, request) =>
        {
            if (new Uri(request.Url).Host is not ("127.0.0.1" or ""))
                _complaints.Add($"{page.Url} asks another host: {request.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>What the browser said that it should not have had to say.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    public static async Task<Visitor> Open(HostProcess host, string language = "en", int width = Desk, bool script = true, bool dark = false)
    {
        var context = await host.Browser.NewContextAsync(new()
        {
            BaseURL = host.Address.ToString(),
            ViewportSize = new() { Width = width, Height = width == Phone ? 844 : 900 },
            Locale = language,
            JavaScriptEnabled = script,
            IsMobile = width == Phone,
            HasTouch = width == Phone,
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            DeviceScaleFactor = 1,
        });
        context.SetDefaultNavigationTimeout(HostProcess.Patience);
        context.SetDefaultTimeout(HostProcess.Patience);
        return new Visitor(context, await context.NewPageAsync());
    }

    public async Task SignIn(string name, string password)
    {
        await Page.GotoAsync("/signin");
        await Page.FillAsync("#name", name);
        await Page.FillAsync("#password", password);
        await Page.ClickAsync("form[method=post] button[type=submit]");
        await Page.WaitForURLAsync(url => !url.Contains("/signin", StringComparison.Ordinal));
    }

    /// <summary>Looks at the page: no violation that matters, nothing wider than the window; keeps a picture.</summary>
    public async Task Look(string picture)
    {
        var wide = await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        await Page.ScreenshotAsync(new() { Path = Path.Combine(HostProcess.Pictures, picture + ".png"), FullPage = true });
        wide.ShouldBeLessThanOrEqualTo(0, $"{picture}: the page is {wide} px wider than the window");
        // Where an address leads into a page, its head lies on what stands above: nothing that axe is to find too small.
        await Page.EvaluateAsync("() => { for (const bar of document.querySelectorAll('.top, .bottom')) bar.style.position = 'static'; }");
        var result = await Page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } });
        result.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{picture}: {violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}")
            .ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
