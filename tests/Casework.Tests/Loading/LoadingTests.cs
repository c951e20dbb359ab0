using System.Globalization;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Tests.Loading;

/// <summary>Every refusal names file, path and line and says what to write instead.</summary>
public sealed class LoadingTests
{
    private const string Calendar = """
        id: c
        zone: Asia/Shanghai
        source: a notice
        coverage: 2026-01-01..2026-12-31
        weekly:
          monday..friday: 08:00-12:00, 14:00-18:00
          saturday..sunday: closed
        exceptions:
          - { days: 2026-01-01, off: New Year }
          - { days: 2026-01-04, work: make-up }
        """;

    private const string Ladder = """
        id: l
        rungs:
          - key: half
            at: 50 %
            do: remind
            to: [assignee]
          - key: due
            at: due
            do: notice
            notice: urging
            template: urging
            to: [assignee, candidates]
        """;

    private const string Policy = """
        id: p
        calendar: c
        total:
          ladder: l
          limits:
            default: 5 workDayRolling
            G0101: 3 workDayRolling
        stages:
          handle:
            ladder: l
            limits: { grid: 4 workHour }
        """;

    [Theory]
    [InlineData("id: c", "idd: c", "unknown-key", "idd", 1, "Did you mean 'id'?")]
    [InlineData("id: c", "id: C", "name", "id", 1, "lower-case")]
    [InlineData("zone: Asia/Shanghai", "zone: Asia/Shangai", "calendar-zone", "zone", 2, "Did you mean 'Asia/Shanghai'?")]
    [InlineData("zone: Asia/Shanghai\n", "", "missing-key", null, 1, "Add 'zone:'.")]
    [InlineData("source: a notice\n", "", "calendar-source", null, 1, "Add 'source:'")]
    [InlineData("coverage: 2026-01-01..2026-12-31\n", "", "missing-key", null, 1, "Add 'coverage:'.")]
    [InlineData("coverage: 2026-01-01..2026-12-31", "coverage: 2026", "calendar-coverage", "coverage", 4, "unlimited")]
    [InlineData("coverage: 2026-01-01..2026-12-31", "coverage: 2026-01-01..2027-12-31", "calendar-year", "coverage", 4, "end the coverage before it")]
    [InlineData("coverage: 2026-01-01..2026-12-31", "coverage: 2026-01-02..2026-12-31", "calendar-coverage", "exceptions.2026-01-01", 9, "Widen the coverage")]
    [InlineData("monday..friday", "monday..fryday", "calendar-weekday", "weekly.monday..fryday", 6, "Did you mean 'friday'?")]
    [InlineData("  saturday..sunday: closed\n", "", "calendar-week", "weekly", 6, "'closed'")]
    [InlineData("saturday..sunday", "friday..sunday", "calendar-weekday", "weekly.friday..sunday", 7, "one of the two places")]
    [InlineData("14:00-18:00", "11:00-18:00", "calendar-segment-overlap", "weekly.monday", 6, "Join or reorder")]
    [InlineData("14:00-18:00", "22:00-06:00", "calendar-segment-midnight", "weekly.monday", 6, "Split it: '22:00-24:00' on this day and '00:00-06:00' on the next.")]
    [InlineData("14:00-18:00", "14:00-14:00", "calendar-segment-empty", "weekly.monday", 6, "Remove it")]
    [InlineData("14:00-18:00", "2pm-6pm", "calendar-segment", "weekly.monday..friday", 6, "'08:00-12:00, 14:00-18:00'")]
    [InlineData("work: make-up", "wrok: make-up", "calendar-exception", "exceptions[1]", 10, "'off: 春節'")]
    [InlineData("days: 2026-01-04", "days: 2026-01-01", "calendar-duplicate", "exceptions[1]", 10, "one of the two places")]
    [InlineData("days: 2026-01-04", "days: 2026-02-30", "calendar-date", "exceptions[1].days", 10, "'2026-02-14'")]
    [InlineData("saturday..sunday: closed", "saturday..sunday: 09:00-12:00", "calendar-day-length", "dayLength", 1, "Add 'dayLength'")]
    [InlineData("saturday..sunday: closed", "monday..friday: closed", "yaml-duplicate", null, 7, "Remove one")]
    [InlineData("weekly:", "weekly: [", "yaml-syntax", null, 7, "Mend the line")]
    public void Calendars(string was, string becomes, string code, string? path, int line, string remedy) =>
        ShouldRefuse(Calendar, was, becomes, CalendarFile.Read, code, path, line, remedy);

