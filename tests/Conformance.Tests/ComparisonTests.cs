using System.Text.Json;
using GridWorkflow.Conformance.Elsa;

namespace GridWorkflow.Conformance.Tests;

public sealed class ComparisonTests
{
    private const string Recorded = """
        {"lines":["A","B"],"status":"Finished","subStatus":"Finished","output":{},"variables":{"X":1.0},"bookmarks":[],"incidents":0,
         "activities":{"a":{"Completed":2}},"phases":[{"status":"Finished","subStatus":"Finished","bookmarks":[],"lines":["A","B"]}]}
        """;

    [Fact]
    public void The_same_is_exact_whatever_way_numbers_are_written() => FirstDifference(Recorded, Seen()).ShouldBeNull();

    [Theory]
    [InlineData("lines", "lines: expected [A | B], found [B | A]")]
    [InlineData("activities", "activities.a: expected Completed 2, found Completed 1, Running 1")]
    [InlineData("variables", "variables.X: expected 1.0, found 2")]
    [InlineData("extra", "activities.z: expected nothing, found Completed 1")]
    [InlineData("status", "phases[0].status: expected Finished, found Running")]
    public void The_first_difference_names_field_expected_and_found(string changed, string difference) =>
        FirstDifference(Recorded, Seen(changed)).ShouldBe(difference);

    [Fact]
    public void Unordered_lines_are_compared_as_multisets()
    {
        FirstDifference(Recorded.Replace("{\"lines\":[\"A\",\"B\"],\"status\"", "{\"unordered\":true,\"lines\":[\"A\",\"B\"],\"status\"", StringComparison.Ordinal), Seen("lines")).ShouldBeNull();
    }

    private static string? FirstDifference(string recorded, Observation seen)
    {
        using var document = JsonDocument.Parse(recorded);
        return Comparison.FirstDifference(document.RootElement, seen);
    }

    private static Observation Seen(string changed = "")
    {
        var seen = new Observation();
        seen.Lines.AddRange(changed == "lines" ? ["B", "A"] : ["A", "B"]);
        seen.Phases.Add(new PhaseObservation(changed == "status" ? "Running" : "Finished", "Finished", [], seen.Lines, Failed: false));
        var activities = new Dictionary<string, IReadOnlyDictionary<string, int>>(StringComparer.Ordinal)
        {
            ["a"] = changed == "activities"
                ? new Dictionary<string, int>(StringComparer.Ordinal) { ["Completed"] = 1, ["Running"] = 1 }
                : new Dictionary<string, int>(StringComparer.Ordinal) { ["Completed"] = 2 },
        };
        if (changed == "extra")
            activities["z"] = new Dictionary<string, int>(StringComparer.Ordinal) { ["Completed"] = 1 };
        seen.Main = new InstanceObservation(
            "d", "Finished", "Finished", null, null, changed == "variables" ? """{"X":2}""" : """{"X":1}""", "{}", [], 0, activities);
        return seen;
    }
}
