using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Runtime.Store;

/// <summary>JSON in columns: compact, camel case, Chinese as it is.</summary>
internal static class StoredJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <exception cref="FormatException">The column holds something else.</exception>
    public static T Read<T>(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Options) ?? throw new FormatException($"Expected a stored {typeof(T).Name}, but found null.");
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"Expected a stored {typeof(T).Name}, but {wrong.Message}", wrong);
        }
    }

    /// <summary>A workflow value in its stored form.</summary>
    public static string? Value(object? value)
    {
        if (value is null)
            return null;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 }))
            StoredValue.Write(writer, value);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="FormatException">The column holds something else.</exception>
    public static object? ReadValue(string? stored)
    {
        if (stored is null)
            return null;
        try
        {
            using var document = JsonDocument.Parse(stored, new JsonDocumentOptions { MaxDepth = 256 });
            return StoredValue.Read(document.RootElement);
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"Expected a stored workflow value, but {wrong.Message}", wrong);
        }
    }
}
