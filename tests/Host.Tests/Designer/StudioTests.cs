using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using GridWorkflow.Designer.Studio;
using GridWorkflow.Host.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace GridWorkflow.Host.Tests.Designer;

/// <summary>How Elsa Studio's files and pages are served.</summary>
public sealed partial class StudioTests(RunningHost host)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private StudioPage Page => host.Services.GetRequiredService<StudioPage>();

    public static TheoryData<string, string> Files => new()
    {
        { "_framework/blazor.webassembly.js", "text/javascript" },
        { "_framework/dotnet.js", "text/javascript" },
        { "_content/MudBlazor/MudBlazor.min.css", "text/css" },
        { "_content/Elsa.Studio.Workflows.Designer/designer.entry.js", "text/javascript" },
        { "Elsa.Studio.Host.CustomElements.styles.css", "text/css" },
        { StudioSheet.Address, "text/css" },
    };

    [Theory, MemberData(nameof(Files))]
    public async Task A_file_is_the_same_packed_and_unpacked_and_stays_in_the_cache(string path, string type)
    {
        Assert.SkipUnless(Page.IsThere, "Elsa Studio was not fetched: there is no Node.js.");
        using var root = await host.Admin();
        var bodies = new List<byte[]>();
        foreach (var encoding in new[] { "br", "gzip", "identity" })
        {
            using var ask = new HttpRequestMessage(HttpMethod.Get, Page.Stamped + path);
            ask.Headers.AcceptEncoding.ParseAdd(encoding);
            using var answer = await root.SendAsync(ask, Cancellation);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
            answer.Headers.CacheControl!.ToString().ShouldContain("max-age=31536000");
            answer.Headers.Vary.ShouldBe(["Accept-Encoding"]);
            bodies.Add(await Unpacked(answer));

            using var again = new HttpRequestMessage(HttpMethod.Get, Page.Stamped + path);
            again.Headers.AcceptEncoding.ParseAdd(encoding);
            again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
            (await root.SendAsync(again, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
        }

        bodies[1].ShouldBe(bodies[0]);
        bodies[2].ShouldBe(bodies[0]);
    }

    [Fact]
    public async Task Only_an_address_that_names_the_contents_is_kept_for_ever()
    {
        Assert.SkipUnless(Page.IsThere, "Elsa Studio was not fetched: there is no Node.js.");
        using var root = await host.Admin();
        using var unnamed = await root.GetAsync("/designer/studio/_framework/dotnet.js", Cancellation);
        unnamed.Headers.CacheControl!.NoCache.ShouldBeTrue();
        using var stale = await root.GetAsync("/designer/studio/_at/yesterday/_framework/dotnet.js", Cancellation);
        stale.Headers.CacheControl!.NoCache.ShouldBeTrue();
        var hashed = HashedName().Match(await root.GetStringAsync("/designer/studio/_framework/dotnet.js", Cancellation)).Value;
        using var wasm = await root.GetAsync($"/designer/studio/_framework/{hashed}", Cancellation);
        wasm.Content.Headers.ContentType!.MediaType.ShouldBe("application/wasm");
        wasm.Headers.CacheControl!.ToString().ShouldContain("immutable");
    }

    [Theory]
    [InlineData("/designer/studio/_framework/../../../appsettings.json")]
    [InlineData("/designer/studio/_framework/%2e%2e/%2e%2e/package.json")]
    [InlineData("/designer/studio/_content/..%2f..%2fpackage.json")]
    [InlineData("/designer/studio/_at/x/package.json")]
    [InlineData("/designer/studio/_at/x//etc/passwd")]
    [InlineData("/designer/studio/_content/Elsa.Studio.Workflows.Designer/designer.entry.js.map")]
    public async Task No_address_leads_out_of_what_is_served(string path)
    {
        using var root = await host.Admin();
        (await root.GetAsync(path, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/designer/studio"), InlineData("/designer/studio/community-case"), InlineData("/designer/studio/instances"), InlineData("/designer/studio/instances/x")]
    public async Task A_page_may_do_what_Studio_needs_and_no_more(string path)
    {
        using var root = await host.Admin();
        using var answer = await root.GetAsync(path, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var policy = string.Join(';', answer.Headers.GetValues("Content-Security-Policy"));
        var scripts = policy.Split(';').Single(part => part.Trim().StartsWith("script-src ", StringComparison.Ordinal));
        scripts.ShouldContain("'wasm-unsafe-eval'");
        scripts.ShouldNotContain("'unsafe-inline'");
        scripts.ShouldNotContain("'unsafe-eval'");
        policy.ShouldContain("default-src 'none'");

        var html = await answer.Content.ReadAsStringAsync(Cancellation);
        html.ShouldContain("<base href=\"/designer/studio/\"");
        Outside().IsMatch(html).ShouldBeFalse("nothing is loaded from elsewhere");
        if (!Page.IsThere)
            return;
        var map = Inline().Matches(html).ShouldHaveSingleItem().Groups[1].Value;
        scripts.ShouldContain($"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(map)))}'");
    }

    [Theory]
    [InlineData("/designer/studio/workflows/instances/abc/view", "/designer/studio/instances/abc")]
    [InlineData("/designer/studio/workflows/definitions/city-case/edit", "/designer/studio/city-case")]
    // Still one segment, written once more: it leads nowhere else.
    [InlineData("/designer/studio/workflows/instances/%2f%2felsewhere/view", "/designer/studio/instances/%252f%252felsewhere")]
    public async Task An_address_of_a_stock_Studio_leads_to_the_page_here(string stock, string here)
    {
        using var root = await host.Admin();
        using var answer = await root.GetAsync(stock, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.ToString().ShouldBe(here);
    }

    [Fact]
    public async Task Every_other_page_keeps_the_strict_policy()
    {
        using var root = await host.Admin();
        foreach (var path in new[] { "/designer", "/designer/community-case", "/admin/people" })
        {
            using var answer = await root.GetAsync(path, Cancellation);
            string.Join(';', answer.Headers.GetValues("Content-Security-Policy")).ShouldNotContain("unsafe", Case.Insensitive, path);
        }
    }

    [Fact]
    public async Task Without_Studio_its_page_says_what_is_missing()
    {
        var bare = new RunningHost();
        await bare.Start(new Dictionary<string, string?>(), null, services => services.AddSingleton(StudioFiles.At(Path.GetPathRoot(Path.GetTempPath())!)));
        await using var ended = bare;
        using var root = await bare.Admin();
        var html = await root.GetStringAsync("/designer/studio", Cancellation);
        html.ShouldContain("Install Node 20");
        html.ShouldNotContain("blazor.webassembly.js");
        (await root.GetAsync("/designer/community-case", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<byte[]> Unpacked(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStreamAsync(Cancellation);
        await using Stream plain = answer.Content.Headers.ContentEncoding.SingleOrDefault() switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        };
        using var bytes = new MemoryStream();
        await plain.CopyToAsync(bytes, Cancellation);
        return bytes.ToArray();
    }

    [GeneratedRegex(@"System\.Linq\.[a-z0-9]{10}\.wasm")]
    private static partial Regex HashedName();

    [GeneratedRegex("""(?:src|href)="(?:https?:)?//""")]
    private static partial Regex Outside();

    [GeneratedRegex("<script(?![^>]* src=)[^>]*>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Inline();
}