    [Theory]
    [InlineData("at: 50 %", "at: 150 %", "rung-percent", "rungs[0].at", 4, "'due + 1 workDayStatutory'")]
    [InlineData("at: 50 %", "at: 0 %", "rung-percent", "rungs[0].at", 4, "'due + 1 workDayStatutory'")]
    [InlineData("at: 50 %", "at: soon", "rung-instant", "rungs[0].at", 4, "'2 workHour left'")]
    [InlineData("at: due", "at: due + 1 day", "budget-unit", "rungs[1].at", 8, "workDayStatutory")]
    [InlineData("at: due", "at: due + 0 workHour", "rung-distance", "rungs[1].at", 8, "'1 workDayStatutory'")]
    [InlineData("at: 50 %", "at: 1 workDayStatutory left", "rung-remaining", "rungs[0].at", 4, "workHour")]
    [InlineData("do: remind", "do: rimind", "word", "rungs[0].do", 5, "Did you mean 'remind'?")]
    [InlineData("notice: urging", "notice: urgent", "word", "rungs[1].notice", 10, "Did you mean 'urging'?")]
    [InlineData("    template: urging\n", "", "missing-key", "rungs[1]", 7, "Add 'template:'.")]
    [InlineData("to: [assignee]", "to: [asignee]", "rung-recipient", "rungs[0].to[0]", 6, "Did you mean 'assignee'?")]
    [InlineData("to: [assignee]", "to: [leader@level]", "rung-recipient", "rungs[0].to[0]", 6, "leader@level+1")]
    [InlineData("to: [assignee]", "to: []", "rung-recipients", "rungs[0]", 3, "Add 'to:'")]
    [InlineData("to: [assignee]", "to: assignee", "yaml-list", "rungs[0].to", 6, "[item, item]")]
    [InlineData("key: due", "key: half", "rung-duplicate", "rungs[1]", 7, "another key")]
    [InlineData("to: [assignee]", "collapsable: true", "unknown-key", "rungs[0].collapsable", 6, "Did you mean 'collapsible'?")]
    public void Ladders(string was, string becomes, string code, string? path, int line, string remedy) =>
        ShouldRefuse(Ladder, was, becomes, LadderFile.Read, code, path, line, remedy);

    [Theory]
    [InlineData("calendar: c", "calendar: d", "unknown-calendar", "calendar", 2, "Did you mean 'c'?")]
    [InlineData("  ladder: l\n  limits", "  ladder: ladder\n  limits", "unknown-ladder", "total.ladder", 4, "Use one of: l.")]
    [InlineData("3 workDayRolling", "3 days", "budget-unit", "total.limits.G0101", 7, "choose workDayRolling")]
    [InlineData("3 workDayRolling", "P3D", "budget-unit", "total.limits.G0101", 7, "ISO duration")]
    [InlineData("4 workHour", "4 workhour", "budget-unit", "stages.handle.limits.grid", 11, "Did you mean 'workHour'?")]
    [InlineData("4 workHour", "4000 elapsedMillisecond", "budget-unit", "stages.handle.limits.grid", 11, "urgentHour")]
    [InlineData("limits: { grid", "limit: { grid", "unknown-key", "stages.handle.limit", 11, "Did you mean 'limits'?")]
    [InlineData("total:\n", "total:\n  startsAt: filling\n", "word", "total.startsAt", 4, "Did you mean 'filing'?")]
    [InlineData("    ladder: l\n    limits", "    ladder: l\n    afterRework: newbudget\n    limits", "word", "stages.handle.afterRework", 11, "Did you mean 'newBudget'?")]
    [InlineData("stages:", "stags:", "unknown-key", "stags", 8, "Did you mean 'stages'?")]
    public void Policies(string was, string becomes, string code, string? path, int line, string remedy) =>
        ShouldRefuse(Policy, was, becomes, file => PolicyFile.Read(file, ["c"], ["l"]), code, path, line, remedy);

    [Fact]
    public void All_problems_of_all_files_come_at_once()
    {
        var refused = Should.Throw<RefusedException>(() => RuleBook.Load(
            [new SourceFile("a.yaml", Calendar), new SourceFile("b.yaml", Calendar)],
            [new SourceFile("l.yaml", Ladder.Replace("50 %", "500 %", StringComparison.Ordinal).Replace("remind", "rimind", StringComparison.Ordinal))],
            [new SourceFile("p.yaml", Policy)]));
        refused.Problems.Select(problem => $"{problem.File}:{problem.Code}")
            .ShouldBe(["b.yaml:duplicate-id", "l.yaml:rung-percent", "l.yaml:word", "p.yaml:unknown-ladder", "p.yaml:unknown-ladder"]);
        refused.Problems[0].Reason.ShouldContain("a.yaml");
    }

    [Fact]
    public void The_shipped_files_load_together()
    {
        var book = RuleBook.Load(Shipped.Folder("workflows/calendars"), Shipped.Folder("workflows/ladders"), Shipped.Folder("workflows/policies"));
        book.Policies.Keys.ShouldBe(["accountability", "city", "community", "conduct-violation", "park", "replay", "supervision-notice", "visit"]);
        var community = book.Policies["community"];
        foreach (var task in (string[])["judge", "handle", "sort", "coordinate", "submit-approval", "approve", "refer", "reply"])
        {
            foreach (var level in (string[])["grid", "community", "street", "district"])
                community.ResolveStage(task, level).ShouldBeOfType<LimitDecision.Limited>().Limit.LadderId.ShouldBe("default");
        }

        var at = new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);
        Total(community, "G0106", null).Budget.ToString().ShouldBe("2 urgentHour");
        Total(community, "G9999", null).Budget.ToString().ShouldBe("5 workDayRolling");
        Total(community, "G0106", at.AddHours(3)).Budget.ToString().ShouldBe("10800000 elapsedMillisecond");
        community.ResolveStage("dance", "grid").ShouldBeOfType<LimitDecision.Unlimited>();
        book.Policies["replay"].ResolveTotal("G0106", at, null).ShouldBeOfType<LimitDecision.Unlimited>();
        Total(book.Policies["replay"], "x", at.AddDays(1)).LadderId.ShouldBe("default");

