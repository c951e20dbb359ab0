using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Casework.Tests.Clocks;

/// <summary>The scenarios S01 to S12 and D01 to D03 of the clock vectors, told through the ledger.</summary>
public sealed class ScenarioTests
{
    private static readonly Dictionary<string, Func<string>> Stories = new()
    {
        ["S01"] = () => ClockStory.Start("2026-03-02 09:00", "4 workHour")
            .Extend("2026-03-02 10:00", "4 workHour").Pause("2026-03-02 11:00").Resume("2026-03-03 09:00").Due(),
        ["S02"] = () => ClockStory.Start("2026-03-06 16:00", "4 workHour").Pause("2026-03-06 17:00").Resume("2026-03-09 10:00").Due(),
        ["S03a"] = () => ClockStory.Start("2026-03-02 09:00", "24 workHour", ClockKind.Total).Due(),
        ["S03b"] = () => ClockStory.Start("2026-03-03 10:00", "8 workHour").Due(),
        ["S03c"] = () => ClockStory.Start("2026-03-04 11:00", "16 workHour").Due(),
        ["S04"] = () =>
        {
            var unitA = ClockStory.Start("2026-03-02 09:00", "8 workHour").Void("2026-03-02 11:00");
            unitA.Verdict("2026-03-20 09:00").ShouldBe(ClockVerdict.NotCounted);
            return ClockStory.Start("2026-03-02 15:00", "8 workHour").Due();
        },
        ["S05a"] = () =>
        {
            var corrected = ClockStory.Start("2026-03-02 09:00", "5 workDayRolling").Retarget("2026-03-02 16:00", "4 workHour", RetargetBasis.Retroactive);
            corrected.Verdict("2026-03-02 16:00").ShouldBe(ClockVerdict.Overdue);
            return corrected.Due();
        },
        ["S05b"] = () => ClockStory.Start("2026-03-02 09:00", "5 workDayRolling").Retarget("2026-03-02 16:00", "4 workHour", RetargetBasis.FromNow).Due(),
        ["S06"] = () =>
        {
            var reopened = ClockStory.Start("2026-03-02 09:00", "4 workHour").Stop("2026-03-02 11:00").Reopen("2026-03-05 09:30", "4 workHour");
            var cycles = reopened.Clock.Cycles(reopened.Calendar, reopened.Calendar.At("2026-03-20 09:00"));
            cycles.Select(cycle => cycle.Verdict).ShouldBe([ClockVerdict.OnTime, ClockVerdict.Overdue]);
            reopened.Verdict("2026-03-05 09:30").ShouldBe(ClockVerdict.OnTime); // Zammad escalates at once
            return reopened.Due();
        },
        ["S07"] = () =>
        {
            // Three hours used when feedback stopped the clock; the inspection of the next morning fails.
            var rework = ClockStory.Start("2026-03-02 14:00", "8 workHour").Stop("2026-03-02 17:00").Continue("2026-03-03 11:00");
            rework.Clock.Consumed(rework.Calendar, rework.Calendar.At("2026-03-03 11:00")).Known.ShouldBe(TimeSpan.FromHours(3));
            return rework.Due();
        },
        ["S08a"] = () => Story08(out _).Due(),
        ["S08b"] = () =>
        {
            var clock = Story08(out var before).Clock;
            var at = before.At("2026-05-08 15:00");
            var moved = clock.Reproject(before, Shipped.China, at, TimeSpan.FromHours(4), "system", "State Council notice").OrThrow();
            var entry = moved.Ledger[^1].ShouldBeOfType<LedgerEntry.Reprojected>();
            entry.OldDue.ShouldBe(before.At("2026-05-11 12:00"));
            moved.CalendarVersion.ShouldBe(Shipped.China.Version);
            return Shipped.China.Show(moved.Due(Shipped.China, at));
        },
        ["S09-50"] = () => Rung("50 %"),
        ["S09-80"] = () => Rung("80 %"),
        ["S09-100"] = () => Rung("100 %"),
        ["S10"] = () => Shipped.China.Show(Shipped.China.DueAt(Shipped.China.At("2026-02-12 18:00"), Budget.Parse("5 workDayStatutory").OrThrow())),
        ["S11"] = () =>
        {
            var story = ClockStory.Start("2026-03-02 09:00", "4 workHour");
            var refused = story.TryPause("2026-03-02 15:01").ShouldBeOfType<ClockMove.Refused>();
            refused.Problem.Code.ShouldBe("clock-overdue");
            return "refused";
        },
        ["S12"] = () =>
        {
            var calendar = Shipped.China;
            var cutOff = new TimeOnly(17, 30);
            calendar.Show(calendar.NextCutOff(calendar.At("2026-02-14 17:30"), cutOff)).ShouldBe("2026-02-24 17:30");
            return $"run on {calendar.Show(calendar.NextCutOff(calendar.At("2026-02-13 17:30"), cutOff))[5..10]}; no run on 02-16";
        },
        ["D01"] = () => NewYork("2026-03-08 01:30", "2 urgentHour"),
        ["D02"] = () => NewYork("2026-03-07 12:00", "24 urgentHour"),
        ["D03"] = () => NewYork("2026-11-01 00:30", "2 urgentHour"),
    };

