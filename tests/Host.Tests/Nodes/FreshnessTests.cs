using System.Net;
using System.Text;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.Access;
using GridWorkflow.Runtime.Catalog;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace GridWorkflow.Host.Tests.Nodes;

/// <summary>What one process changes, another one on the same database knows within two seconds.</summary>
public sealed class FreshnessTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    // Two seconds are promised; the rest is for a machine that runs other tests at the same time.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(4);

    private readonly RunningHost _one = nodes.One;
    private readonly RunningHost _other = nodes.Other;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_node_publishes_and_retracts_the_other_starts_and_refuses()
    {
        using var admin = await _one.Admin();
        await Save(admin, "fresh", "A");
        await Act(admin, "fresh", "publish");
        await Patience.Until(() => Task.FromResult(InForce(_other, "fresh") == 1), Soon);
        using var there = await _other.Admin();
        (await Start(there, "fresh")).ShouldBe(HttpStatusCode.Accepted);

        await Save(admin, "fresh", "B", revision: 2);
        await Act(admin, "fresh", "publish");
        await Patience.Until(() => Task.FromResult(InForce(_other, "fresh") == 2), Soon);

        await Act(admin, "fresh", "retract");
        await Patience.Until(() => Task.FromResult(InForce(_other, "fresh") is null), Soon);
        (await Start(there, "fresh")).ShouldNotBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Both_publish_at_once_and_both_have_both()
    {
        using var here = await _one.Admin();
        using var there = await _other.Admin();
        await Save(here, "fresh-one", "A");
        await Save(there, "fresh-other", "A");

        await Task.WhenAll(Act(here, "fresh-one", "publish"), Act(there, "fresh-other", "publish"));

        foreach (var host in new[] { _one, _other })
            await Patience.Until(() => Task.FromResult(InForce(host, "fresh-one") == 1 && InForce(host, "fresh-other") == 1), Soon);
    }

    [Fact]
    public async Task What_the_command_line_publishes_a_running_host_has()
    {
        var file = Path.Combine(Path.GetDirectoryName(_one.Database)!, "spoken.json");
        await File.WriteAllTextAsync(file, Text("spoken", "A"), Cancellation);
        await HostProgram.Run("definitions", "publish", file, "--demo", "--db", _one.Database);
        foreach (var host in new[] { _one, _other })
            await Patience.Until(() => Task.FromResult(InForce(host, "spoken") == 1), Soon);

        await HostProgram.Run("definitions", "retract", "spoken", "--demo", "--db", _one.Database);
        foreach (var host in new[] { _one, _other })
            await Patience.Until(() => Task.FromResult(InForce(host, "spoken") is null), Soon);
    }

    [Fact]
    public async Task A_key_that_one_node_revokes_the_other_refuses()
    {
        var keys = _one.Services.GetRequiredService<ApiKeys>();
        var (id, key) = await keys.Create("fresh", [ApiScopes.CasesRead]);
        using var client = _other.Anonymous();
        client.DefaultRequestHeaders.Add(ApiKeyAuthentication.Header, key);
        async Task<HttpStatusCode> Ask() => (await client.GetAsync("/api/v1/cases/2000-01-01-000001", Cancellation)).StatusCode;
        await Patience.Until(async () => await Ask() == HttpStatusCode.NotFound, Soon);

        await keys.Revoke(id, Cancellation);

        await Patience.Until(async () => await Ask() == HttpStatusCode.Unauthorized, Soon);
    }

    [Fact]
    public async Task A_source_that_one_node_disables_the_other_refuses()
    {
        var (source, key) = await _one.Source();
        using var client = _other.Anonymous();
        var sent = 0;
        async Task<HttpStatusCode> Ask()
        {
            using var message = _other.Signed(source, key, $"fresh-{++sent}", RunningHost.Report());
            return (await client.SendAsync(message, Cancellation)).StatusCode;
        }

        await Patience.Until(async () => await Ask() == HttpStatusCode.Accepted, Soon);

        await _one.Services.GetRequiredService<WebhookSources>().Disable(source, Cancellation);

        await Patience.Until(async () => await Ask() == HttpStatusCode.Unauthorized, Soon);
    }

    [Fact]
    public async Task Whoever_hears_of_a_change_rings_and_the_node_looks_at_once()
    {
        // Its clock stands still: no poll ever ends.
        await using var still = await _one.Beside(new Dictionary<string, string?>(), new FakeTimeProvider(_one.Now));
        var (id, key) = await _one.Services.GetRequiredService<ApiKeys>().Create("rung", [ApiScopes.CasesRead]);
        var there = still.Services.GetRequiredService<ApiKeys>();
        (await there.Find(key, Cancellation)).ShouldNotBeNull();
        using var admin = await _one.Admin();
        await Save(admin, "rung", "A");
        await Act(admin, "rung", "publish");
        await _one.Services.GetRequiredService<ApiKeys>().Revoke(id, Cancellation);
        (await there.Find(key, Cancellation)).ShouldNotBeNull();

        await Patience.Until(() =>
        {
            still.Services.GetRequiredService<CatalogWatch>().Ring();
            return Task.FromResult(InForce(still, "rung") == 1);
        }, Soon);

        (await there.Find(key, Cancellation)).ShouldBeNull();
    }

    private static int? InForce(RunningHost host, string id) => host.Services.GetRequiredService<ReferenceCatalog>().Current.Definitions.Current(id)?.Version;

    private static async Task Save(HttpClient admin, string id, string line, int revision = 0)
    {
        using var message = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/definitions/{id}/draft") { Content = new StringContent(Text(id, line), Encoding.UTF8, "application/json") };
        message.Headers.Add("If-Match", $"\"{revision}\"");
        using var answer = await admin.SendAsync(message, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    private static async Task Act(HttpClient admin, string id, string act)
    {
        using var answer = await admin.PostAsync($"/api/v1/definitions/{id}/{act}", null, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    private static async Task<HttpStatusCode> Start(HttpClient admin, string id)
    {
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await admin.PostAsync($"/api/v1/workflows/{id}/instances", content, Cancellation);
        return answer.StatusCode;
    }

    private static string Text(string id, string line) =>
        $$$"""{"id":"{{{id}}}:1","definitionId":"{{{id}}}","name":"{{{id}}}","version":1,"root":{"id":"root","type":"Elsa.Sequence","version":1,"activities":[{"id":"say","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"Literal","value":"{{{line}}}"} } }]} }""";
}
