using System.Text.Json;
using System.Text.Json.Nodes;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Conformance;

/// <summary>Plays one case as its steps say and tells what happened in the form of expected.json.</summary>
internal sealed class CaseRun
{
    private readonly string _folder;
    private readonly JsonElement _steps;
    private readonly MemoryHost _host;
    private readonly JsonArray _phases = [];

    public CaseRun(string folder)
    {
        _folder = folder;
        _steps = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "steps.json"))).RootElement;
        _host = new MemoryHost(Text("flowchartMode") == "token" ? FlowchartMode.Token : FlowchartMode.Counter);
    }

    public IReadOnlyCollection<string> Codes => _host.Codes;

    public JsonObject Play()
    {
        foreach (var file in _steps.GetProperty("definitions").EnumerateArray())
        {
            try
            {
                _host.Import(WorkflowDefinition.Parse(File.ReadAllBytes(Path.Combine(_folder, file.GetString()!)), file.GetString()));
            }
            catch (RefusedException e)
            {
                _host.Codes.UnionWith(e.Problems.Select(problem => problem.Code));
                return new JsonObject { ["subStatus"] = "ImportRejected", ["importError"] = e.Message, ["importFile"] = file.GetString() };
            }
        }

        var main = _host.Definitions[^1];
        var starts = !_steps.TryGetProperty("autoStart", out var auto) || auto.GetBoolean();
        var instance = starts
            ? _host.Start(main, Dictionary(_steps, "input"), Text("correlationId"), Text("name"), viaStarter: Text("via") == "starter")
            : null;
        _host.Settle();
        if (_steps.TryGetProperty("steps", out var steps) && steps.GetArrayLength() > 0)
        {
            Phase(instance);
            foreach (var step in steps.EnumerateArray())
            {
                Apply(step, main, instance);
                _host.Settle();
                Phase(instance);
            }
        }

        var result = instance is null ? new JsonObject { ["status"] = null, ["subStatus"] = "NotStarted" } : instance.Describe();
        result["lines"] = new JsonArray([.. _host.Lines.Select(line => (JsonNode)line)]);
        if (_phases.Count > 0)
            result["phases"] = _phases;
        var others = _host.Instances.Where(other => other != instance).Select(other =>
        {
            var described = other.Describe();
            described["definition"] = other.Program.DefinitionId;
            described["isChildOfMain"] = instance is not null && other.ParentId == instance.Id;
            return (JsonNode)described;
        }).ToArray();
        if (others.Length > 0)
            result["instances"] = new JsonArray(others);
        return result;
    }

    private void Apply(JsonElement step, Program main, MemoryInstance? instance)
    {
        switch (step.GetProperty("op").GetString())
        {
            case "event":
                var name = step.GetProperty("name").GetString()!;
                if (step.TryGetProperty("ifWaiting", out var wait) && wait.GetBoolean() && !_host.IsWaitingFor(name))
                    return;
                _host.Publish(name, Value(step, "payload"), Text(step, "correlationId"), only: null);
                break;
            case "task":
                _host.CompleteTask(step.GetProperty("name").GetString()!, Value(step, "result"));
                break;
            case "bookmark":
                _host.ResumeOldest(step.GetProperty("activity").GetString()!, Value(step, "input"));
                break;
            case "start":
                var program = Text(step, "definitionId") is { } id ? _host.Find(id)! : main;
                _host.Start(program, Dictionary(step, "input"), Text(step, "correlationId"), null, viaStarter: Text(step, "via") == "starter");
                break;
            case "cancel":
                if (instance is not null)
                    _host.Cancel(instance);
                break;
            case "wait":
                _host.Advance(TimeSpan.FromMilliseconds(step.GetProperty("ms").GetInt32()));
                break;
        }
    }

    private void Phase(MemoryInstance? instance)
    {
        var state = instance?.State;
        _phases.Add(new JsonObject
        {
            ["status"] = state?.Status.ToString(),
            ["subStatus"] = state?.SubStatus.ToString(),
            ["bookmarks"] = new JsonArray([.. (state?.Bookmarks ?? []).Select(bookmark => bookmark.ActivityId).Order(StringComparer.Ordinal).Select(id => (JsonNode)id)]),
            ["lines"] = new JsonArray([.. _host.TakeLines().Select(line => (JsonNode)line)]),
        });
    }

    private static object? Value(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) ? StoredValue.FromJson(value) : null;

    private static IReadOnlyDictionary<string, object?> Dictionary(JsonElement owner, string name) =>
        Value(owner, name) as Dictionary<string, object?> ?? [];

    private static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private string? Text(string name) => Text(_steps, name);
}
