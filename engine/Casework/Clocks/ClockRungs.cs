using System.Collections.Immutable;
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

    /// <summary>Set a timer for <paramref name="FireAt"/>.</summary>
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
/// <param name="Fire">What to add to the clock when it is done: <c>clock with { Fired = clock.Fired.Add(fire) }</c>.</param>
public sealed record DueRung(Rung Rung, FiredRung Fire)
{
    /// <summary>The action is dropped in favour of a later rung; the fire is recorded all the same.</summary>
    public bool Collapsed => Fire.CollapsedInto is not null;
}

/// <summary>A ladder held against a clock. Pure: firing is recorded by who fires.</summary>
public static class ClockRungs
{
    /// <summary>The next rung to wait for.</summary>
    public static NextRung NextFire(this SlaClock clock, EscalationLadder ladder, BusinessCalendar calendar) => new NextRung.None();

    /// <summary>Every rung due at or before <paramref name="now"/> that has not fired, in order of instant, then of declaration.</summary>
    public static ImmutableArray<DueRung> DueRungs(this SlaClock clock, EscalationLadder ladder, BusinessCalendar calendar, DateTimeOffset now) => [];

    /// <summary>Records that rungs have fired. Recording the same (cycle, rung, epoch) twice changes nothing.</summary>
    public static SlaClock WithFired(this SlaClock clock, IEnumerable<DueRung> rungs) => clock;
}
