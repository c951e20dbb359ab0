using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.DryRuns;
using GridWorkflow.Casework.Tests.Cases;

namespace GridWorkflow.Casework.Tests.DryRuns;

/// <summary>A draft against one case of the district: the judge's task is open since Monday 09:00, due at 11:00; the case after 3 workdays.</summary>
public sealed class DryRunTests
{
    private static readonly ImmutableSortedDictionary<string, string> NoMap = ImmutableSortedDictionary<string, string>.Empty;

    [Fact]
    public void The_same_data_change_nothing()
    {
        var table = Reported();
        var shift = Assess(table, ReferenceData.Load(District.Files));
        shift.Marks.ShouldBe(ShiftMark.None);
        shift.IsStill.ShouldBeTrue();
        shift.Clocks.ShouldBeEmpty();
    }

    [Fact]
    public void A_day_off_moves_what_counts_over_it()
    {
        var table = Reported();
        // Tuesday is off: the judge's clock ends on Monday and stays, the case's moves by a day.
        var shift = Assess(table, Changed("calendars/cn-2026.yaml", "exceptions:", "exceptions:\n  - { days: 2026-03-03, off: draft }"));
        shift.Marks.ShouldBe(ShiftMark.Moves | ShiftMark.MovesIfTaken);
        var total = shift.Clocks.ShouldHaveSingleItem();
        total.Name.ShouldBe("total");
        total.OldDue.ShouldBe(table.Local("2026-03-05 09:00"));
        total.NewDue.ShouldBe(table.Local("2026-03-06 09:00"));
        total.TakenDue.ShouldBe(total.NewDue);
        total.Difference.ShouldBe(TimeSpan.FromDays(1));
    }

    [Fact]
    public void A_shorter_limit_moves_nothing_until_running_cases_are_taken_over()
    {
        var table = Reported();
        var shift = Assess(table, Changed("policies/community.yaml", "2 workHour", "0.5 workHour"), "2026-03-02 10:00");
        shift.Marks.HasFlag(ShiftMark.Moves).ShouldBeFalse();
        shift.Marks.HasFlag(ShiftMark.Overdue).ShouldBeFalse();
        shift.Marks.HasFlag(ShiftMark.MovesIfTaken | ShiftMark.OverdueIfTaken | ShiftMark.RungsIfTaken).ShouldBeTrue();
        var judge = shift.Clocks.Single(clock => clock.Name == "judge");
        judge.NewDue.ShouldBe(judge.OldDue);
        judge.TakenDue.ShouldBe(table.Local("2026-03-02 09:30"));
        // Half of it has fired at 10:00 under the old limit.
        judge.TakenRungs.ShouldContain("due");
        judge.Rungs.ShouldBeEmpty();
    }

    [Fact]
    public void A_longer_limit_relieves_who_is_overdue()
    {
        var table = Reported().Until("2026-03-02 11:30");
        var shift = Assess(table, Changed("policies/community.yaml", "2 workHour", "6 workHour"));
        shift.Marks.HasFlag(ShiftMark.RelievedIfTaken).ShouldBeTrue();
        shift.Marks.HasFlag(ShiftMark.Relieved).ShouldBeFalse();
    }

    [Fact]
    public void A_ladder_is_looked_up_each_time_so_publishing_fires_its_rungs()
    {
        var table = Reported().Until("2026-03-02 09:30");
        var shift = Assess(table, Changed("ladders/default.yaml", "at: 50 %", "at: 10 %"));
        shift.Marks.HasFlag(ShiftMark.Rungs).ShouldBeTrue();
        shift.Clocks.Single(clock => clock.Name == "judge").Rungs.ShouldBe(["half"]);
    }

    [Fact]
    public void A_category_or_calendar_that_is_gone_leaves_its_cases_stuck()
    {
        var table = Reported();
        var files = District.Files.Select(file => file.Path.EndsWith("catalogue/community.yaml", StringComparison.Ordinal) ? file with { Text = file.Text.Replace("G0101", "G0199", StringComparison.Ordinal) } : file).ToList();
        var shift = Assess(table, ReferenceData.Load(files));
        shift.Marks.HasFlag(ShiftMark.Stuck).ShouldBeTrue();
        shift.Problems.ShouldHaveSingleItem().Code.ShouldBe("unknown-category");
    }

