using System.Text;
using System.Text.Json.Nodes;
using GridWorkflow.Conformance.Elsa;

namespace GridWorkflow.Conformance.Tests;

/// <summary>Definitions with something broken in them are refused with reasons, or run to rest; nothing else ever happens.</summary>
public sealed class MutationTests
{
    private static readonly Func<JsonNode?>[] Replacements =
    [
        () => null, () => 5, () => -1, () => "zz", () => "", () => true, () => 1e300, () => new JsonArray(), () => new JsonObject(), () => new JsonArray(1, "a", null),
        () => new JsonObject { ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "throw 1" } },
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_broken_definition_is_refused_or_runs(int seed)
    {
        var random = new Random(seed);
        var cases = ElsaCase.ReadAll(SharedCases.Find().Cases).Where(one => one.Name.StartsWith("b-", StringComparison.Ordinal)).ToList();
        var refused = 0;
        for (var round = 0; round < 100; round++)
        {
            var one = cases[random.Next(cases.Count)];
            var (file, json) = one.Definitions[^1];
            var root = JsonNode.Parse(json.AsSpan().StartsWith("\uFEFF"u8) ? json.AsSpan(3) : json)!;
            for (var left = random.Next(1, 4); left > 0; left--)
                Break(root, random);
            var broken = Encoding.UTF8.GetBytes(root.ToJsonString());
            using var run = new CaseRun(one with { Definitions = [.. one.Definitions.SkipLast(1), (file, broken)] }, (mode, drawn) => new WorkflowHost(mode, drawn));
            var seen = Should.NotThrow(run.Observe, root.ToJsonString());
            if (seen.Refusal is not null)
                refused++;
        }

        refused.ShouldBeInRange(5, 95);
    }

    private static void Break(JsonNode root, Random random)
    {
        var nodes = All(root).ToList();
        var node = nodes[random.Next(nodes.Count)];
        var replacement = Replacements[random.Next(Replacements.Length)]();
        var remove = random.Next(3) == 0;
        if (node.Parent is JsonObject owner)
        {
            var name = node.GetPropertyName();
            if (remove)
                owner.Remove(name);
            else
                owner[name] = replacement;
        }
        else if (node.Parent is JsonArray list)
        {
            if (remove)
                list.Remove(node);
            else
                list[list.IndexOf(node)] = replacement;
        }
    }

    private static IEnumerable<JsonNode> All(JsonNode node)
    {
        yield return node;
        var inner = node switch
        {
            JsonObject owner => owner.Where(property => property.Key is not ("metadata" or "$schema")).Select(property => property.Value),
            JsonArray list => list,
            _ => [],
        };
        foreach (var child in inner.OfType<JsonNode>().SelectMany(All))
            yield return child;
    }
}
