using System.Text.Json.Nodes;

namespace GridWorkflow.Designer.Api.Definitions;

/// <summary>
/// Studio shows more than is kept: properties that are not set, node ids, forms of other Elsa versions. What it sends back unchanged is
/// kept as it was, so that opening and saving changes nothing, and a moved box does not change what a definition does.
/// </summary>
internal static class KeptText
{
    /// <param name="sent">What Studio sends.</param>
    /// <param name="shown">What it was shown.</param>
    /// <param name="kept">What that was made from.</param>
    public static JsonNode? Merge(JsonNode? sent, JsonNode? shown, JsonNode? kept)
    {
        if (JsonNode.DeepEquals(sent, shown))
            return kept?.DeepClone();
        return (sent, shown, kept) switch
        {
            (JsonObject now, JsonObject before, JsonObject text) => Members(now, before, text),
            (JsonArray now, JsonArray before, JsonArray text) when before.Count == text.Count => Items(now, before, text),
            _ => sent?.DeepClone(),
        };
    }

    private static JsonObject Members(JsonObject sent, JsonObject shown, JsonObject kept)
    {
        var merged = new JsonObject();
        foreach (var (name, value) in kept)
        {
            var there = Name(sent, name);
            if (there is not null)
                merged[name] = Merge(sent[there], Name(shown, name) is { } was ? shown[was] : null, value);
            else if (Name(shown, name) is null)
                merged[name] = value?.DeepClone();
        }

        foreach (var (name, value) in sent.Where(member => Name(kept, member.Key) is null))
        {
            if (!shown.TryGetPropertyValue(name, out var added) || !JsonNode.DeepEquals(value, added))
                merged[name] = value?.DeepClone();
        }

        return merged;
    }

    private static JsonArray Items(JsonArray sent, JsonArray shown, JsonArray kept)
    {
        var places = new Dictionary<string, Queue<int>>(StringComparer.Ordinal);
        for (var place = 0; place < shown.Count; place++)
        {
            var key = Key(shown[place]);
            if (!places.TryGetValue(key, out var queue))
                places[key] = queue = new Queue<int>();
            queue.Enqueue(place);
        }

        return new JsonArray(
        [
            .. sent.Select(item => places.TryGetValue(Key(item), out var queue) && queue.TryDequeue(out var place)
                ? Merge(item, shown[place], kept[place])
                : item?.DeepClone()),
        ]);
    }

    /// <summary>By what an item is known again: its id, the ends of a connection, else itself.</summary>
    private static string Key(JsonNode? item) => item switch
    {
        JsonObject json when json["id"] is JsonValue id => $"id {id}",
        JsonObject json when json["source"] is { } source && json["target"] is { } target => $"link {source.ToJsonString()} {target.ToJsonString()}",
        null => "null",
        _ => item.ToJsonString(),
    };

    private static string? Name(JsonObject json, string name)
    {
        if (json.ContainsKey(name))
            return name;
        foreach (var member in json)
        {
            if (string.Equals(member.Key, name, StringComparison.OrdinalIgnoreCase))
                return member.Key;
        }

        return null;
    }
}
