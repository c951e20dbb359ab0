using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tests.Cases;

namespace GridWorkflow.Casework.Tests.Ladders;

/// <summary>
/// Every word that a ladder knows, through a case: judging began on Monday at 09:00, is due at 11:00 and climbs a ladder of one rung; nobody
/// judges.
/// </summary>
public sealed class RungThroughCaseTests
{
    private const string Community = "workflows/policies/community.yaml";

    // Open hours are 08–12 and 14–18.
    [Theory]
    [InlineData("at: 0.5 workHour left, do: remind, to: [unit-leader]", "own 2026-03-02 10:30")]
    [InlineData("at: due, do: notice, notice: bulletin, template: bulletin, to: [unit-leader]", "own 2026-03-02 11:00")]
    [InlineData("at: due, do: remind, to: [unit-leader], repeat: { every: 1 workHour, max: 2 }", "own 2026-03-02 11:00, own#1 2026-03-02 12:00, own#2 2026-03-02 15:00")]
    [InlineData("at: due + 10 urgentHour, do: remind, to: [unit-leader], officeHoursOnly: true", "own 2026-03-03 08:00")]
    [InlineData("at: due + 10 urgentHour, do: remind, to: [unit-leader]", "own 2026-03-02 21:00")]
    public void Fires_when_it_says(string rung, string fired)
    {
        var table = Judged(rung).Until("2026-03-04 09:00");
        Fired(table).Select(fire => $"{fire.RungKey} {District.Data.Calendars["cn-2026"].Show(fire.FiredAt)}").ShouldBe(fired.Split(", "));
        Issued(table).Count().ShouldBe(fired.Split(", ").Length);
        table.ShouldBeSound();
    }

    // Held for office hours is what is done, not what is recorded.
    [Fact]
    public void Office_hours_hold_the_action_and_not_the_instant() =>
        Fired(Judged("at: due + 10 urgentHour, do: remind, to: [unit-leader], officeHoursOnly: true").Until("2026-03-04 09:00")).ShouldHaveSingleItem().DueAt
            .ShouldBe(District.Data.Calendars["cn-2026"].At("2026-03-02 21:00"));

    [Fact]
    public void A_bulletin_is_a_notice_of_its_own_kind()
    {
        var table = Judged("at: due, do: notice, notice: bulletin, template: bulletin, to: [unit-leader]").Until("2026-03-02 12:00");
        var notice = Issued(table).Single();
        (notice.Kind, notice.Recipient).ShouldBe((NoticeKind.Bulletin, "liang-hao"));
        notice.Texts["zh-Hant"].Subject.ShouldStartWith("通報");
    }

    [Theory]
    [InlineData("[grid-leader@level]", "liang-hao")]
    [InlineData("[community-coordinator@level+1]", "ma-chao")]
    [InlineData("[leader@level+1]", "guo-yan")]
    public void Reaches_whom_it_names(string to, string reached)
    {
        var table = Judged($"at: due, do: remind, to: {to}").Until("2026-03-02 12:00");
        Issued(table).Select(notice => notice.Recipient).ShouldBe([reached]);
    }

    // She is nobody of the organisation: she gets a mail and no notice.
    [Fact]
    public void Reaches_the_reporter()
    {
        var table = Judged("at: due, do: remind, to: [reporter]", new Reporter("Chen Ming", "chen@example.com", null)).Until("2026-03-02 12:00");
        Issued(table).ShouldBeEmpty();
        table.Effects.OfType<MailQueued>().ShouldContain(mail => mail.Address == "chen@example.com");
        table.Transcript.ShouldNotContain("OrphanAlert climbedTo=yangliu-1 clock=judge");
    }

    [Fact]
    public void Without_an_address_the_reporter_hears_nothing_and_nobody_stands_in()
    {
        var table = Judged("at: due, do: remind, to: [reporter]").Until("2026-03-02 12:00");
        Fired(table).ShouldHaveSingleItem();
        Issued(table).ShouldBeEmpty();
    }

