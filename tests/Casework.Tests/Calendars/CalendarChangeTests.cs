using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Tests.Cases;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.Tests.Calendars;

/// <summary>A changed calendar reaches running cases with a record of both due instants (S08); and who says in which calendar a unit works (R8).</summary>
public sealed class CalendarChangeTests
{
    private const string China = "workflows/calendars/cn-2026.yaml";

    private static readonly Actor System = Actor.Source("calendar");

    // G0101 has three workdays: from Friday 8 May 14:00, with the make-up Saturday 9 May, to Tuesday 12 May 12:00: 4 + 8 + 8 + 4 hours.
    [Fact]
    public void A_holiday_more_moves_what_counts_later()
    {
        var table = Filed("2026-05-08 14:00");
        var before = Told(table);
        table.Use(Changed("  - { days: 2026-05-09, work: 劳动节调休 }\n", "  - { days: 2026-05-09, off: 活动 }\n"));
        table.Until("2026-05-08 15:00");
        table.Decide(Take(before)).ShouldBeOfType<Decision.Accepted>();
        Total(table).Ledger[^1].ShouldBe(new LedgerEntry.Reprojected(
            table.Now, "system:calendar", table.Data.Calendars["cn-2026"].Definition.Source!, table.Data.Calendars["cn-2026"].Version, table.Local("2026-05-12 12:00"), table.Local("2026-05-13 12:00"), null));
        table.Decide(Take(before)).ShouldBeOfType<Decision.Unchanged>();
        table.ShouldBeSound();
    }

    [Theory]
    [InlineData("2026-05-08 15:00", false, "2026-05-08 19:00")] // held at now and four hours
    [InlineData("2026-05-08 15:00", true, "2026-05-08 16:00")] // a leader has approved it
    public void A_due_instant_is_not_brought_near_without_approval(string at, bool approved, string due)
    {
        // Two hours of the judge, from the evening before a holiday that is then taken away.
        var table = Filed("2026-05-07 18:00", Changed("  - { days: 2026-05-09, work: 劳动节调休 }\n", "  - { days: 2026-05-08, off: 活动 }\n"));
        var judge = table.File.Clocks.Single(clock => clock.Kind == ClockKind.Stage);
        table.Skip(at);
        var told = Told(table);
        table.Use(Changed("monday..friday: 08:00-12:00, 14:00-18:00", "monday..friday: 14:00-18:00"));
        table.Decide(Take(told, approved ? "wang-min" : null));
        var moved = table.File.Clocks.Single(clock => clock.Id == judge.Id);
        table.Local(due).ShouldBe(moved.Due(table.Data.Calendars["cn-2026"], table.Now).At);
        CaseFileFormat.Read(CaseFileFormat.Write(table.File)).Clocks.Single(clock => clock.Id == judge.Id).State.NotBefore.ShouldBe(moved.State.NotBefore);
        moved.Verdict(table.Data.Calendars["cn-2026"], table.Now).ShouldBe(ClockVerdict.OnTime);
    }

    // 提前: the clock of the test above, held at 19:00, may take 16:00 when a leader of the line agrees.
    [Fact]
    public void A_held_due_instant_is_brought_forward_by_a_second_person()
    {
        var (table, judge) = Held();
        var ask = new CaseCommand.RequestEarlierDue(new Actor("liang-hao"), judge, "The office is open");
        RightsTests.Refused(table.Decide(ask with { Actor = new Actor("fu-jian") }), RefusalKind.Forbidden, "not-concerned");
        table.Decide(ask with { Reason = " " }).ShouldBeOfType<Decision.Refused>().Refusal.Code.ShouldBe("reason-length");
        table.Decide(ask with { ClockId = Total(table).Id }).ShouldBeOfType<Decision.Refused>().Refusal.Code.ShouldBe("clock-not-held");
        table.Decide(ask).ShouldBeOfType<Decision.Accepted>();
        table.Decide(ask).ShouldBeOfType<Decision.Refused>().Refusal.Code.ShouldBe("adjustment-open");
        table.File.Adjustments.ShouldHaveSingleItem().Until.ShouldBe(table.Local("2026-05-08 16:00"));
        DueOf(table, judge).ShouldBe(table.Local("2026-05-08 19:00"));
        table.Skip("2026-05-08 15:30");
        table.Complete("guo-yan", "decide-change", "Approve").ShouldBeOfType<Decision.Accepted>();
        DueOf(table, judge).ShouldBe(table.Local("2026-05-08 16:00"));
        var entry = table.File.Clocks.Single(clock => clock.Id == judge).Ledger[^1].ShouldBeOfType<LedgerEntry.Reprojected>();
        (entry.By, entry.ApprovedBy, entry.OldDue, entry.NewDue).ShouldBe(("liang-hao", "guo-yan", table.Local("2026-05-08 19:00"), table.Local("2026-05-08 16:00")));
        table.Bursts[^1].Journal.Single(one => one.Kind == "ClockReprojected").Data["approvedBy"].ShouldBe("guo-yan");
        table.Timers.Values.Min(timer => timer.DueAt).ShouldBeLessThanOrEqualTo(table.Local("2026-05-08 16:00"));
        CaseFileFormat.Read(CaseFileFormat.Write(table.File)).Clocks.Single(clock => clock.Id == judge).State.NotBefore.ShouldBeNull();
        table.ShouldBeSound();
    }