    [Theory]
    [InlineData("S01", "2026-03-03 17:00")] // the extension survives the pause
    [InlineData("S02", "2026-03-09 15:00")] // the weekend is not added
    [InlineData("S03a", "2026-03-05 09:00")]
    [InlineData("S03b", "2026-03-04 10:00")]
    [InlineData("S03c", "2026-03-06 11:00")]
    [InlineData("S04", "2026-03-03 15:00")]
    [InlineData("S05a", "2026-03-02 15:00")]
    [InlineData("S05b", "2026-03-03 10:00")]
    [InlineData("S06", "2026-03-05 15:30")]
    [InlineData("S07", "2026-03-03 18:00")]
    [InlineData("S08a", "2026-05-11 12:00")]
    [InlineData("S08b", "2026-05-09 12:00")]
    [InlineData("S09-50", "2026-03-09 09:00")]
    [InlineData("S09-80", "2026-03-09 11:24")]
    [InlineData("S09-100", "2026-03-09 15:00")]
    [InlineData("S10", "2026-02-26 18:00")]
    [InlineData("S11", "refused")]
    [InlineData("S12", "run on 02-14; no run on 02-16")]
    [InlineData("D01", "2026-03-08 04:30-0400")]
    [InlineData("D02", "2026-03-08 13:00-0400")]
    [InlineData("D03", "2026-11-01 01:30-0500")]
    public void Scenario(string id, string expected) => Stories[id]().ShouldBe(expected, id);

    [Fact]
    public void Every_row_of_scenarios_csv()
    {
        foreach (var line in Shipped.Vectors("scenarios.csv").Skip(1).Where(line => !line.StartsWith("S01x", StringComparison.Ordinal)))
            Scenario(line[..line.IndexOf(',', StringComparison.Ordinal)], line[(line.LastIndexOf(',') + 1)..]);
    }

    private static ClockStory Story08(out BusinessCalendar before)
    {
        var text = Shipped.File("workflows/calendars/cn-2026.yaml").Text;
        before = CalendarFile.Read(new SourceFile("before.yaml", text.Replace("  - { days: 2026-05-09, work: 劳动节调休 }\n", "", StringComparison.Ordinal)));
        return ClockStory.Start("2026-05-08 14:00", "8 workHour", calendar: before);
    }

    private static string Rung(string at)
    {
        var ladder = LadderFile.Read(new SourceFile("rung.yaml", $"id: x\nrungs:\n  - {{ key: a, at: {at}, do: remind, to: [assignee] }}"));
        var story = ClockStory.Start("2026-03-06 15:00", "8 workHour");
        return story.Calendar.Show(story.Clock.NextFire(ladder, story.Calendar).ShouldBeOfType<NextRung.At>().DueAt);
    }

    private static string NewYork(string start, string budget)
    {
        var calendar = Shipped.Boston;
        var due = calendar.DueAt(calendar.At(start), Budget.Parse(budget).OrThrow()).At;
        return NodaTime.Instant.FromDateTimeOffset(due).InZone(NodaTime.DateTimeZoneProviders.Tzdb["America/New_York"])
            .ToString("uuuu-MM-dd HH:mmo<I>", System.Globalization.CultureInfo.InvariantCulture).Replace("-04", "-0400", StringComparison.Ordinal).Replace("-05", "-0500", StringComparison.Ordinal);
    }
}
