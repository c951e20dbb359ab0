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
        organisation.People.Length.ShouldBe(46);
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
    [InlineData("n1", "hamlet:n1 township:north county:hill", "head clerk officer")]
    [InlineData("h1", "hamlet:h1 county:hill", "head officer")] // a chain that leaves out a level
    public void Another_hierarchy_is_climbed_by_the_same_lifecycle(string grid, string way, string people)
    {
        var table = new CaseTable(Load());
        table.Until("2026-03-02 09:00");
        table.Report("G0109", grid).ShouldBeOfType<Decision.Accepted>();
        table.Complete("worker", "judge", "Coordination");
        table.Complete("head", "sort", "InGrid");
        var climbed = new List<string>();
        foreach (var person in people.Split(' '))
        {
            climbed.Add($"{table.File.Level}:{table.File.UnitId}");
            table.File.Tasks.Single().Key.ShouldBe("coordinate");
            if (person == people.Split(' ')[^1])
                RightsTests.Refused(table.Complete(person, "coordinate", "PassUp", "because"), RefusalKind.Conflict, "outcome-not-at-this-level");
            else
                table.Complete(person, "coordinate", "PassUp", "because").ShouldBeOfType<Decision.Accepted>();
        }

        string.Join(' ', climbed).ShouldBe(way);
        table.Complete("officer", "coordinate", "Settled").ShouldBeOfType<Decision.Accepted>();
        table.Complete("worker", "reply", "Replied", "Done.").ShouldBeOfType<Decision.Accepted>();
        table.File.Status.ShouldBe(CaseStatus.Archived);
    }

    private static ReferenceData Load() => ReferenceData.Load(
    [
        .. District.Files.Where(file => !file.Path.EndsWith("organisation.yaml", StringComparison.Ordinal) && !file.Path.Contains("/city", StringComparison.Ordinal)).Select(file => file.Path == "workflows/policies/community.yaml"
            ? file with { Text = file.Text.Replace("      grid: 8 workHour\n      community: 8 workHour\n      street: 8 workHour\n      district: 16 workHour\n", "", StringComparison.Ordinal) }
            : file),
        new SourceFile("workflows/organisation.yaml", Village),
    ]);
}
