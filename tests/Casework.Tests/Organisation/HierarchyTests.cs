using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Tests.Cases;

namespace GridWorkflow.Casework.Tests.Organisation;

/// <summary>Levels are data: the same lifecycle climbs another hierarchy without a change of code.</summary>
public sealed class HierarchyTests
{
    private const string Village = """
        organisation: hill-county
        names: { en: Hill County, zh-Hans: 山县, zh-Hant: 山縣 }
        timeZone: Asia/Shanghai
        levels:
          - { key: hamlet, handler: grid-leader, leader: grid-leader, names: Hamlet }
          - { key: township, handler: township-clerk, names: Township }
          - { key: county, handler: department-officer, names: County }
        roles:
          - { key: grid-worker, names: Hamlet worker }
          - { key: grid-leader, names: Hamlet head }
          - { key: township-clerk, names: Township clerk }
          - { key: service-station, names: Township counter }
          - { key: department-officer, names: County officer }
          - { key: leader, names: Leader }
        units:
          - { id: hill, level: county, names: Hill County }
          - { id: north, level: township, parent: hill, names: North }
          - { id: n1, level: hamlet, parent: north, names: North 1 }
          # This hamlet belongs to the county itself.
          - { id: h1, level: hamlet, parent: hill, names: Hill 1 }
        people:
          - { id: worker, names: W, posts: [{ role: grid-worker, unit: n1 }, { role: grid-worker, unit: h1 }] }
          - { id: head, names: H, posts: [{ role: grid-leader, unit: n1 }, { role: grid-leader, unit: h1 }] }
          - { id: clerk, names: C, posts: [{ role: township-clerk, unit: north }, { role: service-station, unit: north }, { role: leader, unit: north }] }
          - { id: officer, names: O, posts: [{ role: department-officer, unit: hill }] }
        """;

    [Fact]
    public void The_demo_district_has_four_levels_and_everybody_has_an_address()
    {
        var organisation = District.Data.Organisation;
        organisation.Levels.Select(level => level.Key).ShouldBe(["grid", "community", "street", "district"]);
        organisation.Grids.Count().ShouldBe(10);
        organisation.People.Length.ShouldBe(54);
        organisation.People.ShouldAllBe(person => person.Email!.EndsWith("@demo.example", StringComparison.Ordinal));
        organisation.People.Count(person => person.Posts.Length > 1).ShouldBeGreaterThan(5);
        organisation.Units.Where(unit => unit.Kind is null && unit.Level == "community").ShouldAllBe(unit => organisation.Grids.Count(grid => grid.ParentId == unit.Id) >= 2);
        organisation.Roles.ShouldAllBe(role => !organisation.HoldersOf(role.Key).IsEmpty);
        organisation.DemoPassword.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("yangliu-1", "grid", "community", "yangliu")]
    [InlineData("yangliu-1", "community", "street", "dongqiao")]
    [InlineData("yangliu-1", "street", "district", "jinhe")]
    [InlineData("yangliu-1", "district", null, null)]
    public void The_next_level_up_comes_from_data(string grid, string level, string? next, string? unit)
    {
        var organisation = District.Data.Organisation;
        organisation.NextUp(grid, level)?.Key.ShouldBe(next);
        if (next is null)
            organisation.NextUp(grid, level).ShouldBeNull();
        else
            organisation.UnitAt(grid, next)!.Id.ShouldBe(unit);
    }

