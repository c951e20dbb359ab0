using GridWorkflow.Casework.Catalogue;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Workflow.Activities;

namespace GridWorkflow.Casework.Cases;

/// <summary>What the catalogue says of the case: the condition, the rule that is pinned, and the clocks that it feeds.</summary>
internal sealed partial class CaseWork
{
    /// <summary>
    /// Chooses the filing condition where the report left it open, and pins its rule; the clocks count as if it had been known from the
    /// beginning.
    /// </summary>
    /// <exception cref="ActivityFaultException">The category has no such condition.</exception>
    public void ChooseCondition(string number, string by)
    {
        var category = Reference.Catalogue.Find(File.CategoryCode)
            ?? throw new ActivityFaultException($"Expected category '{File.CategoryCode}', but it is not loaded.") { Code = "unknown-category" };
        if (category.Condition(number) is null)
            throw new ActivityFaultException($"Expected a filing condition of '{category.Code}', but found '{number}': {Loading.Names.Remedy(number, [.. category.Conditions.Select(known => known.Number)])}") { Code = "unknown-condition" };
        if (File.Rule?.Condition == number)
            return;
        Say("ConditionChosen", ("category", category.Code), ("from", File.Rule?.Condition), ("to", number), ("by", by));
        if (Classify(category, number, RetargetBasis.Retroactive, by, "condition chosen", null) is { } refusal)
            throw new ActivityFaultException(refusal.Reason) { Code = refusal.Code };
    }

    /// <summary>Pins what the catalogue says of a category and condition, and moves the clocks that it feeds. Null: it is done.</summary>
    public Refusal? Classify(Category category, string? condition, RetargetBasis basis, string by, string reason, string? approvedBy)
    {
        var before = File.Rule;
        var rule = PinnedRule.Resolve(category, condition, Organisation.AreaOf(File.GridCode), Organisation.Levels[0].Key);
        var old = File;
        Change(File with { CategoryCode = category.Code, PolicyId = category.PolicyId, Rule = rule, Emergency = File.Emergency && category.EmergencyCapable });
        if (old.Emergency && !File.Emergency)
            SayEmergencyEnded(by, null, reason);
        // A case that only lies elsewhere keeps the limits that its area does not change, as a policy published since does not move them either.
        var isSame = old.CategoryCode == File.CategoryCode && before?.Condition == rule?.Condition;
        foreach (var clock in File.Clocks)
        {
            if (Counting(clock.Id) is not null && Fed(clock, File) is LimitDecision.Limited { Limit: var limit } && limit.Budget != clock.State.Budget
                && !(isSame && Fed(clock, old) is LimitDecision.Limited { Limit: var fed } && fed.Budget == limit.Budget)
                && Retarget(clock.Id, limit, basis, by, reason, approvedBy) is { } refusal)
                return refusal;
        }

        if (WholeSince() is null)
        {
            // The whole case waits for its registration, unless the policy that it has now counts from the report.
            if (File.PolicyId != old.PolicyId)
                PinBeginning();
            StartWhole(reason);
            return null;
        }

        var since = basis == RetargetBasis.FromNow ? Now : WholeSince()!.Value;
        StartTotalClock(since, reason);
        if (!SameMilestones(before, rule))
        {
            foreach (var clock in File.Clocks.Where(clock => clock.Kind == ClockKind.Milestone))
                VoidClock(clock.Id, by, reason);
            StartMilestone(0, since, reason);
        }

        return null;
    }

    /// <summary>The milestone that runs now; null: none does.</summary>
    public SlaClock? RunningMilestone() =>
        File.Clocks.FirstOrDefault(clock => clock.Kind == ClockKind.Milestone && clock.State.Status is ClockStatus.Running or ClockStatus.Paused);

    /// <summary>The running milestone is met: its clock stops, and the next one of the rule begins.</summary>
    public void MeetMilestone(SlaClock clock, string by, string? remark)
    {
        Stop(clock.Id, by, "milestone met");
        Say("MilestoneMet", ("clock", clock.Name), ("by", by), ("text", remark));
        var milestones = File.Rule?.Milestones ?? [];
        for (var index = 0; index + 1 < milestones.Length; index++)
        {
            if (milestones[index].Key == clock.Name)
                StartMilestone(index + 1, Now, "milestone met");
        }
    }

    private void StartMilestone(int index, DateTimeOffset at, string reason)
    {
        if (File.Rule is not { } rule || index >= rule.Milestones.Length)
            return;
        var policy = Policy();
        var milestone = rule.Milestones[index];
        Start(
            ClockKind.Milestone, milestone.Key,
            new Limit(milestone.Budget, policy.CalendarId, policy.Total?.LadderOf(File.Emergency), $"{policy.Id} {policy.Version} catalogue {rule.Origin} milestone {milestone.Key}"), at, reason);
    }

