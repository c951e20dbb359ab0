using System.Globalization;
using GridWorkflow.Casework.Calendars;

namespace GridWorkflow.Casework.Clocks;

/// <summary>
/// Everything that can be done to a clock (clocks.md §4). Each returns the changed clock or refuses with the reason. Stopping cancels the
/// rungs that have not fired: who stops a clock first fires what <see cref="ClockRungs.DueRungs"/> names for its stopping, so that the
/// facts do not depend on how late the sweep was.
/// </summary>
public static class ClockMoves
{
    /// <summary>Starts a clock. <paramref name="at"/> may lie in the past: a late acceptance does not restart handling.</summary>
    public static SlaClock Start(Guid id, ClockKind kind, string name, Limit limit, string calendarVersion, DateTimeOffset at, string by, string reason) => new()
    {
        Id = id,
        Kind = kind,
        Name = name,
        CalendarId = limit.CalendarId,
        StartedWithCalendarVersion = calendarVersion,
        LadderId = limit.LadderId,
        Rule = limit.Rule,
        Ledger = [new LedgerEntry.Started(at.ToUniversalTime(), by, reason, limit.Budget)],
    };

    /// <summary>Lets the clock stand still. Refused once overdue: the breach stays a fact (S11).</summary>
    public static ClockMove Pause(
        this SlaClock clock, BusinessCalendar calendar, DateTimeOffset at, string by, string reason, AdjustmentRules? rules = null)
    {
        rules ??= AdjustmentRules.Default;
        if (Unfit(clock, at, "paused", ClockStatus.Running) is { } unfit)
            return unfit;
        if (clock.Verdict(calendar, at) == ClockVerdict.Overdue)
            return ClockMove.Refuse("clock-overdue", $"Expected a clock that is not overdue but '{clock.Name}' was due at {Text(clock.Due(calendar, at).At)}.", "Finish the work; an overdue clock cannot be paused.");
        return clock.State.PauseCount >= rules.MaxPauses
            ? ClockMove.Refuse("clock-pause-limit", $"Expected at most {rules.MaxPauses} pauses in a cycle but '{clock.Name}' had {clock.State.PauseCount}.", "Ask for an extension instead.")
            : Made(clock, new LedgerEntry.Paused(at.ToUniversalTime(), by, reason));
    }

    public static ClockMove Resume(this SlaClock clock, DateTimeOffset at, string by, string reason) =>
        Record(clock, "resumed", new LedgerEntry.Resumed(at.ToUniversalTime(), by, reason), ClockStatus.Paused);

    /// <summary>Adds to the budget. The request, not the approval, must have come before due; the limits are those of SM-6.</summary>
    public static ClockMove Extend(
        this SlaClock clock,
        BusinessCalendar calendar,
        Budget added,
        DateTimeOffset requestedAt,
        DateTimeOffset at,
        string by,
        string reason,
        AdjustmentRules? rules = null)
    {
        rules ??= AdjustmentRules.Default;
        if (Unfit(clock, at, "extended", ClockStatus.Running, ClockStatus.Paused) is { } unfit)
            return unfit;
        if (requestedAt > at)
            return ClockMove.Refuse("clock-order", $"Expected a request before its approval but it was made at {Text(requestedAt)} and approved at {Text(at)}.", "Mend the instants.");
        if (clock.Verdict(calendar, requestedAt) == ClockVerdict.Overdue)
            return ClockMove.Refuse("clock-overdue", $"Expected a request before the due instant but it came at {Text(requestedAt)}, after {Text(clock.Due(calendar, requestedAt).At)}.", "Finish the work; an overdue clock cannot be extended.");
        if (clock.State.Extensions.Length >= rules.MaxExtensions)
            return ClockMove.Refuse("clock-extension-limit", $"Expected at most {rules.MaxExtensions} extensions in a cycle but '{clock.Name}' had {clock.State.Extensions.Length}.", "Raise the case to the next level.");
        if (added.Measure != clock.Budget.Measure || added.Gate is not null)
            return ClockMove.Refuse("clock-extension-unit", $"Expected an extension counted like the budget {clock.Budget} but found {added}.", $"Ask for it in {BudgetText.UnitNames[(int)clock.Budget.Unit]}.");
        if (added.Value <= 0 || Size(calendar, added) * 100 > Size(calendar, clock.Budget) * rules.MaxExtensionPercent)
        {
            return ClockMove.Refuse(
                "clock-extension-size",
                $"Expected an extension above zero and at most {rules.MaxExtensionPercent.ToString(CultureInfo.InvariantCulture)} % of the budget {clock.Budget} but found {added}.",
                "Ask for less.");
        }

        return Made(clock, new LedgerEntry.Extended(at.ToUniversalTime(), by, reason, added, requestedAt.ToUniversalTime()));
    }

