using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Ladders;

namespace GridWorkflow.Casework.Clocks;

/// <summary>When the ladder wants to be looked at again. Closed.</summary>
public abstract record NextRung
{
    private NextRung()
    {
    }

    /// <summary>Nothing more will fire unless the clock changes.</summary>
    public sealed record None : NextRung;

    /// <summary>Set a timer for <paramref name="FireAt"/>, with the clock's epoch.</summary>
    /// <param name="Rung">The rung.</param>
    /// <param name="RungKey">Its key, with the number of a repetition.</param>
    /// <param name="DueAt">The rung's own instant.</param>
    /// <param name="FireAt">When to act: later than <paramref name="DueAt"/> when held for office hours, never before the clock's start.</param>
    public sealed record At(Rung Rung, string RungKey, DateTimeOffset DueAt, DateTimeOffset FireAt) : NextRung;

    /// <summary>The next rung lies beyond the calendar's coverage; look again when the calendar has grown.</summary>
    public sealed record BeyondHorizon(DateTimeOffset NotBefore) : NextRung;
}

/// <summary>A rung that has come due and has not fired yet.</summary>
/// <param name="Rung">What to do and for whom.</param>
/// <param name="Fire">What <see cref="ClockRungs.WithFired"/> records on the clock.</param>
public sealed record DueRung(Rung Rung, FiredRung Fire)
{
    /// <summary>The action is dropped in favour of a later rung; the fire is recorded all the same.</summary>
    public bool Collapsed => Fire.CollapsedInto is not null;
}

/// <summary>A ladder held against a clock. Pure: firing is recorded by who fires.</summary>
public static class ClockRungs
{
    /// <summary>The next rung to wait for. One that should have fired already is named too: fire it at once.</summary>
    public static NextRung NextFire(this SlaClock clock, EscalationLadder ladder, BusinessCalendar calendar)
    {
        NextRung.At? next = null;
        DateTimeOffset? horizon = null;
        foreach (var pending in Pending(clock, ladder, calendar))
        {
            if (!pending.FireAt.TryGet(out var fireAt))
                horizon = horizon is { } known && known < pending.FireAt.NotBefore ? known : pending.FireAt.NotBefore;
            else if (next is null || fireAt < next.FireAt)
                next = new NextRung.At(pending.Rung, pending.Key, pending.DueAt.NotBefore, fireAt);
        }

        if (next is not null)
            return next;
        return horizon is { } at ? new NextRung.BeyondHorizon(at) : new NextRung.None();
    }

    /// <summary>
    /// Every rung due at or before <paramref name="now"/> that has not fired, in order of instant, then of declaration. After a downtime
    /// each comes once, stamped with both instants; a collapsible one gives way to the latest of them when that came due after it.
    /// </summary>
    /// <param name="clock">The clock.</param>
    /// <param name="ladder">Its ladder.</param>
    /// <param name="calendar">Its calendar.</param>
    /// <param name="now">The instant of the burst.</param>
    /// <param name="stopping">
    /// True for who stops the clock at <paramref name="now"/>: finished at the due instant is on time (R4), so what comes due at that very
    /// instant does not fire any more; what came due before does, also where it is held for office hours, because nobody comes for it later.
    /// </param>
    public static ImmutableArray<DueRung> DueRungs(
        this SlaClock clock, EscalationLadder ladder, BusinessCalendar calendar, DateTimeOffset now, bool stopping = false)
    {
        List<PendingRung>? due = null;
        foreach (var pending in Pending(clock, ladder, calendar))
        {
            if (stopping ? pending.DueAt.IsExact && pending.DueAt.At < now : pending.FireAt.IsExact && pending.FireAt.At <= now)
                (due ??= []).Add(pending);
        }

        return InOrder(clock, due, now);
    }

    /// <summary>Every rung that has not fired and whose own instant is at or before <paramref name="now"/>, also where its action is held for office hours.</summary>
    internal static ImmutableArray<DueRung> PastRungs(this SlaClock clock, EscalationLadder ladder, BusinessCalendar calendar, DateTimeOffset now)
    {
        List<PendingRung>? past = null;
        foreach (var pending in Pending(clock, ladder, calendar))
        {
            if (pending.DueAt.IsExact && pending.DueAt.At <= now)
                (past ??= []).Add(pending);
        }

        return InOrder(clock, past, now);
    }

