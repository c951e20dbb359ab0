using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GridWorkflow.Conformance;

/// <summary>The first place where what was found is not what Elsa did.</summary>
internal static class Comparison
{
    private static readonly string[] Fields = ["subStatus", "status", "lines", "output", "variables", "bookmarks", "incidents", "activities", "name", "correlationId", "phases", "instances"];
    private static readonly string[] PhaseFields = ["lines", "status", "subStatus", "bookmarks", "error"];

    public static string? FirstDifference(JsonObject expected, JsonObject found)
    {
        var unordered = expected["unordered"]?.GetValue<bool>() == true;
        if (expected["subStatus"]?.GetValue<string>() == "ImportRejected")
            return found["subStatus"]?.GetValue<string>() == "ImportRejected" ? null : "expected ImportRejected, found " + found["subStatus"];
        foreach (var field in Fields)
        {
            var difference = field switch
            {
                "phases" => Phases(expected[field] as JsonArray, found[field] as JsonArray, unordered),
                "instances" => Instances(expected[field] as JsonArray, found[field] as JsonArray, unordered),
                _ => Field(field, expected[field], found[field], unordered && field == "lines"),
            };
            if (difference is not null)
                return difference;
        }

        return null;
    }

    private static string? Field(string field, JsonNode? expected, JsonNode? found, bool unordered)
    {
        var (a, b) = (Canonical(expected), Canonical(found));
        if (unordered && expected is JsonArray left && found is JsonArray right)
            (a, b) = (Sorted(left), Sorted(right));
        if (field is "output" or "variables" or "activities")
            (a, b) = (a.Length == 0 ? "{}" : a, b.Length == 0 ? "{}" : b);
        return a == b ? null : $"{field}: expected {Clip(a)}, found {Clip(b)}";
    }

    private static string? Phases(JsonArray? expected, JsonArray? found, bool unordered)
    {
        if (expected is null)
            return null;
        if (found is null || expected.Count != found.Count)
            return $"phases: expected {expected.Count}, found {found?.Count ?? 0}";
        for (var index = 0; index < expected.Count; index++)
        {
            foreach (var field in PhaseFields)
            {
                if (Field(field, expected[index]![field], found[index]![field], unordered && field == "lines") is { } difference && field != "error")
                    return $"phase {index} {difference}";
            }
        }

        return null;
    }

    private static string? Instances(JsonArray? expected, JsonArray? found, bool unordered)
    {
        if ((expected?.Count ?? 0) != (found?.Count ?? 0))
            return $"instances: expected {expected?.Count ?? 0}, found {found?.Count ?? 0}";
        for (var index = 0; index < (expected?.Count ?? 0); index++)
        {
            var candidates = unordered ? found!.ToArray() : [found![index]];
            string? first = null;
            if (Array.Exists(candidates, candidate => (first = Instance(expected![index]!.AsObject(), candidate!.AsObject())) is null))
                continue;
            return $"instance {index} {first}";
        }

        return null;
    }

    private static string? Instance(JsonObject expected, JsonObject found)
    {
        foreach (var field in new[] { "definition", "isChildOfMain", "subStatus", "status", "output", "variables", "bookmarks", "incidents", "activities" })
        {
            if (Field(field, expected[field], found[field], false) is { } difference)
                return difference;
        }

        return null;
    }

    private static string Sorted(JsonArray list) => string.Join(",", list.Select(Canonical).Order(StringComparer.Ordinal));

    /// <summary>JSON with sorted names and numbers in one form.</summary>
    private static string Canonical(JsonNode? node) => node switch
    {
        null => "",
        JsonObject entries => "{" + string.Join(",", entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => JsonSerializer.Serialize(entry.Key) + ":" + (entry.Value is null ? "null" : Canonical(entry.Value)))) + "}",
        JsonArray list => "[" + string.Join(",", list.Select(item => item is null ? "null" : Canonical(item))) + "]",
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        _ => node.ToJsonString(),
    };

    private static string Clip(string text) => text.Length <= 300 ? text : text[..300] + "…";
}
