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
    private const string TimerPrefix = "clock:";

    /// <summary>Key of the timer of a clock.</summary>
    public static string TimerKey(Guid clockId) => $"{TimerPrefix}{clockId:D}";

    /// <summary>The clock that a timer belongs to, or null when it is not a clock's.</summary>
    public static Guid? ClockOf(string timerKey) =>
        timerKey.StartsWith(TimerPrefix, StringComparison.Ordinal) && Guid.TryParseExact(timerKey.AsSpan(TimerPrefix.Length), "D", out var id) ? id : null;

    /// <summary>Starts the total clock at the instant of the report, and the first milestone; the total clock is never reset.</summary>
    public void StartTotal()
    {
        StartTotalClock(File.ReportedAt, "reported");
        StartMilestone(0, File.ReportedAt, "reported");
    }

    private void StartTotalClock(DateTimeOffset at, string reason)
    {
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
        var stopped = Counting(clockId)!.Stop(Now, by, reason).OrThrow();
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
    /// The clock of a step, running: a new one, or the last one of that name going on. After a reopening the clock of the step begins its
    /// next cycle (S06). Null: the policy has no limit for it.
    /// </summary>
    public Guid? StageClock(string key, string level, ClockUse use)
    {
        var last = File.Clocks.LastOrDefault(clock => clock.Kind == ClockKind.Stage && clock.Name == key && clock.State.Status != ClockStatus.Void);
        if (use == ClockUse.Continue && last is not null)
        {
            if (last.State.Status != ClockStatus.Stopped)
                return last.Id;
            if (last.State.Cycle >= File.Facts.Cycle)
                return Go(last.Continue(Now, "system", "step goes on").OrThrow());
        }

        if (Policy().ResolveStage(key, level, File.Emergency, File.Rule) is not LimitDecision.Limited { Limit: var limit })
            return null;
        limit = limit with { CalendarId = CalendarIdFor(limit.CalendarId) };
        return last is { State.Status: ClockStatus.Stopped } && last.State.Cycle < File.Facts.Cycle && limit.CalendarId == last.CalendarId
            ? Go(last.Reopen(limit.Budget, Now, "system", "case reopened").OrThrow())
            : Start(ClockKind.Stage, key, limit, Now, "task opened");
    }

    // A date that somebody set; the ladder is the policy's. A date that is over is due at once.
    private Guid ClockUntil(string key, string level, DateTimeOffset until)
    {
        var ruled = Policy().ResolveStage(key, level, File.Emergency, File.Rule) as LimitDecision.Limited;
        var limit = new Limit(Budget.Until(Now, until > Now ? until : Now), Policy().CalendarId, ruled?.Limit.LadderId, "a date set on the case");
        return Start(ClockKind.Stage, key, limit, Now, "task opened");
    }

    /// <summary>The total clock goes on after a reopening; the gap does not count.</summary>
    public void ContinueTotal()
    {
        foreach (var clock in File.Clocks.Where(clock => clock.Kind == ClockKind.Total && clock.State.Status == ClockStatus.Stopped))
            Go(clock.Continue(Now, "system", "case reopened").OrThrow());
    }

    /// <summary>The clocks of these steps count for nobody; without names, all of the case.</summary>
    public void VoidClocks(IReadOnlyCollection<string>? names, string by, string reason)
    {
        foreach (var clock in File.Clocks)
        {
            if (clock.State.Status is ClockStatus.Void or ClockStatus.NotStarted || (names is not null && !(clock.Kind == ClockKind.Stage && names.Contains(clock.Name))))
                continue;
            // What has come due before is still a fact.
            FireDue(clock.Id);
            var voided = File.Clocks.First(one => one.Id == clock.Id).Void(Now, by, reason).OrThrow();
            Put(voided);
            Arm(voided);
            Say("ClockVoided", ("clock", voided.Name), ("by", by), ("reason", reason));
        }
    }

    private Guid Go(SlaClock clock)
    {
        Put(clock);
        var calendar = CalendarOf(clock);
        Say("ClockContinued", ("clock", clock.Name), ("cycle", clock.State.Cycle), ("due", clock.Due(calendar, Now) is { IsExact: true, At: var due } ? due : null));
        Arm(clock);
        return clock.Id;
    }

    private Guid Start(ClockKind kind, string name, Limit limit, DateTimeOffset at, string reason)
    {
        limit = limit with { CalendarId = CalendarIdFor(limit.CalendarId) };
        var calendar = Reference.Calendars.GetValueOrDefault(limit.CalendarId)
            ?? throw new ActivityFaultException($"Expected calendar '{limit.CalendarId}' of policy '{File.PolicyId}', but it is not loaded.");
        var clock = ClockMoves.Start(World.Ids.NextId(), kind, name, limit, calendar.Version, at, "system", reason);
        if (LadderOf(clock) is { } ladder)
            clock = clock.On(ladder);
        File = File with { Clocks = File.Clocks.Add(clock) };
        EmitClock(clock);
        Say("ClockStarted", ("clock", name), ("budget", limit.Budget.ToString()), ("rule", limit.Rule), ("due", clock.Due(calendar, Now) is { IsExact: true, At: var due } ? due : null));
        Arm(clock);
        return clock.Id;
    }

    /// <summary>The rule's calendar, else that of the unit that works on the case, else the tenant's (clocks.md R8).</summary>
    public string CalendarIdFor(string named) => named.Length > 0
        ? named
        : Organisation.CalendarOf(File.Facts.HandlingUnit ?? File.UnitId)
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

    public SlaPolicy Policy() => Reference.Policies.GetValueOrDefault(File.PolicyId)
        ?? throw new ActivityFaultException($"Expected policy '{File.PolicyId}', but it is not loaded.");
}