    /// <summary>A new limit after a change of category, condition or area class. A count from now needs somebody who approves (S05b).</summary>
    public static ClockMove Retarget(
        this SlaClock clock, Budget budget, RetargetBasis basis, DateTimeOffset at, string by, string reason, string? approvedBy = null, string? rule = null)
    {
        if (Unfit(clock, at, "retargeted", ClockStatus.Running, ClockStatus.Paused) is { } unfit)
            return unfit;
        return basis == RetargetBasis.FromNow && string.IsNullOrWhiteSpace(approvedBy)
            ? ClockMove.Refuse("clock-approval", "Expected somebody who approves that the limit counts from now but nobody is named.", "Name the approver, or count from the original start.")
            : Made(clock, new LedgerEntry.Retargeted(at.ToUniversalTime(), by, reason, budget, basis, approvedBy) { Rule = rule });
    }

    /// <summary>
    /// Takes over a changed calendar (S08). A due instant that would move to before <paramref name="at"/> plus <paramref name="grace"/>
    /// needs an approver. The same version again changes nothing and is refused.
    /// </summary>
    public static ClockMove Reproject(
        this SlaClock clock,
        BusinessCalendar old,
        BusinessCalendar changed,
        DateTimeOffset at,
        TimeSpan grace,
        string by,
        string reason,
        string? approvedBy = null)
    {
        if (Unfit(clock, at, "reprojected", ClockStatus.Running, ClockStatus.Paused) is { } unfit)
            return unfit;
        if (changed.Id != clock.CalendarId || changed.Version == clock.CalendarVersion)
            return ClockMove.Refuse("clock-calendar", $"Expected another version of calendar '{clock.CalendarId}' than {clock.CalendarVersion} but found {changed}.", "Nothing is to be done for this clock.");
        DateTimeOffset? before = clock.Due(old, at) is { IsExact: true, At: var was } ? was : null;
        DateTimeOffset? after = clock.Due(changed, at) is { IsExact: true, At: var will } ? will : null;
        return after < at + grace && (before is null || after < before) && string.IsNullOrWhiteSpace(approvedBy)
            ? ClockMove.Refuse("clock-approval", $"Expected the new due instant {Text(after!.Value)} to leave until {Text(at + grace)} but it does not.", "Name who approves the earlier instant.")
            : Made(clock, new LedgerEntry.Reprojected(at.ToUniversalTime(), by, reason, changed.Version, before, after, approvedBy));
    }

    /// <summary>
    /// Takes over a changed calendar whose old version is gone, by the due instant that was last told. Without an approver a due instant
    /// that would move to before <paramref name="at"/> plus <paramref name="grace"/> is held there, or at the old one if that was sooner.
    /// </summary>
    public static ClockMove TakeOver(
        this SlaClock clock, BusinessCalendar changed, DateTimeOffset? told, DateTimeOffset at, TimeSpan grace, string by, string reason, string? approvedBy = null)
    {
        if (Unfit(clock, at, "reprojected", ClockStatus.Running, ClockStatus.Paused) is { } unfit)
            return unfit;
        if (changed.Id != clock.CalendarId || changed.Version == clock.CalendarVersion)
            return ClockMove.Refuse("clock-calendar", $"Expected another version of calendar '{clock.CalendarId}' than {clock.CalendarVersion} but found {changed}.", "Nothing is to be done for this clock.");
        DateTimeOffset? after = clock.Due(changed, at) is { IsExact: true, At: var will } ? will : null;
        DateTimeOffset? floor = after < at + grace && (told is null || after < told) && string.IsNullOrWhiteSpace(approvedBy)
            ? told < at + grace ? told : at + grace
            : null;
        return Made(clock, new LedgerEntry.Reprojected(at.ToUniversalTime(), by, reason, changed.Version, told, floor ?? after, approvedBy) { NotBefore = floor?.ToUniversalTime() });
    }

