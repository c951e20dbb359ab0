using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using GridWorkflow.Browser.Tests;
using GridWorkflow.Host.Composition;
using GridWorkflow.Host.Webhooks;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(HostProcess))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace GridWorkflow.Browser.Tests;

/// <summary>The host as a process of its own, with the demo district on a free port and a fresh database, and a real Chromium.</summary>
public sealed partial class HostProcess : IAsyncLifetime
{
    /// <summary>Milliseconds that a page may take on a machine that has other work: what is measured here is what it shows, not how soon.</summary>
    public const float Patience = 120_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("gridworkflow-browser-").FullName;
    private readonly StringBuilder _output = new();
    private Process? _process;
    private int _messages;
    private IPlaywright? _playwright;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public string AdminPassword { get; private set; } = "";

    public string DemoPassword { get; private set; } = "";

    public (string Name, byte[] Key) Source { get; private set; }

    public IBrowser Browser { get; private set; } = null!;

    /// <summary>Path of its database, for what no page brings about.</summary>
    public string Database => Path.Combine(_folder, "browser.db");

    /// <summary>Pictures for people to look at.</summary>
    public static string Pictures { get; } = Directory.CreateDirectory(Path.Combine(Root(), "artifacts", "screenshots")).FullName;

    /// <summary>A file of the workflow folder.</summary>
    public static string Workflow(string path) => Path.Combine(Root(), "workflows", path);

    public async ValueTask InitializeAsync()
    {
        Source = ("hotline", await AddSource());
        await Start();
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium(),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();
        _playwright?.Dispose();
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        await File.WriteAllTextAsync(Path.Combine(Pictures, "..", "browser-host.log"), _output.ToString());
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Sends a signed report as a hotline would; answers the case number and the tracking link.</summary>
    public async Task<ReportAnswer> Report(string title, string grid, string category = "G0101", string more = "")
    {
        var body = Encoding.UTF8.GetBytes($$"""{"title":"{{title}}","category":"{{category}}","grid":"{{grid}}"{{more}}}""");
        var id = $"m-{Interlocked.Increment(ref _messages)}";
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        using var client = new HttpClient { BaseAddress = Address };
        using var message = new HttpRequestMessage(HttpMethod.Post, $"/webhooks/{Source.Name}") { Content = new ByteArrayContent(body) };
        message.Content.Headers.ContentType = new("application/json");
        message.Headers.Add(WebhookSignature.IdHeader, id);
        message.Headers.Add(WebhookSignature.TimestampHeader, $"{timestamp}");
        message.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(Source.Key, id, timestamp, body));
        using var answer = await client.SendAsync(message);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<ReportAnswer>())!;
    }

    private async Task Start()
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = Launch("--demo", "--urls", "http://127.0.0.1:0", "--db", Database);
        _process.OutputDataReceived += (_, line) => Take(line.Data, ready);
        _process.ErrorDataReceived += (_, line) => Take(line.Data, null);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var ended = _process.WaitForExitAsync();
        var first = await Task.WhenAny(ready.Task, ended).WaitAsync(TimeSpan.FromMilliseconds(Patience));
        first.ShouldBe(ready.Task, $"The host ended before it served:{Environment.NewLine}{_output}");
    }

    private void Take(string? line, TaskCompletionSource? ready)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        if (AdminLine().Match(line) is { Success: true } admin)
            AdminPassword = admin.Groups[1].Value;
        if (DemoLine().Match(line) is { Success: true } demo)
            DemoPassword = demo.Groups[1].Value;
        if (ServesLine().Match(line) is { Success: true } serves)
        {
            Address = new Uri(serves.Groups[1].Value);
            ready?.TrySetResult();
        }
    }

    private async Task<byte[]> AddSource()
    {
        using var process = Launch("source", "add", "hotline", "--demo", "--db", Database);
        var output = await process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, output + error);
        WebhookSecret.TryRead(SecretLine().Match(output).Value, out var key).ShouldBeTrue(output);
        return key!;
    }

    private static Process Launch(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("ASPNETCORE_ENVIRONMENT");
        return Process.Start(start)!;
    }

    private static string Chromium() =>
        new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("Expected Chromium at /usr/bin/chromium, but there is none. Run tests/run, which installs it.");

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "GridWorkflow.sln")))
                return folder.FullName;
        }

        return AppContext.BaseDirectory;
    }

    [GeneratedRegex("Sign in as 'admin' with the password .*: (\\S+)$")]
    private static partial Regex AdminLine();

    [GeneratedRegex("all of them have the password (\\S+)$")]
    private static partial Regex DemoLine();

    [GeneratedRegex("serves at (http://\\S+)")]
    private static partial Regex ServesLine();

    [GeneratedRegex("whsec_[A-Za-z0-9+/=]+")]
    private static partial Regex SecretLine();
}