    private static ImmutableArray<DueRung> InOrder(SlaClock clock, List<PendingRung>? due, DateTimeOffset now)
    {
        if (due is null)
            return [];

        // A stable order: rungs of one instant keep the order in which the ladder declares them.
        var ordered = due.OrderBy(pending => pending.DueAt.At).ToList();
        return [.. ordered.Select(pending => new DueRung(
            pending.Rung,
            new FiredRung(
                clock.Cycle,
                pending.Key,
                clock.Epoch,
                pending.DueAt.At,
                now.ToUniversalTime(),
                pending.Rung.Collapsible && ordered[^1].DueAt.At > pending.DueAt.At ? ordered[^1].Key : null)))];
    }

    /// <summary>Records that rungs have fired. Recording the same (cycle, rung, epoch) twice changes nothing.</summary>
    public static SlaClock WithFired(this SlaClock clock, IEnumerable<DueRung> rungs)
    {
        var fired = clock.Fired;
        foreach (var rung in rungs)
        {
            if (!fired.Any(known => known.Cycle == rung.Fire.Cycle && known.RungKey == rung.Fire.RungKey && known.Epoch == rung.Fire.Epoch))
                fired = fired.Add(rung.Fire);
        }

        return clock with { Fired = fired };
    }

    private static ImmutableArray<PendingRung> Pending(SlaClock clock, EscalationLadder ladder, BusinessCalendar calendar)
    {
        if (clock.State.Status is not (ClockStatus.Running or ClockStatus.Paused))
            return [];
        var memo = clock.MemoFor(calendar);
        if (memo.Pending is not { } known || !ReferenceEquals(known.Ladder, ladder))
            memo.Pending = known = (ladder, FindPending(clock, ladder, calendar));
        return known.Rungs;
    }

    private static ImmutableArray<PendingRung> FindPending(SlaClock clock, EscalationLadder ladder, BusinessCalendar calendar)
    {
        var state = clock.State;
        var pending = ImmutableArray.CreateBuilder<PendingRung>(ladder.Rungs.Length);
        // The rungs hang on it, so it is worked out once for all of them.
        var due = RungInstants.Due(state, calendar);
        foreach (var rung in ladder.Rungs)
        {
            if (((rung.StopOn & RungStop.Acknowledged) != 0 && state.HasAcknowledgement) || ((rung.StopOn & RungStop.Progress) != 0 && state.HasProgress))
                continue;
            var first = RungInstants.Of(state, rung.At, calendar, due);
            for (var occurrence = 0; occurrence <= (rung.Repeat?.Max ?? 0); occurrence++)
            {
                var key = occurrence == 0 ? rung.Key : $"{rung.Key}#{occurrence.ToString(CultureInfo.InvariantCulture)}";
                var dueAt = occurrence == 0 || !first.IsExact ? first : RungInstants.Repeated(state, first.At, rung.Repeat!.Every, occurrence, calendar);

                // While a clock stands still, only what came due before can still fire.
                if (state is { Status: ClockStatus.Paused, StoodAt: { } stood } && (!dueAt.IsExact || dueAt.At > stood))
                    break;
                if (!HasFired(clock, key, dueAt))
                    pending.Add(new PendingRung(rung, key, dueAt, FireAt(state, rung, dueAt, calendar)));
                if (!dueAt.IsExact)
                    break;
            }
        }

        return pending.DrainToImmutable();
    }

    private static DueInstant FireAt(ClockState state, Rung rung, DueInstant dueAt, BusinessCalendar calendar)
    {
        if (!dueAt.IsExact)
            return dueAt;
        var at = dueAt.At > state.StartedAt ? dueAt.At : state.StartedAt;
        return rung.OfficeHoursOnly ? calendar.NextOpening(at) : DueInstant.Exact(at);
    }

    // A rung that has fired in this cycle comes again only when the target has changed since and its new instant lies after that change.
    private static bool HasFired(SlaClock clock, string key, DueInstant dueAt)
    {
        foreach (var fired in clock.Fired)
        {
            if (fired.Cycle == clock.Cycle && fired.RungKey == key
                && !(fired.Epoch < clock.State.TargetEpoch && dueAt.NotBefore > clock.State.TargetChangedAt))
                return true;
        }

        return false;
    }
}

/// <summary>A rung that has not fired.</summary>
/// <param name="Key">With the number of a repetition.</param>
/// <param name="DueAt">Its own instant.</param>
/// <param name="FireAt">When to act.</param>
internal readonly record struct PendingRung(Rung Rung, string Key, DueInstant DueAt, DueInstant FireAt);
