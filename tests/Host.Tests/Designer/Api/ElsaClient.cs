using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace GridWorkflow.Host.Tests.Designer.Api;

/// <summary>Calls Elsa's API as Studio does: JSON in and out, with the cookie of whoever is signed in.</summary>
internal static class ElsaClient
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<(HttpStatusCode Status, JsonNode? Body)> Call(this HttpClient client, HttpMethod method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(method, $"/elsa/api{path}");
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        var isJson = answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return (answer.StatusCode, isJson && text.Length > 0 ? JsonNode.Parse(text) : null);
    }

    public static async Task<JsonNode> Read(this HttpClient client, string path)
    {
        var (status, body) = await client.Call(HttpMethod.Get, path);
        status.ShouldBe(HttpStatusCode.OK, body?.ToJsonString());
        return body!;
    }

    public static async Task<JsonNode> Send(this HttpClient client, string path, JsonNode? body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var (status, answer) = await client.Call(HttpMethod.Post, path, body);
        status.ShouldBe(expected, answer?.ToJsonString());
        return answer!;
    }

    /// <summary>A new definition of one line, saved by Studio's dialog and then drawn.</summary>
    public static async Task<JsonNode> Draw(this HttpClient client, string definitionId, string text = "hello", bool publish = false) =>
        (await client.Send("/workflow-definitions", Model(definitionId, text, publish)))["workflowDefinition"]!;

    public static JsonObject Model(string definitionId, string text, bool publish = false) => new()
    {
        ["model"] = JsonNode.Parse($$$$"""
            {"definitionId":"{{{{definitionId}}}}","name":"{{{{definitionId}}}}","root":{"id":"fc","type":"Elsa.Flowchart","version":1,"activities":[
              {"id":"line","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"Literal","value":"{{{{text}}}}"}}}],"connections":[]}}
            """),
        ["publish"] = publish,
    };

    /// <summary>Saves a model that was read and changed.</summary>
    public static JsonObject Again(JsonNode model, bool publish = false) => new() { ["model"] = model.DeepClone(), ["publish"] = publish };

    public static void Say(this JsonNode model, string text) => model["root"]!["activities"]![0]!["text"]!["expression"]!["value"] = text;
}
