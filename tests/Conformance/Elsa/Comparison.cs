using System.Text.Json;
using System.Text.Json.Nodes;

namespace GridWorkflow.Conformance.Elsa;

/// <summary>Compares what was observed with what was recorded, field by field, in the order of the most telling first.</summary>
internal static class Comparison
{
    /// <summary>Field, expected and found of the first difference; null when all are equal.</summary>
    public static string? FirstDifference(JsonElement expected, Observation observed)
    {
        var unordered = expected.TryGetProperty("unordered", out var flag) && flag.ValueKind == JsonValueKind.True;
        return Lines("lines", Strings(expected, "lines"), observed.Lines, unordered)
            ?? Phases(expected, observed, unordered)
            ?? MainInstance(expected, observed)
            ?? Others(expected, observed, unordered);
    }

    private static string? MainInstance(JsonElement expected, Observation observed)
    {
        var subStatus = ElsaCase.Text(expected, "subStatus");
        if (observed.Refusal is not null || subStatus == "ImportRejected")
            return Differ("subStatus", subStatus, observed.Refusal is null ? observed.Main?.SubStatus ?? "NotStarted" : "ImportRejected");
        return observed.Main is null ? Differ("subStatus", subStatus, "NotStarted") : Instance("", expected, observed.Main);
    }

    private static string? Others(JsonElement expected, Observation observed, bool unordered)
    {
        var wanted = expected.TryGetProperty("instances", out var list) ? list.EnumerateArray().ToList() : [];
        var found = observed.Others.ToList();
        if (wanted.Count != found.Count)
            return Differ("instances", $"{wanted.Count}", $"{found.Count}");
        for (var index = 0; index < wanted.Count; index++)
        {
            var one = wanted[index];
            var match = unordered ? found.FindIndex(candidate => Other("", one, candidate) is null) : 0;
            if (Other($"instances[{index}].", one, found[Math.Max(match, 0)]) is { } difference)
                return difference;
            found.RemoveAt(Math.Max(match, 0));
        }

        return null;
    }

    private static string? Other(string place, JsonElement expected, InstanceObservation found) =>
        Differ($"{place}definition", ElsaCase.Text(expected, "definition"), found.Definition) ?? Instance(place, expected, found);

    private static string? Instance(string place, JsonElement expected, InstanceObservation found) =>
        Differ($"{place}status", ElsaCase.Text(expected, "status"), found.Status)
        ?? Differ($"{place}subStatus", ElsaCase.Text(expected, "subStatus"), found.SubStatus)
        ?? Differ($"{place}incidents", $"{(expected.TryGetProperty("incidents", out var count) ? count.GetInt32() : 0)}", $"{found.Incidents}")
        ?? Activities(place, expected, found)
        ?? Bookmarks(place, expected, found)
        ?? Values($"{place}variables", expected, "variables", found.Variables)
        ?? Values($"{place}output", expected, "output", found.Output)
        ?? Differ($"{place}name", ElsaCase.Text(expected, "name"), found.Name)
        ?? Differ($"{place}correlationId", ElsaCase.Text(expected, "correlationId"), found.CorrelationId);

    private static string? Phases(JsonElement expected, Observation observed, bool unordered)
    {
        if (!expected.TryGetProperty("phases", out var phases))
            return null;
        var index = 0;
        foreach (var phase in phases.EnumerateArray())
        {
            var place = $"phases[{index}]";
            if (index >= observed.Phases.Count)
                return Differ(place, phase.GetRawText(), null);
            var found = observed.Phases[index++];
            var difference = Lines($"{place}.lines", Strings(phase, "lines"), found.Lines, unordered)
                ?? Differ($"{place}.status", ElsaCase.Text(phase, "status"), found.Status)
                ?? Differ($"{place}.subStatus", ElsaCase.Text(phase, "subStatus"), found.SubStatus)
                ?? Lines($"{place}.bookmarks", Strings(phase, "bookmarks"), found.Bookmarks, unordered: true)
                ?? Differ($"{place}.error", phase.TryGetProperty("error", out _) ? "an error" : null, found.Failed ? "an error" : null);
            if (difference is not null)
                return difference;
        }

        return null;
    }

