using System.Text;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Notices;

namespace GridWorkflow.Casework.Tests.Cases;

/// <summary>緊急 (M19): a case that turns out to be an emergency after it was filed.</summary>
public sealed class EmergencyTests
{
    [Fact]
    public void Who_is_told_after_a_move_is_told_what_it_has_become()
    {
        var table = new CaseTable(District.Data);
        table.Until("2026-03-02 09:00");
        table.Report("G0107", "yangliu-1", report => report with { Emergency = true }).ShouldBeOfType<Decision.Accepted>();
        var told = table.File.Notices.Length;
        // Moved, and found to be no emergency: nobody is alarmed, and another one in the new grid is told of there.
        table.Decide(new CaseCommand.Reclassify(new Actor("zheng-kai"), null, null, "Next door, and only smoke", RetargetBasis.Retroactive) { Grid = "yangliu-2", Emergency = false }).ShouldBeOfType<Decision.Accepted>();
        table.Complete("guo-yan", "decide-change", "Approve").ShouldBeOfType<Decision.Accepted>();
        (table.File.GridCode, table.File.Emergency, table.File.Notices.Length).ShouldBe(("yangliu-2", false, told));
        table.Decide(new CaseCommand.Reclassify(new Actor("xie-fang"), null, null, "It burns", RetargetBasis.Retroactive) { Emergency = true }).ShouldBeOfType<Decision.Accepted>();
        table.File.Notices.Skip(told).Select(notice => notice.Recipient).ShouldContain("song-jing");
    }

    // In the night, with its move: the mail of the task is not held as that of other cases is.
    [Fact]
    public void A_move_that_finds_an_emergency_holds_no_mail()
    {
        var table = new CaseTable(District.Data);
        table.Until("2026-03-02 22:00");
        table.Report("G0107", "yangliu-1").ShouldBeOfType<Decision.Accepted>();
        var told = table.Effects.OfType<MailQueued>().Count();
        table.Decide(new CaseCommand.Reclassify(new Actor("zheng-kai"), null, null, "Next door, and it burns", RetargetBasis.Retroactive) { Grid = "yangliu-2", Emergency = true }).ShouldBeOfType<Decision.Accepted>();
        var mails = table.Effects.OfType<MailQueued>().Skip(told).ToArray();
        mails.ShouldContain(mail => mail.Address == "xie.fang@demo.example" && mail.Subject.StartsWith("判定", StringComparison.Ordinal));
        mails.ShouldAllBe(mail => mail.NotBefore == null);
    }

    // Yangliu 1 and 2 lie in one community: only who answers for the new grid has not heard of it.
    [Fact]
    public void In_another_grid_those_hear_of_it_who_had_not()
    {
        var table = new CaseTable(District.Data);
        table.Until("2026-03-02 09:00");
        table.Report("G0107", "yangliu-1", report => report with { Emergency = true }).ShouldBeOfType<Decision.Accepted>();
        var told = table.File.Notices.Length;
        table.File.Notices.ShouldContain(notice => notice.Kind == NoticeKind.Alert && notice.Recipient == "guo-yan");
        table.Decide(new CaseCommand.Reclassify(new Actor("zheng-kai"), null, null, "Next door", RetargetBasis.Retroactive) { Grid = "yangliu-2" }).ShouldBeOfType<Decision.Accepted>();
        table.File.Notices.Skip(told).Select(notice => notice.Recipient).ShouldBe(["song-jing", "xie-fang"], ignoreOrder: true);
    }

    [Fact]
    public void At_night_on_a_holiday_all_levels_are_told_in_the_same_burst_and_the_limits_count_around_the_clock()
    {
        var table = Night();
        var mails = Mails(table);
        Declare(table, "zheng-kai").ShouldBeOfType<Decision.Accepted>();
        table.Bursts[^1].Effects.OfType<MailQueued>().Select(mail => mail.Address).ShouldBe(
        [
            "liang.hao@demo.example", "guo.yan@demo.example", "lin.na@demo.example", "wang.min@demo.example", "zheng.kai@demo.example", "huang.ying@demo.example", "zhao.lei@demo.example",
        ]);
        Mails(table).ShouldBe(mails + 7);
        table.File.Emergency.ShouldBeTrue();
        DueOf(table, "judge").ShouldBe(table.Local("2026-02-17 02:15"));
        table.Timers.Values.Min(timer => timer.DueAt).ShouldBeLessThan(table.Local("2026-02-17 02:15"));
        table.Transcript.ShouldContain("EmergencyDeclared by=zheng-kai reason='There is a knife'");
        RightsTests.Refused(Declare(table, "zheng-kai"), RefusalKind.Conflict, "already-emergency");
        Mails(table).ShouldBe(mails + 7);
        table.ShouldBeSound();
    }