    // 移交: the line of the case is that of the community that has it now, not of the grid where it was reported.
    [Fact]
    public void A_role_at_the_level_follows_a_case_that_was_transferred()
    {
        var data = Own("at: due, do: remind, to: [community-coordinator@level, leader@level+1, street-coordinator@level+1]", "  coordinate:                    # 協調處置, level by level\n    ladder: default");
        var table = new CaseTable(data);
        table.Until("2026-03-02 09:00");
        table.Report("G0102", "yangliu-1");
        table.Complete("zheng-kai", "judge", "Coordination");
        table.Complete("liang-hao", "sort", "PassUp", "Not ours.");
        table.Decide(new CaseCommand.Transfer(new Actor("ma-chao"), table.Task("coordinate"), "hubin", "The pipe lies in Hubin.")).ShouldBeOfType<Decision.Accepted>();
        table.Until("2026-03-03 09:30");
        var organisation = data.Organisation;
        string[] line = [.. new[] { ("community-coordinator", "hubin"), ("leader", "xiyuan"), ("street-coordinator", "xiyuan") }.SelectMany(post => organisation.HoldersOf(post.Item1, post.Item2)).Select(person => person.Id)];
        line.ShouldNotBeEmpty();
        Issued(table).Select(notice => notice.Recipient).ShouldBe(line, ignoreOrder: true);
    }

    // Before half of the time, after half of it, or by somebody who has not the task.
    [Theory]
    [InlineData("zheng-kai", "2026-03-02 09:30", false)]
    [InlineData("zheng-kai", "2026-03-02 10:30", true)]
    [InlineData("liang-hao", "2026-03-02 09:30", true)]
    public void A_remark_of_who_has_the_task_is_progress(string person, string at, bool reminded)
    {
        var table = Judged("at: 50 %, do: remind, to: [unit-leader], stopOn: [progress]");
        table.Claim("zheng-kai", "judge");
        table.Until(at);
        table.Decide(new CaseCommand.AddRemark(new Actor(person), "On my way.")).ShouldBeOfType<Decision.Accepted>();
        table.Until("2026-03-02 12:00");
        Fired(table).Any().ShouldBe(reminded);
        table.ShouldBeSound();
    }

    // A clock whose ladder does not ask for it keeps its ledger: nothing is armed anew for a word.
    [Fact]
    public void Where_no_rung_stops_on_progress_none_is_recorded()
    {
        var table = Judged("at: 50 %, do: remind, to: [unit-leader]");
        table.Claim("zheng-kai", "judge");
        var ledgers = table.File.Clocks.Sum(clock => clock.Ledger.Length);
        table.Decide(new CaseCommand.AddRemark(new Actor("zheng-kai"), "On my way.")).ShouldBeOfType<Decision.Accepted>();
        table.File.Clocks.Sum(clock => clock.Ledger.Length).ShouldBe(ledgers);
    }

    private static CaseTable Judged(string rung, Reporter? reporter = null)
    {
        var table = new CaseTable(Own(rung, "  judge:                         # 判定\n    ladder: default")) { StoresBetween = true };
        table.Until("2026-03-02 09:00");
        table.Report("G0105", "yangliu-1", report => report with { Reporter = reporter ?? Reporter.Anonymous }).ShouldBeOfType<Decision.Accepted>();
        return table;
    }

    private static ReferenceData Own(string rung, string stage) => ReferenceData.Load(
        [.. District.With(Community, stage, stage.Replace("default", "own", StringComparison.Ordinal)), new SourceFile("workflows/ladders/own.yaml", $"id: own\nrungs:\n  - {{ key: own, {rung} }}\n")]);

    private static IEnumerable<RungFired> Fired(CaseTable table) => table.Effects.OfType<RungFired>().Where(fire => fire.RungKey.StartsWith("own", StringComparison.Ordinal));

    private static IEnumerable<Notice> Issued(CaseTable table) => table.Effects.OfType<NoticeIssued>().Select(issued => issued.Notice).Where(notice => notice.RungKey.StartsWith("own", StringComparison.Ordinal));
}
