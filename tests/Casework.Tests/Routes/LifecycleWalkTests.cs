using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Forms;
using GridWorkflow.Casework.Tests.Cases;
using GridWorkflow.Casework.Tests.Duties;

namespace GridWorkflow.Casework.Tests.Routes;

/// <summary>
/// Walks through every shipped lifecycle by lot (SM-2): whatever people choose, no case leaves out a stage on its way to the archive, and none
/// ends without its reporter being told, unless a leader has answered for that.
/// </summary>
public sealed class LifecycleWalkTests
{
    private const int Seeds = 60;

    [Theory]
    [InlineData("E0110", 8)]   // 城市管理案件
    [InlineData("G0102", 30)]  // 社區案件
    [InlineData("G0107", 30)]  // the same as an emergency
    [InlineData("P0101", 30)]  // 園區檢查
    [InlineData("V0101", 30)]  // 入戶走訪
    [InlineData("DB01", 20)]   // 督辦通知書
    [InlineData("WZ01", 20)]   // 問責
    [InlineData("XW01", 5)]    // 六不準
    public void No_case_leaves_out_a_stage(string category, int archivedAtLeast)
    {
        var archived = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var table = Walk(category, seed);
            table.ShouldBeSound();
            table.State!.Incidents.ShouldBeEmpty($"seed {seed}");
            var stages = table.Stages;
            foreach (var (from, to) in stages.Zip(stages.Skip(1)))
                ((int)to).ShouldBeLessThanOrEqualTo((int)from + 1, $"seed {seed}: {string.Join(' ', stages)}");
            if (table.File.Status is CaseStatus.Void or CaseStatus.Closed or CaseStatus.Archived)
                (table.File.Reply is not null || table.File.Forced is not null).ShouldBeTrue($"seed {seed}");
            if (table.File.Status != CaseStatus.Archived)
                continue;
            archived++;
            Enum.GetValues<CaseStage>().Except(stages).ShouldBeEmpty($"seed {seed}");
            stages[^1].ShouldBe(CaseStage.Archived);
        }

        archived.ShouldBeGreaterThanOrEqualTo(archivedAtLeast);
    }

    [Fact]
    public void A_lifecycle_that_does_not_answer_cannot_close()
    {
        var silent = DutyLifecycle.Definition("silent", new DutyLifecycle.Step("act", "grid-worker", "Triaged", "lowest", ("Done", null)), new DutyLifecycle.Step("more", "grid-worker", "Handled", "lowest", ("Done", null)), new DutyLifecycle.Step("tell", "grid-worker", "FedBack", "lowest", ("Done", null)));
        var data = ReferenceData.Load([.. District.Files, silent with { Text = silent.Text.Replace("Grid.Reply", "Elsa.FlowJoin", StringComparison.Ordinal) }, DutyLifecycle.Category("S1", "silent", "community")]);
        var table = new CaseTable(data);
        table.Until("2026-03-02 09:00");
        table.Report("S1", "yangliu-1").ShouldBeOfType<Decision.Accepted>();
        foreach (var task in new[] { "act", "more", "tell" })
            table.Complete("zheng-kai", task, "Done", "Done.").ShouldBeOfType<Decision.Accepted>();
        table.File.Status.ShouldBe(CaseStatus.Open);
        table.State!.Incidents.ShouldHaveSingleItem().Reason.ShouldContain("Expected a reply to the reporter");
    }

    private static CaseTable Walk(string category, int seed)
    {
        var lot = new Lot(seed);
        var table = new CaseTable(District.Data, (ulong)seed + 1);
        table.Until("2026-03-02 08:00");
        table.Report(category, "yangliu-1", report => report with { Emergency = category == "G0107" }, lot.Next(2) == 0 ? "patrol" : "webhook:hotline").ShouldBeOfType<Decision.Accepted>();
        for (var step = 0; step < 60 && table.File.Status == CaseStatus.Open; step++)
        {
            table.Until(table.Now.AddMinutes(5 + lot.Next(90)));
            if (table.File.Tasks.IsEmpty)
                continue;
            if (lot.Next(12) == 0)
                table.Decide(new CaseCommand.ForceClose(new Actor("li-qiang"), "Because."));
            if (table.File.Tasks.IsEmpty)
                continue;
            var task = table.File.Tasks[lot.Next(table.File.Tasks.Length)];
            var outcome = task.Outcomes[lot.Next(3) == 0 ? lot.Next(task.Outcomes.Length) : 0];
            var people = District.Data.Organisation.HoldersOf(task.Role, task.UnitId);
            if (!people.IsEmpty)
                table.Complete(people[lot.Next(people.Length)].Id, task.Key, outcome, "Because.", Filled(task.FormId, lot));
        }

        return table.Until(table.Now.AddDays(60));
    }

    private static ImmutableSortedDictionary<string, string> Filled(string? formId, Lot lot) => formId is null ? LastOutcome.NoFields : LastOutcome.NoFields.AddRange(
        District.Data.Forms[formId].Fields.Where(field => !field.RequiredFor.IsEmpty).Select(field => KeyValuePair.Create(field.Name, field.Type switch
        {
            FieldType.Number => "60",
            FieldType.Date => "2026-03-20",
            FieldType.YesNo => "yes",
            FieldType.Choice => field.Options[0].Value,
            FieldType.Unit or FieldType.Units => (field.UnitKind is null ? ["urban"] : field.UnitsOf(District.Data.Organisation).Select(unit => unit.Id).ToArray()) is var units ? units[lot.Next(units.Length)] : "",
            FieldType.Person => "wu-xia",
            _ => "Seen to",
        })));

    // The test's own lot: the same for a seed, on every machine.
    private sealed class Lot(int seed)
    {
        private uint _state = (uint)((seed * 7919) + 17);

        public int Next(int below)
        {
            _state = (_state * 1664525) + 1013904223;
            return (int)((_state >> 8) % (uint)below);
        }
    }
}
