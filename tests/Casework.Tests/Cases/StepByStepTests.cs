using System.Text.Json.Nodes;
using GridWorkflow.Casework.Tests.Routes;

namespace GridWorkflow.Casework.Tests.Cases;

/// <summary>逐級上報: each level on the way to the one that is named, seen from where the case lay before the first step.</summary>
public sealed class StepByStepTests
{
    private const string Lifecycle = "workflows/definitions/community-case.json";

    // The case is referred in the community; the street and the district are above it.
    [Theory]
    [InlineData("highest", "street", "district")]
    [InlineData("district", "street", "district")]
    [InlineData("current+2", "street", "district")]
    [InlineData("current+1", "street")]
    [InlineData("street", "street")]
    [InlineData("", "street")]
    [InlineData("current")]
    [InlineData("lowest")]
    public void A_case_climbs_as_far_as_named(string to, params string[] levels)
    {
        var table = new CaseTable(ReferenceData.Load(District.With(Lifecycle, District.Files.Single(file => file.Path == Lifecycle).Text, Referring(to))));
        foreach (var line in (string[])
        [
            "> 2026-03-02 09:00 report G0103 hubin-3", "> 2026-03-02 09:10 lu-ming judge Approval", "> 2026-03-02 09:30 zeng-hui submit-approval Submitted Needs an approval.",
            "> 2026-03-02 10:00 fu-jian approve Referred Beyond our authority.",
        ])
            RouteTests.Step(table, line);
        table.Bursts[^1].Journal.Where(entry => entry.Kind == "LevelRaised").Select(entry => entry.Data["to"]).ShouldBe(levels);
        table.File.Level.ShouldBe(levels.LastOrDefault() ?? "community");
    }

    private static string Referring(string to)
    {
        var json = JsonNode.Parse(District.Files.Single(file => file.Path == Lifecycle).Text)!;
        var raise = json["root"]!["activities"]!.AsArray().Single(activity => activity!["stepByStep"] is not null)!;
        raise["to"]!["expression"]!["value"] = to;
        return json.ToJsonString();
    }
}
