using System.Text.Json;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Host.Tests.Channels;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Workflow.Definitions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Definition = GridWorkflow.Workflow.Interpreter.Program;

namespace GridWorkflow.Host.Tests.Workflows;

/// <summary>A host with a few small workflows, and a system beside it that they talk to.</summary>
public sealed class WorkflowCity : IAsyncLifetime
{
    public const string Secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";

    public RunningHost Host { get; } = new();

    public Peer Peer { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Peer = await Peer.Start(http => http.Response.WriteAsJsonAsync(new { level = 42 }));
        await Host.Start(new Dictionary<string, string?>
        {
            ["Calls:AllowedNetworks:0"] = "127.0.0.0/8",
            ["Tasks:Url"] = $"{Peer.Address}tasks",
            ["Tasks:Secret"] = Secret,
            ["Workflows:OpenPaths:0"] = "public",
            ["Workflows:WebhookEvents:0"] = "source-1/Paid",
        }, null);
        var catalog = Host.Services.GetRequiredService<ReferenceCatalog>();
        var drawn = new[]
        {
            Sequence("greets", Trigger("in", "HttpEndpoint", "path=greet/{name}"), Activity("out", "WriteHttpResponse", "content==`<b>Hello, ${getRouteDataFromIn().name}</b>`", "contentType=text/html", "statusCode=201")),
            Sequence("opens", Trigger("in", "HttpEndpoint", "path=public/sensor", "supportedMethods=![\"POST\"]"), Activity("out", "WriteHttpResponse", "content==`got ${getParsedContentFromIn().level}`")),
            Sequence("calls", Activity("call", "FlowSendHttpRequest", $"url={Peer.Address}level", "method=GET"), Activity("out", "SetOutput", "outputName=Level", "outputValue==getParsedContentFromCall().level")),
            Sequence("asks", Activity("ask", "RunTask", "taskName=Weigh", "payload==({ lorry: 'B-17' })"), Activity("out", "SetOutput", "outputName=Tons", "outputValue==getResultFromAsk()")),
            Sequence("waits", Activity("wait", "Event", "eventName=Paid"), Activity("out", "SetOutput", "outputName=Amount", "outputValue==getResultFromWait().amount")),
        }.Select(json => Definition.Compile(WorkflowDefinition.Parse(json), CaseActivities.Types));
        await catalog.Use(catalog.Current with { Definitions = new DefinitionSet([.. catalog.Current.Definitions.All, .. drawn]) });
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Peer.DisposeAsync();
    }

    private static string Sequence(string id, params string[] activities) => $$$"""
        {"id":"{{{id}}}:1","definitionId":"{{{id}}}","name":"{{{id}}}","version":1,"isLatest":true,"isPublished":true,
         "outputs":[{"name":"Level","type":"Object"},{"name":"Tons","type":"Object"},{"name":"Amount","type":"Object"}],
         "root":{"id":"root","type":"Elsa.Sequence","version":1,"activities":[{{{string.Join(',', activities)}}}]} }
        """;

    private static string Trigger(string id, string type, params string[] inputs) => Activity(id, type, inputs)[..^1] + ""","customProperties":{"canStartWorkflow":true}}""";

    private static string Activity(string id, string type, params string[] inputs)
    {
        var members = new Dictionary<string, object?> { ["id"] = id, ["type"] = $"Elsa.{type}", ["version"] = 1 };
        foreach (var input in inputs)
        {
            var cut = input.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = (input[..cut], input[(cut + 1)..]);
            members[name] = value[0] switch
            {
                '=' => new { typeName = "Object", expression = new { type = "JavaScript", value = value[1..] } },
                '!' => new { typeName = "Object", expression = new { type = "Object", value = value[1..] } },
                _ => new { typeName = "String", expression = new { type = "Literal", value } },
            };
        }

        return JsonSerializer.Serialize(members);
    }
}
