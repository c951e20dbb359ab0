using System.Collections.Immutable;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Catalogue;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Casework.Ladders;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.DryRuns;

/// <summary>
/// 試算: holds a draft of the reference data against a running case. Pure and thread-safe; nothing is changed. Running cases are pinned to
/// their lifecycle, limits and rules: publishing alone moves only what is looked up each time, which is calendars and ladders. A rung that is new there does not fire for an instant that has passed.
/// </summary>
/// <param name="current">What is in force.</param>
/// <param name="draft">What shall be.</param>
/// <param name="now">The instant that it is asked for.</param>
/// <param name="map">New activity ids by old ones, where lifecycles differ.</param>
public sealed class DryRun(ReferenceData current, ReferenceData draft, DateTimeOffset now, ImmutableSortedDictionary<string, string> map)
{
    private const string By = "dry-run";

    /// <summary>Whether the draft has another program for a definition, so that states have to be looked at.</summary>
    public bool Changes(string definitionId) =>
        draft.Definitions.Current(definitionId)?.ContentHash != current.Definitions.Current(definitionId)?.ContentHash;

    /// <summary>What becomes of one case.</summary>
    /// <param name="file">The case.</param>
    /// <param name="definitionId">Its lifecycle.</param>
    /// <param name="state">The case at rest; only needed where its lifecycle changes.</param>
    /// <param name="pinned">The program that it runs; only needed where its lifecycle changes.</param>
    public CaseShift Assess(CaseFile file, string definitionId, InstanceState? state, Program? pinned)
    {
        ArgumentNullException.ThrowIfNull(file);
        var problems = ImmutableArray.CreateBuilder<Problem>();
        var clocks = ImmutableArray.CreateBuilder<ClockShift>();
        var marks = ShiftMark.None;
        var terms = TermsOf(file, problems);
        foreach (var clock in file.Clocks)
        {
            if (clock.State.Status is ClockStatus.Running or ClockStatus.Paused)
                Add(Hold(clock, file, terms, problems, ref marks));
        }

        foreach (var begun in Begun(file, terms))
            Add(begun);
        var (before, after) = (Show(file.Rule), terms is null ? Show(file.Rule) : Show(terms.Rule));
        if (before != after && file.Status == CaseStatus.Open)
            marks |= ShiftMark.Rule;
        var notes = Lifecycle(definitionId, state, pinned, problems, ref marks);
        if (problems.Count > 0)
            marks |= ShiftMark.Stuck;
        return new CaseShift
        {
            CaseId = file.Id,
            Number = file.Number,
            DefinitionId = definitionId,
            UnitId = file.Facts.HandlingUnit ?? file.UnitId,
            CategoryCode = file.CategoryCode,
            Marks = marks,
            Clocks = clocks.ToImmutable(),
            RuleBefore = before,
            RuleAfter = after,
            Notes = notes,
            Problems = problems.ToImmutable(),
        };

        void Add(ClockShift? shift)
        {
            if (shift is null)
                return;
            clocks.Add(shift);
            if (shift is { IsNew: false, OldDue: var old } && old != shift.NewDue)
                marks |= ShiftMark.Moves;
            if (shift.OldDue != shift.TakenDue || shift.Unlimited)
                marks |= ShiftMark.MovesIfTaken;
            if (!shift.Rungs.IsEmpty)
                marks |= ShiftMark.Rungs;
            if (!shift.PassedRungs.IsEmpty)
                marks |= ShiftMark.RungsPassed;
            if (!shift.TakenRungs.IsEmpty)
                marks |= ShiftMark.RungsIfTaken;
            if (shift is { IsNew: true, TakenDue: { } due } && due < now)
                marks |= ShiftMark.OverdueIfTaken;
        }
    }

    /// <summary>What would be pinned if the case were filed under the draft; null where it could not be.</summary>
    private Terms? TermsOf(CaseFile file, ImmutableArray<Problem>.Builder problems)
    {
        if (file.Status != CaseStatus.Open)
            return null;
        if (draft.Catalogue.Find(file.CategoryCode) is not { } category)
        {
            problems.Add(new Problem("unknown-category", $"Expected category '{file.CategoryCode}' of running cases, but the draft has none.", "Keep it, or classify its cases again first."));
            return null;
        }

        if (draft.Policies.GetValueOrDefault(category.PolicyId) is not { } policy)
        {
            problems.Add(new Problem("unknown-policy", $"Expected policy '{category.PolicyId}' of category '{category.Code}', but the draft has none.", "Keep it, or give the category another."));
            return null;
        }

        if (!draft.Policies.ContainsKey(file.PolicyId))
            problems.Add(new Problem("unknown-policy", $"Expected policy '{file.PolicyId}', which running cases have, but the draft has none.", "Keep it until they are closed."));
        if (file.Rule?.Condition is { } condition && category.Condition(condition) is null)
        {
            problems.Add(new Problem("unknown-condition", $"Expected filing condition '{condition}' of '{category.Code}', which running cases have, but the draft has none.", "Keep it, or classify its cases again first."));
            return null;
        }

        var levels = draft.Organisation.Levels;
        return new Terms(policy, PinnedRule.Resolve(category, file.Rule?.Condition, draft.Organisation.AreaOf(file.GridCode), levels.IsEmpty ? null : levels[0].Key));
    }

