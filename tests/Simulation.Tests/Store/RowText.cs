using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Simulation.Tests.Store;

/// <summary>Rows as text, so that those of two databases can be held against each other: instants in whole milliseconds, as they are stored.</summary>
internal sealed class RowText
{
    private readonly JsonSerializerOptions _options;

    /// <param name="whole">Also the numbers that a database gives by itself, and the spaces in messages.</param>
    private RowText(bool whole)
    {
        var resolver = new DefaultJsonTypeInfoResolver();
        if (!whole)
            resolver.Modifiers.Add(LeaveOut);
        _options = new()
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new Milliseconds(), new JsonStringEnumConverter() },
            TypeInfoResolver = resolver,
        };
    }

    public static RowText Whole { get; } = new(whole: true);

    /// <summary>For a database that leaves gaps in its numbers, and spaces in the messages that it shortens.</summary>
    public static RowText WithoutNumbers { get; } = new(whole: false);

    public string Of<T>(T rows) => JsonSerializer.Serialize(rows, _options);

    private static void LeaveOut(JsonTypeInfo type)
    {
        if (type.Type == typeof(OutboxRow) && type.Properties.First(property => property.Name == nameof(OutboxRow.Payload)) is { Get: { } payload } text)
            text.Get = row => payload(row) is string json && json.StartsWith('{') ? JsonNode.Parse(json)!.ToJsonString() : payload(row);
        var number = type.Type == typeof(OutboxRow) ? nameof(OutboxRow.Seq) : type.Type == typeof(AuditRow) ? nameof(AuditRow.Id) : null;
        if (type.Properties.FirstOrDefault(property => property.Name == number) is { } found)
            type.Properties.Remove(found);
    }

    private sealed class Milliseconds : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteNumberValue(value.ToUnixTimeMilliseconds());
    }
}
