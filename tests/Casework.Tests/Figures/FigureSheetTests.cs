using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Figures;

namespace GridWorkflow.Casework.Tests.Figures;

public sealed class FigureSheetTests
{
    private static readonly BusinessCalendar Calendar = Shipped.China;

    /// <summary>The article's eight figures, to the second decimal.</summary>
    [Theory]
    [InlineData("discovery-rate", 91.01)]
    [InlineData("dispatch-accuracy", 95.01)]
    [InlineData("handling-rate", 85.00)]
    [InlineData("handling-hours", 13.00)]
    [InlineData("closing-rate", 83.00)]
    [InlineData("weekly-volume", 245.00)]
    [InlineData("rectification-rate", 85.48)]
    public void Figures_of_the_article(string key, decimal value) => Of(ArticleDistrict.Cases(), key).Rounded.ShouldBe(value);

    /// <summary>With a thousand not due yet the closing rate rises, not the handling rate: a denominator of handled cases alone would say 97.65.</summary>
    [Theory]
    [InlineData(0, 83.00)]
    [InlineData(1_000, 95.78)]
    [InlineData(1_124, 97.65)]
    public void Closing_rate_looks_at_what_is_overdue(int stillInTime, decimal value)
    {
        var cases = ArticleDistrict.Cases(stillInTime);
        Of(cases, "closing-rate").Rounded.ShouldBe(value);
        Of(cases, "handling-rate").Rounded.ShouldBe(85.00m);
    }

    [Fact]
    public void Nothing_to_divide_by_is_no_value() => FigureSheet.Of([], [], ArticleDistrict.Period(Calendar), FigureRules.Default)
        .Where(figure => figure.Kind == FigureKind.Rate).ShouldAllBe(figure => figure.Value == null);

    /// <summary>What each fact does to each rate that it may change; all others stay.</summary>
    [Theory]
    [InlineData("void", "registered", 1)]
    [InlineData("void", "handling-rate", 100)]
    [InlineData("self-handled", "handling-rate", 100)]
    [InlineData("self-handled", "self-handled", 1)]
    [InlineData("suspended", "handling-rate", 100)]
    [InlineData("suspended", "suspended", 1)]
    [InlineData("suspended", "closing-rate", 100)]
    [InlineData("wrong unit", "dispatch-accuracy", 50)]
    [InlineData("late", "on-time-handling-rate", 50)]
    [InlineData("late", "on-time-closing-rate", 50)]
    [InlineData("late and exempt", "on-time-handling-rate", 100)]
    [InlineData("late and exempt", "on-time-handling-rate-facts", 50)]
    [InlineData("rework", "rework-rate", 50)]
    [InlineData("same unit again", "dispatch-accuracy", 100)]
    [InlineData("refused return", "shirking-rate", 50)]
    [InlineData("extension", "extension-rate", 50)]
    [InlineData("overdue", "closing-rate", 50)]
    [InlineData("in time", "closing-rate", 100)]
    [InlineData("at the due instant", "on-time-handling-rate", 100)]
    public void One_fact_changes_one_rate(string fact, string key, decimal value)
    {
        var right = ArticleDistrict.Cases()[0];
        var open = right with { FedBackAt = null, ClosedAt = null };
        var other = (fact switch
        {
            "void" => open with { IsVoid = true },
            "self-handled" => open with { IsSelfHandled = true },
            "suspended" => open with { SuspendedAt = ArticleDistrict.From.AddDays(1) },
            "wrong unit" => right with { FinalUnit = "south" },
            "late" => right with { FedBackAt = right.HandlingDueAt!.Value.AddTicks(1) },
            "late and exempt" => right with { FedBackAt = right.HandlingDueAt!.Value.AddTicks(1), IsExempt = true },
            "rework" => right with { Reworks = 1 },
            "same unit again" => right with { Reworks = 2 },
            "refused return" => right with { RefusedReturns = 1 },
            "extension" => right with { Extensions = 1 },
            "overdue" => open,
            "in time" => open with { HandlingDueAt = ArticleDistrict.To.AddTicks(1) },
            "at the due instant" => right with { FedBackAt = right.HandlingDueAt },
            _ => throw new ArgumentException($"Expected a known fact, but found '{fact}'.", nameof(fact)),
        }) with { Id = new Guid(1, 1, 1, new byte[8]) };
        Of([right, other], key).Rounded.ShouldBe(value);
    }

    /// <summary>日產日清: what comes after the cut-off, or on a holiday, belongs to the next working day; a made-up Saturday is one.</summary>
    [Theory]
    [InlineData("2026-03-02 09:00", "2026-03-02 17:30", 100)] // Monday, at the cut-off
    [InlineData("2026-03-02 09:00", "2026-03-02 17:31", 0)]
    [InlineData("2026-03-02 18:00", "2026-03-03 17:00", 100)] // after it: the next day's
    [InlineData("2026-02-16 09:00", "2026-02-24 12:00", 100)] // Spring Festival, 15 to 23 February
    [InlineData("2026-02-14 09:00", "2026-02-14 17:00", 100)] // Saturday 14 February is worked
    [InlineData("2026-02-14 09:00", "2026-02-24 09:00", 0)]
    public void Daily_clearance(string registered, string dispatched, decimal value)
    {
        var one = ArticleDistrict.Cases()[0] with { RegisteredAt = Local(registered), DispatchedAt = Local(dispatched) };
        Of([one], "daily-clearance").Rounded.ShouldBe(value);
    }

    [Fact]
    public void Weekly_volume_counts_full_weeks_only()
    {
        // From a Wednesday to a Tuesday four weeks on there are three full weeks.
        var period = new FigurePeriod(Local("2026-01-07 00:00"), Local("2026-02-03 00:00"), ArticleDistrict.To, Calendar);
        period.FullWeeks().ShouldBe((Local("2026-01-12 00:00"), Local("2026-02-02 00:00"), 3));
        var cases = ArticleDistrict.Cases();
        var volume = FigureSheet.Of(cases, [], period, FigureRules.Default).Single(figure => figure.Key == "weekly-volume");
        volume.Denominator.ShouldBe(3);
        volume.Numerator.ShouldBe(cases.Count(one => one.FedBackAt >= Local("2026-01-12 00:00") && one.FedBackAt < Local("2026-02-02 00:00")));
    }

    [Fact]
    public void Half_is_rounded_to_even() =>
        new[] { new Figure("", FigureKind.Mean, FigureBasis.Now, 0.125m, 1).Rounded, new Figure("", FigureKind.Mean, FigureBasis.Now, 0.135m, 1).Rounded }.ShouldBe([0.12m, 0.14m]);

    private static Figure Of(FigureCase[] cases, string key) =>
        FigureSheet.Of(cases, ArticleDistrict.Notices(), ArticleDistrict.Period(Calendar), FigureRules.Default).Single(figure => figure.Key == key);

    private static DateTimeOffset Local(string text) => Calendar.At(text);
}
