using System.Text.Json;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Runtime.Tests.Delivery;

/// <summary>Small workflows as an admin would draw them: sequences of built-in activities.</summary>
internal static class Drawn
{
    /// <summary>Reference data of these workflows and nothing else.</summary>
    public static ReferenceData Data(params string[] definitions) => ReferenceData.Load(
        [.. definitions.Select((definition, index) => new SourceFile($"definitions/drawn-{index}.json", definition))]);

    /// <summary>A sequence.</summary>
    /// <param name="id">Of the definition.</param>
    /// <param name="activities">Each as <see cref="Activity"/> makes it.</param>
    public static string Sequence(string id, params string[] activities) => Sequence(id, null, activities);

    /// <inheritdoc cref="Sequence(string, string[])"/>
    /// <param name="strategy">Activation strategy by its short name.</param>
    public static string Sequence(string id, string? strategy, string[] activities)
    {
        var options = strategy is null ? "{}" : JsonSerializer.Serialize(new { activationStrategyType = $"Elsa.Workflows.ActivationValidators.{strategy}, Elsa.Workflows.Core" });
        return $$$"""
            {"id":"{{{id}}}:1","definitionId":"{{{id}}}","name":"{{{id}}}","version":1,"isLatest":true,"isPublished":true,"options":{{{options}}},
             "variables":[{"id":"v","name":"Got","typeName":"Object","isArray":false,"storageDriverTypeName":null}],
             "root":{"id":"root","type":"Elsa.Sequence","version":1,"activities":[{{{string.Join(',', activities)}}}]} }
            """;
    }

    /// <summary>One activity with literal inputs: <c>name=value</c>; a value of <c>=…</c> is a script.</summary>
    public static string Activity(string id, string type, params string[] inputs)
    {
        var members = new Dictionary<string, object?> { ["id"] = id, ["type"] = $"Elsa.{type}", ["version"] = 1 };
        foreach (var input in inputs)
        {
            var cut = input.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = (input[..cut], input[(cut + 1)..]);
            members[name] = value.StartsWith('=')
                ? new { typeName = "Object", expression = new { type = "JavaScript", value = value[1..] } }
                : new { typeName = "String", expression = new { type = "Literal", value } };
        }

        return JsonSerializer.Serialize(members);
    }

    /// <summary>The same as what starts the workflow.</summary>
    public static string Trigger(string id, string type, params string[] inputs) =>
        Activity(id, type, inputs)[..^1] + ""","customProperties":{"canStartWorkflow":true}}""";

    /// <summary>Waits for an event and puts what it brings into the variable.</summary>
    public static string Await(string id, string eventName) =>
        Activity(id, "Event", $"eventName={eventName}")[..^1] + ""","result":{"typeName":"Object","memoryReference":{"id":"v"}}}""";

    /// <summary>Writes what the variable holds.</summary>
    public static string Say(string id) => Activity(id, "WriteLine", "text==`got ${getGot()}`");
}
