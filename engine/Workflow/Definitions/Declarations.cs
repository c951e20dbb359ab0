using System.Text.Json;

namespace GridWorkflow.Workflow.Definitions;

/// <summary>A variable that a workflow or a container declares.</summary>
/// <param name="Id">What SetVariable names; unique in the definition.</param>
/// <param name="Name">What scripts and templates name.</param>
/// <param name="TypeName">Alias of a data type.</param>
/// <param name="IsArray">An array of that type.</param>
/// <param name="Default">The value to begin with; undefined when there is none.</param>
/// <param name="StorageDriver">Null: the value does not outlive a burst.</param>
public sealed record VariableDeclaration(
    string Id, string Name, string TypeName, bool IsArray, JsonElement Default, string? StorageDriver)
{
    internal static IReadOnlyList<VariableDeclaration> ReadAll(JsonElement owner)
    {
        if (!owner.TryGetProperty("variables", out var list) || list.ValueKind != JsonValueKind.Array)
            return [];
        var declarations = new List<VariableDeclaration>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
                continue;
            var name = Json.Text(item, "name") ?? "";
            item.TryGetProperty("value", out var value);
            declarations.Add(new VariableDeclaration(
                Json.Text(item, "id") ?? name,
                name,
                Json.Text(item, "typeName") ?? "Object",
                Json.Flag(item, "isArray"),
                value,
                Json.Text(item, "storageDriverTypeName")));
        }

        return declarations;
    }
}

/// <summary>An input or output that a workflow declares.</summary>
/// <param name="Name">Name; inputs match without regard to case.</param>
/// <param name="TypeName">Alias of a data type; it converts nothing.</param>
/// <param name="DisplayName">What the designer shows.</param>
/// <param name="Description">What the designer shows.</param>
public sealed record ArgumentDeclaration(string Name, string TypeName, string? DisplayName, string? Description)
{
    internal static IReadOnlyList<ArgumentDeclaration> ReadAll(JsonElement owner, string property)
    {
        if (!owner.TryGetProperty(property, out var list) || list.ValueKind != JsonValueKind.Array)
            return [];
        return
        [
            .. list.EnumerateArray()
                .Where(item => item.ValueKind == JsonValueKind.Object)
                .Select(item => new ArgumentDeclaration(
                    Json.Text(item, "name") ?? "", Json.Text(item, "type") ?? "Object", Json.Text(item, "displayName"), Json.Text(item, "description"))),
        ];
    }
}

internal static class Json
{
    public static string? Text(JsonElement owner, string property) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    public static bool Flag(JsonElement owner, string property) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.True;

    public static int? Number(JsonElement owner, string property) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var number)
            ? number
            : null;
}
