using System.Collections.Immutable;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Ladders;

namespace GridWorkflow.Casework.Clocks;

/// <summary>
/// What calendar arithmetic gave for one clock, so that a burst does it once. Whoever finds it empty fills it; two threads that do so at once
/// write the same.
/// </summary>
internal sealed class ClockMemo(SlaClock clock, BusinessCalendar calendar)
{
    public SlaClock Clock { get; } = clock;

    public BusinessCalendar Calendar { get; } = calendar;

    /// <summary>Where the budget runs out, the present pause left aside; null: not worked out yet.</summary>
    public Known<DueInstant>? Due { get; set; }

    /// <summary>The ladder that was held against the clock last, with its rungs that have not fired.</summary>
    public (EscalationLadder Ladder, ImmutableArray<PendingRung> Rungs)? Pending
    {
        get => _pending is { } pending ? (pending.Ladder, pending.Rungs) : null;
        set => _pending = value is { } pending ? new LadderRungs(pending.Ladder, pending.Rungs) : null;
    }

    private LadderRungs? _pending;

    /// <summary>A value in one reference, so that it is seen whole or not at all.</summary>
    public sealed record Known<T>(T Value);

    private sealed record LadderRungs(EscalationLadder Ladder, ImmutableArray<PendingRung> Rungs);
}
