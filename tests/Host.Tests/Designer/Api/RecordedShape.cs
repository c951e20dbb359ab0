using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GridWorkflow.Host.Tests.Designer.Api;

/// <summary>
/// Whether an answer has the shape of a recorded one: every member that was recorded, of the same type, null only where it was null, at
/// every depth; no other members but the listed ones. Of a list, every item must have the shape of some recorded item.
/// </summary>
/// <param name="extra">Members that may stand beside the recorded ones, as the end of their path.</param>
/// <param name="missing">Recorded members that may be absent, as the end of their path.</param>
/// <param name="free">Members whose inside is data, not shape, as the end of their path.</param>
internal sealed class RecordedShape(IReadOnlySet<string> extra, IReadOnlySet<string> missing, IReadOnlySet<string> free)
{
    public IReadOnlyList<string> Differences(JsonNode? recorded, JsonNode? actual) => [.. Compare(recorded, actual, "$")];

    private IEnumerable<string> Compare(JsonNode? recorded, JsonNode? actual, string path)
    {
        if (recorded is null || Ends(free, path))
            return [];
        if (actual is null || Kind(recorded) != Kind(actual))
            return [$"{path}: expected {Kind(recorded)}, but found {Kind(actual)}"];
        return (recorded, actual) switch
        {
            (JsonObject was, JsonObject now) => Members(was, now, path),
            (JsonArray was, JsonArray now) => Items(was, now, path),
            _ => [],
        };
    }

    private IEnumerable<string> Members(JsonObject recorded, JsonObject actual, string path) =>
    [
        .. recorded.Where(member => !actual.ContainsKey(member.Key) && !Ends(missing, $"{path}.{member.Key}")).Select(member => $"{path}.{member.Key}: missing"),
        .. actual.Where(member => !recorded.ContainsKey(member.Key) && !Ends(extra, $"{path}.{member.Key}")).Select(member => $"{path}.{member.Key}: not recorded"),
        .. recorded.Where(member => actual.ContainsKey(member.Key)).SelectMany(member => Compare(member.Value, actual[member.Key], $"{path}.{member.Key}")),
    ];

    private IEnumerable<string> Items(JsonArray recorded, JsonArray actual, string path)
    {
        if (recorded.Count == 0)
            yield break;
        if (actual.Count == 0)
        {
            yield return $"{path}: expected items, but found none";
            yield break;
        }

        for (var place = 0; place < actual.Count; place++)
        {
            var best = recorded.Select(item => Compare(item, actual[place], $"{path}[{place}]").ToList()).MinBy(found => found.Count)!;
            foreach (var difference in best)
                yield return difference;
        }
    }

    private static bool Ends(IReadOnlySet<string> set, string path)
    {
        var plain = Regex.Replace(path, @"\[\d+\]", "[]");
        return set.Any(end => plain == end || plain.EndsWith($".{end}", StringComparison.Ordinal));
    }

    private static string Kind(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "a Boolean",
        JsonValueKind.Number => "a number",
        JsonValueKind.String => "text",
        JsonValueKind.Array => "a list",
        _ => "an object",
    };
}
