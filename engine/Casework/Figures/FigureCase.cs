using System.Collections.Immutable;

namespace GridWorkflow.Casework.Figures;

/// <summary>What the figures look at in one case: facts only, none of them judged.</summary>
public sealed record FigureCase
{
    public required Guid Id { get; init; }

    /// <summary>Channel of the report: <c>patrol</c>, <c>webhook:hotline</c>…</summary>
    public required string Source { get; init; }

    /// <summary>When it became a case (立案); the cohort of every rate.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>First dispatch (派遣); null: never.</summary>
    public DateTimeOffset? DispatchedAt { get; init; }

    /// <summary>Grid in which it lies; null: not known.</summary>
    public string? GridCode { get; init; }

    /// <summary>Unit that it was first dispatched to.</summary>
    public string? FirstUnit { get; init; }

    /// <summary>Unit that it was last dispatched to.</summary>
    public string? FinalUnit { get; init; }

    /// <summary>When the feedback (反饋) was accepted; null: not handled.</summary>
    public DateTimeOffset? FedBackAt { get; init; }

    /// <summary>
    /// When who handled it was done: where the clock of handling stopped. Checking and waiting for supporting units come after it and are
    /// not charged to the handler (clocks.md §4). Null: not done, no clock, or a snapshot of an earlier program.
    /// </summary>
    public DateTimeOffset? HandledAt { get; init; }

    /// <summary>Time counted by the clocks of handling; null: none counted.</summary>
    public TimeSpan? CountedTime { get; init; }

    /// <summary>When handling was or is due; where no step has a limit, the whole case. Null: never.</summary>
    public DateTimeOffset? HandlingDueAt { get; init; }

    /// <summary>When the whole case was or is due; null: never.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>作廢 or 不予立案: in no rate.</summary>
    public bool IsVoid { get; init; }

    /// <summary>自行處置, settled where it was found: counted, but in no rate.</summary>
    public bool IsSelfHandled { get; init; }

    /// <summary>掛賬: stands still with leave.</summary>
    public DateTimeOffset? SuspendedAt { get; init; }

    /// <summary>Left out of what is judged; the facts stay.</summary>
    public bool IsExempt { get; init; }

    /// <summary>Cycles of handling before the last one, earliest first: of units before it, and before a reopening. Confirmed returns are none.</summary>
    public ImmutableArray<HandlingCycle> Earlier { get; init; } = [];

    /// <summary>How often an inspection sent it back to the unit that had handled it.</summary>
    public int Reworks { get; init; }

    /// <summary>Returns (退回) that the dispatcher did not confirm.</summary>
    public int RefusedReturns { get; init; }

    /// <summary>Extensions (延期) that were approved.</summary>
    public int Extensions { get; init; }

    /// <summary>Dispatched to a handler, and neither void nor settled on the spot.</summary>
    public bool IsDispatched => DispatchedAt is not null && !IsVoid && !IsSelfHandled;

    public bool IsHandled => FedBackAt is not null;

    /// <summary>What is held against the due instant of handling; without a clock that is kept, the accepted feedback.</summary>
    public DateTimeOffset? DoneAt => HandledAt ?? FedBackAt;
}

/// <summary>One cycle of a clock of handling.</summary>
/// <param name="DueAt">Null: without a limit, or not known.</param>
/// <param name="DoneAt">Where the clock stopped.</param>
/// <param name="IsExempt">Left out of what is judged.</param>
public sealed record HandlingCycle(DateTimeOffset? DueAt, DateTimeOffset? DoneAt, bool IsExempt = false)
{
    /// <summary>Without a limit nothing can be late. Finished at the due instant is on time (clocks.md R4).</summary>
    public bool IsOnTime => DueAt is not { } due || DoneAt <= due;
}

/// <summary>What the figures look at in one supervision notice (督辦通知書); issued again after a rejection it is the same one.</summary>
/// <param name="ReceivedAt">When it was delivered.</param>
/// <param name="RectifiedAt">When the review accepted what was done; null: not yet.</param>
/// <param name="Items">Places that it names, at least 1; one notice may list several.</param>
/// <param name="RectifiedItems">How many of them are rectified.</param>
public sealed record FigureNotice(DateTimeOffset ReceivedAt, DateTimeOffset? RectifiedAt, int Items = 1, int RectifiedItems = 0);
