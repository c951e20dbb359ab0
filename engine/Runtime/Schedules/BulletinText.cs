using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GridWorkflow.Runtime.Schedules;

/// <summary>What bulletins say, and what they were made of, as JSON: what follows from the rest is left out.</summary>
internal static class BulletinText
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        IgnoreReadOnlyProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <exception cref="FormatException">It is something else.</exception>
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
}