    /// <summary>Lets a due instant take effect that was held when the calendar changed. A second person must have approved it.</summary>
    public static ClockMove BringForward(this SlaClock clock, BusinessCalendar calendar, DateTimeOffset at, string by, string reason, string? approvedBy)
    {
        if (Unfit(clock, at, "brought forward", ClockStatus.Running, ClockStatus.Paused) is { } unfit)
            return unfit;
        if (clock.State.NotBefore is not { } held)
            return ClockMove.Refuse("clock-not-held", $"Expected a clock that is held since its calendar changed but '{clock.Name}' is not.", "Nothing is to be brought forward.");
        if (string.IsNullOrWhiteSpace(approvedBy) || approvedBy == by)
            return ClockMove.Refuse("clock-approval", $"Expected a second person who approves an earlier due instant than {Text(held)} but there is none.", "Have somebody else approve it.");
        DateTimeOffset? before = clock.Due(calendar, at) is { IsExact: true, At: var was } ? was : null;
        var entry = new LedgerEntry.Reprojected(at.ToUniversalTime(), by, reason, clock.CalendarVersion, before, null, approvedBy);
        return Made(clock, entry with { NewDue = clock.Append(entry).Due(calendar, at) is { IsExact: true, At: var will } ? will : null });
    }

    /// <summary>The work is done or the step is left. Rungs that have not fired are cancelled; what the calendar says of it now is kept.</summary>
    public static ClockMove Stop(this SlaClock clock, BusinessCalendar calendar, DateTimeOffset at, string by, string reason)
    {
        if (Unfit(clock, at, "stopped", ClockStatus.Running, ClockStatus.Paused) is { } unfit)
            return unfit;
        var entry = new LedgerEntry.Stopped(at.ToUniversalTime(), by, reason);
        return Made(clock, entry with { End = EndOf(clock.Append(entry), calendar, at) });
    }

    /// <summary>
    /// A stopped clock runs on with what was left: rework after a failed inspection (S07), a total clock after a reopening. Where its
    /// calendar has changed since, it takes the new one over, as a running clock would have.
    /// </summary>
    public static ClockMove Continue(this SlaClock clock, BusinessCalendar calendar, TimeSpan grace, DateTimeOffset at, string by, string reason)
    {
        if (Unfit(clock, at, "continued", ClockStatus.Stopped) is { } unfit)
            return unfit;
        var going = clock.Append(new LedgerEntry.Continued(at.ToUniversalTime(), by, reason));
        // Of what an earlier program stopped nobody knows what was told: the job that takes calendars over does.
        if (clock.State.End is not { } end || calendar.Version == clock.CalendarVersion)
            return new ClockMove.Made(going);
        return going.TakeOver(calendar, end.Left > TimeSpan.Zero ? After(calendar, at, clock, end.Left.Value) : end.Due, at, grace, by, reason);
    }

    /// <summary>A stopped clock begins a new cycle with a full budget (S06). Past cycles stay visible in <see cref="ClockReading.Cycles"/>.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="calendar">Its calendar, as it is now.</param>
    /// <param name="budget">Of the new cycle.</param>
    /// <param name="at">Where it begins.</param>
    /// <param name="by">Who begins it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="caseCycle">The cycle of the case to which it belongs; null: the two go along.</param>
    /// <param name="rule">The rule that gave the budget; null: that of the clock.</param>
    public static ClockMove Reopen(
        this SlaClock clock, BusinessCalendar calendar, Budget budget, DateTimeOffset at, string by, string reason, int? caseCycle = null, string? rule = null)
    {
        if (Unfit(clock, at, "reopened", ClockStatus.Stopped) is { } unfit)
            return unfit;
        if (clock.Kind == ClockKind.Total)
            return ClockMove.Refuse("clock-total", "Expected a total clock to run on but it was to begin again.", "Continue it; the gap does not count.");
        var again = clock.Append(new LedgerEntry.NewCycle(at.ToUniversalTime(), by, reason, budget) { CaseCycle = caseCycle, Rule = rule });
        if (calendar.Version == clock.CalendarVersion)
            return new ClockMove.Made(again);
        // Nothing was told of this cycle before; from here on it is known in which version it counts.
        return Made(again, new LedgerEntry.Reprojected(
            at.ToUniversalTime(), by, reason, calendar.Version, null, again.Due(calendar, at) is { IsExact: true, At: var due } ? due : null, null));
    }

    /// <summary>Counting begins again in the same cycle, as a migration demands. The total clock is never reset.</summary>
    public static ClockMove Reset(this SlaClock clock, Budget budget, DateTimeOffset at, string by, string reason, string? approvedBy = null, string? rule = null)
    {
        if (Unfit(clock, at, "reset", ClockStatus.Running, ClockStatus.Paused) is { } unfit)
            return unfit;
        return clock.Kind == ClockKind.Total
            ? ClockMove.Refuse("clock-total", "Expected a total clock to run on but it was to begin again.", "Keep it or retarget it.")
            : Made(clock, new LedgerEntry.Reset(at.ToUniversalTime(), by, reason, budget) { Rule = rule, ApprovedBy = approvedBy });
    }

