using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Tests.Cases;
using GridWorkflow.Casework.Tests.Routes;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Tests.Notices;

/// <summary>Whose a task is hears of it when it opens, not when half of its time has passed.</summary>
public sealed class TaskMailTests
{
    private const string Community = "workflows/definitions/community-case.json";

    [Fact]
    public void In_open_hours_it_is_sent_at_once_in_the_language_of_the_recipient_with_the_limit()
    {
        var mail = Filed("2026-03-02 09:00").Effects.OfType<MailQueued>().ShouldHaveSingleItem();
        (mail.Address, mail.Subject, mail.NotBefore).ShouldBe(("zheng.kai@demo.example", "判定：2026-03-02-000017 Lamp dark", null));
        mail.Html.ShouldContain("2026年3月2日 11:00");
    }

    [Theory]
    [InlineData("2026-03-02 22:00", "2026-03-03 08:00")] // after hours
    [InlineData("2026-02-17 02:00", "2026-02-24 08:00")] // the Spring Festival
    public void Out_of_open_hours_it_is_held_until_they_begin(string at, string until)
    {
        var table = Filed(at);
        table.Effects.OfType<MailQueued>().ShouldHaveSingleItem().NotBefore.ShouldBe(table.Local(until));
    }

    [Fact]
    public void An_emergency_is_never_held()
    {
        var mails = Filed("2026-02-17 02:00", "G0107", emergency: true).Effects.OfType<MailQueued>().ToArray();
        mails.ShouldContain(mail => mail.Address == "zheng.kai@demo.example");
        mails.ShouldAllBe(mail => mail.NotBefore == null);
    }

    [Fact]
    public void A_limit_around_the_clock_is_told_around_the_clock()
    {
        var table = Filed("2026-02-17 02:00", "E0110", source: "patrol");
        table.Complete("zhang-li", "screen", "PreFile");
        table.Complete("zhang-li", "register", "Register");
        var mails = table.Effects.OfType<MailQueued>().ToArray();
        mails.Select(mail => mail.Address).ShouldBe(["zhao.lei@demo.example", "huang.ying@demo.example"], ignoreOrder: true);
        mails.ShouldAllBe(mail => mail.NotBefore == null);
    }

    [Fact]
    public void A_backup_hears_of_it_as_well()
    {
        var table = Filed("2026-12-07 09:00", grid: "hubin-1");
        table.Complete("peng-lan", "judge", "Coordination");
        table.Effects.OfType<MailQueued>().Where(mail => mail.Subject.StartsWith("分类整理", StringComparison.Ordinal)).Select(mail => mail.Address).ShouldBe(["shen.xue@demo.example", "zeng.hui@demo.example"]);
    }

    // Zeng Hui stands in for Shen Xue, but has declared an interest: the case is not hers.
    [Fact]
    public void A_backup_who_is_barred_by_the_case_hears_nothing()
    {
        var data = ReferenceData.Load(District.With("workflows/demo/organisation.yaml", "email: zeng.hui@demo.example,", "email: zeng.hui@demo.example, conflicts: [hubin-1],"));
        var table = Filed("2026-12-07 09:00", grid: "hubin-1", data: data);
        table.Complete("peng-lan", "judge", "Coordination");
        table.Effects.OfType<MailQueued>().Where(mail => mail.Subject.StartsWith("分类整理", StringComparison.Ordinal)).Select(mail => mail.Address).ShouldBe(["shen.xue@demo.example"]);
    }

    // The bureau that handles the case opens at eight; the supervisors who inspect it open at ten.
    [Fact]
    public void It_is_held_until_the_unit_of_the_task_opens()
    {
        var late = District.Files.Single(file => file.Path.EndsWith("calendars/cn-2026.yaml", StringComparison.Ordinal)).Text
            .Replace("id: cn-2026", "id: late", StringComparison.Ordinal).Replace("08:00-12:00", "10:00-12:00", StringComparison.Ordinal).Replace("dayLength: 8", "dayLength: 6", StringComparison.Ordinal);
        var files = District.With("workflows/policies/city.yaml", "calendar: cn-2026\n", "").Append(new SourceFile("workflows/calendars/late.yaml", late)).Select(file => file.Path == "workflows/demo/organisation.yaml"
            ? file with
            {
                Text = file.Text.Replace("timeZone: Asia/Shanghai", "timeZone: Asia/Shanghai\ncalendar: cn-2026", StringComparison.Ordinal).Replace("kind: supervision-centre,", "kind: supervision-centre, calendar: late,", StringComparison.Ordinal),
            }
            : file);
        var table = new CaseTable(ReferenceData.Load([.. files]));
        foreach (var line in (string[])
        [
            "> 2026-03-02 08:00 patrol E0110 yangliu-1", "> 2026-03-02 08:10 zhang-li screen PreFile", "> 2026-03-02 08:15 zhang-li register Register",
            "> 2026-03-02 08:20 zhao-lei dispatch Dispatch {unit=urban}", "> 2026-03-02 09:00 wu-xia accept Accept", "> 2026-03-02 20:00 wu-xia handle Feedback {measures=Swept} Swept.",
            "> 2026-03-02 20:10 zhao-lei check Pass",
        ])
            RouteTests.Step(table, line);
        table.File.Tasks.ShouldHaveSingleItem().Key.ShouldBe("inspect");
        table.Bursts[^1].Effects.OfType<MailQueued>().Select(mail => mail.NotBefore).Distinct().ShouldBe([table.Local("2026-03-03 10:00")]);
    }

