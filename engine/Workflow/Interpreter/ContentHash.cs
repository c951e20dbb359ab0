using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Workflow.Interpreter;

/// <summary>
/// Hash of what a definition does. Where nodes are drawn, who made it when and which version number it bears do not count, so a
/// version that only moved boxes has the hash of the one before.
/// </summary>
internal static class ContentHash
{
    private static readonly HashSet<string> Ignored = new(StringComparer.Ordinal)
    {
        "$schema", "id", "name", "description", "createdAt", "version", "toolVersion", "isLatest", "isPublished", "isReadonly", "isSystem",
        "customProperties", "providerName", "materializerName", "tenantId", "links", "metadata",
    };

    private static readonly HashSet<string> Drawn = new(StringComparer.Ordinal) { "metadata", "vertices", "nodeId" };

    public static string Of(WorkflowDefinition definition, FlowchartMode mode, IEnumerable<string> inlined)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = 512 }))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(mode.ToString());
            foreach (var hash in inlined)
                writer.WriteStringValue(hash);
            writer.WriteStartObject();
            foreach (var property in definition.Json.EnumerateObject().Where(property => !Ignored.Contains(property.Name)).OrderBy(property => property.Name, StringComparer.Ordinal))
            {
                writer.WritePropertyName(property.Name);
                Write(writer, property.Value);
            }

            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }

    private static void Write(Utf8JsonWriter writer, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var item in json.EnumerateArray())
                Write(writer, item);
            writer.WriteEndArray();
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            if (json.TryGetProperty("metadata", out var metadata) && Json.Text(metadata, "displayText") is { Length: > 0 } shown)
                writer.WriteString("metadata.displayText", shown);
            foreach (var property in json.EnumerateObject().Where(property => !Drawn.Contains(property.Name)).OrderBy(property => property.Name, StringComparer.Ordinal))
            {
                writer.WritePropertyName(property.Name);
                Write(writer, property.Value);
            }

            writer.WriteEndObject();
        }
        else
        {
            json.WriteTo(writer);
        }
    }
}
