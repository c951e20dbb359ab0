using System.Collections.Immutable;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.DryRuns;

namespace GridWorkflow.Runtime.DryRuns;

/// <summary>How many cases bear which mark.</summary>
/// <param name="Cases">All that were looked at.</param>
/// <param name="ByMark">Only marks that a case bears.</param>
public sealed record MarkCounts(int Cases, ImmutableSortedDictionary<ShiftMark, int> ByMark)
{
    public int this[ShiftMark mark] => ByMark.GetValueOrDefault(mark);
}

/// <summary>The cases of one unit or category.</summary>
public sealed record GroupCounts(string Key, MarkCounts Counts);

/// <summary>By how much the clocks of one kind move.</summary>
/// <param name="Taken">True: if running cases were taken over; false: by publishing alone.</param>
/// <param name="Sooner">Clocks that are due sooner.</param>
/// <param name="Later">Clocks that are due later.</param>
/// <param name="MostSooner">The largest of it, below zero or zero.</param>
/// <param name="MostLater">The largest of it.</param>
public sealed record MovedClocks(ClockKind Kind, bool Taken, int Sooner, int Later, TimeSpan MostSooner, TimeSpan MostLater);

/// <summary>Why cases cannot go on under the draft.</summary>
public sealed record StuckReason(string Code, string? ActivityId, string Reason, string Remedy, int Cases);

/// <summary>What a dry run came to, or has come to so far.</summary>
public sealed record DryRunCounts(
    MarkCounts Counts, ImmutableArray<GroupCounts> ByUnit, ImmutableArray<GroupCounts> ByCategory, ImmutableArray<MovedClocks> Moved, ImmutableArray<StuckReason> Reasons)
{
    public static DryRunCounts None { get; } = new(new MarkCounts(0, ImmutableSortedDictionary<ShiftMark, int>.Empty), [], [], [], []);
}
