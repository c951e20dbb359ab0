using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace GridWorkflow.Designer.Api;

/// <summary>JSON as Elsa's API writes and takes it: camel case, words for enumerations, nothing for null.</summary>
internal static class ElsaJson
{
    private const int LargestBody = 1024 * 1024;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 512 };

    private static readonly JsonWriterOptions Lines = Compact with { Indented = true };

    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 512,
        Converters = { new JsonStringEnumConverter() },
    };

    public static byte[] Utf8(JsonNode node, bool indented = false)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, indented ? Lines : Compact))
            node.WriteTo(writer);
        return buffer.ToArray();
    }

    public static string Text(JsonNode node, bool indented = false) => Encoding.UTF8.GetString(Utf8(node, indented));

    public static IResult Answer(JsonNode node, int status = StatusCodes.Status200OK) => Results.Text(Utf8(node), "application/json", status);

    public static IResult Answer<T>(T value, int status = StatusCodes.Status200OK) => Results.Json(value, Options, "application/json", status);

    /// <summary>The body as an object. Studio names JSON as the type of calls without a body, which is an empty object here.</summary>
    /// <exception cref="BadHttpRequestException">It is something else.</exception>
    public static async Task<JsonObject> Read(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        if (body.Length == 0)
            return [];
        if (body.Length > LargestBody)
            throw new BadHttpRequestException($"Expected at most {LargestBody} bytes, but found {body.Length}.", StatusCodes.Status413PayloadTooLarge);
        try
        {
            return JsonNode.Parse(body.ToArray(), documentOptions: new JsonDocumentOptions { MaxDepth = 256 }) as JsonObject
                ?? throw new BadHttpRequestException("Expected a JSON object, but found something else.");
        }
        catch (JsonException wrong)
        {
            throw new BadHttpRequestException($"Expected JSON, but {wrong.Message}", wrong);
        }
    }
}
