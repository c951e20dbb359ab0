using System.Text.Json;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Casework.Tests.Duties;

/// <summary>A lifecycle of tasks in a row, each with actions, and what it needs to run.</summary>
internal static class DutyLifecycle
{
    /// <param name="Outcomes">The first leads on to the next task; so do the others.</param>
    public sealed record Step(string Key, string Role, string Stage, string Level, params (string Outcome, string? Action)[] Outcomes);

    public static SourceFile Definition(string id, params Step[] steps)
    {
        var activities = new List<object> { new { id = "file", type = "Grid.FileCase", customProperties = new { canStartWorkflow = true } } };
        var connections = new List<object>();
        string[] from = ["file:Done"];
        foreach (var step in steps)
        {
            activities.Add(new
            {
                id = step.Key,
                type = "Grid.Task",
                key = Literal(step.Key),
                role = Literal(step.Role),
                level = Literal(step.Level),
                stage = Literal(step.Stage),
                outcomes = Object("String[]", step.Outcomes.Select(outcome => outcome.Outcome)),
                actions = Object("ObjectDictionary", step.Outcomes.Where(outcome => outcome.Action is not null).ToDictionary(outcome => outcome.Outcome, outcome => outcome.Action!)),
            });
            connections.AddRange(from.Select(port => Connection(port, step.Key)));
            from = [.. step.Outcomes.Select(outcome => $"{step.Key}:{outcome.Outcome}")];
        }

        activities.AddRange([new { id = "answer", type = "Grid.Reply", text = Literal("Done.") }, new { id = "end", type = "Grid.CloseCase" }, new { id = "archive", type = "Grid.ArchiveCase" }]);
        connections.AddRange([.. from.Select(port => Connection(port, "answer")), Connection("answer:Done", "end"), Connection("end:Done", "archive")]);
        return new SourceFile($"workflows/definitions/{id}.json", JsonSerializer.Serialize(new
        {
            definitionId = id, name = id, version = 1,
            root = new { id = "lifecycle", type = "Elsa.Flowchart", version = 1, activities, connections },
        }));
    }

    public static SourceFile Category(string code, string definition, string policy) => new(
        $"workflows/catalogue/{definition}.yaml", $"categories: [{{ code: {code}, names: {code}, definition: {definition}, policy: {policy} }}]");

    private static object Literal(string value) => new { typeName = "String", expression = new { type = "Literal", value } };

    private static object Object(string type, object value) => new { typeName = type, expression = new { type = "Object", value = JsonSerializer.Serialize(value) } };

    private static object Connection(string port, string target) => new
    {
        source = new { activity = port.Split(':')[0], port = port.Split(':')[1] },
        target = new { activity = target, port = "In" },
    };
}
