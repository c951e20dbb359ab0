using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.DryRuns;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Tests.Catalogue;
using GridWorkflow.Casework.Tests.Routes;

namespace GridWorkflow.Casework.Tests.Cases;

/// <summary>立案: the total clock starts with the accepted report or, where the policy says so, with the registration (clocks.md §4).</summary>
public sealed class TotalStartTests
{
    private const string Reported = "> 2026-03-02 08:00 patrol {0} yangliu-1";
    private const string Screened = "> 2026-03-02 08:10 zhang-li screen PreFile";
    private const string Registered = "> 2026-03-03 09:15 zhang-li register Register";

    private static ReferenceData Filing { get; } = ReferenceData.Load(City("filing"));

    [Theory]
    [InlineData("report", "2026-03-02 08:00", "2026-03-10 18:00")]
    [InlineData("filing", "2026-03-03 09:15", "2026-03-12 09:15")]
    public void The_city_case_counts_from(string startsAt, string from, string due)
    {
        var table = Played(ReferenceData.Load(City(startsAt)), "E0110", Reported, Screened);
        table.File.Total()?.StartedAt.ShouldBe(table.Local(from));
        Steps(table, "E0110", Registered);
        var total = table.File.Total().ShouldNotBeNull();
        total.StartedAt.ShouldBe(table.Local(from));
        total.Due(table.Data.Calendars["cn-2026"], table.Now).At.ShouldBe(table.Local(due));
        table.Timers.ShouldContainKey($"clock:{total.Id:D}");
        table.ShouldBeSound();
    }

    /// <summary>Until then there is none, stored or not; the first milestone waits with it.</summary>
    [Fact]
    public void Before_the_registration_nothing_of_the_whole_case_counts()
    {
        var table = Played(Filing, "E0103", Reported, Screened);
        table.File.Clocks.ShouldAllBe(clock => clock.Kind == ClockKind.Stage);
        table.Use(CaseFileFormat.Read(CaseFileFormat.Write(table.File)));
        Steps(table, "E0103", Registered);
        table.File.Clocks.Single(clock => clock.Kind == ClockKind.Milestone).StartedAt.ShouldBe(table.Local("2026-03-03 09:15"));
        table.File.Clocks.Count(clock => clock.Kind == ClockKind.Total).ShouldBe(1);
    }

    /// <summary>What is pinned with a case stays with it, whichever way the policy changes before it is registered.</summary>
    [Theory]
    [InlineData(false, "2026-03-02 08:00")]
    [InlineData(true, "2026-03-03 09:15")]
    public void A_case_keeps_the_rule_under_which_it_was_filed(bool filing, string from)
    {
        var table = Played(filing ? Filing : District.Data, "E0110", Reported, Screened);
        table.Use(filing ? District.Data : Filing);
        Steps(table, "E0110", Registered);
        table.File.Clocks.Single(clock => clock.Kind == ClockKind.Total).StartedAt.ShouldBe(table.Local(from));
    }

    [Fact]
    public void A_case_that_goes_back_and_is_registered_again_keeps_its_clock()
    {
        var table = Played(Filing, "E0110", Reported, Screened, Registered, "> 2026-03-03 09:30 zhao-lei dispatch ReturnToSupervision Look again.", "> 2026-03-03 09:40 zhang-li register Register");
        table.File.Clocks.Single(clock => clock.Kind == ClockKind.Total).StartedAt.ShouldBe(table.Local("2026-03-03 09:15"));
    }

    /// <summary>An emergency before 立案 waits for it like any other case, and then has one clock of the whole, with the limit of emergencies.</summary>
    [Fact]
    public void An_emergency_that_is_declared_before_the_registration_counts_once_and_from_there()
    {
        var table = Played(Filing, "E0505", Reported, Screened);
        table.Decide(new CaseCommand.Reclassify(new Actor("zhang-li"), null, null, "A car fell in", RetargetBasis.Retroactive) { Emergency = true }).ShouldBeOfType<Decision.Accepted>();
        table.File.Clocks.ShouldAllBe(clock => clock.Kind == ClockKind.Stage);
        Steps(table, "E0505", Registered);
        var total = table.File.Clocks.Single(clock => clock.Kind == ClockKind.Total);
        (total.StartedAt, total.Budget.ToString()).ShouldBe((table.Local("2026-03-03 09:15"), "24 urgentHour"));
    }