    // The limit of the emergency counts from the report, and had passed when it was found to be one.
    [Fact]
    public void A_limit_that_is_over_is_a_breach_that_was_found()
    {
        var table = Night();
        table.Until("2026-02-17 03:00");
        Declare(table, "liang-hao").ShouldBeOfType<Decision.Accepted>();
        table.Transcript.ShouldContain("BreachFound clock=judge due=2026-02-17T02:15 foundAt=2026-02-17T03:00");
    }

    [Fact]
    public void Who_works_on_it_by_dispatch_is_told_no_limit_gets_longer_and_the_ladders_are_those_of_emergencies()
    {
        var table = Handling(Urgent(), "E0505");
        var handle = DueOf(table, "handle");
        Declare(table, "wu-xia").ShouldBeOfType<Decision.Accepted>("who handles it says so at once");
        table.File.Adjustments.ShouldBeEmpty();
        table.Bursts[^1].Effects.OfType<NoticeIssued>().Select(notice => notice.Notice.Recipient).ShouldBeUnique();
        table.Bursts[^1].Effects.OfType<NoticeIssued>().Select(notice => notice.Notice.Recipient).ShouldContain("wu-xia");
        table.Bursts[^1].Effects.OfType<NoticeIssued>().Select(notice => notice.Notice.Recipient).ShouldContain("liu-yang", "a supervisor, whom the first alert of the lifecycle names");
        // 24 urgent hours from the report in place of 7 workdays; 2 urgent hours by the catalogue are less than the 4 of emergencies.
        DueOf(table, "total").ShouldBe(table.Local("2026-03-03 08:00"));
        DueOf(table, "handle").ShouldBe(handle);
        table.File.Clocks.Where(clock => clock.Name is "total" or "handle").Select(clock => clock.LadderId).ShouldBe(["three-colour-urgent", "three-colour-urgent"]);
        table.ShouldBeSound();
    }

    [Fact]
    public void An_open_task_offers_to_leave_levels_out()
    {
        var table = RightsTests.Reported("G0106", "yangliu-1");
        table.Complete("zheng-kai", "judge", "Coordination");
        table.File.Tasks.ShouldHaveSingleItem().Outcomes.ShouldNotContain("SkipUp");
        Declare(table, "liang-hao").ShouldBeOfType<Decision.Accepted>();
        table.File.Tasks.ShouldHaveSingleItem().Outcomes.ShouldContain("SkipUp");
        table.Complete("liang-hao", "sort", "SkipUp", "It burns.").ShouldBeOfType<Decision.Accepted>();
        table.File.Level.ShouldBe("district");
    }

    [Fact]
    public void That_it_is_none_is_for_a_second_person_and_nobody_is_told_twice()
    {
        var table = Handling(Urgent(), "E0505");
        var calm = DueOf(table, "total");
        RightsTests.Refused(Declare(table, "zhang-li", false), RefusalKind.Conflict, "no-emergency");
        Declare(table, "zhang-li");
        Declare(table, "zhang-li", false).ShouldBeOfType<Decision.Accepted>();
        table.File.Emergency.ShouldBeTrue();
        table.Complete("guo-yan", "decide-change", "Approve").ShouldBeOfType<Decision.Accepted>();
        table.File.Emergency.ShouldBeFalse();
        DueOf(table, "total").ShouldBe(calm);
        table.File.Clocks.Single(clock => clock.Name == "total").LadderId.ShouldBe("default");
        var notices = table.File.Notices.Length;
        Declare(table, "zhang-li").ShouldBeOfType<Decision.Accepted>();
        table.File.Notices.Length.ShouldBe(notices);
        DueOf(table, "total").ShouldBe(table.Local("2026-03-03 08:00"));
    }