        Limit Total(SlaPolicy policy, string category, DateTimeOffset? target) =>
            policy.ResolveTotal(category, at, target).ShouldBeOfType<LimitDecision.Limited>().Limit;
    }

    [Fact]
    public void A_limit_names_its_rule()
    {
        var policy = PolicyFile.Read(new SourceFile("p.yaml", Policy), ["c"], ["l"]);
        policy.ResolveStage("handle", "grid").ShouldBeOfType<LimitDecision.Limited>().Limit.Rule.ShouldBe($"p {policy.Version} stages.handle.grid");
    }

    /// <summary>Only what is said goes into the version: a policy without the line keeps the one it had.</summary>
    [Fact]
    public void The_total_clock_begins_with_the_report_unless_the_policy_says_filing()
    {
        var (none, report, filing) = (Read(""), Read("  startsAt: report\n"), Read("  startsAt: filing\n"));
        (none.Total!.StartsAt, report.Total!.StartsAt, filing.Total!.StartsAt).ShouldBe((TotalStart.Report, TotalStart.Report, TotalStart.Filing));
        report.Version.ShouldBe(none.Version);
        filing.Version.ShouldNotBe(none.Version);

        static SlaPolicy Read(string line) => PolicyFile.Read(new SourceFile("p.yaml", Policy.Replace("total:\n", "total:\n" + line, StringComparison.Ordinal)), ["c"], ["l"]);
    }

    [Fact]
    public void After_a_rework_a_step_goes_on_unless_the_policy_gives_it_a_new_budget()
    {
        var (none, goes, anew) = (Read(""), Read("    afterRework: continue\n"), Read("    afterRework: newBudget\n"));
        new[] { none, goes, anew }.Select(policy => policy.Stages["handle"].AfterRework).ShouldBe([AfterRework.Continue, AfterRework.Continue, AfterRework.NewBudget]);
        goes.Version.ShouldBe(none.Version);
        anew.Version.ShouldNotBe(none.Version);

        static SlaPolicy Read(string line) => PolicyFile.Read(new SourceFile("p.yaml", Policy.Replace("  handle:\n", "  handle:\n" + line, StringComparison.Ordinal)), ["c"], ["l"]);
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        var bomb = "id: " + new string('[', 200_000);
        Should.Throw<RefusedException>(() => CalendarFile.Read(new SourceFile("bomb.yaml", bomb))).Problems.ShouldHaveSingleItem().Code.ShouldBe("yaml-nesting");
        var long_ = new string('#', 1024 * 1024 + 1);
        Should.Throw<RefusedException>(() => CalendarFile.Read(new SourceFile("long.yaml", long_))).Problems.ShouldHaveSingleItem().Code.ShouldBe("yaml-size");
    }

    [Theory]
    [InlineData("")]
    [InlineData("just text")]
    [InlineData("- a list")]
    [InlineData("a: 1\n---\nb: 2")]
    public void What_is_no_mapping_is_refused(string text) =>
        Should.Throw<RefusedException>(() => LadderFile.Read(new SourceFile("x.yaml", text))).Problems.ShouldNotBeEmpty();

    [Fact]
    public void Reading_does_not_depend_on_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (var culture in (string[])["de-DE", "ar-SA", "tr-TR", "th-TH", "fa-IR"])
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                CalendarFile.Read(Shipped.File("workflows/calendars/boston.yaml")).Version.ShouldBe(Shipped.Boston.Version);
                Shipped.China.Show(Shipped.China.DueAt(Shipped.China.At("2026-03-02 11:00"), Budget.Parse("2.5 workHour").OrThrow())).ShouldBe("2026-03-02 15:30");
                Budget.Parse("2.5 workHour").OrThrow().ToString().ShouldBe("2.5 workHour");
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static void ShouldRefuse<T>(
        string text, string was, string becomes, Func<SourceFile, T> read, string code, string? path, int line, string remedy)
    {
        read(new SourceFile("sound.yaml", text));
        text.ShouldContain(was);
        var at = text.IndexOf(was, StringComparison.Ordinal);
        var broken = text[..at] + becomes + text[(at + was.Length)..];
        var problems = Should.Throw<RefusedException>(() => read(new SourceFile("broken.yaml", broken))).Problems;
        var problem = problems.FirstOrDefault(one => one.Code == code);
        problem.ShouldNotBeNull(string.Join('\n', problems));
        (problem.File, problem.Path, problem.Line).ShouldBe(("broken.yaml", path, line), string.Join('\n', problems));
        problem.Remedy.ShouldContain(remedy);
    }
}
