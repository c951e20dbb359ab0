using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Composition;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Host.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(RunningHost))]

namespace GridWorkflow.Host.Tests.Running;

/// <summary>
/// The whole host with the demo district, on a real socket of loopback and a real SQLite file. Tests share it and therefore make
/// cases, sources and accounts of their own.
/// </summary>
public sealed partial class RunningHost : IAsyncLifetime
{
    private string _folder = Directory.CreateTempSubdirectory("gridworkflow-").FullName;
    private bool _isGuest;
    private WebApplication? _app;
    private int _names;

    public WebApplication App => _app ?? throw new InvalidOperationException("The host is not started.");

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public string AdminPassword { get; private set; } = "";

    public string DemoPassword { get; private set; } = "";

    public IServiceProvider Services => App.Services;

    public async ValueTask InitializeAsync() => await Start(new Dictionary<string, string?>(), null);

    public string Database => Path.Combine(_folder, "test.db");

    /// <summary>Another node on the same database; dispose it first.</summary>
    public async Task<RunningHost> Beside(IReadOnlyDictionary<string, string?> configuration, TimeProvider? time = null)
    {
        var other = new RunningHost { AdminPassword = AdminPassword, _isGuest = true };
        Directory.Delete(other._folder);
        other._folder = _folder;
        await other.Start(configuration, time);
        return other;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        if (_isGuest)
            return;
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Starts with other configuration or another clock, for tests that need a host of their own.</summary>
    public async Task Start(IReadOnlyDictionary<string, string?> configuration, TimeProvider? time, Action<IServiceCollection>? change = null)
    {
        var settings = new HostSettings
        {
            Paths = HostPaths.Find(Database, demo: true),
            Demo = true,
            Urls = "http://127.0.0.1:0",
        };
        _app = await GridHost.Build(settings, CancellationToken.None, builder =>
        {
            foreach (var (key, value) in configuration)
                builder.Configuration[key] = value;
            builder.Configuration["Serilog:MinimumLevel:Default"] = "Warning";
            if (time is not null)
                builder.Services.AddSingleton(time);
            change?.Invoke(builder.Services);
        });
        var report = await GridHost.FirstStart(_app, CancellationToken.None);
        AdminPassword = report.Admin?.Password ?? AdminPassword;
        DemoPassword = report.DemoPassword!;
        await _app.StartAsync();
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    /// <summary>A browser that follows nothing by itself and keeps its cookies.</summary>
    public HttpClient Anonymous(string language = "en")
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Address };
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        return client;
    }

    public async Task<HttpClient> SignedIn(string userName, string password, string language = "en")
    {
        var client = Anonymous(language);
        var answer = await Post(client, "/signin", new() { ["name"] = userName, ["password"] = password });
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return client;
    }

    public Task<HttpClient> Staff(string personId, string language = "en") => SignedIn(personId, DemoPassword, language);

    public Task<HttpClient> Admin() => SignedIn(Accounts.AdminName, AdminPassword);

    /// <summary>Opens the page, takes its antiforgery token and posts the form.</summary>
    public static async Task<HttpResponseMessage> Post(HttpClient client, string page, Dictionary<string, string> fields, string? to = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var html = await client.GetStringAsync(page, cancellation);
        fields["__RequestVerificationToken"] = Token().Match(html).Groups[1].Value;
        using var form = new FormUrlEncodedContent(fields);
        return await client.PostAsync(to ?? page, form, cancellation);
    }

    /// <summary>A new webhook source with its key.</summary>
    public async Task<(string Name, byte[] Key)> Source()
    {
        var name = $"source-{Interlocked.Increment(ref _names)}";
        var created = (SourceCreation.Created)await Services.GetRequiredService<WebhookKeys>().Create(name, CancellationToken.None);
        WebhookSecret.TryRead(created.Secret, out var key);
        return (name, key!);
    }

    public DateTimeOffset Now => Services.GetRequiredService<TimeProvider>().GetUtcNow();

    /// <summary>A signed message as a sender would make it.</summary>
    public HttpRequestMessage Signed(string source, byte[] key, string id, string json, DateTimeOffset? at = null) =>
        Signed($"/webhooks/{source}", key, id, json, at ?? Now);

    /// <summary>The same for any path of a webhook.</summary>
    public static HttpRequestMessage Signed(string path, byte[] key, string id, string json, DateTimeOffset at)
    {
        var body = Encoding.UTF8.GetBytes(json);
        var timestamp = at.ToUnixTimeSeconds();
        var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        message.Content.Headers.ContentType = new("application/json");
        message.Headers.Add(WebhookSignature.IdHeader, id);
        message.Headers.Add(WebhookSignature.TimestampHeader, $"{timestamp}");
        message.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(key, id, timestamp, body));
        return message;
    }

    /// <summary>Files a report through the webhook and answers the number of its case and its tracking link.</summary>
    public async Task<ReportAnswer> File(string title = "Broken manhole cover", string grid = "yangliu-1", string more = "", string category = "G0101")
    {
        var (source, key) = await Source();
        using var client = Anonymous();
        using var answer = await client.SendAsync(Signed(source, key, $"m-{source}", Report(title, grid, more, category)), TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<ReportAnswer>(TestContext.Current.CancellationToken))!;
    }

    public static string Report(string title = "Broken manhole cover", string grid = "yangliu-1", string more = "", string category = "G0101") =>
        $$"""{"title":"{{title}}","category":"{{category}}","grid":"{{grid}}"{{more}}}""";

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