    /// <summary>A clock that counts, under the draft; null: nothing changes.</summary>
    private ClockShift? Hold(SlaClock clock, CaseFile file, Terms? terms, ImmutableArray<Problem>.Builder problems, ref ShiftMark marks)
    {
        if (!current.Calendars.TryGetValue(clock.CalendarId, out var calendar))
            return null;
        if (!draft.Calendars.TryGetValue(clock.CalendarId, out var changed))
        {
            problems.Add(new Problem("unknown-calendar", $"Expected calendar '{clock.CalendarId}', in which clocks of running cases count, but the draft has none.", "Keep it until they are closed."));
            return null;
        }

        if (clock.LadderId is { } id && !draft.Ladders.ContainsKey(id))
            problems.Add(new Problem("unknown-ladder", $"Expected ladder '{id}', which clocks of running cases climb, but the draft has none.", "Keep it until they are closed."));
        var published = Recounted(clock, calendar, changed);
        var taken = Taken(clock, published, file, terms, out var unlimited);
        var takenCalendar = draft.Calendars.GetValueOrDefault(taken.CalendarId, changed);
        var shift = new ClockShift(clock.Name, clock.Kind, Due(clock, calendar), Due(published, changed), unlimited ? null : Due(taken, takenCalendar))
        {
            Unlimited = unlimited,
            Rungs = AtOnce(clock, calendar, published, changed),
            PassedRungs = PassedOver(published, changed),
            TakenRungs = unlimited ? [] : AtOnce(clock, calendar, taken, takenCalendar),
        };
        var was = clock.Verdict(calendar, now) == ClockVerdict.Overdue;
        marks |= Turn(was, published.Verdict(changed, now) == ClockVerdict.Overdue, ShiftMark.Overdue, ShiftMark.Relieved);
        marks |= Turn(was, !unlimited && taken.Verdict(takenCalendar, now) == ClockVerdict.Overdue, ShiftMark.OverdueIfTaken, ShiftMark.RelievedIfTaken);
        return shift.OldDue == shift.NewDue && shift.OldDue == shift.TakenDue && !unlimited && shift.Rungs.IsEmpty && shift.TakenRungs.IsEmpty && shift.PassedRungs.IsEmpty ? null : shift;
    }

    // As the calendar sweep would take it over, with the same grace.
    private SlaClock Recounted(SlaClock clock, BusinessCalendar calendar, BusinessCalendar changed) =>
        changed.Version != clock.CalendarVersion
            && clock.TakeOver(changed, Due(clock, calendar), now, CaseCommand.TakeCalendar.Grace, By, By) is ClockMove.Made { Clock: var moved }
                ? moved : clock;

    /// <summary>The clock with the limit that the draft would give it, counted from its original start.</summary>
    private SlaClock Taken(SlaClock clock, SlaClock published, CaseFile file, Terms? terms, out bool unlimited)
    {
        unlimited = false;
        if (terms is null)
            return published;
        var decision = clock.Kind switch
        {
            ClockKind.Total when file.TargetAt is null => terms.Policy.ResolveTotal(file.CategoryCode, file.ReportedAt, null, file.Emergency, terms.Rule),
            ClockKind.Stage when clock.Budget.Unit != BudgetUnit.ElapsedMillisecond => terms.Policy.ResolveStage(clock.Name, file.LevelOf(clock, draft.Organisation), file.Emergency, terms.Rule),
            _ => null,
        };
        if (decision is LimitDecision.Unlimited)
        {
            unlimited = true;
            return published;
        }

        if (decision is not LimitDecision.Limited { Limit: var limit })
            return published;
        var calendarId = CalendarIdFor(limit, file, clock.UnitId);
        var taken = published with { LadderId = limit.LadderId };
        if (calendarId != published.CalendarId && draft.Calendars.TryGetValue(calendarId, out var other))
            taken = taken with { CalendarId = calendarId, StartedWithCalendarVersion = other.Version };
        return limit.Budget != taken.State.Budget && taken.Retarget(limit.Budget, RetargetBasis.Retroactive, now, By, By) is ClockMove.Made { Clock: var moved } ? moved : taken;
    }

    /// <summary>Clocks that the case does not have, and that the draft would start.</summary>
    private IEnumerable<ClockShift> Begun(CaseFile file, Terms? terms)
    {
        if (terms is null)
            yield break;
        if (file.TargetAt is null && !file.Clocks.Any(clock => clock.Kind == ClockKind.Total)
            && (terms.Policy.Total is { StartsAt: TotalStart.Filing } ? file.Facts.RegisteredAt : file.ReportedAt) is { } since
            && terms.Policy.ResolveTotal(file.CategoryCode, since, null, file.Emergency, terms.Rule) is LimitDecision.Limited total)
            yield return Begun("total", ClockKind.Total, total.Limit, since, file, null);
        foreach (var task in file.Tasks)
        {
            if (task.ClockId is null && task.AdjustmentId is null && !WantsNone(task.Key, file) && terms.Policy.ResolveStage(task.Key, task.Level, file.Emergency, terms.Rule) is LimitDecision.Limited stage)
                yield return Begun(task.Key, ClockKind.Stage, stage.Limit, task.OpenedAt, file, task.UnitId);
        }
    }

