using System.Text.Json;

namespace GridWorkflow.Workflow.Definitions;

/// <summary>What must hold before a file can be looked at as a workflow definition at all.</summary>
internal static class Shape
{
    public static IEnumerable<Problem> Check(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            yield return new Problem("not-a-definition", $"Expected an object, but found {json.ValueKind}.", "Give a workflow definition of Elsa 3.");
            yield break;
        }

        if (!json.TryGetProperty("root", out var root) || root.ValueKind != JsonValueKind.Object)
        {
            yield return new Problem("no-root", "Expected an activity in 'root', but found none.", "Give the definition a root activity.") { Path = "root" };
            yield break;
        }

        if (Json.Text(root, "type") is null)
        {
            var near = root.EnumerateObject().Select(property => property.Name).FirstOrDefault(name => string.Equals(name, "type", StringComparison.OrdinalIgnoreCase));
            yield return new Problem(
                "no-activity-type",
                near is null ? "Expected 'type' of the root activity, but found none." : $"Expected 'type', but found '{near}'.",
                "Name the activity type in 'type', in lower case.") { Path = "root" };
        }

        foreach (var name in new[] { "variables", "inputs", "outputs", "outcomes" })
        {
            if (json.TryGetProperty(name, out var list) && list.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null))
                yield return new Problem("not-a-list", $"Expected a list in '{name}', but found {list.ValueKind}.", "Write it as a list.") { Path = name };
        }

        if (json.TryGetProperty("version", out var version) && !(version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out _)))
            yield return new Problem("bad-version", $"Expected a whole number in 'version', but found {version}.", "Number the versions from 1.") { Path = "version" };
    }
}
