using System.Text.Json.Nodes;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Tests;

public sealed class ReferenceDataTests
{
    [Fact]
    public void What_ships_loads_with_and_without_the_demo()
    {
        District.Data.Definitions.Current("community-case").ShouldNotBeNull();
        District.Data.Catalogue.Categories.Length.ShouldBeGreaterThan(10);
        var bare = ReferenceData.Load([.. District.Files.Where(file => !file.Path.Contains("/demo/", StringComparison.Ordinal))]);
        bare.Organisation.Levels.ShouldBeEmpty();
        bare.ContentHash.ShouldNotBe(District.Data.ContentHash);
        ReferenceData.Load([.. District.Files.Reverse()]).ContentHash.ShouldBe(District.Data.ContentHash);
    }

    [Fact]
    public void Every_task_and_outcome_that_ships_has_a_name()
    {
        var data = District.Data;
        foreach (var task in data.Definitions.All.SelectMany(program => program.Activities).Where(activity => activity.Type is HumanTask))
        {
            data.Words.Tasks.Keys.ShouldContain(GridActivity.Literal(task.Node, "key"));
            foreach (var outcome in task.Type.OutcomesOf(task.Node)!)
                data.Words.Outcomes.Keys.ShouldContain(outcome);
        }
    }

    // Any case may be asked for another category, or for the earlier due instant after its calendar has changed; only replayed cases are asked for nothing.
    [Fact]
    public void Whatever_a_second_person_decides_has_a_limit() => District.Data.Policies.Values.Where(policy => policy.Id != "replay")
        .ShouldAllBe(policy => policy.Stages.ContainsKey("decide-change"));

    [Fact]
    public void Grid_activities_have_names_in_three_languages() => CaseActivities.All.Cast<GridActivity>().ShouldAllBe(activity =>
        activity.Names.English != activity.Names.Traditional && activity.Descriptions.English.Length > 0 && activity.Descriptions.Simplified.Length > 0);

    [Theory]
    [InlineData("catalogue/community.yaml", "definition: community-case", "definition: comunity-case", "unknown-definition", "Did you mean 'community-case'?")]
    [InlineData("catalogue/community.yaml", "policy: replay", "policy: repaly", "unknown-policy", "Did you mean 'replay'?")]
    [InlineData("catalogue/community.yaml", "code: G0102", "code: G0101", "duplicate-category", "Rename")]
    [InlineData("catalogue/community.yaml", "permission: approval", "permission: aproval", "word", "Did you mean 'approval'?")]
    [InlineData("ladders/default.yaml", "template: urging", "template: urgin", "unknown-template", "Did you mean 'urging'?")]
    [InlineData("ladders/default.yaml", "to: [unit-leader]", "to: [supervisr@level]", "unknown-role", "Did you mean 'supervisor'?")]
    [InlineData("policies/community.yaml", "  handle: ", "  handel: ", "unknown-task", "Did you mean 'handle'?")]
    [InlineData("policies/community.yaml", "      street: 8", "      stret: 8", "unknown-level", "Did you mean 'street'?")]
    [InlineData("definitions/community-case.json", "\"value\": \"grid-worker\"", "\"value\": \"grid-worke\"", "unknown-role", "Did you mean 'grid-worker'?")]
    [InlineData("definitions/community-case.json", "\"value\": \"lowest+1\"", "\"value\": \"lowst\"", "unknown-level", "Did you mean 'lowest'?")]
    [InlineData("definitions/community-case.json", "\"value\": \"FedBack\"", "\"value\": \"FedBak\"", "unknown-stage", "Did you mean 'FedBack'?")]
    [InlineData("definitions/city-case.json", "\\\"dispatcher\\\", \\\"intake", "\\\"dispacher\\\", \\\"intake", "unknown-role", "Did you mean 'dispatcher'?")]
    [InlineData("definitions/accountability.json", "\"value\": \"committee-member\"", "\"value\": \"comittee-member\"", "unknown-role", "Did you mean 'committee-member'?")]
    [InlineData("definitions/community-case.json", "[\\\"CannotHandle\\\"]", "[\\\"CantHandle\\\"]", "unknown-outcome", "Did you mean 'CannotHandle'?")]
    [InlineData("demo/organisation.yaml", "categories: [G0102, G0107]", "categories: [G0102, G01]", "seat", "categories")]
    [InlineData("templates/notices/urging.yaml", "{{ clock.due }}", "{{ clock.deu }}", "template-name", "Did you mean 'clock.due'?")]
    public void A_name_that_nobody_has_is_refused_with_file_and_line(string path, string old, string replacement, string code, string remedy)
    {
        var problems = Should.Throw<RefusedException>(() => ReferenceData.Load(District.With($"workflows/{path}", old, replacement))).Problems;
        var problem = problems.FirstOrDefault(candidate => candidate.Code == code).ShouldNotBeNull(string.Join('\n', problems));
        (problem.File, problem.Line is > 0).ShouldBe((code == "seat" ? "workflows/definitions/community-case.json" : $"workflows/{path}", true), problem.ToString());
        problem.Remedy.ShouldContain(remedy);
    }

    // A deadline by the limit of a task that there is not would be stated nowhere, and its clock would not begin.
    [Theory]
    [InlineData("city-case", "dispatched", "startsClock", "handel", "handle")]
    [InlineData("supervision-notice", "issue", "startsClock", "rectfy", "rectify")]
    [InlineData("accountability", "issue", "limitOf", "repsond", "respond")]
    public void A_clock_of_a_task_that_the_lifecycle_lacks_is_refused(string definition, string activity, string property, string key, string meant)
    {
        var path = $"workflows/definitions/{definition}.json";
        var file = District.Files.Single(candidate => candidate.Path == path);
        var json = JsonNode.Parse(file.Text)!;
        json["root"]!["activities"]!.AsArray().Single(one => (string?)one!["id"] == activity)![property]!["expression"]!["value"] = key;
        var problem = Should.Throw<RefusedException>(() => ReferenceData.Load(District.With(path, file.Text, json.ToJsonString()))).Problems.Single(one => one.Code == "unknown-task");
        (problem.File, problem.ActivityId, problem.Property).ShouldBe((path, activity, property));
        problem.Remedy.ShouldContain($"Did you mean '{meant}'?");
    }

    [Fact]
    public void A_file_that_belongs_nowhere_is_refused() =>
        Should.Throw<RefusedException>(() => ReferenceData.Load([new SourceFile("workflows/policys/x.yaml", "id: x")])).Problems.Single().Code.ShouldBe("unknown-file");

    [Fact]
    public void All_problems_come_at_once()
    {
        var files = District.With("workflows/demo/organisation.yaml", "timeZone: Asia/Shanghai", "timeZone: Nowhere")
            .Select(file => file.Path == "workflows/policies/replay.yaml" ? file with { Text = "id: replay\n" } : file).ToArray();
        Should.Throw<RefusedException>(() => ReferenceData.Load(files)).Problems.Select(problem => problem.File).Distinct().Count().ShouldBe(2);
    }
}
