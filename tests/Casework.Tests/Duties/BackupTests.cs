using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Tests.Cases;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Tests.Duties;

/// <summary>分格不分家 (M28): while an owner is away her backup gets tasks and reminders as well; she goes on answering for them.</summary>
public sealed class BackupTests
{
    private const string Path = "workflows/demo/organisation.yaml";

    // Zheng Kai and Liang Hao of Yangliu 1 are away from Tuesday to Thursday; Xie Fang of Yangliu 2 stands in.
    private static readonly ReferenceData Data = Load(text => text
        .Replace("{ id: yangliu-1, level: grid,", "{ id: yangliu-1, backup: xie-fang, level: grid,", StringComparison.Ordinal)
        .Replace("{ id: zheng-kai,", "{ id: zheng-kai, leave: [{ from: 2026-03-03, to: 2026-03-05 }],", StringComparison.Ordinal)
        .Replace("{ id: liang-hao,", "{ id: liang-hao, leave: [{ from: 2026-03-03, to: 2026-03-05 }],", StringComparison.Ordinal));

    [Theory]
    [InlineData("2026-03-02 23:59", false)]
    [InlineData("2026-03-03 00:00", true)]
    [InlineData("2026-03-05 23:59", true)]
    [InlineData("2026-03-06 00:00", false)]
    public void The_backup_stands_in_on_the_days_of_the_leave(string at, bool standsIn)
    {
        var table = Reported("2026-03-02 09:00");
        table.Until(at);
        var chart = Data.Organisation;
        chart.PostsOf(chart.Person("xie-fang")!, table.Now).Contains(new Post("grid-worker", "yangliu-1")).ShouldBe(standsIn);
        var claim = table.Claim("xie-fang", "judge");
        if (standsIn)
            claim.ShouldBeOfType<Decision.Accepted>();
        else
            RightsTests.Refused(claim, RefusalKind.Forbidden, "role-not-held");
    }

    [Fact]
    public void The_owner_may_still_act_and_is_named_behind_her_backup()
    {
        var table = Reported("2026-03-03 09:00");
        table.Claim("xie-fang", "judge");
        table.Transcript.ShouldContain("TaskClaimed by=xie-fang owner=zheng-kai task=judge");
        table.Complete("xie-fang", "judge", "General").ShouldBeOfType<Decision.Accepted>();
        table.Transcript.ShouldContain("owner=zheng-kai");
        table.Complete("zheng-kai", "handle", "Handled").ShouldBeOfType<Decision.Accepted>();
        RightsTests.Refused(table.Claim("song-jing", "reply"), RefusalKind.Forbidden, "role-not-held");
    }

    [Fact]
    public void Reminders_reach_the_backup_as_well_and_accountability_the_owner_only()
    {
        var table = Reported("2026-03-02 09:00");
        table.Until("2026-03-30 09:00");
        var judge = table.File.Clocks.Single(clock => clock.Name == "judge").Id;
        // The reminders of Monday went out before the leave; those of the total clock fall into it.
        var during = table.File.Notices.Where(notice => notice.IssuedAt >= table.Local("2026-03-03 00:00") && notice.IssuedAt < table.Local("2026-03-06 00:00")).ToArray();
        during.ShouldContain(notice => notice.Recipient == "xie-fang");
        during.Where(notice => notice.Recipient == "xie-fang").ShouldAllBe(notice => during.Any(other => other.Recipient != "xie-fang" && other.ClockId == notice.ClockId));
        table.File.Notices.Where(notice => notice.IssuedAt >= table.Local("2026-03-06 00:00")).ShouldAllBe(notice => notice.Recipient != "xie-fang");
        table.File.Notices.Where(notice => notice.Kind == NoticeKind.Accountability).ShouldAllBe(notice => notice.Recipient != "xie-fang");
        table.File.Notices.ShouldContain(notice => notice.ClockId == judge && notice.Recipient == "zheng-kai");
    }

    [Theory]
    [InlineData("assignee", "ma-chao")] // a role's inbox without assignee climbs (DIGIT #773)
    [InlineData("role:administrator", "shi-lei")]
    public void An_inbox_without_assignee_climbs_and_raises_an_alert(string to, string reached)
    {
        var files = District.With("workflows/ladders/default.yaml", "    to: [assignee, candidates]\n    stopOn", $"    to: [{to}]\n    stopOn");
        var table = Reported("2026-03-02 09:00", ReferenceData.Load([.. files]));
        table.Until("2026-03-02 10:30");
        table.Transcript.Contains("OrphanAlert climbedTo=yangliu-1", StringComparison.Ordinal).ShouldBe(to == "assignee");
        table.File.Notices.Where(notice => notice.Kind == NoticeKind.Reminder).Select(notice => notice.Recipient).Distinct().ShouldBe([to == "assignee" ? "liang-hao" : reached]);
    }

    [Theory]
    [InlineData("{ id: yangliu-1, level: grid,", "{ id: yangliu-1, backup: nobody-here, level: grid,", "unknown-person")]
    [InlineData("{ id: zheng-kai,", "{ id: zheng-kai, leave: [{ from: 2026-03-05, to: 2026-03-03 }],", "leave-order")]
    [InlineData("{ id: zheng-kai,", "{ id: zheng-kai, leave: [{ from: tomorrow, to: 2026-03-03 }],", "date")]
    [InlineData("{ id: zheng-kai,", "{ id: zheng-kai, conflicts: [nowhere],", "unknown-unit")]
    [InlineData("people:\n", "qualified: { inspector: [open-competition] }\npeople:\n", "qualification-missing")]
    [InlineData("people:\n", "qualified: { inspektor: [open-competition] }\npeople:\n", "unknown-role")]
    [InlineData("unit: grid-office }", "unit: grid-office, records: [{ kind: open-competition, date: 2026-01-05, approver: nobody-here }] }", "unknown-person")]
    public void What_cannot_be_is_refused(string old, string replacement, string code)
    {
        var problems = Should.Throw<RefusedException>(() => ReferenceData.Load(District.With(Path, old, replacement))).Problems;
        problems.ShouldContain(problem => problem.Code == code && problem.File == Path, string.Join('\n', problems));
    }

    [Fact]
    public void A_post_with_its_record_is_granted()
    {
        var data = Load(text => text
            .Replace("people:\n", "qualified: { inspector: [open-competition, training] }\npeople:\n", StringComparison.Ordinal)
            .Replace("unit: grid-office }", "unit: grid-office, records: [{ kind: open-competition, date: 2026-01-05, approver: wang-min }, { kind: training, date: 2026-02-10, approver: wang-min }] }", StringComparison.Ordinal));
        var grant = data.Organisation.Person("qian-jin")!.Grants.ShouldHaveSingleItem();
        grant.Post.ShouldBe(new Post("inspector", "grid-office"));
        grant.Records.Select(record => (record.Kind, record.Approver)).ShouldBe([("open-competition", "wang-min"), ("training", "wang-min")]);
    }

    private static CaseTable Reported(string at, ReferenceData? data = null)
    {
        var table = new CaseTable(data ?? Data);
        table.Until(at);
        table.Report("G0102", "yangliu-1").ShouldBeOfType<Decision.Accepted>();
        return table;
    }

    private static ReferenceData Load(Func<string, string> organisation) =>
        ReferenceData.Load([.. District.Files.Select(file => file.Path == Path ? file with { Text = organisation(file.Text) } : file)]);
}
