using System.Buffers;
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GridWorkflow.Workflow.Values;

/// <summary>
/// Workflow values as JSON. The stored form keeps types: a string, bool, null, int (a JSON integer), list and object stand for
/// themselves, every other kind is an object with one tagged member (<c>{"$dec":"1.50"}</c>); a real member that begins with
/// <c>$</c> is written with one more. The plain form is what scripts and people see; it keeps no types.
/// </summary>
public static class StoredValue
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 256 };

    /// <summary>True for the kinds of value that a workflow may hold.</summary>
    public static bool IsWorkflowValue(object? value) => value switch
    {
        null or bool or int or long or float or double or decimal or string or DateTime or DateTimeOffset or DateOnly or TimeOnly or TimeSpan or Guid or byte[] => true,
        IDictionary<string, object?> entries => entries.Values.All(IsWorkflowValue),
        IList list => list.Cast<object?>().All(IsWorkflowValue),
        _ => false,
    };

    /// <summary>Writes the stored form, types kept.</summary>
    /// <exception cref="ArgumentException">The value is of no workflow kind.</exception>
    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case IDictionary<string, object?> entries:
                writer.WriteStartObject();
                foreach (var (key, item) in entries)
                {
                    writer.WritePropertyName(key.StartsWith('$') ? "$" + key : key);
                    Write(writer, item);
                }

                writer.WriteEndObject();
                break;
            case not byte[] and IList list:
                writer.WriteStartArray();
                foreach (var item in list)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                var (tag, content) = Tagged(value);
                writer.WriteStartObject();
                writer.WriteString(tag, content);
                writer.WriteEndObject();
                break;
        }
    }

    /// <summary>Reads the stored form.</summary>
    /// <exception cref="FormatException">A tag is unknown or its content is not of its kind.</exception>
    public static object? Read(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Null or JsonValueKind.Undefined:
                return null;
            case JsonValueKind.String:
                return json.GetString();
            case JsonValueKind.True or JsonValueKind.False:
                return json.GetBoolean();
            case JsonValueKind.Number:
                return json.TryGetInt32(out var small) ? (object)small : json.TryGetInt64(out var large) ? (object)large : json.GetDouble();
            case JsonValueKind.Array:
                var list = new List<object?>(json.GetArrayLength());
                foreach (var item in json.EnumerateArray())
                    list.Add(Read(item));
                return list;
            default:
                return ReadObject(json);
        }
    }

    /// <summary>A value from ordinary JSON: whole numbers are int or long, others double; objects are dictionaries.</summary>
    public static object? FromJson(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Array:
                var list = new List<object?>(json.GetArrayLength());
                foreach (var item in json.EnumerateArray())
                    list.Add(FromJson(item));
                return list;
            case JsonValueKind.Object:
                var entries = new Dictionary<string, object?>(StringComparer.Ordinal);
                foreach (var property in json.EnumerateObject())
                    entries[property.Name] = FromJson(property.Value);
                return entries;
            default:
                return Read(json);
        }
    }

    /// <summary>Ordinary JSON from a value, compact; types are not kept.</summary>
    public static string ToJson(object? value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
            WritePlain(writer, value);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A value from the text of ordinary JSON; false when the text is not JSON.</summary>
    public static bool TryParseJson(string text, [NotNullWhen(true)] out object? value)
    {
        value = null;
        try
        {
            using var document = JsonDocument.Parse(text, Reading);
            value = FromJson(document.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }

        return value is not null;
    }

    /// <summary>Writes ordinary JSON; types are not kept.</summary>
    public static void WritePlain(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case float number when float.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                if (number == Math.Floor(number) && Math.Abs(number) < 1e15)
                    writer.WriteNumberValue((long)number);
                else
                    writer.WriteNumberValue(number);
                break;
            case float or double:
                writer.WriteNullValue();
                break;
            case DateTime time:
                writer.WriteStringValue(time);
                break;
            case DateTimeOffset time:
                writer.WriteStringValue(time);
                break;
            case Guid id:
                writer.WriteStringValue(id);
                break;
            case IDictionary<string, object?> entries:
                writer.WriteStartObject();
                foreach (var (key, item) in entries)
                {
                    writer.WritePropertyName(key);
                    WritePlain(writer, item);
                }

                writer.WriteEndObject();
                break;
            case byte[] bytes:
                writer.WriteBase64StringValue(bytes);
                break;
            case IList list:
                writer.WriteStartArray();
                foreach (var item in list)
                    WritePlain(writer, item);
                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(Text.Of(value));
                break;
        }
    }

    private static (string Tag, string Content) Tagged(object value) => value switch
    {
        long number => ("$long", number.ToString(CultureInfo.InvariantCulture)),
        double number => ("$num", number.ToString("R", CultureInfo.InvariantCulture)),
        float number => ("$single", number.ToString("R", CultureInfo.InvariantCulture)),
        decimal number => ("$dec", number.ToString(CultureInfo.InvariantCulture)),
        DateTime time => ("$time", time.ToString("O", CultureInfo.InvariantCulture)),
        DateTimeOffset time => ("$at", time.ToString("O", CultureInfo.InvariantCulture)),
        DateOnly date => ("$date", date.ToString("O", CultureInfo.InvariantCulture)),
        TimeOnly time => ("$clock", time.ToString("O", CultureInfo.InvariantCulture)),
        TimeSpan span => ("$span", span.ToString("c", CultureInfo.InvariantCulture)),
        Guid id => ("$id", id.ToString("D")),
        byte[] bytes => ("$bytes", Convert.ToBase64String(bytes)),
        _ => throw new ArgumentException($"Expected a workflow value, but found {value.GetType()}.", nameof(value)),
    };

    private static object ReadObject(JsonElement json)
    {
        var entries = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            var name = property.Name;
            if (name.StartsWith("$$", StringComparison.Ordinal))
                name = name[1..];
            else if (name.StartsWith('$'))
                return Untag(name, property.Value.GetString() ?? throw new FormatException($"Expected text in '{name}'."));
            entries[name] = Read(property.Value);
        }

        return entries;
    }

    private static object Untag(string tag, string content) => tag switch
    {
        "$long" => long.Parse(content, CultureInfo.InvariantCulture),
        "$num" => double.Parse(content, CultureInfo.InvariantCulture),
        "$single" => float.Parse(content, CultureInfo.InvariantCulture),
        "$dec" => decimal.Parse(content, CultureInfo.InvariantCulture),
        "$time" => DateTime.Parse(content, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        "$at" => DateTimeOffset.Parse(content, CultureInfo.InvariantCulture),
        "$date" => DateOnly.Parse(content, CultureInfo.InvariantCulture),
        "$clock" => TimeOnly.Parse(content, CultureInfo.InvariantCulture),
        "$span" => TimeSpan.Parse(content, CultureInfo.InvariantCulture),
        "$id" => Guid.Parse(content),
        "$bytes" => Convert.FromBase64String(content),
        _ => throw new FormatException($"Expected a known tag, but found '{tag}'."),
    };
}