    /// <summary>A file of an earlier program that has its clock already: the registration starts no second one, whatever has become of the case since.</summary>
    [Fact]
    public void A_case_with_a_clock_of_the_whole_gets_no_second_one()
    {
        var table = Played(District.Data, "E0505", Reported, Screened);
        table.Use(table.File with { Facts = table.File.Facts with { CountsFromRegistration = true } });
        Steps(table, "E0505", Registered);
        table.File.Clocks.Single(clock => clock.Kind == ClockKind.Total).StartedAt.ShouldBe(table.Local("2026-03-02 08:00"));
    }

    /// <summary>A date that the report brings was promised with it.</summary>
    [Fact]
    public void A_target_of_the_report_counts_from_the_report()
    {
        var table = new CaseTable(Filing);
        table.Until("2026-03-02 08:00");
        table.Report("E0110", "yangliu-1", report => report with { TargetAt = table.Local("2026-03-02 20:00") }, "patrol").ShouldBeOfType<Decision.Accepted>();
        table.File.Total().ShouldNotBeNull().StartedAt.ShouldBe(table.Local("2026-03-02 08:00"));
    }

    /// <summary>A lifecycle that registers at once: the clock starts with the filing.</summary>
    [Fact]
    public void Where_a_report_is_a_case_at_once_the_clock_starts_with_the_filing()
    {
        var table = new CaseTable(ReferenceData.Load(Pinned.Files(policy: Pinned.Policy.Replace("total: { ", "total: { startsAt: filing, ", StringComparison.Ordinal))));
        table.Until("2026-03-02 09:00");
        table.Report("RT02", "yangliu-2").ShouldBeOfType<Decision.Accepted>();
        table.File.Total().ShouldNotBeNull().StartedAt.ShouldBe(table.File.Facts.RegisteredAt!.Value);
        // Classified again from the original start, it counts from there, too.
        table.Until("2026-03-02 10:00");
        table.Decide(new CaseCommand.Reclassify(new Actor("ma-chao"), "RT01", null, "It is the lid", RetargetBasis.Retroactive)).ShouldBeOfType<Decision.Accepted>();
        table.File.Total()!.StartedAt.ShouldBe(table.Local("2026-03-02 09:00"));
    }

    /// <summary>The dry run starts the clock of a draft where the draft would: nowhere before the registration.</summary>
    [Fact]
    public void A_dry_run_begins_it_with_the_registration()
    {
        var without = ReferenceData.Load(District.With(Policy, "total:\n  ladder: default\n  limits: { default: 7 workDayRolling, emergency: 24 urgentHour }\n", ""));
        var table = Played(without, "E0110", Reported, Screened);
        Begun(Filing).ShouldBeEmpty();
        Begun(District.Data).ShouldBe([table.Local("2026-03-10 18:00")]);
        Steps(table, "E0110", Registered);
        Begun(Filing).ShouldBe([table.Local("2026-03-12 09:15")]);

        DateTimeOffset?[] Begun(ReferenceData draft) =>
            [.. new DryRun(without, draft, table.Now, ImmutableSortedDictionary<string, string>.Empty).Assess(table.File, table.State!.DefinitionId, null, null).Clocks.Where(clock => clock is { IsNew: true, Kind: ClockKind.Total }).Select(clock => clock.TakenDue)];
    }

    private const string Policy = "workflows/policies/city.yaml";

    private static IReadOnlyList<SourceFile> City(string startsAt) => District.With(Policy, "total:\n", $"total:\n  startsAt: {startsAt}\n");

    private static CaseTable Played(ReferenceData data, string category, params string[] lines)
    {
        var table = new CaseTable(data);
        Steps(table, category, lines);
        return table;
    }

    private static void Steps(CaseTable table, string category, params string[] lines)
    {
        foreach (var line in lines)
            RouteTests.Step(table, string.Format(CultureInfo.InvariantCulture, line, category));
    }
}
