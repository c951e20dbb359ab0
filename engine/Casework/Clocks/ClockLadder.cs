using System.Collections.Immutable;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Ladders;

namespace GridWorkflow.Casework.Clocks;

/// <summary>
/// A clock climbs its ladder as it is in force. A rung that a changed ladder has and the one before had not does not fire for an instant
/// that had passed already: nothing is done to a running case for a time in which nobody had written it. Pure.
/// </summary>
public static class ClockLadder
{
    /// <summary>Whether the clock knows this very ladder.</summary>
    public static bool Knows(this SlaClock clock, EscalationLadder ladder) => clock.LadderId == ladder.Id && clock.LadderVersion == ladder.Version;

    /// <summary>The clock as it begins on a ladder.</summary>
    public static SlaClock On(this SlaClock clock, EscalationLadder ladder) =>
        clock with { LadderId = ladder.Id, LadderVersion = ladder.Version, LadderKeys = string.Join(' ', ladder.Rungs.Select(rung => rung.Key)) };

    /// <summary>Takes a ladder over that has changed under the clock.</summary>
    /// <returns>The clock, and the keys of the rungs that are passed over.</returns>
    public static (SlaClock Clock, ImmutableArray<string> Passed) Take(this SlaClock clock, EscalationLadder ladder, BusinessCalendar calendar, DateTimeOffset now)
    {
        var passed = clock.NewlyPast(ladder, calendar, now);
        return (clock.On(ladder) with { Fired = [.. clock.Fired, .. passed.Select(rung => rung.Fire with { PassedOver = true, CollapsedInto = null })] }, [.. passed.Select(rung => rung.Fire.RungKey)]);
    }

    /// <summary>Rungs of a changed ladder that the one before had not and whose instant has passed.</summary>
    /// <param name="before">The ladder before, for a clock that keeps no keys; null: it is taken to have had all of them.</param>
    internal static ImmutableArray<DueRung> NewlyPast(this SlaClock clock, EscalationLadder ladder, BusinessCalendar calendar, DateTimeOffset now, EscalationLadder? before = null)
    {
        var known = clock.LadderKeys?.Split(' ') ?? before?.Rungs.Select(rung => rung.Key).ToArray();
        return known is null ? [] : clock.PastRungs(ladder, calendar, now).RemoveAll(rung => known.Contains(rung.Rung.Key));
    }
}
