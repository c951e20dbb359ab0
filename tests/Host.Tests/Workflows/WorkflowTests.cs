using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Tests.Channels;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Host.Webhooks;
using GridWorkflow.Host.Workflows;
using GridWorkflow.Runtime.Access;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.Extensions.DependencyInjection;

namespace GridWorkflow.Host.Tests.Workflows;

/// <summary>Workflows that are no cases, from outside: a real host, a real peer, real sockets.</summary>
public sealed class WorkflowTests(WorkflowCity city) : IClassFixture<WorkflowCity>
{
    private readonly RunningHost _host = city.Host;
    private readonly Peer _peer = city.Peer;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_endpoint_starts_a_workflow_and_answers_with_what_it_says()
    {
        using var client = await Keyed(ApiScopes.WorkflowsRun);

        using var answer = await client.GetAsync("/workflows/greet/ada", Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldBe("<b>Hello, ada</b>");
        answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldStartWith("sandbox;");
        using var wrong = await client.PostAsync("/workflows/greet/ada", null, Cancellation);
        wrong.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        using var nowhere = await client.GetAsync("/workflows/nowhere", Cancellation);
        nowhere.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_endpoint_is_closed_unless_the_server_opens_it()
    {
        using var nobody = _host.Anonymous();
        using var reader = await Keyed(ApiScopes.CasesRead);
        using var staff = await _host.Staff("zheng-kai");

        using var closed = await nobody.GetAsync("/workflows/greet/ada", Cancellation);
        using var open = await nobody.PostAsJsonAsync("/workflows/public/sensor", new { level = 7 }, Cancellation);
        using var other = await reader.GetAsync("/workflows/greet/ada", Cancellation);
        using var person = await staff.GetAsync("/workflows/greet/ada", Cancellation);
        using var beside = await nobody.GetAsync("/workflows/publicity", Cancellation);

        closed.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        open.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await open.Content.ReadAsStringAsync(Cancellation)).ShouldBe("got 7");
        other.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        person.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        beside.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_call_goes_out_and_its_answer_comes_back()
    {
        using var client = await Keyed(ApiScopes.WorkflowsRun);

        var id = await Start(client, "calls");

        (await Finished(id)).Output["Level"].ShouldBe(42);
        _peer.Calls.ShouldContain(call => call.Path == "/level");
    }

    [Fact]
    public async Task A_task_is_told_signed_and_its_result_comes_back()
    {
        using var client = await Keyed(ApiScopes.WorkflowsRun);

        var id = await Start(client, "asks");
        await Patience.Until(() => Task.FromResult(_peer.Calls.Any(call => call.Path == "/tasks")));
        var told = _peer.Calls.Single(call => call.Path == "/tasks");
        var message = JsonNode.Parse(told.Text)!;
        message["taskName"]!.GetValue<string>().ShouldBe("Weigh");
        message["payload"]!["lorry"]!.GetValue<string>().ShouldBe("B-17");
        WebhookSecret.TryRead(WorkflowCity.Secret, out var key).ShouldBeTrue();
        WebhookSignature.IsGenuine(
            key, told.Headers[WebhookSignature.IdHeader], told.Headers[WebhookSignature.TimestampHeader], told.Headers[WebhookSignature.SignatureHeader], told.Body, _host.Now).ShouldBeTrue();
        var task = message["taskId"]!.GetValue<Guid>();
        using var reader = await Keyed(ApiScopes.WorkflowsRead);
        (await reader.GetFromJsonAsync<JsonNode>($"/api/v1/instances/{id}", Cancellation))!["waits"]![0]!["taskId"]!.GetValue<Guid>().ShouldBe(task);

        using var done = await client.PostAsJsonAsync($"/api/v1/run-tasks/{task}/complete", new { result = 12.5 }, Cancellation);
        done.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await Finished(id)).Output["Tons"].ShouldBe(12.5);
        using var again = await client.PostAsJsonAsync($"/api/v1/run-tasks/{task}/complete", new { result = 99 }, Cancellation);
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_event_comes_by_the_api_or_by_a_signed_webhook()
    {
        using var client = await Keyed(ApiScopes.WorkflowsRun);
        var (source, key) = await _host.Source();
        var (one, two) = (await Start(client, "waits", "one"), await Start(client, "waits", "two"));

        using var byApi = await client.PostAsJsonAsync("/api/v1/events/Paid", new { payload = new { amount = 5 }, correlationId = "one" }, Cancellation);
        byApi.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await Finished(one)).Output["Amount"].ShouldBe(5);

        using var sender = _host.Anonymous();
        using var signed = _host.Signed(source, key, "m1", """{"amount":6}""");
        signed.RequestUri = new Uri($"/webhooks/{source}/events/Paid", UriKind.Relative);
        using var byWebhook = await sender.SendAsync(signed, Cancellation);
        byWebhook.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await Finished(two)).Output["Amount"].ShouldBe(6);

        using var forged = new HttpRequestMessage(HttpMethod.Post, $"/webhooks/{source}/events/Paid") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        using var refused = await sender.SendAsync(forged, Cancellation);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_admin_looks_at_instances_and_ends_them()
    {
        using var client = await Keyed(ApiScopes.WorkflowsRun, ApiScopes.WorkflowsRead);
        using var admin = await _host.Admin();
        var id = await Start(client, "waits", "looked-at");

        var detail = (await client.GetFromJsonAsync<JsonNode>($"/api/v1/instances/{id}", Cancellation))!;
        detail["instance"]!["status"]!.GetValue<string>().ShouldBe("Suspended");
        detail["waits"]![0]!["key"]!.GetValue<string>().ShouldBe("Paid");

        using var notByKey = await client.PostAsJsonAsync($"/api/v1/instances/{id}/cancel", new { reason = "x" }, Cancellation);
        notByKey.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var byAdmin = await admin.PostAsJsonAsync($"/api/v1/instances/{id}/cancel", new { reason = "no longer wanted" }, Cancellation);
        byAdmin.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Find(id)).State.SubStatus.ShouldBe(InstanceSubStatus.Cancelled);

        var listed = (await client.GetFromJsonAsync<JsonNode>("/api/v1/instances?definitionId=waits&status=Cancelled&correlationId=looked-at", Cancellation))!;
        listed["total"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task The_page_of_an_instance_is_for_admins_and_ends_it()
    {
        using var client = await Keyed(ApiScopes.WorkflowsRun);
        using var admin = await _host.Admin();
        using var staff = await _host.Staff("zheng-kai");
        var id = await Start(client, "waits");

        (await admin.GetStringAsync("/admin/instances?definition=waits", Cancellation)).ShouldContain($"/admin/instances/{id}");
        (await admin.GetStringAsync($"/admin/instances/{id}", Cancellation)).ShouldContain("Paid");
        using var forbidden = await staff.GetAsync($"/admin/instances/{id}", Cancellation);
        forbidden.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var nothing = await admin.GetAsync("/admin/instances/01234567-89ab-7def-8123-456789abcdef", Cancellation);
        nothing.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        using var ended = await RunningHost.Post(admin, $"/admin/instances/{id}", new() { ["reason"] = "Lamp is gone" }, $"/admin/instances/{id}?handler=Cancel");
        ended.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await Find(id)).State.SubStatus.ShouldBe(InstanceSubStatus.Cancelled);
    }

    [Fact]
    public async Task What_cannot_be_started_is_refused_with_a_reason()
    {
        using var client = await Keyed(ApiScopes.WorkflowsRun);
        using var reader = await Keyed(ApiScopes.WorkflowsRead);

        using var unknown = await client.PostAsJsonAsync("/api/v1/workflows/no-such/instances", new { }, Cancellation);
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var lifecycle = await client.PostAsJsonAsync("/api/v1/workflows/community-case/instances", new { }, Cancellation);
        lifecycle.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await lifecycle.Content.ReadAsStringAsync(Cancellation)).ShouldContain("lifecycle-needs-report");
        using var forbidden = await reader.PostAsJsonAsync("/api/v1/workflows/waits/instances", new { }, Cancellation);
        forbidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var nobody = _host.Anonymous();
        using var unsigned = await nobody.PostAsJsonAsync("/api/v1/events/Paid", new { }, Cancellation);
        unsigned.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<HttpClient> Keyed(params string[] scopes)
    {
        var client = _host.Anonymous();
        client.DefaultRequestHeaders.Add(ApiKeyAuthentication.Header, (await _host.Services.GetRequiredService<ApiKeys>().Create("peer", scopes)).Key);
        return client;
    }

    private static async Task<Guid> Start(HttpClient client, string definitionId, string? correlationId = null)
    {
        using var answer = await client.PostAsJsonAsync($"/api/v1/workflows/{definitionId}/instances", new { correlationId }, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(Cancellation));
        return (await answer.Content.ReadFromJsonAsync<StartedView>(Cancellation))!.InstanceId;
    }

    private async Task<InstanceDetail> Find(Guid id) => (await _host.Services.GetRequiredService<InstanceQueries>().Find(id, Cancellation)).ShouldNotBeNull();

    private async Task<InstanceState> Finished(Guid id)
    {
        await Patience.Until(async () => (await Find(id)).State.Status == InstanceStatus.Finished);
        return (await Find(id)).State;
    }
}
