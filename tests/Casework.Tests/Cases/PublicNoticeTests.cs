using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Tests.Routes;

namespace GridWorkflow.Casework.Tests.Cases;

/// <summary>An extension leaves the promise to the reporter as it is, unless it is approved with a public notice (clocks.md §4).</summary>
public sealed class PublicNoticeTests
{
    private const string Notice = "The lamp has to be made first.";

    private static readonly string[] Reviewed =
    [
        "> 2026-03-02 08:00 patrol E0110 yangliu-1", "> 2026-03-02 08:10 zhang-li screen PreFile", "> 2026-03-02 08:15 zhang-li register Register",
        "> 2026-03-02 08:20 zhao-lei dispatch Dispatch {unit=urban}", "> 2026-03-02 09:00 wu-xia accept Accept", "> 2026-03-02 09:10 wu-xia claims handle",
        "> 2026-03-02 09:20 wu-xia asks-extension handle [2 workHour] The lamp is on order.", "> 2026-03-02 09:30 zhou-tao review-adjustment Approve",
    ];

    [Theory]
    [InlineData(null, "2026-03-10 18:00")]
    [InlineData("  ", "2026-03-10 18:00")]
    [InlineData(Notice, "2026-03-11 10:00")]
    public void The_promise_goes_along_only_with_a_public_notice(string? notice, string due)
    {
        var table = Played(Reviewed);
        var before = Handle(table);
        Decide(table, "Approve", notice).ShouldBeOfType<Decision.Accepted>();
        Handle(table).ShouldBe(before + TimeSpan.FromHours(2));
        var total = table.File.Total().ShouldNotBeNull();
        total.Due(Shipped.China, table.Now).At.ShouldBe(table.Local(due));
        table.Timers[$"clock:{total.Id:D}"].Epoch.ShouldBe(total.Epoch);
        var file = CaseFileFormat.Read(CaseFileFormat.Write(table.File));
        file.Adjustments.ShouldHaveSingleItem().PublicNotice.ShouldBe(notice == Notice ? Notice : null);
        var told = table.Bursts[^1].Journal.Where(entry => entry.Kind == "PromiseExtended").ToArray();
        told.Length.ShouldBe(notice == Notice ? 1 : 0);
        if (notice != Notice)
            return;
        told[0].Data["text"].ShouldBe(Notice);
        total.Ledger[^1].ShouldBeOfType<LedgerEntry.Extended>().Reason.ShouldBe("The lamp is on order.");
        table.ShouldBeSound();
    }

    [Theory]
    [InlineData("Refuse", "public-notice")]
    [InlineData("Approve", "public-notice-length")]
    public void A_notice_that_belongs_to_nothing_or_is_too_long_is_refused(string outcome, string code)
    {
        var table = Played(Reviewed);
        var refusal = Decide(table, outcome, outcome == "Refuse" ? Notice : new string('x', 4001)).ShouldBeOfType<Decision.Refused>().Refusal;
        (refusal.Code, refusal.Field).ShouldBe((code, Adjustment.PublicNoticeField));
    }

    [Fact]
    public void Who_reviews_tells_the_public_nothing()
    {
        var table = Played(Reviewed[..^1]);
        table.Until("2026-03-02 09:30");
        table.Complete("zhou-tao", "review-adjustment", "Approve", fields: LastOutcome.NoFields.Add(Adjustment.PublicNoticeField, Notice))
            .ShouldBeOfType<Decision.Refused>().Refusal.Code.ShouldBe("public-notice");
    }

    /// <summary>The promise was broken before the step was asked more time for: the decision says so, and nothing of it is done.</summary>
    [Fact]
    public void A_promise_that_is_broken_is_not_extended()
    {
        var table = new CaseTable(ReferenceData.Load(District.With("workflows/policies/city.yaml", "default: 7 workDayRolling", "default: 1 workHour")));
        foreach (var line in Reviewed)
            RouteTests.Step(table, line);
        var before = Handle(table);
        Decide(table, "Approve", Notice).ShouldBeOfType<Decision.Refused>().Refusal.Code.ShouldBe("promise-not-extended");
        Handle(table).ShouldBe(before);
        Decide(table, "Approve", null).ShouldBeOfType<Decision.Accepted>();
    }

    private static Decision Decide(CaseTable table, string outcome, string? notice)
    {
        table.Until("2026-03-02 09:40");
        return table.Complete(
            "huang-ying", "decide-adjustment", outcome, "Order it.", notice is null ? null : LastOutcome.NoFields.Add(Adjustment.PublicNoticeField, notice));
    }

    private static DateTimeOffset Handle(CaseTable table) => table.File.Clocks.Single(clock => clock.Name == "handle").Due(Shipped.China, table.Now).At;

    private static CaseTable Played(string[] lines)
    {
        var table = new CaseTable(District.Data);
        foreach (var line in lines)
            RouteTests.Step(table, line);
        return table;
    }
}