    [Fact]
    public void Who_gets_it_from_somebody_else_hears_of_it_and_who_gave_it_does_not()
    {
        var table = Filed("2026-03-02 09:00");
        var told = table.Effects.OfType<MailQueued>().Count();
        table.Decide(new CaseCommand.Reclassify(new Actor("zheng-kai"), null, null, "Across the street", RetargetBasis.Retroactive) { Grid = "yangliu-2" }).ShouldBeOfType<Decision.Accepted>();
        table.Decide(new CaseCommand.Assign(new Actor("song-jing"), table.Task("judge"), "xie-fang", null)).ShouldBeOfType<Decision.Accepted>();
        table.Decide(new CaseCommand.Transfer(new Actor("xie-fang"), table.Task("judge"), "yangliu-1", "Theirs.")).ShouldBeOfType<Decision.Accepted>();
        table.Claim("zheng-kai", "judge").ShouldBeOfType<Decision.Accepted>();
        var mails = table.Effects.OfType<MailQueued>().Skip(told).ToArray();
        mails.Select(mail => mail.Address).ShouldBe(["xie.fang@demo.example", "xie.fang@demo.example", "zheng.kai@demo.example"]);
        mails.ShouldAllBe(mail => mail.Subject == "判定：2026-03-02-000017 Lamp dark");
    }

    [Fact]
    public void What_opened_in_silence_goes_on_in_silence()
    {
        var table = Filed("2026-03-02 09:00");
        table.Complete("zheng-kai", "judge", "General").ShouldBeOfType<Decision.Accepted>();
        var told = table.Effects.OfType<MailQueued>().Count();
        table.Decide(new CaseCommand.Transfer(new Actor("zheng-kai"), table.Task("handle"), "yangliu-2", "Theirs.")).ShouldBeOfType<Decision.Accepted>();
        table.File.Tasks.ShouldHaveSingleItem().UnitId.ShouldBe("yangliu-2");
        table.Effects.OfType<MailQueued>().Count().ShouldBe(told);
    }

    [Fact]
    public void Who_decides_on_more_time_is_told_why_it_is_asked()
    {
        var table = Filed("2026-03-02 09:00");
        table.Complete("zheng-kai", "judge", "Coordination");
        table.Complete("liang-hao", "sort", "PassUp", "Because.");
        table.Complete("ma-chao", "coordinate", "PassUp", "Because.");
        table.Complete("he-gang", "coordinate", "PassUp", "Because.");
        table.Claim("sun-bo", "coordinate").ShouldBeOfType<Decision.Accepted>();
        table.Decide(new CaseCommand.RequestAdjustment(new Actor("sun-bo"), table.Task("coordinate"), AdjustmentKind.Extension, Budget.Parse("1 workHour").OrThrow(), null, "The pipe is on order.")).ShouldBeOfType<Decision.Accepted>();
        table.Complete("xu-hong", "review-adjustment", "Approve").ShouldBeOfType<Decision.Accepted>();
        table.File.Tasks.Single(task => task.Key == "decide-adjustment").UnitId.ShouldBe("jinhe");
        table.Effects.OfType<MailQueued>().Where(mail => mail.Html.Contains("The pipe is on order.", StringComparison.Ordinal)).Select(mail => mail.Address)
            .ShouldBe(["xu.hong@demo.example", "wang.min@demo.example"]);
        table.File.Clocks.ShouldContain(clock => clock.Name == "decide-adjustment" && clock.LadderId == "default");
    }

    [Theory]
    [InlineData(Community, "\"value\": \"task-opened\"", "\"value\": \"task-open\"")]
    [InlineData("workflows/policies/city.yaml", "notify: task-opened", "notify: task-open")]
    public void A_template_that_nobody_has_is_refused(string path, string old, string replacement)
    {
        var problem = Should.Throw<RefusedException>(() => ReferenceData.Load(District.With(path, old, replacement))).Problems.First(one => one.Code == "unknown-template");
        (problem.File, problem.Line is > 0).ShouldBe((path, true), problem.ToString());
        problem.Remedy.ShouldContain("task-opened");
    }

    private static CaseTable Filed(string at, string category = "G0102", string grid = "yangliu-1", bool emergency = false, string source = "webhook:hotline", ReferenceData? data = null)
    {
        var table = new CaseTable(data ?? District.Data);
        table.Until(at);
        table.Report(category, grid, report => report with { Emergency = emergency }, source).ShouldBeOfType<Decision.Accepted>();
        return table;
    }
}
