using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Ladders;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases;

/// <summary>The clocks of the case: each has at most one timer, armed for its next rung with its epoch.</summary>
internal sealed partial class CaseWork
{
    /// <summary>Reason with which the closing of a case stops its clocks; a reopening looks for it.</summary>
    public const string CaseClosed = "case closed";

    private const string TimerPrefix = "clock:";

    /// <summary>Key of the timer of a clock.</summary>
    public static string TimerKey(Guid clockId) => $"{TimerPrefix}{clockId:D}";

    /// <summary>The clock that a timer belongs to, or null when it is not a clock's.</summary>
    public static Guid? ClockOf(string timerKey) =>
        timerKey.StartsWith(TimerPrefix, StringComparison.Ordinal) && Guid.TryParseExact(timerKey.AsSpan(TimerPrefix.Length), "D", out var id) ? id : null;

    /// <summary>
    /// Pins where the clocks of the whole case begin, and starts the total clock and the first milestone where that is known; the total clock is
    /// never reset.
    /// </summary>
    public void StartTotal()
    {
        PinBeginning();
        StartWhole("reported");
    }

    /// <summary>立案: where the clocks of the whole case begin with it, they do now.</summary>
    public void StartTotalWithRegistration()
    {
        if (File.Facts.CountsFromRegistration)
            StartWhole("registered");
    }

    /// <summary>Since when the whole case counts; null: it is not registered yet, and waits for that.</summary>
    private DateTimeOffset? WholeSince() => File.Facts.CountsFromRegistration ? File.Facts.RegisteredAt : File.ReportedAt;

    // A target that the report brings is a date that was promised with it, whatever the policy says.
    private void PinBeginning()
    {
        var registration = File.TargetAt is null && Policy().Total is { StartsAt: TotalStart.Filing };
        if (registration != File.Facts.CountsFromRegistration)
            Change(File with { Facts = File.Facts with { CountsFromRegistration = registration } });
    }

    private void StartWhole(string reason)
    {
        if (WholeSince() is not { } at)
            return;
        StartTotalClock(at, reason);
        StartMilestone(0, at, reason);
    }

    // A stopped one goes on when the case is reopened; only what counts for nobody is as if there were none.
    private void StartTotalClock(DateTimeOffset at, string reason)
    {
        if (File.Clocks.Any(clock => clock.Kind == ClockKind.Total && clock.State.Status != ClockStatus.Void))
            return;
        if (Policy().ResolveTotal(File.CategoryCode, File.ReportedAt, File.TargetAt, File.Emergency, File.Rule) is LimitDecision.Limited { Limit: var limit })
            Start(ClockKind.Total, "total", limit, at, reason);
    }

    /// <summary>Stops every clock that still counts.</summary>
    public void StopAll(string by, string reason)
    {
        foreach (var clock in File.Clocks)
            Stop(clock.Id, by, reason);
    }

    /// <summary>Stops a clock, first firing what has come due, so that the facts do not depend on how late the sweep was.</summary>
    public void Stop(Guid clockId, string by, string reason)
    {
        if (Counting(clockId) is null)
            return;
        FireDue(clockId, Firing.Stopping);
        var clock = Counting(clockId)!;
        var stopped = clock.Stop(CalendarOf(clock), Now, by, reason).OrThrow();
        Put(stopped);
        Arm(stopped);
        Say("ClockStopped", ("clock", stopped.Name), ("verdict", stopped.Verdict(CalendarOf(stopped), Now).ToString()));
    }

    /// <summary>The clock of this id, or null when there is none or it counts no more.</summary>
    public SlaClock? Counting(Guid clockId)
    {
        foreach (var clock in File.Clocks)
        {
            if (clock.Id == clockId && clock.State.Status is ClockStatus.Running or ClockStatus.Paused)
                return clock;
        }

        return null;
    }

    /// <summary>Sets the timer of a clock for its next rung, or clears it.</summary>
    public void Arm(SlaClock clock)
    {
        NextRung next = new NextRung.None();
        if (LadderOf(clock) is { } ladder)
        {
            if (clock.State.Status is ClockStatus.Running or ClockStatus.Paused)
                clock = TakeLadder(clock, ladder);
            next = clock.NextFire(ladder, CalendarOf(clock));
        }

        DateTimeOffset? at = next switch
        {
            NextRung.At rung => rung.FireAt,
            // Nothing is known of that time yet; a calendar that grows is looked at once a day from there on.
            NextRung.BeyondHorizon horizon => horizon.NotBefore > Now ? horizon.NotBefore : Now.AddDays(1),
            _ => null,
        };
        Emit(at is { } due ? new TimerSet(TimerKey(clock.Id), due, clock.Epoch) : new TimerCleared(TimerKey(clock.Id)));
    }

    public BusinessCalendar CalendarOf(SlaClock clock) => Reference.Calendars.GetValueOrDefault(clock.CalendarId)
        ?? throw new ActivityFaultException($"Expected calendar '{clock.CalendarId}', in which clock '{clock.Name}' counts, but it is not loaded.");

