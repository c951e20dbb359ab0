using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace GridWorkflow.Host.Tests.Running;

/// <summary>A call of the REST API and its answer.</summary>
internal static class JsonCall
{
    /// <param name="expected">The status that must come; another one shows the answer.</param>
    /// <param name="tag">For If-Match.</param>
    public static async Task<JsonElement> Send(HttpClient client, HttpMethod method, string path, HttpStatusCode expected, string? json = null, string? tag = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var message = new HttpRequestMessage(method, path);
        if (json is not null)
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        if (tag is not null)
            message.Headers.TryAddWithoutValidation("If-Match", tag);
        using var answer = await client.SendAsync(message, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        answer.StatusCode.ShouldBe(expected, text);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }
}
