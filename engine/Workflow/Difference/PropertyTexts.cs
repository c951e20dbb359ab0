using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GridWorkflow.Workflow.Difference;

/// <summary>
/// The properties of an activity or a definition as texts by path. An input is one text: the value of a literal, or its language and its
/// expression. What only the designer looks at, and what numbers give to versions, is left out.
/// </summary>
internal static class PropertyTexts
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Properties of a definition that say nothing of what it does: which version it is, and who wrote it down when.</summary>
    private static readonly ImmutableHashSet<string> Bookkeeping =
        ["$schema", "root", "id", "definitionId", "version", "createdAt", "toolVersion", "isLatest", "isPublished", "isReadonly", "isSystem", "tenantId", "links"];

    public static ImmutableSortedDictionary<string, string> OfActivity(JsonElement activity)
    {
        var texts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var isFlowchart = activity.TryGetProperty("connections", out _);
        foreach (var property in activity.EnumerateObject())
        {
            // The name of the node within the whole repeats the ids above it; connections are compared by themselves, and say in which
            // order the activities of a flowchart run.
            if (property.Name is "nodeId" or "connections" || (isFlowchart && property.Name == "activities"))
                continue;
            Add(texts, property.Name, property.Value);
        }

        return texts.ToImmutable();
    }

    public static ImmutableSortedDictionary<string, string> OfDefinition(JsonElement definition)
    {
        var texts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var property in definition.EnumerateObject().Where(property => !Bookkeeping.Contains(property.Name)))
            Add(texts, property.Name, property.Value);
        return texts.ToImmutable();
    }

    public static IEnumerable<PropertyChange> Between(ImmutableSortedDictionary<string, string> before, ImmutableSortedDictionary<string, string> after) =>
        from path in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
        let was = before.GetValueOrDefault(path)
        let now = after.GetValueOrDefault(path)
        where was != now
        select new PropertyChange(path, was, now);

    private static void Add(ImmutableSortedDictionary<string, string>.Builder texts, string path, JsonElement value)
    {
        if (path is "metadata.designer" || value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            return;
        if (DrawnParts.IsActivity(value))
        {
            // What stands in a port is compared by itself; here it counts which one it is.
            texts[path] = value.GetProperty("id").GetString()!;
            return;
        }

        if (Expression(value) is { } input)
        {
            texts[path] = input;
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                    Add(texts, $"{path}.{property.Name}", property.Value);
                break;
            case JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)):
                if (value.GetArrayLength() > 0)
                    texts[path] = string.Join(", ", value.EnumerateArray().Select(Text));
                break;
            case JsonValueKind.Array when value.EnumerateArray().All(DrawnParts.IsActivity):
                texts[path] = string.Join(", ", value.EnumerateArray().Select(item => item.GetProperty("id").GetString()));
                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in value.EnumerateArray().Index())
                    Add(texts, $"{path}[{Label(item) ?? $"{index}"}]", item);
                break;
            case JsonValueKind.String when value.GetString()!.Length == 0:
                break;
            default:
                texts[path] = Text(value);
                break;
        }
    }

    /// <summary>What names an item of a list, so that one put before it does not make all that follow look changed.</summary>
    private static string? Label(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var name in (string[])["id", "name", "key", "label"])
        {
            if (item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0)
                return value.GetString();
        }

        return null;
    }

    private static string? Expression(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("expression", out var expression) || expression.ValueKind != JsonValueKind.Object
            || !expression.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
            return null;
        var text = expression.TryGetProperty("value", out var inner) ? Text(inner) : "";
        return type.GetString() is "Literal" or "Object" ? text : $"{type.GetString()}: {text}";
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : JsonSerializer.Serialize(value, Compact);
}