    /// <summary>The clock counts for nobody: a return confirmed as not ours (S04), a duplicate.</summary>
    public static ClockMove Void(this SlaClock clock, BusinessCalendar calendar, DateTimeOffset at, string by, string reason)
    {
        if (Unfit(clock, at, "made void", ClockStatus.Running, ClockStatus.Paused, ClockStatus.Stopped) is { } unfit)
            return unfit;
        var entry = new LedgerEntry.Voided(at.ToUniversalTime(), by, reason);
        return Made(clock, entry with { End = clock.State.End ?? EndOf(clock.Append(entry), calendar, at) });
    }

    /// <summary>Leaves a cycle of the clock out of scores, without a number the present one; the facts stay. Of what counts for nobody only an earlier cycle can be.</summary>
    public static ClockMove Exempt(this SlaClock clock, DateTimeOffset at, string by, string reason, int? cycle = null)
    {
        var entry = new LedgerEntry.Exempted(at.ToUniversalTime(), by, reason) { Cycle = cycle == clock.Cycle ? null : cycle };
        return entry.Cycle is null
            ? Record(clock, "exempted", entry, ClockStatus.Running, ClockStatus.Paused, ClockStatus.Stopped)
            : Record(clock, "exempted", entry, ClockStatus.Running, ClockStatus.Paused, ClockStatus.Stopped, ClockStatus.Void);
    }

    /// <summary>Somebody has seen it: ends the rungs that stop on it, never the clock.</summary>
    public static ClockMove Acknowledge(this SlaClock clock, DateTimeOffset at, string by, string reason) =>
        Record(clock, "acknowledged", new LedgerEntry.Acknowledged(at.ToUniversalTime(), by, reason), ClockStatus.Running, ClockStatus.Paused);

    /// <summary>Somebody has reported progress: ends the rungs that stop on it, never the clock.</summary>
    public static ClockMove Progress(this SlaClock clock, DateTimeOffset at, string by, string reason) =>
        Record(clock, "progressed", new LedgerEntry.Progressed(at.ToUniversalTime(), by, reason), ClockStatus.Running, ClockStatus.Paused);

    private static ClockEnd EndOf(SlaClock ended, BusinessCalendar calendar, DateTimeOffset at) => new(
        calendar.Version,
        ended.Due(calendar, at) is { IsExact: true, At: var due } ? due : null,
        ended.Consumed(calendar, at) is { IsExact: true, Known: var used } ? used : null,
        ended.Remaining(calendar, at));

    private static DateTimeOffset? After(BusinessCalendar calendar, DateTimeOffset at, SlaClock clock, TimeSpan left) =>
        calendar.Advance(at, ClockReading.MeasureOf(clock.State), left.Ticks, []) is { IsExact: true, At: var due } ? due : null;

    private static ClockMove.Made Made(SlaClock clock, LedgerEntry entry) => new(clock.Append(entry));

    private static ClockMove Record(SlaClock clock, string done, LedgerEntry entry, params ReadOnlySpan<ClockStatus> expected) =>
        Unfit(clock, entry.At, done, expected) is { } unfit ? unfit : Made(clock, entry);

    private static ClockMove.Refused? Unfit(SlaClock clock, DateTimeOffset at, string done, params ReadOnlySpan<ClockStatus> expected)
    {
        if (!expected.Contains(clock.State.Status))
        {
            return ClockMove.Refuse(
                "clock-status",
                $"Expected a clock that is {string.Join(" or ", expected.ToArray()).ToLowerInvariant()} but '{clock.Name}' is {clock.State.Status.ToString().ToLowerInvariant()}; it cannot be {done}.",
                "Look at the case again; somebody else may have acted on it.");
        }

        // Ledger entries keep their order, so that replaying them is the same as having lived them. A start alone may lie in the past.
        var last = clock.Ledger[^1].At;
        return at < last
            ? ClockMove.Refuse("clock-order", $"Expected an instant at or after the latest entry {Text(last)} but found {Text(at)}.", "Mend the instant.")
            : null;
    }

    private static decimal Size(BusinessCalendar calendar, Budget budget) =>
        budget.Measure is TimeMeasure.Wall or TimeMeasure.Open ? calendar.Ticks(budget) : budget.Value;

    private static string Text(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
