using System.Text.Json;
using System.Text.Json.Nodes;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Workflow.Tests;

/// <summary>Draws definitions for tests in a few words.</summary>
internal static class Drawn
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static JsonObject Activity(string type, string id, params (string Name, JsonNode? Value)[] properties)
    {
        var activity = new JsonObject { ["id"] = id, ["type"] = $"Elsa.{type}", ["version"] = 1 };
        foreach (var (name, value) in properties)
            activity[name] = value;
        return activity;
    }

    public static JsonObject Line(string id, string? text = null) => Activity("WriteLine", id, ("text", Literal(text ?? id)));

    public static JsonObject Say(string id, string script) => Activity("WriteLine", id, ("text", Script(script)));

    public static JsonObject Event(string id) => Activity("Event", id, ("eventName", Literal(id)));

    public static JsonObject Set(string id, string variable, string script) =>
        Activity("SetVariable", id, ("variable", new JsonObject { ["id"] = variable, ["name"] = variable }), ("value", Script(script)));

    public static JsonObject Sequence(string id, params JsonNode[] activities) => Activity("Sequence", id, ("activities", new JsonArray(activities)));

    /// <summary>Connections as text: <c>A-&gt;B; D.True-&gt;C</c>.</summary>
    public static JsonObject Flowchart(string id, string connections, params JsonNode[] activities) => Activity("Flowchart", id,
        ("activities", new JsonArray(activities)),
        ("connections", new JsonArray([.. connections.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(text =>
        {
            var ends = text.Split("->");
            var source = ends[0].Split('.');
            return (JsonNode)new JsonObject
            {
                ["source"] = new JsonObject { ["activity"] = source[0], ["port"] = source.Length > 1 ? source[1] : "Done" },
                ["target"] = new JsonObject { ["activity"] = ends[1], ["port"] = "In" },
            };
        })])));

    public static JsonObject Decision(string id, string script) => Activity("FlowDecision", id, ("condition", Script(script)));

    public static JsonObject Join(string id, string mode) => Activity("FlowJoin", id, ("mode", Literal(mode)));

    public static JsonNode Literal(JsonNode? value) => Expression("Literal", value);

    public static JsonNode Script(string source) => Expression("JavaScript", source);

    public static JsonNode Expression(string type, JsonNode? value) =>
        new JsonObject { ["typeName"] = "Object", ["expression"] = new JsonObject { ["type"] = type, ["value"] = value } };

    public static WorkflowDefinition Definition(JsonNode root, params (string Name, string Type, JsonNode? Value)[] variables) =>
        WorkflowDefinition.Parse(new JsonObject
        {
            ["id"] = "drawn-v1",
            ["definitionId"] = "drawn",
            ["name"] = "Drawn",
            ["version"] = 1,
            ["variables"] = new JsonArray([.. variables.Select(variable => (JsonNode)new JsonObject
            {
                ["id"] = variable.Name, ["name"] = variable.Name, ["typeName"] = variable.Type, ["value"] = variable.Value,
                ["storageDriverTypeName"] = "WorkflowInstance",
            })]),
            ["root"] = root,
        }.ToJsonString());

    public static Program Program(JsonNode root, params (string Name, string Type, JsonNode? Value)[] variables) =>
        GridWorkflow.Workflow.Interpreter.Program.Compile(Definition(root, variables), ActivityTypes.Elsa);

    public static World World(ulong seed = 7, DateTimeOffset? now = null) => new(now ?? Noon, new IdSource(seed, now ?? Noon));

    public static Burst Start(Program program, IReadOnlyDictionary<string, object?>? input = null, ulong seed = 7) =>
        GridWorkflow.Workflow.Interpreter.Interpreter.Run(program, null, new Stimulus.Start(Guid.Empty, input ?? new Dictionary<string, object?>()), World(seed));

    public static Burst Resume(Program program, InstanceState state, string activityId, object? payload = null) =>
        GridWorkflow.Workflow.Interpreter.Interpreter.Run(program, state,
            new Stimulus.Resume(state.Bookmarks.First(bookmark => bookmark.ActivityId == activityId).Id, payload), World(8));

    public static string Lines(Burst burst) => string.Join(' ', burst.Effects.OfType<LineWritten>().Select(line => line.Text));

    /// <summary>All that a burst says, as text that two equal bursts share.</summary>
    public static string Print(Burst burst) => Convert.ToBase64String(StateFormat.Write(burst.State)) + JsonSerializer.Serialize(burst.Steps)
        + string.Join('|', burst.Effects.Select(effect => effect.ToString())) + string.Join('|', burst.Journal.Select(entry => entry.Kind));
}
