using CsCheck;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Organisation;

namespace GridWorkflow.Casework.Tests.Cases;

/// <summary>No case is ever without somebody or something that moves it on (六不讓:中斷).</summary>
public sealed class SoundnessTests
{
    private static readonly string[] Grids = [.. District.Data.Organisation.Grids.Select(grid => grid.Id)];
    private static readonly string[] Categories = ["G0101", "G0103", "G0106", "G0109", "R0001"];

    [Fact]
    public void Whatever_is_done_and_however_late_no_case_is_orphaned()
    {
        var steps = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 99], Gen.Int[0, 99], Gen.Int[0, 200]).Array[1, 40];
        Gen.Select(Gen.Int[0, Grids.Length - 1], Gen.Int[0, Categories.Length - 1], steps).Sample(
            (grid, category, moves) =>
            {
                var table = new CaseTable(District.Data);
                table.Until("2026-03-02 09:00");
                table.Report(Categories[category], Grids[grid]);
                foreach (var (kind, which, outcome, hours) in moves)
                {
                    Move(table, kind, which, outcome, hours);
                    table.ShouldBeSound();
                }

                Settle(table);
                table.File.Status.ShouldBe(CaseStatus.Archived);
                Stages(table).ShouldBe(["Triaged", "Handled", "FedBack", "Closed", "Archived"]);
            },
            iter: 150);
    }

    [Fact]
    public void An_organisation_with_holes_makes_incidents_and_orphan_alerts_but_no_orphans()
    {
        var organisation = District.Files.Single(file => file.Path.EndsWith("organisation.yaml", StringComparison.Ordinal));
        // Nobody works in the grid, and nobody leads it or its community.
        var thinned = organisation with
        {
            Text = string.Join('\n', organisation.Text.Split('\n').Where(line => !line.Contains("id: zheng-kai", StringComparison.Ordinal) && !line.Contains("id: liang-hao", StringComparison.Ordinal) && !line.Contains("id: guo-yan", StringComparison.Ordinal))),
        };
        var data = ReferenceData.Load([.. District.Files.Where(file => !file.Path.Contains("/rosters/", StringComparison.Ordinal)).Select(file => file == organisation ? thinned : file)]);
        var table = new CaseTable(data);
        table.Until("2026-03-02 09:00");
        table.Report("G0102", "yangliu-1");
        table.Transcript.ShouldContain("OrphanAlert role=grid-worker task=judge unit=yangliu-1");
        table.Until("2026-03-20 09:00");
        table.ShouldBeSound();
        table.Transcript.ShouldContain("OrphanAlert climbedTo=dongqiao clock=judge rung=half unit=yangliu-1");
        table.File.Notices.ShouldNotBeEmpty();
        table.File.Notices.ShouldAllBe(notice => notice.Recipient == "lin-na");
    }

    private static void Move(CaseTable table, int kind, int which, int outcome, int hours)
    {
        if (kind >= 8)
        {
            table.Until(table.Now.AddHours(hours));
            return;
        }

        var people = District.Data.Organisation.People;
        if (table.File.Tasks.IsEmpty)
            return;
        var task = table.File.Tasks[which % table.File.Tasks.Length];
        // Mostly somebody who may, sometimes anybody.
        Person person = kind >= 2 && District.Data.Organisation.HoldersOf(task.Role, task.UnitId) is { IsEmpty: false } holders
            ? holders[which % holders.Length]
            : people[which % people.Length];
        switch (kind)
        {
            case 2:
                table.Claim(person.Id, task.Key);
                break;
            case 3:
                table.Decide(new CaseCommand.Release(new Actor(person.Id), task.Id));
                break;
            case 4 when !table.File.Notices.IsEmpty:
                var notice = table.File.Notices[which % table.File.Notices.Length];
                table.Decide(new CaseCommand.SignNotice(new Actor(notice.Recipient), notice.Id));
                break;
            default:
                var all = task.Outcomes.AddRange(task.Impossible);
                table.Complete(person.Id, task.Key, all[outcome % all.Length], outcome % 5 == 0 ? null : "because");
                break;
        }
    }

    // From wherever it stands, people who do their duty bring the case to the archive.
    private static void Settle(CaseTable table)
    {
        for (var step = 0; step < 12 && table.File.Status != CaseStatus.Archived; step++)
        {
            var task = table.File.Tasks.ShouldHaveSingleItem();
            var person = task.Assignee ?? District.Data.Organisation.HoldersOf(task.Role, task.UnitId)[0].Id;
            var outcome = task.Outcomes.FirstOrDefault(candidate => candidate is "Settled" or "InGrid" or "Approved" or "Submitted") ?? task.Outcomes[0];
            table.Complete(person, task.Key, outcome, "because").ShouldBeOfType<Decision.Accepted>();
            table.ShouldBeSound();
        }
    }

    private static IEnumerable<string> Stages(CaseTable table) =>
        table.Bursts.SelectMany(burst => burst.Journal).Where(entry => entry.Kind == "StageReached").Select(entry => (string)entry.Data["to"]!);
}
