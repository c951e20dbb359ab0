using System.Net;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.Access;
using Microsoft.Extensions.DependencyInjection;

namespace GridWorkflow.Host.Tests.Access;

/// <summary>Who gets through which door.</summary>
public sealed class DoorTests(RunningHost host)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // 302 of an anonymous reader leads to the sign-in page, of a signed-in one to "you may not".
    public static TheoryData<string, int, int, int> Doors => new()
    {
        // path, anonymous, staff (a grid worker), admin
        { "/health/live", 200, 200, 200 },
        { "/health/ready", 200, 200, 200 },
        { "/signin", 200, 302, 302 },
        { "/", 302, 200, 302 },
        { "/notices", 302, 200, 302 },
        { "/cases", 302, 200, 200 },
        { "/cases?handler=csv", 302, 200, 200 },
        { "/designer", 302, 200, 200 },
        { "/designer/community-case", 302, 200, 200 },
        { "/designer/studio", 302, 302, 200 },
        { "/designer/studio/community-case", 302, 302, 200 },
        { "/designer/studio/instances", 302, 302, 200 },
        { "/designer/studio/instances/x", 302, 302, 200 },
        { "/designer/studio/_framework/dotnet.js", 302, 302, 200 },
        { "/password", 302, 200, 200 },
        { "/admin/people", 302, 302, 200 },
        { "/admin/sources", 302, 302, 200 },
        { "/admin/keys", 302, 302, 200 },
        { "/admin/outbox", 302, 302, 200 },
        { "/admin/dry-run", 302, 302, 200 },
        { "/admin/dry-run/00000000-0000-0000-0000-000000000001", 302, 302, 404 },
        { "/designer/community-case/rehearsal", 302, 302, 200 },
        { "/designer/no-such-case/rehearsal", 302, 302, 404 },
        { "/api/v1/dry-runs", 401, 403, 200 },
        { "/hangfire", 401, 403, 200 },
        { "/hangfire/recurring", 401, 403, 200 },
        { "/scalar/v1", 302, 302, 200 },
        { "/openapi/v1.json", 401, 200, 200 },
        { "/api/v1/tasks", 401, 200, 403 },
        { "/api/v1/notices", 401, 200, 403 },
        { "/api/v1/cases/2000-01-01-000001", 401, 404, 404 },
        { "/cases/2000-01-01-000001", 302, 404, 404 },
        { "/track/not-a-token", 404, 404, 404 },
        { "/no/such/page", 302, 404, 404 },
        { "/site.css", 200, 200, 200 },
    };

    [Theory, MemberData(nameof(Doors))]
    public async Task A_door_answers_by_who_knocks(string path, int anonymous, int staff, int admin)
    {
        using var nobody = host.Anonymous();
        using var worker = await host.Staff("zheng-kai");
        using var root = await host.Admin();
        ((int)(await nobody.GetAsync(path, Cancellation)).StatusCode).ShouldBe(anonymous, $"anonymous {path}");
        ((int)(await worker.GetAsync(path, Cancellation)).StatusCode).ShouldBe(staff, $"staff {path}");
        ((int)(await root.GetAsync(path, Cancellation)).StatusCode).ShouldBe(admin, $"admin {path}");
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("X-Forwarded-Host", "localhost")]
    public async Task The_dashboard_does_not_trust_local_requests(string header, string value)
    {
        using var client = host.Anonymous();
        client.DefaultRequestHeaders.Add(header, value);
        (await client.GetAsync("/hangfire", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_case_of_another_community_is_not_there()
    {
        var report = await host.File(grid: "hubin-1");
        using var stranger = await host.Staff("zheng-kai");
        using var owner = await host.Staff("peng-lan");
        foreach (var path in new[] { $"/cases/{report.CaseNumber}", $"/api/v1/cases/{report.CaseNumber}", $"/cases/{report.CaseNumber}/way" })
        {
            (await stranger.GetAsync(path, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
            (await owner.GetAsync(path, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }

        (await stranger.GetStringAsync("/cases", Cancellation)).ShouldNotContain(report.CaseNumber);
        (await stranger.GetStringAsync("/cases?handler=csv", Cancellation)).ShouldNotContain(report.CaseNumber);
    }

    [Fact]
    public async Task A_form_without_its_token_changes_nothing()
    {
        using var root = await host.Admin();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = "forged" });
        (await root.PostAsync("/admin/sources?handler=Create", form, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await root.GetStringAsync("/admin/sources", Cancellation)).ShouldNotContain("forged");
    }

    [Fact]
    public async Task A_command_of_another_site_is_refused_even_with_the_cookie()
    {
        var report = await host.File();
        using var worker = await host.Staff("zheng-kai");
        using var message = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/cases/{report.CaseNumber}/tasks/{Guid.Empty}/claim");
        message.Headers.Add("Sec-Fetch-Site", "cross-site");
        (await worker.SendAsync(message, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("admin", "password")]
    [InlineData("admin", "admin")]
    [InlineData("admin", "")]
    [InlineData("zheng-kai", "password")]
    [InlineData("nobody", "password")]
    public async Task Common_passwords_open_nothing(string name, string password)
    {
        using var client = host.Anonymous();
        using var answer = await RunningHost.Post(client, "/signin", new() { ["name"] = name, ["password"] = password });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("/", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task An_api_key_reads_cases_and_commands_nothing()
    {
        var report = await host.File();
        var key = (await host.Services.GetRequiredService<ApiKeys>().Create("hotline", [ApiScopes.CasesRead])).Key;
        using var client = host.Anonymous();
        client.DefaultRequestHeaders.Add(ApiKeyAuthentication.Header, key);
        (await client.GetAsync($"/api/v1/cases/{report.CaseNumber}", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.PostAsync($"/api/v1/cases/{report.CaseNumber}/tasks/{Guid.Empty}/claim", null, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await client.GetAsync("/api/v1/tasks", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await client.GetAsync("/cases", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await client.GetAsync("/hangfire", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_revoked_or_forged_key_opens_nothing()
    {
        var keys = host.Services.GetRequiredService<ApiKeys>();
        var (id, key) = await keys.Create("gone", [ApiScopes.CasesRead]);
        await keys.Revoke(id, Cancellation);
        foreach (var bad in new[] { key, key[..^1] + "x", "gw_", "x", new string('a', 10_000) })
        {
            using var client = host.Anonymous();
            client.DefaultRequestHeaders.Add(ApiKeyAuthentication.Header, bad);
            (await client.GetAsync("/api/v1/cases/2000-01-01-000001", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task A_one_time_password_opens_only_the_page_that_changes_it()
    {
        using var root = await host.Admin();
        using var page = await RunningHost.Post(root, "/admin/people", new() { ["personId"] = "xue-song" }, "/admin/people?handler=Reset");
        var password = System.Text.RegularExpressions.Regex.Match(await page.Content.ReadAsStringAsync(Cancellation), @"[A-Za-z0-9]{5}(?:-[A-Za-z0-9]{5}){3}").Value;
        using var person = await host.SignedIn("xue-song", password);
        (await person.GetAsync("/", Cancellation)).Headers.Location!.ToString().ShouldBe("/password");
        (await person.GetAsync("/api/v1/tasks", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var changed = await RunningHost.Post(person, "/password", new() { ["current"] = password, ["fresh"] = "a-longer-phrase-of-mine" });
        changed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await person.GetAsync("/", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await root.GetStringAsync("/admin/people", Cancellation)).ShouldNotContain(password);
    }

    [Theory]
    [InlineData("/signin")]
    [InlineData("/health/live")]
    [InlineData("/no/such/page")]
    [InlineData("/site.css")]
    public async Task Every_answer_says_what_a_page_may_do(string path)
    {
        using var client = host.Anonymous();
        using var answer = await client.GetAsync(path, Cancellation);
        var policy = string.Join(';', answer.Headers.GetValues("Content-Security-Policy"));
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("script-src 'self';");
        policy.ShouldNotContain("unsafe");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task Cookies_are_out_of_reach_of_scripts_and_other_sites()
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = host.Address };
        using var page = await client.GetAsync("/signin", Cancellation);
        foreach (var cookie in page.Headers.GetValues("Set-Cookie"))
        {
            cookie.ShouldContain("httponly", Case.Insensitive);
            cookie.ShouldContain("samesite=lax", Case.Insensitive);
        }
    }
}