    public EscalationLadder? LadderOf(SlaClock clock) => clock.LadderId is null ? null : Reference.Ladders.GetValueOrDefault(clock.LadderId)
        ?? throw new ActivityFaultException($"Expected ladder '{clock.LadderId}', which clock '{clock.Name}' climbs, but it is not loaded.");

    /// <summary>The task that a stage clock times, or null.</summary>
    public CaseTask? TaskOf(SlaClock clock) => File.Tasks.FirstOrDefault(task => task.ClockId == clock.Id);

    /// <summary>
    /// The clock of a step of a unit, running: a new one, or the unit's last one of that name going on. After a reopening the clock of the unit
    /// begins its next cycle (S06), and after a rework where the policy says so. Another unit never gets it. Null: the policy has no limit for the step.
    /// </summary>
    public Guid? StageClock(string key, string level, string unit, ClockUse use)
    {
        // A clock of an earlier program names no unit; it is whose it was then: that of whoever has the step.
        var last = File.Clocks.LastOrDefault(clock => clock.Kind == ClockKind.Stage && clock.Name == key && clock.State.Status != ClockStatus.Void
            && (clock.UnitId is null || clock.UnitId == unit));
        if (use == ClockUse.Continue && last is not null)
        {
            if (last.State.Status != ClockStatus.Stopped)
                return last.Id;
            if (last.CaseCycle >= File.Facts.Cycle && !BeginsAnew(last))
                return Go(last.Continue(CalendarOf(last), CaseCommand.TakeCalendar.Grace, Now, "system", "step goes on").OrThrow());
        }

        if (Policy().ResolveStage(key, level, File.Emergency, File.Rule) is not LimitDecision.Limited { Limit: var limit })
            return null;
        limit = limit with { CalendarId = CalendarIdFor(limit.CalendarId, unit) };
        // Within the same cycle of the case: what was before the rework stays a fact of the unit.
        if (use == ClockUse.Continue && last is { State.Status: ClockStatus.Stopped } && last.CaseCycle >= File.Facts.Cycle && limit.CalendarId == last.CalendarId)
            return Go(last.Reopen(CalendarOf(last), limit.Budget, Now, "system", "rework", File.Facts.Cycle, limit.Rule).OrThrow());
        return last is { State.Status: ClockStatus.Stopped } && last.CaseCycle < File.Facts.Cycle && limit.CalendarId == last.CalendarId
            ? Go(last.Reopen(CalendarOf(last), limit.Budget, Now, "system", "case reopened", File.Facts.Cycle, limit.Rule).OrThrow())
            : Start(ClockKind.Stage, key, limit, Now, "task opened", unit);
    }

    // What was stopped and begun before the last rework; a step that only went back and forth since then goes on.
    private bool BeginsAnew(SlaClock stopped) => File.Facts.ReworkedAt is { } reworked && stopped.State.StartedAt < reworked
        && Policy().Stages.TryGetValue(stopped.Name, out var stage) && stage.AfterRework == AfterRework.NewBudget;

    /// <summary>
    /// Whether the time of a step was last this unit's: dispatched to it again, the step goes on. A confirmed return in between is as if it had
    /// not been, so that a detour wins nobody a full limit.
    /// </summary>
    public bool IsTimed(string key, string unit, string? handling) =>
        File.Clocks.LastOrDefault(clock => clock.Kind == ClockKind.Stage && clock.Name == key && clock.State.Status != ClockStatus.Void) is { } last
            && (last.UnitId ?? handling) == unit;

    /// <summary>A clock to a date that somebody set; the ladder is the policy's. A date that is over is due at once.</summary>
    public Guid ClockUntil(string key, string level, string unit, DateTimeOffset until)
    {
        var ruled = Policy().ResolveStage(key, level, File.Emergency, File.Rule) as LimitDecision.Limited;
        var limit = new Limit(Budget.Until(Now, until > Now ? until : Now), Policy().CalendarId, ruled?.Limit.LadderId, "a date set on the case");
        return Start(ClockKind.Stage, key, limit, Now, "task opened", unit);
    }

    /// <summary>
    /// After a reopening the total clock goes on, and the milestone that ran when the case was closed; the gap does not count. A milestone that
    /// was met stays met.
    /// </summary>
    public void ContinueWhole()
    {
        foreach (var clock in File.Clocks)
        {
            if (clock.State.Status == ClockStatus.Stopped && (clock.Kind == ClockKind.Total
                || (clock.Kind == ClockKind.Milestone && clock.Ledger.OfType<LedgerEntry.Stopped>().Last().Reason == CaseClosed)))
                Go(clock.Continue(CalendarOf(clock), CaseCommand.TakeCalendar.Grace, Now, "system", "case reopened").OrThrow());
        }
    }

