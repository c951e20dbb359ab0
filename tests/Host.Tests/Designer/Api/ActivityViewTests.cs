using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Designer.Api.Definitions;
using GridWorkflow.Host.Tests.Running;

namespace GridWorkflow.Host.Tests.Designer.Api;

/// <summary>Activities of real Elsa definitions, as they were kept and as Elsa writes them.</summary>
public sealed class ActivityViewTests
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly ActivityView View = new(CaseActivities.Types, static _ => null);

    [Fact]
    public void Every_recorded_definition_comes_to_rest_at_once_and_loses_nothing()
    {
        // Members in Pascal case are no activity to this engine; the file is refused as a whole.
        var wrong = Roots().Where(root => !root.File.StartsWith("b-case-pascal-props", StringComparison.Ordinal)).Where(root =>
        {
            var shown = View.Root(root.Json);
            return View.Root(shown).ToJsonString() != shown.ToJsonString() || Lost(root.Json, shown) is not null;
        }).Select(root => root.File).ToList();

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void What_Elsa_answers_stays_as_it_is()
    {
        var roots = Recorded("responseBody").SelectMany(file => Find(file.Json).Select(root => (file.Name, Root: root))).ToList();

        roots.Count.ShouldBeGreaterThan(9);
        foreach (var (name, root) in roots)
        {
            var parent = root["nodeId"]!.GetValue<string>();
            View.Root(root, parent[..parent.LastIndexOf(':')]).ToJsonString(Plain).ShouldBe(root.ToJsonString(Plain), name);
        }
    }

    [Fact]
    public void What_Studio_sends_comes_back_as_Elsa_answers_it()
    {
        var compared = 0;
        foreach (var (name, sent) in Recorded("requestBody"))
        {
            if (sent["model"]?["root"] is not JsonObject root || root.ToJsonString().Contains("workflowDefinitionId", StringComparison.Ordinal) || Recorded("responseBody").Single(file => file.Name == name).Json["workflowDefinition"]?["root"] is not JsonObject answered)
                continue;
            var parent = answered["nodeId"]!.GetValue<string>();
            View.Root(root, parent[..parent.LastIndexOf(':')]).ToJsonString(Plain).ShouldBe(answered.ToJsonString(Plain), name);
            compared++;
        }

        compared.ShouldBeGreaterThan(5);
    }

    private static IEnumerable<(string Name, JsonNode Json)> Recorded(string body)
    {
        var folder = Path.GetDirectoryName(SharedFiles.Require("elsa/api/export-http-hello.json"))!;
        foreach (var file in Directory.EnumerateFiles(folder, "0*.json").Order(StringComparer.Ordinal))
        {
            if (JsonNode.Parse(File.ReadAllText(file))![body] is JsonObject json)
                yield return (Path.GetFileName(file), json);
        }
    }

    /// <summary>Roots of definitions in an answer. Those with a workflow as an activity need that workflow; the replay of all calls has it.</summary>
    private static IEnumerable<JsonObject> Find(JsonNode? node) => node switch
    {
        JsonObject json when json["root"] is JsonObject root && root["nodeId"] is not null && root["type"]?.ToString() != "Elsa.Workflow" && !root.ToJsonString().Contains("workflowDefinitionId", StringComparison.Ordinal) => [root],
        JsonObject json => json.SelectMany(member => Find(member.Value)),
        JsonArray list => list.SelectMany(Find),
        _ => [],
    };

    private static IEnumerable<(string File, JsonObject Json)> Roots()
    {
        var cases = Path.GetDirectoryName(Path.GetDirectoryName(SharedFiles.Require("elsa/cases/b-if-true/main.json")))!;
        foreach (var file in Directory.EnumerateFiles(cases, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(file) is not ("steps.json" or "expected.json") && JsonNode.Parse(File.ReadAllText(file).TrimStart('\uFEFF')) is JsonObject json && json["root"] is JsonObject root)
                yield return (Path.GetRelativePath(cases, file), root);
        }
    }

    /// <summary>A value that stood there and is not shown.</summary>
    private static string? Lost(JsonNode? kept, JsonNode? shown)
    {
        switch (kept, shown)
        {
            case (JsonObject was, JsonObject now):
                var names = now.GroupBy(member => member.Key, StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => group.First().Value, StringComparer.OrdinalIgnoreCase);
                return was.Where(member => member.Value is not null && member.Key is not ("sourcePort" or "targetPort" or "source" or "target" or "nodeId" or "storageDriverTypeName" or "canStartWorkflow" or "runAsynchronously"))
                    .Select(member => names.TryGetValue(member.Key, out var found) ? Lost(member.Value, found) : member.Key).FirstOrDefault(lost => lost is not null);
            case (JsonArray was, JsonArray now):
                return was.Count != now.Count ? "items" : was.Zip(now).Select(pair => Lost(pair.First, pair.Second)).FirstOrDefault(lost => lost is not null);
            case (JsonValue, JsonObject now):
                return Lost(kept, now["expression"]?["value"]);
            default:
                return JsonNode.DeepEquals(kept, shown) ? null : kept?.ToJsonString();
        }
    }
}