    [Fact]
    public void Brought_forward_into_the_past_it_is_a_breach_that_was_found()
    {
        var (table, judge) = Held();
        table.Decide(new CaseCommand.RequestEarlierDue(new Actor("liang-hao"), judge, "The office is open"));
        table.Skip("2026-05-08 17:00");
        table.Complete("guo-yan", "decide-change", "Approve").ShouldBeOfType<Decision.Accepted>();
        table.Bursts[^1].Journal.Single(one => one.Kind == "BreachFound").Data["due"].ShouldBe(table.Local("2026-05-08 16:00"));
    }

    [Fact]
    public void A_step_that_ends_takes_the_request_with_it()
    {
        var (table, judge) = Held();
        table.Decide(new CaseCommand.RequestEarlierDue(new Actor("liang-hao"), judge, "The office is open"));
        table.Complete("zheng-kai", "judge", "General").ShouldBeOfType<Decision.Accepted>();
        table.File.Adjustments.ShouldHaveSingleItem().Status.ShouldBe(AdjustmentStatus.Lapsed);
        table.File.Tasks.ShouldHaveSingleItem().Key.ShouldBe("handle");
        table.ShouldBeSound();
    }

    private static (CaseTable Table, Guid Judge) Held()
    {
        var table = Filed("2026-05-07 18:00", Changed("  - { days: 2026-05-09, work: 劳动节调休 }\n", "  - { days: 2026-05-08, off: 活动 }\n"));
        var judge = table.File.Clocks.Single(clock => clock.Kind == ClockKind.Stage).Id;
        table.Skip("2026-05-08 15:00");
        var told = Told(table);
        table.Use(Changed("monday..friday: 08:00-12:00, 14:00-18:00", "monday..friday: 14:00-18:00"));
        table.Decide(Take(told)).ShouldBeOfType<Decision.Accepted>();
        DueOf(table, judge).ShouldBe(table.Local("2026-05-08 19:00"));
        return (table, judge);
    }

    private static DateTimeOffset DueOf(CaseTable table, Guid clock) =>
        table.File.Clocks.Single(one => one.Id == clock).Due(table.Data.Calendars["cn-2026"], table.Now).At;

    [Fact]
    public void Ended_clocks_stay_as_they_are()
    {
        var table = Filed("2026-05-08 14:00");
        table.Until("2026-05-08 14:30");
        table.Complete("zheng-kai", "judge", "General");
        var judged = table.File.Clocks.Single(clock => clock.Name == "judge");
        table.Use(Changed("  - { days: 2026-05-09, work: 劳动节调休 }\n", ""));
        table.Decide(Take(Told(table))).ShouldBeOfType<Decision.Accepted>();
        table.File.Clocks.Single(clock => clock.Name == "judge").ShouldBe(judged);
    }

    [Theory]
    [InlineData("yangliu-1", "plain")]
    [InlineData("hubin-1", "cn-2026")]
    public void A_policy_without_a_calendar_takes_that_of_the_unit_then_the_tenants(string grid, string calendar)
    {
        var table = new CaseTable(ReferenceData.Load(UnitCalendars("calendar: cn-2026\n")));
        table.Skip("2026-03-02 09:00");
        table.Report("G0102", grid).ShouldBeOfType<Decision.Accepted>();
        table.File.Clocks.ShouldAllBe(clock => clock.CalendarId == calendar);
    }

    [Theory]
    [InlineData("", "missing-calendar")]
    [InlineData("calendar: moon\n", "unknown-calendar")]
    public void A_calendar_that_nobody_names_or_knows_is_refused(string tenant, string code) =>
        Should.Throw<RefusedException>(() => ReferenceData.Load(UnitCalendars(tenant))).Problems.ShouldContain(problem => problem.Code == code);

    private static IReadOnlyList<SourceFile> UnitCalendars(string tenant) =>
    [
        .. District.Files.Select(file => file.Path switch
        {
            "workflows/policies/community.yaml" => file with { Text = file.Text.Replace("calendar: cn-2026\n", "", StringComparison.Ordinal) },
            "workflows/demo/organisation.yaml" => file with
            {
                Text = tenant + file.Text.Replace("{ id: yangliu-1, level: grid,", "{ id: yangliu-1, level: grid, calendar: plain,", StringComparison.Ordinal),
            },
            _ => file,
        }),
    ];

    private static ReferenceData Changed(string old, string replacement) => ReferenceData.Load(District.With(China, old, replacement));

    private static CaseTable Filed(string at, ReferenceData? data = null)
    {
        var table = new CaseTable(data ?? District.Data);
        table.Skip(at);
        table.Report("G0101", "yangliu-1").ShouldBeOfType<Decision.Accepted>();
        return table;
    }

    private static ImmutableSortedDictionary<Guid, DateTimeOffset> Told(CaseTable table) => table.File.Clocks.ToImmutableSortedDictionary(
        clock => clock.Id, clock => clock.Due(table.Data.Calendars["cn-2026"], table.Now).At);

    private static CaseCommand.TakeCalendar Take(ImmutableSortedDictionary<Guid, DateTimeOffset> told, string? approvedBy = null) => new(System, "cn-2026", told, approvedBy);

    private static SlaClock Total(CaseTable table) => table.File.Clocks.Single(clock => clock.Kind == ClockKind.Total);
}