    private static string? Activities(string place, JsonElement expected, InstanceObservation found)
    {
        var wanted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var activity in expected.GetProperty("activities").EnumerateObject())
            wanted[activity.Name] = Counts(activity.Value.EnumerateObject().Select(status => (status.Name, status.Value.GetInt32())));
        foreach (var (id, counts) in wanted)
        {
            if (Differ($"{place}activities.{id}", counts, found.Activities.TryGetValue(id, out var held) ? Counts(held.Select(pair => (pair.Key, pair.Value))) : null) is { } difference)
                return difference;
        }

        var extra = found.Activities.Keys.FirstOrDefault(id => !wanted.ContainsKey(id));
        return extra is null ? null : Differ($"{place}activities.{extra}", null, Counts(found.Activities[extra].Select(pair => (pair.Key, pair.Value))));

        static string Counts(IEnumerable<(string Status, int Count)> counts) =>
            string.Join(", ", counts.OrderBy(pair => pair.Status, StringComparer.Ordinal).Select(pair => $"{pair.Status} {pair.Count}"));
    }

    private static string? Bookmarks(string place, JsonElement expected, InstanceObservation found)
    {
        var wanted = expected.GetProperty("bookmarks").EnumerateArray()
            .Select(bookmark => Show(bookmark.EnumerateObject().Select(property => (property.Name, property.Value.ToString()))));
        return Lines($"{place}bookmarks", [.. wanted], [.. found.Bookmarks.Select(bookmark => Show(bookmark.Select(pair => (pair.Key, pair.Value))))], unordered: true);

        static string Show(IEnumerable<(string Name, string Value)> facts) =>
            string.Join(" ", facts.OrderBy(fact => fact.Name, StringComparer.Ordinal).Select(fact => $"{fact.Name}={fact.Value}"));
    }

    private static string? Values(string place, JsonElement expected, string property, string found)
    {
        using var document = JsonDocument.Parse(found);
        if (!expected.TryGetProperty(property, out var wanted))
            return document.RootElement.EnumerateObject().Any() ? Differ(place, null, found) : null;
        foreach (var value in wanted.EnumerateObject())
        {
            var shown = value.Value.GetRawText();
            if (!document.RootElement.TryGetProperty(value.Name, out var held))
                return Differ($"{place}.{value.Name}", shown, null);
            if (!Same(value.Value, held))
                return Differ($"{place}.{value.Name}", shown, held.GetRawText());
        }

        var extra = document.RootElement.EnumerateObject().FirstOrDefault(value => !wanted.TryGetProperty(value.Name, out _));
        return extra.Value.ValueKind == JsonValueKind.Undefined ? null : Differ($"{place}.{extra.Name}", null, extra.Value.GetRawText());
    }

    private static bool Same(JsonElement wanted, JsonElement found) =>
        wanted.ValueKind == JsonValueKind.Number && found.ValueKind == JsonValueKind.Number
            ? wanted.GetDouble().Equals(found.GetDouble())
            : JsonNode.DeepEquals(Normal(wanted), Normal(found));

    private static JsonNode? Normal(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number => JsonValue.Create(json.GetDouble()),
        JsonValueKind.Array => new JsonArray([.. json.EnumerateArray().Select(Normal)]),
        JsonValueKind.Object => new JsonObject(json.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, Normal(property.Value)))),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(json),
    };

    private static string? Lines(string place, IReadOnlyList<string> expected, IReadOnlyList<string> found, bool unordered)
    {
        if (unordered)
        {
            expected = [.. expected.Order(StringComparer.Ordinal)];
            found = [.. found.Order(StringComparer.Ordinal)];
        }

        return expected.SequenceEqual(found, StringComparer.Ordinal) ? null : Differ(place, Show(expected), Show(found));

        static string Show(IReadOnlyList<string> lines) => $"[{string.Join(" | ", lines)}]";
    }

    private static string? Differ(string place, string? expected, string? found) =>
        string.Equals(expected, found, StringComparison.Ordinal) ? null : $"{place}: expected {expected ?? "nothing"}, found {found ?? "nothing"}";

    private static List<string> Strings(JsonElement json, string property) =>
        json.TryGetProperty(property, out var list) ? [.. list.EnumerateArray().Select(item => item.GetString() ?? "")] : [];
}
