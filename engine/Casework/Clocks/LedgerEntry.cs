using System.Text.Json.Serialization;

namespace GridWorkflow.Casework.Clocks;

/// <summary>
/// Something that happened to a clock. The ledger only grows; everything else about a clock is derived from it (clocks.md §1).
/// </summary>
/// <param name="At">When it took effect, UTC; never before the entry above it.</param>
/// <param name="By">Who did it, or <c>system</c>.</param>
/// <param name="Reason">Why, in the words of who did it.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Started), "start")]
[JsonDerivedType(typeof(Paused), "pause")]
[JsonDerivedType(typeof(Resumed), "resume")]
[JsonDerivedType(typeof(Extended), "extend")]
[JsonDerivedType(typeof(Retargeted), "retarget")]
[JsonDerivedType(typeof(Reprojected), "reproject")]
[JsonDerivedType(typeof(Stopped), "stop")]
[JsonDerivedType(typeof(Continued), "continue")]
[JsonDerivedType(typeof(NewCycle), "newCycle")]
[JsonDerivedType(typeof(Reset), "reset")]
[JsonDerivedType(typeof(Voided), "void")]
[JsonDerivedType(typeof(Exempted), "exempt")]
[JsonDerivedType(typeof(Acknowledged), "acknowledge")]
[JsonDerivedType(typeof(Progressed), "progress")]
public abstract record LedgerEntry(DateTimeOffset At, string By, string Reason)
{
    /// <summary>Counting began. <see cref="LedgerEntry.At"/> may lie before the instant of the command: late acceptance does not restart it.</summary>
    public sealed record Started(DateTimeOffset At, string By, string Reason, Budget Budget) : LedgerEntry(At, By, Reason);

    public sealed record Paused(DateTimeOffset At, string By, string Reason) : LedgerEntry(At, By, Reason);

    public sealed record Resumed(DateTimeOffset At, string By, string Reason) : LedgerEntry(At, By, Reason);

    /// <summary>More budget was approved. The instant of the request, not of the approval, must not be after due.</summary>
    public sealed record Extended(DateTimeOffset At, string By, string Reason, Budget Added, DateTimeOffset RequestedAt)
        : LedgerEntry(At, By, Reason);

    /// <summary>The category, condition or area class changed, and with it the limit. A count from now names who allowed it.</summary>
    public sealed record Retargeted(DateTimeOffset At, string By, string Reason, Budget Budget, RetargetBasis Basis, string? ApprovedBy)
        : LedgerEntry(At, By, Reason)
    {
        /// <summary>The rule that gave the budget; null: that of the clock.</summary>
        public string? Rule { get; init; }
    }

    /// <summary>The calendar changed under a running clock; both due instants are kept for the record, null where provisional.</summary>
    public sealed record Reprojected(
        DateTimeOffset At,
        string By,
        string Reason,
        string CalendarVersion,
        DateTimeOffset? OldDue,
        DateTimeOffset? NewDue,
        string? ApprovedBy) : LedgerEntry(At, By, Reason)
    {
        /// <summary>Nobody approved an earlier due instant than this; null: the calendar alone decides.</summary>
        public DateTimeOffset? NotBefore { get; init; }
    }

    public sealed record Stopped(DateTimeOffset At, string By, string Reason) : LedgerEntry(At, By, Reason)
    {
        /// <summary>How it ended; null: written by an earlier program, and derived from the calendar in force.</summary>
        public ClockEnd? End { get; init; }
    }

    /// <summary>A stopped clock runs on with what was left; the gap does not count (S07).</summary>
    public sealed record Continued(DateTimeOffset At, string By, string Reason) : LedgerEntry(At, By, Reason);

    /// <summary>A stopped clock begins again with a full budget, as the next cycle; the gap does not count (S06).</summary>
    public sealed record NewCycle(DateTimeOffset At, string By, string Reason, Budget Budget) : LedgerEntry(At, By, Reason)
    {
        /// <summary>Cycle of the case; null: an earlier program wrote it, and both went along.</summary>
        public int? CaseCycle { get; init; }

        /// <summary>The rule that gave the budget; null: that of the clock.</summary>
        public string? Rule { get; init; }
    }

    /// <summary>Counting begins again in the same cycle, as a migration demands. The only entry besides a retarget from now that takes back consumed time.</summary>
    public sealed record Reset(DateTimeOffset At, string By, string Reason, Budget Budget) : LedgerEntry(At, By, Reason)
    {
        /// <summary>The rule that gave the budget; null: that of the clock.</summary>
        public string? Rule { get; init; }

        /// <summary>The second person; null: nobody had to approve it.</summary>
        public string? ApprovedBy { get; init; }
    }

    /// <summary>The clock does not count for anybody: not ours, a duplicate, no case.</summary>
    public sealed record Voided(DateTimeOffset At, string By, string Reason) : LedgerEntry(At, By, Reason)
    {
        /// <summary>How it ended; null: written by an earlier program, and derived from the calendar in force.</summary>
        public ClockEnd? End { get; init; }
    }

    /// <summary>Left out of scores after an appeal. The facts stay.</summary>
    public sealed record Exempted(DateTimeOffset At, string By, string Reason) : LedgerEntry(At, By, Reason)
    {
        /// <summary>Which cycle, where an appeal about an earlier one was decided since; null: the one that the entry stands in.</summary>
        public int? Cycle { get; init; }
    }

    /// <summary>Somebody has seen the warning: ends rungs that stop on it, never the clock.</summary>
    public sealed record Acknowledged(DateTimeOffset At, string By, string Reason) : LedgerEntry(At, By, Reason);

    /// <summary>Somebody has reported progress: ends rungs that stop on it, never the clock.</summary>
    public sealed record Progressed(DateTimeOffset At, string By, string Reason) : LedgerEntry(At, By, Reason);
}

/// <summary>
/// What a clock said when it ended. It was judged by the calendar of that time; no later one judges it anew (clocks.md §4: a changed
/// calendar reaches running clocks only).
/// </summary>
/// <param name="CalendarVersion">The calendar that judged.</param>
/// <param name="Due">Its due instant; null: it lay beyond the coverage of that calendar.</param>
/// <param name="Used">Clock time used; null: a part of it lay outside the coverage.</param>
/// <param name="Left">Clock time left until due, negative once overdue; null with <paramref name="Due"/>.</param>
public sealed record ClockEnd(string CalendarVersion, DateTimeOffset? Due, TimeSpan? Used, TimeSpan? Left);

/// <summary>From when the budget of a retarget counts.</summary>
public enum RetargetBasis : byte
{
    /// <summary>From the original start; consumed time, pauses and extensions stay (S05a).</summary>
    Retroactive,

    /// <summary>From the instant of the change with the full budget; needs somebody who approves (S05b).</summary>
    FromNow,
}