    [Theory]
    [InlineData("village", "n1", "hamlet:n1 township:north county:hill", "head clerk officer")]
    [InlineData("village", "h1", "hamlet:h1 county:hill", "head officer")] // a chain that leaves out a level
    [InlineData("h1-four-levels", "grid", "grid:grid community:community street:street department:district", "grid-head community-clerk street-clerk officer")]
    [InlineData("h2-party", "group", "group:group branch:branch work-committee:work-committee committee:committee", "group-head secretary committee-man officer")]
    [InlineData("h3-staff", "patch", "patch:patch grid:grid supervision:area", "worker head officer")]
    [InlineData("h4-two-centres", "beat", "beat:beat department:department district:district city:city", "first department-man district-dispatcher city-dispatcher")]
    [InlineData("h5-park", "zone", "zone:zone region:region centre:centre park:park", "zone-first region-head centre-head gm")]
    [InlineData("h5-park", "round", "zone:round centre:grid-office park:park", "round-first office-head gm")] // the line of the supervisors
    public void The_same_lifecycle_climbs_every_hierarchy(string tenant, string grid, string way, string people)
    {
        var table = new CaseTable(Load(tenant));
        table.Until("2026-03-02 09:00");
        table.Report("G0109", grid).ShouldBeOfType<Decision.Accepted>();
        table.Complete("worker", "judge", "Coordination").ShouldBeOfType<Decision.Accepted>();
        var climbing = people.Split(' ');
        table.Complete(climbing[0], "sort", "InGrid").ShouldBeOfType<Decision.Accepted>();
        var climbed = new List<string>();
        foreach (var person in climbing)
        {
            climbed.Add($"{table.File.Level}:{table.File.UnitId}");
            table.File.Tasks.Single().Key.ShouldBe("coordinate");
            if (person == climbing[^1])
                RightsTests.Refused(table.Complete(person, "coordinate", "PassUp", "because"), RefusalKind.Conflict, "outcome-not-at-this-level");
            else
                table.Complete(person, "coordinate", "PassUp", "because").ShouldBeOfType<Decision.Accepted>();
        }

        string.Join(' ', climbed).ShouldBe(way);
        table.Complete(climbing[^1], "coordinate", "HandDown", "because").ShouldBeOfType<Decision.Accepted>();
        $"{table.File.Level}:{table.File.UnitId}".ShouldBe(climbed[^2]);
        table.Complete(climbing[^2], "coordinate", "Settled").ShouldBeOfType<Decision.Accepted>();
        table.Complete("worker", "reply", "Replied", "Done.").ShouldBeOfType<Decision.Accepted>();
        table.File.Status.ShouldBe(CaseStatus.Archived);
    }

    [Theory]
    [InlineData("district", "dispatcher", "district-command")]
    [InlineData("city", "dispatcher", "city-command")]
    [InlineData("district", "intake-officer", "district-supervision")]
    [InlineData("city", "intake-officer", "city-supervision")]
    [InlineData("city", "department-officer", "city-bureau")]
    public void Supervision_and_command_are_apart_on_both_levels(string line, string role, string seat) =>
        Load("h4-two-centres").Organisation.SeatsOf(role, line, "G0109").ShouldHaveSingleItem().Id.ShouldBe(seat);

    [Fact]
    public void The_two_lines_of_a_park_meet_at_the_general_manager_only()
    {
        var park = Load("h5-park").Organisation;
        park.Chain("zone").Intersect(park.Chain("round")).Select(unit => unit.Id).ShouldBe(["park"]);
        park.LeadersOf("grid-office").Single().Id.ShouldBe("office-head");
        park.NextUp("round", "zone")!.Key.ShouldBe("centre");
        park.NextUp("zone", "zone")!.Key.ShouldBe("region");
    }

    private static ReferenceData Load(string tenant) => ReferenceData.Load(
    [
        .. District.Files.Where(file => !file.Path.StartsWith("workflows/demo/", StringComparison.Ordinal) && !NeedsOtherPosts(file.Path)).Select(file => file.Path == "workflows/policies/community.yaml"
            ? file with { Text = file.Text.Replace("      grid: 8 workHour\n      community: 8 workHour\n      street: 8 workHour\n      district: 16 workHour\n", "", StringComparison.Ordinal) }
            : file.Path == "workflows/ladders/default.yaml" ? file with { Text = file.Text.Replace("    opens: DB01\n", "", StringComparison.Ordinal).Replace("    opens: WZ01\n", "", StringComparison.Ordinal) } : file),
        new SourceFile("workflows/organisation.yaml", tenant == "village" ? Village : File.ReadAllText(District.Folder($"tests/Casework.Tests/Organisation/Tenants/{tenant}.yaml"))),
    ]);

    // Centres, departments and parks are not part of every hierarchy: a tenant leaves out the lifecycles that it has no posts for, and its
    // ladders open no papers then.
    private static bool NeedsOtherPosts(string path) =>
        new[]
        {
            "/city", "/park", "/visit", "/household", "/papers.yaml", "/supervised.yaml", "/three-colour", "definitions/supervision-notice", "definitions/accountability", "definitions/conduct-violation",
            "policies/accountability", "policies/conduct-violation",
        }.Any(name => path.Contains(name, StringComparison.Ordinal));
}
