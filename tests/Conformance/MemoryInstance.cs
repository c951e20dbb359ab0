using System.Text.Json.Nodes;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Conformance;

/// <summary>An instance with what its steps have shown. Between bursts it is stored and read again, as a real host would.</summary>
internal sealed class MemoryInstance(Program program, Guid id)
{
    private readonly Dictionary<(int Activity, int Execution), string> _executions = [];
    private byte[]? _stored;

    public Program Program { get; } = program;

    public Guid Id { get; } = id;

    public Guid? ParentId { get; init; }

    public InstanceState? State { get; private set; }

    public bool IsRunning => State is { Status: InstanceStatus.Running };

    public Burst Move(Stimulus stimulus, World world)
    {
        var before = _stored is null ? null : StateFormat.Read(_stored, Program);
        var burst = Interpreter.Run(Program, before, stimulus, world);
        State = burst.State;
        _stored = StateFormat.Write(burst.State);
        foreach (var step in burst.Steps)
        {
            // Elsa's records keep what ran when an instance is cancelled; so does this record.
            if (step.ActivityIndex == 0 || (stimulus is Stimulus.Cancel && step.Kind == StepKind.Canceled))
                continue;
            _executions[(step.ActivityIndex, step.Execution)] = step.Kind switch
            {
                StepKind.Completed => "Completed",
                StepKind.Faulted => "Faulted",
                StepKind.Canceled => "Canceled",
                _ => "Running",
            };
        }

        return burst;
    }

    public JsonObject Describe()
    {
        var state = State!;
        var activities = new JsonObject();
        foreach (var group in _executions.GroupBy(entry => Program.Activities[entry.Key.Activity].Id))
        {
            activities[group.Key] = new JsonObject(group.GroupBy(entry => entry.Value)
                .Select(status => KeyValuePair.Create(status.Key, (JsonNode?)status.Count())));
        }

        var described = new JsonObject
        {
            ["status"] = state.Status.ToString(),
            ["subStatus"] = state.SubStatus.ToString(),
            ["output"] = Values(state.Output),
            ["variables"] = Values(state.Variables(Program)),
            ["incidents"] = state.Incidents.Length,
            ["activities"] = activities,
            ["bookmarks"] = new JsonArray([.. state.Bookmarks.OrderBy(bookmark => bookmark.ActivityId, StringComparer.Ordinal).Select(Describe)]),
            ["incidentDetails"] = new JsonArray([.. state.Incidents.Select(incident => (JsonNode)$"{incident.ActivityId}: {incident.Reason} [{incident.Code}]")]),
        };
        if (state.Name is not null)
            described["name"] = state.Name;
        if (state.CorrelationId is not null)
            described["correlationId"] = state.CorrelationId;
        return described;
    }

    private static JsonNode Describe(Bookmark bookmark)
    {
        var described = new JsonObject { ["activity"] = bookmark.ActivityId, ["name"] = "Elsa." + bookmark.Kind };
        if (bookmark.Kind == "Event")
            described["event"] = bookmark.Key;
        if (bookmark.Kind == "RunTask")
            described["task"] = bookmark.Key;
        return described;
    }

    private static JsonObject Values(IEnumerable<KeyValuePair<string, object?>> values) =>
        new(values.Select(entry => KeyValuePair.Create(entry.Key, JsonNode.Parse(StoredValue.ToJson(entry.Value)))));
}
