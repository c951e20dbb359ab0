using System.Globalization;
using System.Text.Json.Nodes;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Designer.Api.Definitions;

/// <summary>A definition that stands in another as an activity: the version that is published now.</summary>
internal sealed record UsedDefinition(string DefinitionId, int Version, string VersionId);

/// <summary>
/// Activities as Elsa writes them: every property of the type in its place, also those that are not set, with id, node id and the
/// members that Studio relies on. What it does not know stays where it was.
/// </summary>
/// <param name="types">The types that there are.</param>
/// <param name="findUsed">Finds the published definition whose name makes this activity type name; null when there is none.</param>
internal sealed class ActivityView(ActivityTypes types, Func<string, UsedDefinition?> findUsed)
{
    private static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase)
    {
        "id", "nodeId", "name", "type", "version", "customProperties", "metadata", "canStartWorkflow", "runAsynchronously",
    };

    private static readonly string[] ContainerLists = ["activities", "variables"];

    private static readonly string[] Flags = ["canStartWorkflow", "runAsynchronously"];

    /// <summary>Shows the root of a definition.</summary>
    /// <param name="root">The activity as it is kept.</param>
    /// <param name="parentNodeId">Node id of what it stands in: <c>Workflow1</c> for the workflow itself.</param>
    public JsonObject Root(JsonObject root, string parentNodeId = "Workflow1") => Activity(root, parentNodeId, new NewIds(root));

    private JsonObject Activity(JsonObject kept, string parentNodeId, NewIds ids)
    {
        var typeName = Text(kept, "type") ?? "";
        var type = types.Find(typeName);
        var id = Text(kept, "id") is { Length: > 0 } own ? own : ids.For(typeName);
        var nodeId = $"{parentNodeId}:{id}";
        var left = kept.Where(member => !Common.Contains(member.Key)).ToDictionary(member => member.Key, member => member.Value, StringComparer.OrdinalIgnoreCase);
        var order = left.Keys.ToList();
        var shown = new JsonObject();
        if (type is not null)
            Properties(shown, type, Take, value => Deep(value, nodeId, ids));
        else if (findUsed(typeName) is { } used)
            Use(shown, used, Take);

        var lists = Lists(typeName, left);
        // Members of other makers stay before or behind the common ones, as they were.
        var before = kept.Select(member => member.Key).TakeWhile(name => !string.Equals(name, "id", StringComparison.OrdinalIgnoreCase)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var name in order.Where(name => before.Contains(name) && left.ContainsKey(name) && !lists.Contains(name, StringComparer.Ordinal)).ToList())
            shown[name] = Deep(Take(name).Value, nodeId, ids);

        shown["id"] = id;
        shown["nodeId"] = nodeId;
        if (Text(kept, "name") is { } label)
            shown["name"] = label;
        shown["type"] = typeName;
        shown["version"] = kept["version"]?.DeepClone() ?? type?.Version ?? 1;
        shown["customProperties"] = Custom(kept, typeName);
        shown["metadata"] = kept["metadata"] is JsonObject metadata ? metadata.DeepClone() : new JsonObject();
        foreach (var name in lists)
            shown[name] = List(name, Take(name).Value, nodeId, ids);
        foreach (var name in order.Where(left.ContainsKey))
        {
            shown[name] = Deep(left[name], nodeId, ids);
            // Elsa names the place of an input of a workflow that stands as an activity.
            if (shown.ContainsKey("latestAvailablePublishedVersion") && shown[name] is JsonObject input && input["expression"] is not null && !input.ContainsKey("memoryReference"))
                input["memoryReference"] = new JsonObject { ["id"] = $"{id}:input-{name}" };
        }

        return shown;

        (bool Found, JsonNode? Value) Take(string name) => left.Remove(name, out var value) ? (true, value) : (false, null);
    }

    private static void Properties(JsonObject shown, ActivityType type, Func<string, (bool Found, JsonNode? Value)> take, Func<JsonNode?, JsonNode?> deep)
    {
        foreach (var input in type.Inputs)
        {
            var (found, value) = take(input.Name);
            shown[Camel(input.Name)] = input.IsWrapped ? Input(value, input)
                : !found && input.Type.Kind == DataKind.Boolean && !input.Type.IsArray ? JsonValue.Create(false)
                : deep(value);
        }

        foreach (var port in type.Ports.Where(port => port.Kind == PortKind.Embedded && !type.IsContainer && !shown.ContainsKey(Camel(port.Name))))
            shown[Camel(port.Name)] = deep(take(port.Name).Value);
        foreach (var output in type.Outputs)
            shown[Camel(output.Name)] = take(output.Name).Value?.DeepClone();
    }

    private static void Use(JsonObject shown, UsedDefinition used, Func<string, (bool Found, JsonNode? Value)> take)
    {
        shown["workflowDefinitionId"] = take("workflowDefinitionId").Value?.DeepClone() ?? used.DefinitionId;
        shown["workflowDefinitionVersionId"] = take("workflowDefinitionVersionId").Value?.DeepClone() ?? used.VersionId;
        take("latestAvailablePublishedVersion");
        take("latestAvailablePublishedVersionId");
        shown["latestAvailablePublishedVersion"] = used.Version;
        shown["latestAvailablePublishedVersionId"] = used.VersionId;
    }

    /// <summary><c>{typeName, expression: {type, value}}</c>; a bare value is a literal. A value that is null is not written.</summary>
    private static JsonObject? Input(JsonNode? kept, InputSpec spec)
    {
        if (kept is null)
            return null;
        if (kept is not JsonObject given || !(given.ContainsKey("expression") || given.ContainsKey("typeName")))
            return new JsonObject { ["typeName"] = spec.Type.Alias, ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = kept.DeepClone() } };
        var shown = new JsonObject { ["typeName"] = given["typeName"]?.DeepClone() ?? spec.Type.Alias };
        foreach (var (name, value) in given.Where(member => member.Key != "typeName"))
        {
            shown[name] = name == "expression" && value is JsonObject expression
                ? new JsonObject(expression.Where(member => member.Value is not null).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())))
                : value?.DeepClone();
        }

        return shown;
    }

    private static JsonObject Custom(JsonObject kept, string typeName)
    {
        var custom = kept["customProperties"] as JsonObject is { } given ? given.DeepClone().AsObject() : [];
        if (typeName == "Elsa.Flowchart" && !custom.ContainsKey("notFoundConnections"))
            custom.Insert(0, "notFoundConnections", new JsonArray());
        foreach (var name in Flags)
        {
            if (!custom.ContainsKey(name))
                custom[name] = kept[name] is JsonValue flag && flag.TryGetValue<bool>(out var set) && set;
        }

        return custom;
    }

    private static string[] Lists(string typeName, Dictionary<string, JsonNode?> left) => typeName switch
    {
        "Elsa.Flowchart" => ["activities", "variables", "connections"],
        "Elsa.Sequence" or "Elsa.Parallel" => ContainerLists,
        _ => [.. ContainerLists.Where(left.ContainsKey)],
    };

    private JsonNode List(string name, JsonNode? kept, string nodeId, NewIds ids) => name switch
    {
        "connections" => new JsonArray([.. Items(kept).Select(Connection)]),
        "variables" => new JsonArray([.. Items(kept).Select(DefinitionParts.Variable)]),
        _ => Deep(kept, nodeId, ids) ?? new JsonArray(),
    };

    private static IEnumerable<JsonNode?> Items(JsonNode? list) => list as JsonArray ?? [];

    // Elsa 3.0 wrote ids and ports side by side.
    private static JsonNode? Connection(JsonNode? kept)
    {
        if (kept is not JsonObject given)
            return kept?.DeepClone();
        var shown = new JsonObject
        {
            ["source"] = End(given, "source", "Done"),
            ["target"] = End(given, "target", "In"),
            ["vertices"] = given["vertices"]?.DeepClone() ?? new JsonArray(),
        };
        foreach (var (name, value) in given.Where(member => member.Key is not ("source" or "target" or "vertices" or "sourcePort" or "targetPort")))
            shown[name] = value?.DeepClone();
        return shown;
    }

    private static JsonNode End(JsonObject connection, string end, string port) => connection[end] switch
    {
        JsonObject given when given["port"] is null => new JsonObject { ["activity"] = given["activity"]?.DeepClone(), ["port"] = port },
        JsonObject given => given.DeepClone(),
        var id => new JsonObject { ["activity"] = id?.DeepClone(), ["port"] = Text(connection, $"{end}Port") ?? port },
    };

    private JsonNode? Deep(JsonNode? kept, string nodeId, NewIds ids) => kept switch
    {
        JsonObject activity when IsActivity(activity) => Activity(activity, nodeId, ids),
        JsonObject other => new JsonObject(other.Select(member => KeyValuePair.Create(member.Key, Deep(member.Value, nodeId, ids)))),
        JsonArray list => new JsonArray([.. list.Select(item => Deep(item, nodeId, ids))]),
        _ => kept?.DeepClone(),
    };

    private bool IsActivity(JsonObject json) =>
        Text(json, "type") is { } type && (types.Find(type) is not null || (json.ContainsKey("id") && (json.ContainsKey("version") || json.ContainsKey("nodeId"))));

    internal static string Camel(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name[1..];

    internal static string? Text(JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>Ids of activities that have none, as the engine gives them when it compiles: type and number.</summary>
    private sealed class NewIds
    {
        private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

        public NewIds(JsonNode root) => Collect(root);

        public string For(string typeName)
        {
            var stem = typeName[(typeName.LastIndexOf('.') + 1)..];
            for (var number = 1; ; number++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"{stem}{number}");
                if (_taken.Add(id))
                    return id;
            }
        }

        private void Collect(JsonNode? node)
        {
            if (node is JsonObject json)
            {
                if (Text(json, "type") is not null && Text(json, "id") is { } id)
                    _taken.Add(id);
                foreach (var (_, value) in json)
                    Collect(value);
            }
            else if (node is JsonArray list)
            {
                foreach (var item in list)
                    Collect(item);
            }
        }
    }
}
