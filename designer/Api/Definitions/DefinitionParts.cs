using System.Text.Json.Nodes;

namespace GridWorkflow.Designer.Api.Definitions;

/// <summary>Variables, inputs, outputs and options of a definition in the order and form in which Elsa writes them.</summary>
internal static class DefinitionParts
{
    private static readonly string[] Arguments = ["inputs", "outputs"];

    public static JsonArray List(JsonNode? kept, Func<JsonNode?, JsonNode?> item) => new([.. (kept as JsonArray ?? []).Select(item)]);

    public static JsonNode? Variable(JsonNode? kept)
    {
        if (kept is not JsonObject given)
            return kept?.DeepClone();
        var name = ActivityView.Text(given, "name") ?? "";
        var shown = new JsonObject
        {
            ["id"] = given["id"]?.DeepClone() ?? name,
            ["name"] = name,
            ["typeName"] = given["typeName"]?.DeepClone() ?? "Object",
            ["isArray"] = given["isArray"]?.DeepClone() ?? false,
        };
        if (given["value"] is { } value)
            shown["value"] = value.DeepClone();
        if (ActivityView.Text(given, "storageDriverTypeName") is { } driver)
            shown["storageDriverTypeName"] = ShortType(driver);
        return Rest(shown, given, "storageDriverTypeName");
    }

    public static JsonNode? Argument(JsonNode? kept)
    {
        if (kept is not JsonObject given)
            return kept?.DeepClone();
        var shown = new JsonObject();
        foreach (var name in new[] { "uiHint", "storageDriverType", "type", "isArray", "name", "displayName", "description", "category" })
        {
            if (given[name] is { } value && !IsFalse(value))
                shown[name] = value.DeepClone();
        }

        return Rest(shown, given, "isArray");
    }

    /// <summary>What is not set is not written, but for one member that always is.</summary>
    public static JsonObject Options(JsonNode? kept)
    {
        var given = kept as JsonObject ?? [];
        var shown = new JsonObject();
        foreach (var name in new[] { "activationStrategyType", "usableAsActivity", "autoUpdateConsumingWorkflows", "activityCategory", "incidentStrategyType", "commitStrategyName" })
        {
            if (given[name] is { } value)
                shown[name] = value.DeepClone();
            else if (name == "autoUpdateConsumingWorkflows")
                shown[name] = false;
        }

        return Rest(shown, given, "autoUpdateConsumingWorkflows");
    }

    /// <summary>Without what Studio sends for "not set": nulls, and lists that are none.</summary>
    public static void Tidy(JsonObject model)
    {
        DropNulls(model);
        if (model["options"] is JsonObject options)
            DropNulls(options);
        foreach (var argument in Arguments.SelectMany(name => model[name] as JsonArray ?? []).OfType<JsonObject>())
        {
            DropNulls(argument);
            if (argument["isArray"] is { } flag && IsFalse(flag))
                argument.Remove("isArray");
        }

        foreach (var variable in (model["variables"] as JsonArray ?? []).OfType<JsonObject>())
            DropNulls(variable);
    }

    // A stock server saves the short name and lists the long one; one of them must do.
    private static string ShortType(string name)
    {
        var comma = name.IndexOf(',', StringComparison.Ordinal);
        var type = comma < 0 ? name : name[..comma];
        return type[(type.LastIndexOf('.') + 1)..];
    }

    private static JsonObject Rest(JsonObject shown, JsonObject given, string handled)
    {
        foreach (var (name, value) in given.Where(member => member.Value is not null && member.Key != handled && !shown.ContainsKey(member.Key)))
            shown[name] = value!.DeepClone();
        return shown;
    }

    private static void DropNulls(JsonObject json)
    {
        foreach (var name in json.Where(member => member.Value is null).Select(member => member.Key).ToList())
            json.Remove(name);
    }

    private static bool IsFalse(JsonNode node) => node is JsonValue value && value.TryGetValue<bool>(out var flag) && !flag;
}