    /// <summary>
    /// A return was confirmed: what the unit was given by the last dispatch counts for nobody (S04). Clocks that ended before it, and those of
    /// other units, stay the facts that they are; one that the unit was late with before, and that went on, keeps its breach and stops.
    /// </summary>
    public void VoidReturned(IReadOnlyCollection<string> names, string by, string reason)
    {
        var (unit, since) = (File.Facts.HandlingUnit, File.Facts.DispatchedAt);
        var returned = File.Clocks.Where(clock => clock.Kind == ClockKind.Stage && names.Contains(clock.Name)
            && (clock.UnitId is null || clock.UnitId == unit) && !(clock.State.Status == ClockStatus.Stopped && clock.State.StoodAt < since)).ToArray();
        foreach (var clock in returned)
        {
            if (WasLateBefore(clock, since))
                Stop(clock.Id, by, reason);
        }

        VoidClocks(clock => returned.Any(one => one.Id == clock.Id) && !WasLateBefore(clock, since), by, reason);
    }

    private static bool WasLateBefore(SlaClock clock, DateTimeOffset? since) => clock.Ledger.Reverse().TakeWhile(entry => entry is not LedgerEntry.NewCycle)
        .Any(entry => entry is LedgerEntry.Stopped { End.Due: { } due } && entry.At < since && entry.At > due);

    /// <summary>Clocks count for nobody; without a choice, all of the case.</summary>
    public void VoidClocks(Func<SlaClock, bool>? which, string by, string reason)
    {
        foreach (var clock in File.Clocks)
        {
            if (clock.State.Status is ClockStatus.Void or ClockStatus.NotStarted || which?.Invoke(clock) == false)
                continue;
            // What has come due before is still a fact.
            FireDue(clock.Id);
            var voided = File.Clocks.First(one => one.Id == clock.Id).Void(CalendarOf(clock), Now, by, reason).OrThrow();
            Put(voided);
            Arm(voided);
            Say("ClockVoided", ("clock", voided.Name), ("by", by), ("reason", reason));
        }
    }

    private Guid Go(SlaClock clock)
    {
        Put(clock);
        var calendar = CalendarOf(clock);
        if (clock.Ledger[^1] is LedgerEntry.Reprojected moved)
            Say("ClockReprojected", ("clock", clock.Name), ("calendar", calendar.Id), ("version", moved.CalendarVersion), ("oldDue", moved.OldDue), ("due", moved.NewDue), ("heldUntil", moved.NotBefore));
        Say("ClockContinued", ("clock", clock.Name), ("cycle", clock.State.Cycle), ("due", clock.Due(calendar, Now) is { IsExact: true, At: var due } ? due : null));
        Arm(clock);
        return clock.Id;
    }

    // Without a unit it is the time of the whole case.
    private Guid Start(ClockKind kind, string name, Limit limit, DateTimeOffset at, string reason, string? unit = null)
    {
        limit = limit with { CalendarId = CalendarIdFor(limit.CalendarId, unit) };
        var calendar = Reference.Calendars.GetValueOrDefault(limit.CalendarId)
            ?? throw new ActivityFaultException($"Expected calendar '{limit.CalendarId}' of policy '{File.PolicyId}', but it is not loaded.");
        var clock = ClockMoves.Start(World.Ids.NextId(), kind, name, limit, calendar.Version, at, "system", reason) with { UnitId = unit, StartedInCaseCycle = File.Facts.Cycle };
        if (LadderOf(clock) is { } ladder)
            clock = clock.On(ladder);
        File = File with { Clocks = File.Clocks.Add(clock) };
        EmitClock(clock);
        Say("ClockStarted", ("clock", name), ("budget", limit.Budget.ToString()), ("rule", limit.Rule), ("due", clock.Due(calendar, Now) is { IsExact: true, At: var due } ? due : null));
        Arm(clock);
        return clock.Id;
    }

    /// <summary>
    /// The rule's calendar, else that of the unit whose step it is, for the whole case that of the unit that works on it, else the tenant's
    /// (clocks.md R8).
    /// </summary>
    public string CalendarIdFor(string named, string? unit = null) => named.Length > 0
        ? named
        : Organisation.CalendarOf(unit ?? File.Facts.HandlingUnit ?? File.UnitId)
            ?? throw new ActivityFaultException($"Expected a calendar in policy '{File.PolicyId}' or in the organisation, but neither names one.") { Code = "unknown-calendar" };

    /// <summary>Puts a changed clock in the place of the old one.</summary>
    public void Put(SlaClock clock)
    {
        for (var index = 0; index < File.Clocks.Length; index++)
        {
            if (File.Clocks[index].Id == clock.Id)
                File = File with { Clocks = File.Clocks.SetItem(index, clock) };
        }

        EmitClock(clock);
    }

    private void EmitClock(SlaClock clock) =>
        Emit(new ClockChanged(File.Id, clock, clock.Due(CalendarOf(clock), Now) is { IsExact: true, At: var due } ? due : null));

    public SlaPolicy Policy() => PolicyOf(File);

    private SlaPolicy PolicyOf(CaseFile file) => Reference.Policies.GetValueOrDefault(file.PolicyId)
        ?? throw new ActivityFaultException($"Expected policy '{file.PolicyId}', but it is not loaded.");
}