    // A task for which the policy in force has a limit and that has no clock is one that the lifecycle wants without.
    private bool WantsNone(string task, CaseFile file) => current.Policies.TryGetValue(file.PolicyId, out var policy) && policy.Stages.ContainsKey(task);

    private ClockShift Begun(string name, ClockKind kind, Limit limit, DateTimeOffset at, CaseFile file, string? unit) => new(
        name, kind, null, null, draft.Calendars.TryGetValue(CalendarIdFor(limit, file, unit), out var calendar) && calendar.DueAt(at, limit.Budget).TryGet(out var due) ? due : null)
    {
        IsNew = true,
    };

    private string CalendarIdFor(Limit limit, CaseFile file, string? unit) =>
        limit.CalendarId.Length > 0 ? limit.CalendarId : draft.Organisation.CalendarOf(unit ?? file.Facts.HandlingUnit ?? file.UnitId) ?? "";

    /// <summary>Rungs that are due under the draft and are not due, or have fired, now.</summary>
    private ImmutableArray<string> AtOnce(SlaClock clock, BusinessCalendar calendar, SlaClock changed, BusinessCalendar changedCalendar)
    {
        if (changed.LadderId is null || !draft.Ladders.TryGetValue(changed.LadderId, out var ladder))
            return [];
        var due = changed.DueRungs(ladder, changedCalendar, now);
        if (due.IsEmpty)
            return [];
        // Of its own ladder what is new and past is passed over.
        if (changed.LadderId == clock.LadderId)
        {
            var passed = PastUnder(changed, ladder, changedCalendar).Select(rung => rung.Fire.RungKey).ToHashSet(StringComparer.Ordinal);
            due = due.RemoveAll(rung => passed.Contains(rung.Fire.RungKey));
        }

        // What a late sweep has still to fire is none of the draft's doing.
        var known = clock.LadderId is { } id && current.Ladders.TryGetValue(id, out var climbed) ? clock.DueRungs(climbed, calendar, now).Select(rung => rung.Fire.RungKey).ToHashSet(StringComparer.Ordinal) : [];
        return [.. due.Select(rung => rung.Fire.RungKey).Where(key => !known.Contains(key))];
    }

    /// <summary>Rungs that the draft's ladder has and the one in force has not, and whose instant has passed: they never fire for this clock.</summary>
    private ImmutableArray<string> PassedOver(SlaClock published, BusinessCalendar calendar) => published.LadderId is { } id && draft.Ladders.TryGetValue(id, out var ladder)
        ? [.. PastUnder(published, ladder, calendar).Select(rung => rung.Fire.RungKey)]
        : [];

    private ImmutableArray<DueRung> PastUnder(SlaClock clock, EscalationLadder ladder, BusinessCalendar calendar) =>
        clock.Knows(ladder) ? [] : clock.NewlyPast(ladder, calendar, now, current.Ladders.GetValueOrDefault(ladder.Id));

    private ImmutableArray<string> Lifecycle(string definitionId, InstanceState? state, Program? pinned, ImmutableArray<Problem>.Builder problems, ref ShiftMark marks)
    {
        if (state is null || pinned is null || !Changes(definitionId))
            return [];
        if (draft.Definitions.Current(definitionId) is not { } to)
        {
            problems.Add(new Problem("unknown-definition", $"Expected lifecycle '{definitionId}', which running cases follow, but the draft has none.", "Keep it; running cases stay with their version."));
            return [];
        }

        if (to.ContentHash == pinned.ContentHash)
            return [];
        switch (InstanceMove.Decide(state, pinned, to, new InstanceCommand.Migrate(new Actor(By), pinned.ContentHash, to.ContentHash, map), new World(now, new IdSource(0, now), draft)))
        {
            case MoveDecision.Possible possible:
                marks |= ShiftMark.Mappable;
                return possible.Notes;
            case MoveDecision.Impossible impossible:
                problems.AddRange(impossible.Problems);
                return [];
            default:
                throw new InvalidOperationException("A move is possible or impossible.");
        }
    }

    private DateTimeOffset? Due(SlaClock clock, BusinessCalendar calendar) => clock.Due(calendar, now).TryGet(out var due) ? due : null;

    private static ShiftMark Turn(bool was, bool will, ShiftMark newly, ShiftMark relieved) => (was, will) switch
    {
        (false, true) => newly,
        (true, false) => relieved,
        _ => ShiftMark.None,
    };

    private static string? Show(PinnedRule? rule) => rule is null ? null : $"{rule.Origin}{(rule.Budget is { } budget ? $" {budget}" : "")}";

    /// <summary>What the draft says of a case.</summary>
    private sealed record Terms(SlaPolicy Policy, PinnedRule? Rule);
}