    // A milestone is fed by the rule itself and is begun anew; a target that the report brought stays, and so does a date that somebody set.
    private LimitDecision Fed(SlaClock clock, CaseFile file) => clock.Kind switch
    {
        ClockKind.Total when file.TargetAt is null => PolicyOf(file).ResolveTotal(file.CategoryCode, file.ReportedAt, null, file.Emergency, file.Rule),
        ClockKind.Stage when clock.State.Budget.Unit != BudgetUnit.ElapsedMillisecond =>
            PolicyOf(file).ResolveStage(clock.Name, file.LevelOf(clock, Organisation), file.Emergency, file.Rule),
        _ => new LimitDecision.Unlimited("The catalogue does not feed it."),
    };

    /// <summary>
    /// A migration gives a stage clock the limit that the policy has now: from its start on, or all anew. Null: it is done, or it was told to keep.
    /// </summary>
    public Refusal? TakeLimit(Guid clockId, ClockFate fate, string by, string reason, string? approvedBy)
    {
        if (fate == ClockFate.Keep || Counting(clockId) is not { Kind: ClockKind.Stage } clock)
            return null;
        // A date that somebody set on the case is no policy's to change.
        if (clock.Budget.Unit == BudgetUnit.ElapsedMillisecond)
            return new Refusal(RefusalKind.Conflict, "clock-has-date", $"Expected a limit of the policy, but clock '{clock.Name}' runs to a date that was set on the case.", "Let it keep that.");
        var level = File.LevelOf(clock, Organisation);
        if (Policy().ResolveStage(clock.Name, level, File.Emergency, File.Rule) is not LimitDecision.Limited { Limit: var limit })
            return new Refusal(RefusalKind.Conflict, "no-limit", $"Expected policy '{File.PolicyId}' to limit '{clock.Name}' at level '{level}', but it does not.", "Let the clock keep its limit, or give the step one in the policy.");
        if (fate == ClockFate.Restart)
            return Recount(clockId, limit, "ClockReset", null, one => one.Reset(limit.Budget, Now, by, reason, approvedBy, limit.Rule), by, approvedBy);
        return limit.Budget == clock.State.Budget ? null : Retarget(clockId, limit, RetargetBasis.Retroactive, by, reason, approvedBy);
    }

    private Refusal? Retarget(Guid clockId, Limit limit, RetargetBasis basis, string by, string reason, string? approvedBy) => Recount(
        clockId, limit, "ClockRetargeted", basis.ToString(), clock => clock.Retarget(limit.Budget, basis, Now, by, reason, approvedBy, limit.Rule), by, approvedBy);

    private Refusal? Recount(Guid clockId, Limit limit, string kind, string? basis, Func<SlaClock, ClockMove> count, string by, string? approvedBy)
    {
        // What has come due under the old limit is a fact.
        FireDue(clockId);
        var clock = Counting(clockId)!;
        var calendar = CalendarOf(clock);
        var wasOverdue = clock.Verdict(calendar, Now) == ClockVerdict.Overdue;
        var (from, dueBefore) = (clock.State.Budget, clock.Due(calendar, Now));
        var move = count(clock);
        if (move is ClockMove.Refused refused)
            return new Refusal(RefusalKind.Conflict, refused.Problem.Code, refused.Problem.Reason, refused.Problem.Remedy);
        var changed = move.OrThrow();
        // Another limit may come with another ladder: that of emergencies ends with the emergency.
        if (limit.LadderId != changed.LadderId)
            changed = changed with { LadderId = limit.LadderId, LadderVersion = null, LadderKeys = null };
        Put(changed);
        Arm(changed);
        var due = changed.Due(calendar, Now);
        Say(
            kind, ("clock", changed.Name), ("from", from.ToString()), ("to", limit.Budget.ToString()), ("rule", limit.Rule), ("basis", basis),
            ("oldDue", dueBefore.IsExact ? dueBefore.At : null), ("due", due.IsExact ? due.At : null), ("by", by), ("approvedBy", approvedBy));
        // clocks.md §4: a breach at the computed due, found at this instant.
        if (!wasOverdue && changed.Verdict(calendar, Now) == ClockVerdict.Overdue)
            Say("BreachFound", ("clock", changed.Name), ("due", due.At), ("foundAt", Now));
        return null;
    }

    /// <summary>A clock that counts counts for nobody from now on.</summary>
    public void VoidClock(Guid clockId, string by, string reason)
    {
        if (Counting(clockId) is not null)
            VoidClocks(clock => clock.Id == clockId, by, reason);
    }

    private static bool SameMilestones(PinnedRule? one, PinnedRule? other) => (one?.Milestones ?? []).SequenceEqual(other?.Milestones ?? []);
}
