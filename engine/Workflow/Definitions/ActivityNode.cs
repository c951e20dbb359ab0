using System.Text.Json;

namespace GridWorkflow.Workflow.Definitions;

/// <summary>One activity in the JSON of a definition, as it stands there.</summary>
public sealed class ActivityNode
{
    /// <param name="json">The object of the activity.</param>
    /// <param name="path">Where it stands in the file.</param>
    public ActivityNode(JsonElement json, string path)
    {
        Json = json;
        Path = path;
        Type = Text("type") ?? "";
        Id = Text("id") ?? "";
        Name = Text("name");
        Version = Definitions.Json.Number(json, "version");
    }

    /// <summary>The whole object, nothing lost.</summary>
    public JsonElement Json { get; }

    /// <summary>Where it stands in the file: <c>root.activities[3]</c>.</summary>
    public string Path { get; }

    /// <summary>Activity type name; case matters.</summary>
    public string Type { get; }

    /// <summary>Id within the definition; empty when the file has none.</summary>
    public string Id { get; }

    public string? Name { get; }

    /// <summary>Version of the activity type; null takes the one there is.</summary>
    public int? Version { get; }

    /// <summary>Starts new instances when its stimulus arrives.</summary>
    public bool CanStartWorkflow => Flag("canStartWorkflow");

    /// <summary>What the designer shows on the node.</summary>
    public string? DisplayText =>
        Json.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty("displayText", out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;

    /// <summary>A property by name, without regard to case.</summary>
    public bool TryGet(string name, out JsonElement value)
    {
        if (Json.TryGetProperty(name, out value))
            return true;
        foreach (var property in Json.EnumerateObject())
        {
            if (!string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
                continue;
            value = property.Value;
            return true;
        }

        return false;
    }

    private string? Text(string name) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private bool Flag(string name) =>
        (Json.TryGetProperty("customProperties", out var custom) && custom.ValueKind == JsonValueKind.Object
            && custom.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True)
        || (Json.TryGetProperty(name, out var direct) && direct.ValueKind == JsonValueKind.True);
}
