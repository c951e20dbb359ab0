using GridWorkflow.Casework.Tests.Routes;

namespace GridWorkflow.Casework.Tests.Duties;

/// <summary>
/// Documents, visits and inspections name the actions of the matrix, so that separation holds on them as well: whoever holds every post may
/// still not do two things on one case.
/// </summary>
public sealed class DocumentDutyTests
{
    private const string Path = "workflows/demo/organisation.yaml";
    private const string Inspector = "posts: [{ role: inspector, unit: grid-office }";
    private const string DistrictLeader = "{ role: leader, unit: jinhe }";
    private const string BureauLeader = "{ role: leader, unit: urban }";

    // Qian Jin, who inspects, holds the other post as well.
    [Theory]
    [InlineData("accountability-appealed", "decide-appeal Grant", DistrictLeader, "reviewers-hear-no-appeals")]
    [InlineData("accountability-appealed", "respond Responded", BureauLeader, "issuers-do-not-reply")]
    [InlineData("conduct-violation", "decide-appeal Dismiss", DistrictLeader, "reviewers-hear-no-appeals")]
    [InlineData("supervision-notice-rejected", "rectify Replied", BureauLeader, "issuers-do-not-reply")]
    public void Who_did_the_one_does_not_do_the_other(string route, string step, string post, string rule) =>
        RefusedOn(route, step, "qian-jin", rule, ReferenceData.Load(District.With(Path, Inspector, $"{Inspector}, {post}")));

    // The unit that answers, its leader and the others of it, judge neither the answer nor the appeal.
    [Theory]
    [InlineData("accountability-appealed", "review-accountability Uphold", "zhou-tao", "{ role: inspector, unit: grid-office }", "handlers-do-not-judge")]
    [InlineData("accountability-appealed", "decide-appeal Grant", "zhou-tao", DistrictLeader, "nobody-grants-his-own-wish")]
    [InlineData("accountability-appealed", "decide-appeal Grant", "wu-xia", DistrictLeader, "who-answers-does-not-decide")]
    [InlineData("conduct-violation", "decide-appeal Dismiss", "gao-feng", DistrictLeader, "who-answers-does-not-decide")]
    [InlineData("supervision-notice-rejected", "review-notice Rejected", "wu-xia", "{ role: inspector, unit: grid-office }", "handlers-do-not-judge")]
    public void Who_answers_does_not_judge(string route, string step, string person, string post, string rule) =>
        RefusedOn(route, step, person, rule, ReferenceData.Load(District.With(Path, $"email: {person.Replace('-', '.')}@demo.example, posts: [", $"email: {person.Replace('-', '.')}@demo.example, posts: [{post}, ")));

    [Fact]
    public void Who_visited_does_not_check_the_visit() => RefusedOn(
        "visit", "record-visit Recorded", "liang-hao", "handlers-do-not-judge",
        ReferenceData.Load(District.With(Path, "posts: [{ role: grid-leader, unit: yangliu-1 }]", "posts: [{ role: grid-leader, unit: yangliu-1 }, { role: grid-supervisor, unit: dongqiao }]")));

    // Each shipped lifecycle that people act on names actions on some outcome of every task in which something is judged or answered.
    [Fact]
    public void Every_shipped_lifecycle_names_actions_that_the_matrix_knows()
    {
        foreach (var program in District.Data.Definitions.All.Where(program => program.Activities.Any(activity => activity.Type is Casework.Activities.FileCase)))
        {
            var named = program.Activities.Where(activity => activity.Type is Casework.Activities.HumanTask).SelectMany(activity => Casework.Activities.HumanTask.ActionsOf(activity.Node)).ToArray();
            named.ShouldNotBeEmpty(program.DefinitionId);
            named.ShouldAllBe(action => District.Data.Duties.Action(action.Action) != null);
        }
    }

    // Plays the route as others do it until the step, and then has it done by somebody who may not.
    private static void RefusedOn(string route, string step, string person, string rule, ReferenceData data)
    {
        var lines = File.ReadAllLines(System.IO.Path.Combine(District.Folder("tests/Casework.Tests/Routes"), $"{route}.route")).Where(line => line.StartsWith('>')).ToArray();
        var at = Array.FindIndex(lines, line => line.Contains($" {step}", StringComparison.Ordinal));
        at.ShouldBeGreaterThan(0);
        var words = lines[at].Split(' ');
        words[3].ShouldNotBe(person);
        words[3] = person;
        var played = RouteTests.Play(string.Join('\n', lines[..at].Append(string.Join(' ', words))), data);
        var last = played[played.LastIndexOf("> ", StringComparison.Ordinal)..];
        last.ShouldContain("refused Forbidden duties-separated");
        last.ShouldContain($"rule '{rule}'");
    }
}
