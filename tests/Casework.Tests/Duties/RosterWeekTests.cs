using GridWorkflow.Casework.Duties;

namespace GridWorkflow.Casework.Tests.Duties;

/// <summary>A roster that is whole on paper is held against leave and backups, day by day.</summary>
public sealed class RosterWeekTests
{
    private const string Path = "workflows/demo/organisation.yaml";

    private static readonly DateOnly Monday = new(2026, 12, 7);

    [Theory]
    [InlineData("", "", "")]
    [InlineData("leave: [{ from: 2026-12-08, to: 2026-12-09 }]", "", "2026-12-08 day, 2026-12-09 day")]
    [InlineData("leave: [{ from: 2026-12-08, to: 2026-12-09 }]", "backup: song-jing", "")]
    [InlineData("leave: [{ from: 2026-12-06, to: 2026-12-07 }]", "backup: liang-hao", "2026-12-07 day")] // nobody is her own backup
    [InlineData("leave: [{ from: 2026-12-13, to: 2026-12-20 }]", "", "2026-12-13 day")]
    [InlineData("leave: [{ from: 2026-12-14, to: 2026-12-20 }]", "", "")]
    public void A_gap_is_a_day_on_which_everybody_is_away_and_nobody_stands_in(string leave, string backup, string gaps)
    {
        var week = WeekOf("yangliu-1", leave, backup);
        string.Join(", ", week.Slots.Where(slot => slot.IsGap).Select(slot => $"{slot.Day:yyyy-MM-dd} {slot.Window.Key}")).ShouldBe(gaps);
        week.Slots.Length.ShouldBe(14);
    }

    [Fact]
    public void Who_stands_in_must_be_there_herself()
    {
        var files = District.With(Path, "{ id: yangliu-1, level: grid,", "{ id: yangliu-1, backup: song-jing, level: grid,").Select(file => file.Path != Path ? file : file with
        {
            Text = file.Text.Replace("{ id: liang-hao,", "{ id: liang-hao, leave: [{ from: 2026-12-08, to: 2026-12-09 }],", StringComparison.Ordinal)
                .Replace("{ id: song-jing,", "{ id: song-jing, leave: [{ from: 2026-12-09, to: 2026-12-09 }],", StringComparison.Ordinal),
        });
        var data = ReferenceData.Load([.. files]);
        var week = RosterWeek.Of(data.Rosters["jinhe-2026"], data.Organisation, Monday).Single(one => one.GridId == "yangliu-1");
        var day = week.Slots.Where(slot => slot.Window.Key == "day").ToArray();
        day[1].People.ShouldHaveSingleItem().ShouldSatisfyAllConditions(on => on.IsAway.ShouldBeTrue(), on => on.StandIn.ShouldBe("song-jing"));
        day[2].IsGap.ShouldBeTrue();
    }

    [Fact]
    public void A_day_of_a_grid_is_that_day_of_its_week()
    {
        var data = District.Data;
        var roster = data.Rosters["jinhe-2026"];
        var weeks = RosterWeek.Of(roster, data.Organisation, Monday);
        RosterWeek.GridsOf(roster, data.Organisation).Select(grid => grid.Id).ShouldBe(weeks.Select(week => week.GridId));
        foreach (var (grid, week) in RosterWeek.GridsOf(roster, data.Organisation).Zip(weeks))
        {
            for (var day = Monday; day < Monday.AddDays(7); day = day.AddDays(1))
            {
                var (alone, of) = (RosterWeek.Day(roster, data.Organisation, grid, day), week.Slots.Where(slot => slot.Day == day).ToArray());
                alone.Select(slot => (slot.Day, slot.Window)).ShouldBe(of.Select(slot => (slot.Day, slot.Window)));
                alone.SelectMany(slot => slot.People).ShouldBe(of.SelectMany(slot => slot.People));
            }
        }

        var grids = RosterWeek.GridsOf(roster, data.Organisation).ToDictionary(grid => grid.Id);
        RosterWeek.Day(roster, data.Organisation, grids["hubin-3"], Monday).Select(slot => (slot.Day, slot.Window.Key, slot.People.Single().Assignment.PersonId))
            .ShouldBe([(Monday, "day", "zeng-hui"), (Monday, "evening", "chen-jie")]);
    }

    [Fact]
    public void An_assignment_of_a_wider_area_covers_each_grid_below_it()
    {
        var week = WeekOf("yangliu-1", "", "");
        week.Slots.Where(slot => slot.Window.Key == "evening").ShouldAllBe(slot => slot.People.Single().Assignment.PersonId == "liu-yang");
    }

    private static GridWeek WeekOf(string grid, string leave, string backup)
    {
        var data = ReferenceData.Load([.. District.Files.Select(file => file.Path != Path ? file : file with
        {
            Text = file.Text
                .Replace("{ id: liang-hao,", leave.Length == 0 ? "{ id: liang-hao," : $"{{ id: liang-hao, {leave},", StringComparison.Ordinal)
                .Replace("{ id: yangliu-1, level: grid,", backup.Length == 0 ? "{ id: yangliu-1, level: grid," : $"{{ id: yangliu-1, {backup}, level: grid,", StringComparison.Ordinal),
        })]);
        return RosterWeek.Of(data.Rosters["jinhe-2026"], data.Organisation, Monday).Single(one => one.GridId == grid);
    }
}
