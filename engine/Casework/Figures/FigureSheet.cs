using System.Collections.Immutable;

namespace GridWorkflow.Casework.Figures;

/// <summary>
/// The figures that leaders are judged by, from facts. Void cases and those settled on the spot are in no rate; an exemption changes what
/// is judged, and both columns are shown (kpi.md §1).
/// </summary>
public static class FigureSheet
{
    /// <summary>All figures of a period.</summary>
    /// <param name="cases">Those registered, fed back or suspended in it, and more if it is easier; each once.</param>
    /// <param name="notices">Supervision notices received in it, and more.</param>
    /// <param name="period">Which.</param>
    /// <param name="rules">What they mean.</param>
    public static ImmutableArray<Figure> Of(IReadOnlyCollection<FigureCase> cases, IReadOnlyCollection<FigureNotice> notices, FigurePeriod period, FigureRules rules)
    {
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(notices);
        ArgumentNullException.ThrowIfNull(period);
        ArgumentNullException.ThrowIfNull(rules);
        var counted = cases.Where(one => !one.IsVoid && !one.IsSelfHandled).ToArray();
        var cohort = counted.Where(one => period.Contains(one.RegisteredAt)).ToArray();
        var dispatched = cohort.Where(one => one.IsDispatched).ToArray();
        var needed = dispatched.Where(one => rules.CountsSuspended || one.SuspendedAt is null || one.IsHandled).ToArray();
        var handled = needed.Where(one => one.IsHandled).ToArray();
        var needClosing = needed.Where(one => one.IsHandled || IsOverdue(one, period.AsOf)).ToArray();
        var times = handled.Select(one => Hours(one.FedBackAt!.Value - one.DispatchedAt!.Value)).Order().ToArray();
        var clocked = handled.Where(one => one.CountedTime is not null).ToArray();
        var received = notices.Where(notice => period.Contains(notice.ReceivedAt)).ToArray();
        var suspended = counted.Where(one => one.SuspendedAt is not null && !one.IsHandled).ToArray();
        var weeks = period.FullWeeks();
        return
        [
            Rate("discovery-rate", cohort.Count(one => rules.IsFoundByGovernment(one.Source)), cohort.Length, 90),
            Rate("dispatch-accuracy", dispatched.Count(one => one.FirstUnit == one.FinalUnit), dispatched.Length, 95),
            Rate("handling-rate", handled.Length, needed.Length, 85),
            Mean("handling-hours", FigureBasis.Cohort, times.Sum(), times.Length, 13),
            Mean("handling-hours-median", FigureBasis.Cohort, Percentile(times, 50), Math.Min(1, times.Length)),
            Mean("handling-hours-p90", FigureBasis.Cohort, Percentile(times, 90), Math.Min(1, times.Length)),
            Mean("handling-clock-hours", FigureBasis.Cohort, clocked.Sum(one => Hours(one.CountedTime!.Value)), clocked.Length),
            Rate("closing-rate", needClosing.Count(one => one.ClosedAt is not null), needClosing.Length, 83),
            Mean("weekly-volume", FigureBasis.Event, counted.Count(one => one.FedBackAt >= weeks.From && one.FedBackAt < weeks.To), weeks.Count, 245),
            Rate("rectification-rate", received.Count(notice => notice.RectifiedAt is not null), received.Length, basis: FigureBasis.Event),
            Rate("rectification-rate-items", received.Sum(notice => notice.RectifiedItems), received.Sum(notice => notice.Items), basis: FigureBasis.Event),
            Clearance(cohort, period, rules),
            Rate("on-time-handling-rate", needed.Count(one => IsInTime(one, rules.Cycles, exempting: true)), needed.Length),
            Rate("on-time-handling-rate-facts", needed.Count(one => IsInTime(one, rules.CyclesOfFacts)), needed.Length),
            Rate("on-time-closing-rate", needClosing.Count(one => one.ClosedAt is not null && ClosedOnTime(one, rules)), needClosing.Length),
            Rate("rework-rate", handled.Count(one => one.Reworks > 0), handled.Length),
            Count("reworks", FigureBasis.Cohort, cohort.Sum(one => one.Reworks)),
            Rate("shirking-rate", dispatched.Sum(one => one.RefusedReturns), dispatched.Length),
            Rate("extension-rate", needed.Count(one => one.Extensions > 0), needed.Length),
            Count("suspended", FigureBasis.Now, suspended.Length),
            Count("arrears", FigureBasis.Now, suspended.Count(one => one.SuspendedAt!.Value.AddDays(rules.ArrearsDays) < period.AsOf)),
            Count("self-handled", FigureBasis.Cohort, cases.Count(one => one.IsSelfHandled && !one.IsVoid && period.Contains(one.RegisteredAt))),
            Count("void", FigureBasis.Cohort, cases.Count(one => one.IsVoid && period.Contains(one.RegisteredAt))),
            Count("registered", FigureBasis.Cohort, cohort.Length),
        ];
    }

    /// <summary>
    /// Due and not handled. Who stands still with leave is due when it goes on; what was done in time and is being checked is not overdue.
    /// </summary>
    private static bool IsOverdue(FigureCase one, DateTimeOffset asOf) => !one.IsHandled && one.SuspendedAt is null && one.HandlingDueAt < (one.HandledAt ?? asOf);

    private static bool IsInTime(FigureCase one, CycleScore score, bool exempting = false)
    {
        if (!one.IsHandled)
            return false;
        var last = new HandlingCycle(one.HandlingDueAt, one.DoneAt, one.IsExempt);
        bool Kept(HandlingCycle cycle) => cycle.IsOnTime || (exempting && cycle.IsExempt);
        return score switch
        {
            CycleScore.First => Kept(one.Earlier.IsEmpty ? last : one.Earlier[0]),
            CycleScore.All => Kept(last) && one.Earlier.All(Kept),
            _ => Kept(last),
        };
    }

    private static bool ClosedOnTime(FigureCase one, FigureRules rules) =>
        rules.OnTimeByWholeCase ? one.DueAt is not { } due || one.ClosedAt <= due : IsInTime(one, rules.Cycles);

    // 日產日清: registered on a working day before its cut-off, and dispatched by then. What comes later belongs to the next working day.
    private static Figure Clearance(FigureCase[] cohort, FigurePeriod period, FigureRules rules)
    {
        var (asked, cleared) = (0, 0);
        foreach (var one in cohort)
        {
            if (!period.Calendar.NextCutOff(one.RegisteredAt, rules.CutOff).TryGet(out var cutOff) || cutOff > period.AsOf)
                continue;
            asked++;
            if ((rules.ClearanceOfHandling ? one.FedBackAt : one.DispatchedAt) <= cutOff)
                cleared++;
        }

        return Rate("daily-clearance", cleared, asked, 100);
    }

    private static decimal Hours(TimeSpan span) => span.Ticks / (decimal)TimeSpan.TicksPerHour;

    // Nearest rank: a time that some case really took.
    private static decimal Percentile(decimal[] sorted, int percent) =>
        sorted.Length == 0 ? 0 : sorted[(int)Math.Ceiling(sorted.Length * percent / 100m) - 1];

    private static Figure Rate(string key, int numerator, int denominator, decimal? target = null, FigureBasis basis = FigureBasis.Cohort) =>
        new(key, FigureKind.Rate, basis, numerator, denominator, target);

    private static Figure Mean(string key, FigureBasis basis, decimal sum, int count, decimal? target = null) => new(key, FigureKind.Mean, basis, sum, count, target);

    private static Figure Count(string key, FigureBasis basis, int count) => new(key, FigureKind.Count, basis, count, 1);
}