    // A category that can be none: what only emergencies have ends with it, whichever way it ended.
    [Fact]
    public void That_it_is_of_another_category_ends_it_whole()
    {
        var table = new CaseTable(ReferenceData.Load(District.With(
            "workflows/policies/community.yaml", "    ladder: default\n    limits: { default: 4 workHour, emergency: 0.25 urgentHour }\n  coordinate:",
            "    ladder: default\n    emergencyLadder: three-colour-urgent\n    limits: { default: 4 workHour }\n  coordinate:"))) { StoresBetween = true };
        table.Until("2026-03-02 09:00");
        table.Report("G0106", "yangliu-1").ShouldBeOfType<Decision.Accepted>();
        table.Complete("zheng-kai", "judge", "Coordination").ShouldBeOfType<Decision.Accepted>();
        Declare(table, "liang-hao").ShouldBeOfType<Decision.Accepted>();
        (table.File.Tasks.ShouldHaveSingleItem().Outcomes.Contains("SkipUp"), LadderOf(table)).ShouldBe((true, "three-colour-urgent"));
        table.Decide(new CaseCommand.Reclassify(new Actor("liang-hao"), "G0105", null, "Nobody is in danger", RetargetBasis.Retroactive)).ShouldBeOfType<Decision.Accepted>();
        table.Complete("guo-yan", "decide-change", "Approve").ShouldBeOfType<Decision.Accepted>();
        table.File.Emergency.ShouldBeFalse();
        (table.File.Tasks.ShouldHaveSingleItem().Outcomes.Contains("SkipUp"), LadderOf(table)).ShouldBe((false, "default"));
        table.ShouldBeSound();

        static string? LadderOf(CaseTable table) => table.File.Clocks.Single(clock => clock.Name == "sort").LadderId;
    }

    [Theory]
    [InlineData("G0102", "zheng-kai", RefusalKind.Invalid, "category-not-urgent")]
    [InlineData("G0106", "deng-yi", RefusalKind.Forbidden, "not-concerned")]
    public void What_cannot_be_is_refused(string category, string person, RefusalKind kind, string code)
    {
        var table = RightsTests.Reported(category, "yangliu-1");
        RightsTests.Refused(Declare(table, person), kind, code);
        table.File.Emergency.ShouldBeFalse();
    }

    /// <summary>Files from before said nothing of who was told, nor of grid and emergency in a request.</summary>
    [Fact]
    public void A_file_from_before_reads_as_it_was()
    {
        var table = Handling(District.Data, "E0505");
        Declare(table, "zhang-li");
        Declare(table, "zhang-li", false);
        var text = Encoding.UTF8.GetString(CaseFileFormat.Write(table.File));
        text.ShouldContain(",\"alerted\":true");
        var before = CaseFileFormat.Read(Encoding.UTF8.GetBytes(
            text.Replace(",\"alerted\":true", "", StringComparison.Ordinal).Replace(",\"urgent\":false", "", StringComparison.Ordinal)));
        before.Facts.Alerted.ShouldBeFalse();
        before.Adjustments.ShouldHaveSingleItem().ShouldSatisfyAllConditions(one => one.Emergency.ShouldBeNull(), one => one.GridCode.ShouldBeNull());
    }

    /// <summary>Dispatched to the bureau, and accepted by Wu Xia.</summary>
    internal static CaseTable Handling(ReferenceData data, string category)
    {
        var table = new CaseTable(data) { StoresBetween = true };
        table.Until("2026-03-02 08:00");
        table.Report(category, "yangliu-1", source: "patrol").ShouldBeOfType<Decision.Accepted>();
        table.Complete("zhang-li", "screen", "PreFile").ShouldBeOfType<Decision.Accepted>();
        table.Complete("zhang-li", "register", "Register").ShouldBeOfType<Decision.Accepted>();
        table.Complete("zhao-lei", "dispatch", "Dispatch", fields: LastOutcome.NoFields.Add("unit", "urban")).ShouldBeOfType<Decision.Accepted>();
        table.Complete("wu-xia", "accept", "Accept").ShouldBeOfType<Decision.Accepted>();
        return table;
    }

    private static CaseTable Night()
    {
        var table = new CaseTable(District.Data) { StoresBetween = true };
        table.Until("2026-02-17 02:00");
        table.Report("G0106", "yangliu-1").ShouldBeOfType<Decision.Accepted>();
        table.Until("2026-02-17 02:05");
        return table;
    }

    private static ReferenceData Urgent() => ReferenceData.Load([.. District.Files.Select(file => file.Path == "workflows/policies/city.yaml"
        ? file with
        {
            Text = file.Text.Replace("total:\n  ladder: default", "total:\n  ladder: default\n  emergencyLadder: three-colour-urgent", StringComparison.Ordinal)
                .Replace("    ladder: supervised\n    limitFrom", "    ladder: supervised\n    emergencyLadder: three-colour-urgent\n    limitFrom", StringComparison.Ordinal),
        }
        : file)]);

    private static Decision Declare(CaseTable table, string person, bool emergency = true) =>
        table.Decide(new CaseCommand.Reclassify(new Actor(person), null, null, "There is a knife", RetargetBasis.Retroactive) { Emergency = emergency });

    private static int Mails(CaseTable table) => table.Effects.OfType<MailQueued>().Count();

    private static DateTimeOffset DueOf(CaseTable table, string clock) =>
        table.File.Clocks.Last(candidate => candidate.Name == clock).Due(District.Data.Calendars["cn-2026"], table.Now).At;
}
