using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.Store;
using Microsoft.Extensions.DependencyInjection;

namespace GridWorkflow.Host.Tests.Designer.Api;

/// <summary>Instances and cases as Studio's list and viewer see them.</summary>
public sealed class InstanceApiTests(RunningHost host)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_workflow_that_waits_is_seen_woken_and_seen_to_end()
    {
        using var admin = await host.Admin();
        var id = await Start(admin, "studio-waits");

        var line = (await admin.Send("/workflow-instances", new JsonObject { ["page"] = 0, ["pageSize"] = 10, ["definitionIds"] = new JsonArray("studio-waits"), ["subStatuses"] = new JsonArray("Suspended") }))["items"]!.AsArray().ShouldHaveSingleItem()!;
        line["id"]!.GetValue<string>().ShouldBe(id);
        var report = await admin.Send("/activity-executions/report", new JsonObject { ["workflowInstanceId"] = id, ["activityNodeIds"] = new JsonArray("Workflow1:fc:wait", "Workflow1:fc:after") });
        var waiting = report["stats"]!.AsArray().ShouldHaveSingleItem()!;
        (waiting["isBlocked"]!.GetValue<bool>(), waiting["uncompletedCount"]!.GetValue<int>()).ShouldBe((true, 1));

        await admin.Send("/events/studio-go/trigger", new JsonObject { ["workflowInstanceId"] = id });

        await Patience.Until(async () => (await admin.Read($"/workflow-instances/{id}/execution-state"))["status"]!.GetValue<string>() == "Finished");
        var journal = await admin.Send($"/workflow-instances/{id}/journal?skip=0&take=100", new JsonObject { ["filter"] = new JsonObject { ["activityNodeIds"] = new JsonArray("Workflow1:fc:wait", "Workflow1:fc:after") } });
        journal["items"]!.AsArray().Select(item => $"{item!["activityId"]} {item["eventName"]}")
            .ShouldBe(["wait Started", "wait Suspended", "wait Resumed", "wait Completed", "after Started", "after Completed"]);
        var last = (await admin.Read($"/activity-executions/list?WorkflowInstanceId={id}&ActivityNodeId=Workflow1:fc:after"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        var stack = await admin.Read($"/activity-executions/{last["id"]}/call-stack");
        stack["items"]!.AsArray().Select(item => item!["activityId"]!.GetValue<string>()).ShouldBe(["Workflow1", "fc", "wait", "after"]);
    }

    [Fact]
    public async Task A_workflow_is_cancelled_with_its_reason_in_the_journal()
    {
        using var admin = await host.Admin();
        var id = await Start(admin, "studio-cancelled");

        (await admin.Call(HttpMethod.Post, $"/cancel/workflow-instances/{id}")).Status.ShouldBe(HttpStatusCode.OK);

        (await admin.Read($"/workflow-instances/{id}"))["subStatus"]!.GetValue<string>().ShouldBe("Cancelled");
        (await admin.Send("/bulk-actions/cancel/workflow-instances", new JsonObject { ["ids"] = new JsonArray(id) }))["cancelled"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task A_case_is_seen_with_its_way_and_without_who_reported_it()
    {
        using var admin = await host.Admin();
        var filed = await host.File(more: ""","reporter":{"name":"Quentin Featherstone","phone":"13912345678"}""");
        var id = await IdOf(filed.CaseNumber);

        var line = (await admin.Send("/workflow-instances", new JsonObject { ["searchTerm"] = filed.CaseNumber }))["items"]!.AsArray().ShouldHaveSingleItem()!;
        line["name"]!.GetValue<string>().ShouldBe(filed.CaseNumber);
        var seen = new StringBuilder();
        foreach (var path in new[] { $"/workflow-instances/{id:N}", $"/workflow-instances/{id:N}/variables", $"/workflow-instances/{id:N}/journal", $"/workflow-instances/{id:N}/export", $"/activity-executions/list?WorkflowInstanceId={id:N}" })
            seen.Append(await admin.GetStringAsync($"/elsa/api{path}", Cancellation));

        seen.ToString().ShouldContain("Grid.Task");
        seen.ToString().ShouldNotContain("Featherstone");
        seen.ToString().ShouldNotContain("13912345678");
    }

    [Fact]
    public async Task A_case_is_neither_cancelled_nor_deleted_and_says_why()
    {
        using var admin = await host.Admin();
        var id = await IdOf((await host.File()).CaseNumber);

        var cancelled = await admin.Send($"/cancel/workflow-instances/{id:N}", null, HttpStatusCode.Conflict);
        var (status, deleted) = await admin.Call(HttpMethod.Delete, $"/workflow-instances/{id:N}");

        Message(cancelled).ShouldContain("End the case by its lifecycle");
        status.ShouldBe(HttpStatusCode.BadRequest);
        Message(deleted!).ShouldContain("append-only");
        (await admin.Read($"/workflow-instances/{id:N}"))["status"]!.GetValue<string>().ShouldBe("Running");
    }

    [Fact]
    public async Task A_faulted_activity_is_seen_and_run_again()
    {
        using var admin = await host.Admin();
        await admin.Send("/workflow-definitions", new JsonObject
        {
            ["model"] = JsonNode.Parse("""{"definitionId":"studio-faults","name":"studio-faults","root":{"id":"fc","type":"Elsa.Flowchart","version":1,"activities":[{"id":"bad","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"JavaScript","value":"nothing.there"}}}],"connections":[]}}"""),
            ["publish"] = true,
        });
        var id = (await admin.Send("/workflow-definitions/studio-faults/dispatch", new JsonObject()))["workflowInstanceId"]!.GetValue<string>();

        var state = (await admin.Read($"/workflow-instances/{id}"))["workflowState"]!;
        state["incidents"]!.AsArray().ShouldHaveSingleItem()!["activityNodeId"]!.GetValue<string>().ShouldBe("Workflow1:fc:bad");
        var result = (await admin.Send("/alterations/workflows/retry", new JsonObject { ["workflowInstanceIds"] = new JsonArray(id) }))["results"]!.AsArray().ShouldHaveSingleItem()!;

        result["isSuccessful"]!.GetValue<bool>().ShouldBeTrue();
        (await admin.Send("/activity-executions/report", new JsonObject { ["workflowInstanceId"] = id, ["activityNodeIds"] = new JsonArray("Workflow1:fc:bad") }))["stats"]![0]!["isFaulted"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task A_draft_and_a_case_lifecycle_are_not_started_from_the_canvas()
    {
        using var admin = await host.Admin();
        await admin.Draw("studio-draft");

        Message(await admin.Send("/workflow-definitions/studio-draft/execute", new JsonObject { ["versionOptions"] = "Latest" }, HttpStatusCode.BadRequest)).ShouldContain("not published");
        Message(await admin.Send("/workflow-definitions/community-case/execute", new JsonObject { ["versionOptions"] = "Latest" }, HttpStatusCode.BadRequest)).ShouldContain("Report a case");
    }

    [Fact]
    public async Task An_activity_is_tried_by_itself_and_nothing_is_kept()
    {
        using var admin = await host.Admin();
        var model = ElsaClient.Model("studio-trial", "x");
        model["model"]!["root"]!["activities"]![0]!["text"]!["expression"] = JsonNode.Parse("""{"type":"JavaScript","value":"`${6*7}`"}""");
        var version = (await admin.Send("/workflow-definitions", model))["workflowDefinition"]!["id"]!;

        var tried = await admin.Send("/tests/activities", new JsonObject
        {
            ["workflowDefinitionHandle"] = new JsonObject { ["definitionVersionId"] = version.DeepClone() },
            ["activityHandle"] = new JsonObject { ["activityNodeId"] = "Workflow1:fc:line" },
        });

        (tried["status"]!.GetValue<string>(), tried["activityState"]!["Text"]!.GetValue<string>()).ShouldBe(("Completed", "42"));
        (await admin.Send("/workflow-instances", new JsonObject { ["definitionIds"] = new JsonArray("trial") }))["totalCount"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_observes_an_instance_is_told_that_it_moves_also_by_another_node()
    {
        await using var other = await host.Beside(new Dictionary<string, string?>());
        using var admin = await host.Admin();
        var id = await Start(admin, "studio-observed");
        using var socket = await Observe(other, id);
        var frames = new Frames(socket);
        (await frames.Next("WorkflowInstanceUpdatedAsync")).ShouldContain(id);

        await admin.Send("/events/studio-go/trigger", new JsonObject { ["workflowInstanceId"] = id });

        (await frames.Next("ActivityExecutionLogUpdatedAsync", "\"activityId\":\"after\"")).ShouldContain("\"completedCount\":1");
        (await frames.Next("WorkflowInstanceUpdatedAsync")).ShouldContain(id);
    }

    /// <summary>Connects with the cookie, as a browser does, and sends the recorded frames.</summary>
    private static async Task<ClientWebSocket> Observe(RunningHost node, string id)
    {
        var jar = new CookieContainer();
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = jar }) { BaseAddress = node.Address };
        (await RunningHost.Post(browser, "/signin", new() { ["name"] = Accounts.AdminName, ["password"] = node.AdminPassword })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var socket = new ClientWebSocket();
        socket.Options.Cookies = jar;
        await socket.ConnectAsync(new Uri($"ws://{node.Address.Authority}/elsa/hubs/workflow-instance"), Cancellation);
        await Say(socket, """{"protocol":"json","version":1}""");
        await Say(socket, $$"""{"type":1,"target":"ObserveInstanceAsync","arguments":["{{id}}"]}""");
        return socket;
    }

    private static Task Say(ClientWebSocket socket, string frame) => socket.SendAsync(Encoding.UTF8.GetBytes(frame + '\u001e'), WebSocketMessageType.Text, true, Cancellation);

    private static async Task<string> Start(HttpClient admin, string definitionId)
    {
        await admin.Send("/workflow-definitions", new JsonObject
        {
            ["model"] = JsonNode.Parse($$$$"""
                {"definitionId":"{{{{definitionId}}}}","name":"{{{{definitionId}}}}","root":{"id":"fc","type":"Elsa.Flowchart","version":1,"activities":[
                  {"id":"wait","type":"Elsa.Event","version":1,"eventName":{"typeName":"String","expression":{"type":"Literal","value":"studio-go"}}},
                  {"id":"after","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"Literal","value":"done"}}}],
                 "connections":[{"source":{"activity":"wait","port":"Done"},"target":{"activity":"after","port":"In"}}]} }
                """),
            ["publish"] = true,
        });
        using var answer = await admin.PostAsync($"/elsa/api/workflow-definitions/{definitionId}/execute", new StringContent("{}", Encoding.UTF8, "application/json"), Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return answer.Headers.GetValues("x-elsa-workflow-instance-id").ShouldHaveSingleItem();
    }

    private async Task<Guid> IdOf(string number) => (await host.Services.GetRequiredService<CaseQueries>().CaseWithNumber(number, Cancellation)).ShouldNotBeNull();

    private static string Message(JsonNode problem) => problem["errors"]!["generalErrors"]![0]!.GetValue<string>();

    /// <summary>What the hub sends, in order.</summary>
    private sealed class Frames(ClientWebSocket socket)
    {
        private readonly Queue<string> _read = new();
        private readonly byte[] _buffer = new byte[64 * 1024];
        private string _rest = "";

        /// <summary>The next frame for a target with some text in it.</summary>
        public async Task<string> Next(string target, string part = "")
        {
            while (true)
            {
                while (_read.TryDequeue(out var frame))
                {
                    if (frame.Contains($"\"target\":\"{target}\"", StringComparison.Ordinal) && frame.Contains(part, StringComparison.Ordinal))
                        return frame;
                }

                var read = await socket.ReceiveAsync(_buffer, Cancellation);
                var frames = (_rest + Encoding.UTF8.GetString(_buffer, 0, read.Count)).Split('\u001e');
                _rest = frames[^1];
                foreach (var frame in frames[..^1])
                    _read.Enqueue(frame);
            }
        }
    }
}
