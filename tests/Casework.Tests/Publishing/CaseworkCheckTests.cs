using System.Collections.Immutable;
using System.Text.Json.Nodes;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Publishing;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Tests.Publishing;

/// <summary>What the publish gate says of lifecycles in the demo district, as they ship and with one thing changed.</summary>
public sealed class CaseworkCheckTests
{
    private const string Community = "workflows/definitions/community-case.json";
    private const string City = "workflows/definitions/city-case.json";
    private const string Organisation = "workflows/demo/organisation.yaml";
    private const string Ladder = "workflows/ladders/default.yaml";
    private const string Policy = "workflows/policies/community.yaml";
    private const string CityPolicy = "workflows/policies/city.yaml";

    public static TheoryData<string> Shipped { get; } = [.. District.Data.Definitions.Published.Select(program => program.DefinitionId).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Shipped))]
    public void What_ships_passes(string definition) => Run(District.Files, definition).Where(problem => problem.Severity == Severity.Error).Select(Line).ShouldBeEmpty();

    [Fact]
    public void Every_problem_names_its_activity_and_a_remedy()
    {
        var problems = Run(District.With(Ladder, "do: warn ", "do: raiseLevel "), "city-case");
        problems.ShouldNotBeEmpty();
        problems.ShouldAllBe(problem => problem.ActivityId!.Length > 0 && problem.Remedy.Length > 0 && problem.Path!.StartsWith("root.activities[", StringComparison.Ordinal));
    }

    /// <summary>Each check as it ships and with the one thing that it is about: nothing before, found after.</summary>
    public static TheoryData<string, string, string, Severity, string> Changes => new()
    {
        // what is changed, definition, code, severity, activity
        { "way away", "community-case", "outcome-leads-nowhere", Severity.Error, "judge" },
        { "past feedback", "community-case", "feedback-skipped", Severity.Error, "archive" },
        { "past archive", "community-case", "archive-skipped", Severity.Error, "stop" },
        { "no archive", "community-case", "no-archive", Severity.Warning, "file" },
        { "no dispatcher", "city-case", "nobody-holds", Severity.Error, "dispatch" },
        { "one grid without worker", "community-case", "nobody-holds-here", Severity.Warning, "judge" },
        { "no street", "community-case", "no-unit-at-level", Severity.Error, "judge" },
        { "no leaders", "city-case", "rung-reaches-nobody", Severity.Error, "screen" },
        { "no leader of the centre", "city-case", "rung-climbs", Severity.Warning, "dispatch" },
        { "raise", "city-case", "rung-cannot-raise", Severity.Error, "verify" },
        { "reassign", "city-case", "rung-reassigns-to-nobody", Severity.Error, "verify" },
        { "no stage", "community-case", "task-without-clock", Severity.Error, "judge" },
        { "no level", "community-case", "task-without-clock", Severity.Error, "coordinate" },
        { "short total", "community-case", "stages-exceed-total", Severity.Warning, "file" },
        { "never registered", "community-case", "total-never-begins", Severity.Warning, "file" },
        { "past registration", "city-case", "total-never-begins", Severity.Warning, "report" },
    };

    [Theory, MemberData(nameof(Changes))]
    public void What_is_changed_is_found(string change, string definition, string code, Severity severity, string activity)
    {
        Run(District.Files, definition).Where(problem => problem.Code == code && problem.ActivityId == activity).Select(Line).ShouldBeEmpty();
        var found = Run(Changed(change), definition);
        var problem = found.FirstOrDefault(problem => problem.Code == code && problem.ActivityId == activity);
        problem.ShouldNotBeNull(string.Join(Environment.NewLine, found.Select(Line)));
        problem.Severity.ShouldBe(severity);
    }

    /// <summary>From the registration (立案) on only what comes behind it takes the time of the whole.</summary>
    [Theory]
    [InlineData("report", "register", true)]
    [InlineData("filing", "register", false)]
    [InlineData("report", "inspect", true)]
    [InlineData("filing", "inspect", true)]
    public void Steps_count_from_where_the_whole_begins(string startsAt, string step, bool found)
    {
        var policy = District.Files.Single(file => file.Path == CityPolicy).Text;
        var at = policy.IndexOf($"  {step}: ", StringComparison.Ordinal);
        var limits = policy.IndexOf("limits: { default: ", at, StringComparison.Ordinal) + "limits: { default: ".Length;
        var longer = $"{policy[..limits]}20 workDayRolling{policy[policy.IndexOf(',', limits)..]}";
        var files = Replace(District.Files.Select(file => file.Path == CityPolicy ? file with { Text = longer } : file).ToArray(), CityPolicy, "total:\n", $"total:\n  startsAt: {startsAt}\n");
        Run(files, "city-case").Any(problem => problem.Code == "stages-exceed-total").ShouldBe(found);
    }

    /// <summary>Registered with the report, or on every way: the whole begins.</summary>
    [Theory]
    [InlineData(Policy, "community-case")]
    [InlineData(CityPolicy, "city-case")]
    public void A_whole_that_begins_with_the_registration_is_not_warned_about_where_every_case_is_registered(string policy, string definition) =>
        Run(Replace(District.Files, policy, "total:\n", "total:\n  startsAt: filing\n"), definition).ShouldNotContain(problem => problem.Code == "total-never-begins");

    [Fact]
    public void A_task_that_says_it_has_no_clock_needs_none()
    {
        var without = Changed("no stage");
        Run(Edit(without, Community, root => Activity(root, "judge")["clock"] = JsonNode.Parse("""{"typeName":"String","expression":{"type":"Literal","value":"None"} }""")), "community-case")
            .Where(problem => problem.Code == "task-without-clock" && problem.ActivityId == "judge").ShouldBeEmpty();
    }

    // Nobody leads any unit: what goes to a person, or to who is on duty, reaches somebody all the same.
    [Theory]
    [InlineData("person:shi-lei", false)]
    [InlineData("roster:jinhe-2026", false)]
    [InlineData("unit-leader", true)]
    public void A_person_or_a_roster_is_somebody(string to, bool found)
    {
        var problems = Run(Replace(Changed("no leaders"), Ladder, "do: warn            # 預警\n    to: [unit-leader]", $"do: warn\n    to: [\"{to}\"]"), "city-case");
        problems.Any(problem => problem.Code is "rung-reaches-nobody" or "rung-climbs" && problem.Reason.Contains("rung 'warn' of ladder 'default'", StringComparison.Ordinal)).ShouldBe(found);
    }

    [Fact]
    public void A_total_limit_that_raises_needs_a_task_that_leads_upwards()
    {
        var files = Replace(District.Files, CityPolicy, "total:\n  ladder: default", "total:\n  ladder: window");
        Run(files, "city-case").ShouldContain(problem => problem.Code == "rung-cannot-raise" && problem.Reason.Contains("Expected a task with the outcome 'PassUp'", StringComparison.Ordinal));
        files = Replace(District.Files, Policy, "total:\n  ladder: default", "total:\n  ladder: window");
        Run(files, "community-case").ShouldNotContain(problem => problem.Code == "rung-cannot-raise");
    }

    [Fact]
    public void Units_where_nobody_is_are_named_the_first_few_of_them()
    {
        var nobody = Replace(District.Files, Organisation, "role: grid-worker, unit: yangliu-1", "role: grid-leader, unit: yangliu-1");
        var one = Run(nobody, "community-case").Single(problem => problem.Code == "nobody-holds-here" && problem.ActivityId == "judge");
        one.Reason.ShouldContain("Yangliu Grid 1 (yangliu-1)");
        var all = Run([.. District.Files.Select(file => file.Path == Organisation ? file with { Text = file.Text.Replace("role: grid-worker, unit", "role: grid-leader, unit", StringComparison.Ordinal) } : file)], "community-case");
        all.Single(problem => problem.Code == "nobody-holds" && problem.ActivityId == "judge").Reason.ShouldContain(" more");
    }

    [Fact]
    public void What_files_no_case_is_not_asked_about()
    {
        var files = Edit(District.Files, Community, _ => { });
        var lamp = new SourceFile("workflows/definitions/lamp.json", """{"definitionId":"lamp","name":"Lamp","root":{"id":"s","type":"Elsa.Sequence","activities":[]}}""");
        Run([.. files, lamp], "lamp").ShouldBeEmpty();
    }

    private static IReadOnlyList<SourceFile> Changed(string change) => change switch
    {
        "way away" => Edit(District.Files, Community, root => Ways(root).Remove(Ways(root).First(way => Source(way!) == "judge"))),
        "past feedback" => Edit(District.Files, Community, root => Ways(root).Add(Way("judge", Ways(root).First(way => Source(way!) == "judge")!["source"]!["port"]!.GetValue<string>(), Typed(root, "Grid.ArchiveCase")))),
        "past archive" => Edit(District.Files, Community, root =>
        {
            root["activities"]!.AsArray().Add(JsonNode.Parse("""{"id":"stop","type":"Elsa.WriteLine","version":1}"""));
            Ways(root).Add(Way(Typed(root, "Grid.CloseCase"), "Done", "stop"));
        }),
        "no archive" => Edit(District.Files, Community, root =>
        {
            foreach (var way in Ways(root).Where(way => Target(way!) == Typed(root, "Grid.ArchiveCase")).ToList())
                Ways(root).Remove(way);
        }),
        "no dispatcher" => Replace(District.Files, Organisation, "role: dispatcher, unit", "role: administrator, unit"),
        "one grid without worker" => Replace(District.Files, Organisation, "role: grid-worker, unit: yangliu-1", "role: grid-leader, unit: yangliu-1"),
        // The rosters cover the streets as they are.
        "no street" => Replace(Edit([.. District.Files.Where(file => !file.Path.Contains("/rosters/", StringComparison.Ordinal))], Community, root => Activity(root, "judge")["level"] = JsonNode.Parse("""{"typeName":"String","expression":{"type":"Literal","value":"street"} }""")),
            Organisation, "id: yangliu, level: community, parent: dongqiao", "id: yangliu, level: community, parent: jinhe"),
        "no leaders" => Replace(District.Files, Organisation, "role: leader, unit", "role: administrator, unit"),
        "no leader of the centre" => Replace(District.Files, Organisation, "role: leader, unit: command", "role: administrator, unit: command"),
        "raise" => Replace(District.Files, Ladder, "do: warn ", "do: raiseLevel "),
        "reassign" => Replace(Replace(District.Files, Ladder, "do: warn ", "do: reassign "), Ladder, "to: [unit-leader]\n    collapsible", "to: [assignee]\n    collapsible"),
        "no stage" => Replace(District.Files, Policy, "  judge:                         # 判定\n    ladder: default\n    limits: { default: 2 workHour, emergency: 0.25 urgentHour }\n", ""),
        "no level" => Replace(District.Files, Policy, "      district: 16 workHour\n      default: 8 workHour\n      emergency: 1 urgentHour\n", ""),
        "short total" => Replace(District.Files, Policy, "    default: 5 workDayRolling", "    default: 1 workHour"),
        "never registered" => Edit(Replace(District.Files, Policy, "total:\n", "total:\n  startsAt: filing\n"), Community,
            root => Activity(root, "file")["registers"] = JsonNode.Parse("""{"typeName":"Boolean","expression":{"type":"Literal","value":false} }""")),
        "past registration" => Edit(Replace(District.Files, CityPolicy, "total:\n", "total:\n  startsAt: filing\n"), City, root => Ways(root).Add(Way("verify", "Exists", "filed"))),
        _ => throw new InvalidOperationException($"Nobody knows the change '{change}'."),
    };

    private static string Line(Problem problem) => $"{problem.Severity} {problem.Code} {problem.ActivityId}: {problem.Reason}";

    private static ImmutableArray<Problem> Run(IReadOnlyList<SourceFile> files, string definition)
    {
        var data = ReferenceData.Load(files);
        return CaseworkCheck.Run(data.Definitions.Current(definition)!, data);
    }

    private static IReadOnlyList<SourceFile> Replace(IReadOnlyList<SourceFile> files, string path, string old, string replacement)
    {
        files.Single(file => file.Path == path).Text.ShouldContain(old, Case.Sensitive);
        return [.. files.Select(file => file.Path == path ? file with { Text = file.Text.Replace(old, replacement, StringComparison.Ordinal) } : file)];
    }

    private static IReadOnlyList<SourceFile> Edit(IReadOnlyList<SourceFile> files, string path, Action<JsonObject> edit)
    {
        var json = JsonNode.Parse(files.Single(file => file.Path == path).Text)!.AsObject();
        edit(json["root"]!.AsObject());
        return [.. files.Select(file => file.Path == path ? file with { Text = json.ToJsonString() } : file)];
    }

    private static JsonArray Ways(JsonObject root) => root["connections"]!.AsArray();

    private static JsonObject Activity(JsonObject root, string id) => root["activities"]!.AsArray().First(activity => activity!["id"]!.GetValue<string>() == id)!.AsObject();

    private static string Typed(JsonObject root, string type) => root["activities"]!.AsArray().First(activity => activity!["type"]!.GetValue<string>() == type)!["id"]!.GetValue<string>();

    private static string Source(JsonNode way) => way["source"]!["activity"]!.GetValue<string>();

    private static string Target(JsonNode way) => way["target"]!["activity"]!.GetValue<string>();

    private static JsonNode Way(string source, string port, string target) =>
        JsonNode.Parse($$"""{"source":{"activity":"{{source}}","port":"{{port}}"},"target":{"activity":"{{target}}","port":"In"} }""")!;
}