    [Fact]
    public void Another_rule_of_the_catalogue_is_shown_beside_the_pinned_one()
    {
        var table = new CaseTable(District.Data);
        table.Until("2026-03-02 09:00").Report("C0137", "yangliu-1", source: "patrol");
        var old = table.File.Rule!.Source ?? table.File.Rule.Budget!.Value.ToString();
        var path = District.Files.Single(file => file.Path.EndsWith("catalogue/city.yaml", StringComparison.Ordinal)).Path;
        var text = District.Files.Single(file => file.Path == path).Text;
        var at = text.IndexOf("limit:", text.IndexOf("C0137", StringComparison.Ordinal), StringComparison.Ordinal);
        var line = text[at..text.IndexOf('\n', at)];
        var files = District.Files.Select(file => file.Path == path ? file with { Text = text[..at] + line.Replace("2 workDayRolling", "3 workDayRolling", StringComparison.Ordinal) + text[(at + line.Length)..] } : file).ToList();
        var shift = Assess(table, ReferenceData.Load(files));
        old.ShouldNotBeNull();
        shift.Marks.HasFlag(ShiftMark.Rule).ShouldBeTrue();
        shift.RuleBefore.ShouldBe("C0137#1 2 workDayRolling");
        shift.RuleAfter.ShouldBe("C0137#1 3 workDayRolling");
    }

    [Fact]
    public void A_state_without_image_is_told_with_its_activity()
    {
        var table = Reported();
        var path = District.Files.Single(file => file.Path.EndsWith("definitions/community-case.json", StringComparison.Ordinal)).Path;
        var draft = ReferenceData.Load([.. District.Files.Select(file => file.Path == path ? file with { Text = file.Text.Replace("\"id\": \"judge\"", "\"id\": \"assess\"", StringComparison.Ordinal).Replace("\"activity\": \"judge\"", "\"activity\": \"assess\"", StringComparison.Ordinal) } : file)]);
        var shift = Assess(table, draft);
        shift.Marks.HasFlag(ShiftMark.Stuck).ShouldBeTrue();
        shift.Problems.ShouldContain(problem => problem.ActivityId == "judge");
        // With a map it has one.
        var mapped = Assess(table, draft, map: NoMap.Add("judge", "assess"));
        mapped.Marks.HasFlag(ShiftMark.Stuck).ShouldBeFalse(string.Join(' ', mapped.Problems));
        mapped.Marks.HasFlag(ShiftMark.Mappable).ShouldBeTrue();
    }

    // The clock of a paper runs before anybody has signed it: its level is that of the unit whose time it is.
    [Fact]
    public void A_clock_before_its_task_has_the_level_of_its_unit()
    {
        var data = Changed("policies/papers.yaml", "rectify: { ladder: supervision-notice, limits: { default: 3 workDayStatutory } }",
            "rectify: { ladder: supervision-notice, limits: { district: 3 workDayStatutory, default: 1 workDayStatutory } }");
        var table = new CaseTable(data);
        table.Until("2026-03-02 09:00").Report("DB01", "yangliu-1");
        table.Complete("qian-jin", "draft-notice", "Issue", null, LastOutcome.NoFields.Add("unit", "urban").Add("items", "Lamp at the gate"));
        table.File.Clocks.Single(clock => clock.Name == "rectify").Budget.ToString().ShouldBe("3 workDayStatutory");
        new DryRun(data, data, table.Now, NoMap).Assess(table.File, table.State!.DefinitionId, null, null).Clocks.ShouldBeEmpty();
    }

    private static CaseTable Reported()
    {
        var table = new CaseTable(District.Data);
        table.Until("2026-03-02 09:00").Report("G0101", "yangliu-1");
        return table;
    }

    private static ReferenceData Changed(string path, string old, string replacement) => ReferenceData.Load(District.With($"workflows/{path}", old, replacement));

    private static CaseShift Assess(CaseTable table, ReferenceData draft, string? at = null, ImmutableSortedDictionary<string, string>? map = null)
    {
        if (at is not null)
            table.Until(at);
        return new DryRun(District.Data, draft, table.Now, map ?? NoMap).Assess(table.File, table.State!.DefinitionId, table.State, District.Data.Definitions.Pinned(table.State.ProgramHash));
    }
}
