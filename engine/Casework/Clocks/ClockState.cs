using System.Collections.Immutable;
using GridWorkflow.Casework.Calendars;

namespace GridWorkflow.Casework.Clocks;

/// <summary>Whether a clock counts.</summary>
public enum ClockStatus : byte
{
    NotStarted,
    Running,
    Paused,
    Stopped,
    Void,
}

/// <summary>What the ledger of a clock amounts to, before any calendar is asked. Made only by <see cref="Replay"/>.</summary>
public sealed record ClockState
{
    public static ClockState Empty { get; } = new();

    public ClockStatus Status { get; private init; }

    /// <summary>From 1.</summary>
    public int Cycle { get; private init; }

    public int Epoch { get; private init; }

    /// <summary>Where counting began in this cycle.</summary>
    public DateTimeOffset StartedAt { get; private init; }

    /// <summary>Budget of this cycle without extensions.</summary>
    public Budget Budget { get; private init; }

    /// <summary>Approved extensions of this cycle, in order.</summary>
    public ImmutableArray<Budget> Extensions { get; private init; } = [];

    /// <summary>Finished pauses and gaps of this cycle, in order.</summary>
    public ImmutableArray<Pause> Pauses { get; private init; } = [];

    /// <summary>Since when the clock stands still: paused, stopped or void.</summary>
    public DateTimeOffset? StoodAt { get; private init; }

    /// <summary>What was found when it ended; null: it counts, or an earlier program ended it.</summary>
    public ClockEnd? End { get; private init; }

    /// <summary>How often it was paused in this cycle; gaps after a stop are no pauses.</summary>
    public int PauseCount { get; private init; }

    /// <summary>Epoch of the latest change of the target: start, extension, retarget, reprojection, reset, new cycle.</summary>
    public int TargetEpoch { get; private init; }

    /// <summary>When the target last changed.</summary>
    public DateTimeOffset TargetChangedAt { get; private init; }

    /// <summary>Calendar version of the latest reprojection; null: none.</summary>
    public string? CalendarVersion { get; private init; }

    /// <summary>A changed calendar may not bring the due instant before this; null: nothing holds it.</summary>
    public DateTimeOffset? NotBefore { get; private init; }

    /// <summary>Left out of scores: this cycle, never one after it.</summary>
    public bool Exempt { get; private init; }

    /// <summary>Cycle of the case, as the latest new cycle said; null: none did.</summary>
    public int? CaseCycle { get; private init; }

    /// <summary>The rule of the present budget, where another than the first; null: that of the clock.</summary>
    public string? Rule { get; private init; }

    public bool HasAcknowledgement { get; private init; }

    public bool HasProgress { get; private init; }

    /// <summary>Rebuilds the state from the ledger; the same ledger gives the same state (P8).</summary>
    public static ClockState Replay(ImmutableArray<LedgerEntry> ledger)
    {
        var state = Empty;
        foreach (var entry in ledger)
            state = state.After(entry);
        return state;
    }

    /// <summary>The state after one entry more.</summary>
    internal ClockState After(LedgerEntry entry)
    {
        var next = this with { Epoch = Epoch + 1 };
        return entry switch
        {
            LedgerEntry.Started started => next.Begin(started.At, started.Budget, cycle: 1),
            LedgerEntry.NewCycle again => next.Begin(again.At, again.Budget, Cycle + 1) with { CaseCycle = again.CaseCycle ?? CaseCycle, Rule = again.Rule ?? Rule },
            LedgerEntry.Reset reset => next.Begin(reset.At, reset.Budget, Cycle) with { Rule = reset.Rule ?? Rule },
            LedgerEntry.Paused paused => next with { Status = ClockStatus.Paused, StoodAt = paused.At, PauseCount = PauseCount + 1 },
            LedgerEntry.Stopped stopped => next.Settle(stopped.At) with { Status = ClockStatus.Stopped, StoodAt = stopped.At, End = stopped.End },
            LedgerEntry.Voided voided => next.Settle(voided.At) with { Status = ClockStatus.Void, StoodAt = voided.At, End = voided.End ?? End },
            LedgerEntry.Resumed resumed => next.Settle(resumed.At) with { Status = ClockStatus.Running, StoodAt = null },
            LedgerEntry.Continued continued => next.Settle(continued.At) with { Status = ClockStatus.Running, StoodAt = null, End = null },
            LedgerEntry.Extended extended => next.Retarget(extended.At) with { Extensions = Extensions.Add(extended.Added) },
            LedgerEntry.Retargeted { Basis: RetargetBasis.Retroactive } changed => next.Retarget(changed.At) with { Budget = changed.Budget, NotBefore = null, Rule = changed.Rule ?? Rule },
            LedgerEntry.Retargeted changed => next.Begin(changed.At, changed.Budget, Cycle) with { Rule = changed.Rule ?? Rule },
            LedgerEntry.Reprojected moved => next.Retarget(moved.At) with { CalendarVersion = moved.CalendarVersion, NotBefore = moved.NotBefore ?? (moved.ApprovedBy is null ? NotBefore : null) },
            LedgerEntry.Exempted exempted => next with { Exempt = Exempt || (exempted.Cycle ?? Cycle) == Cycle },
            LedgerEntry.Acknowledged => next with { HasAcknowledgement = true },
            LedgerEntry.Progressed => next with { HasProgress = true },
            _ => throw new InvalidOperationException($"The ledger holds an entry of the unknown type {entry.GetType().Name}."),
        };
    }

    // A clock that stood still until now gets its standing time as a pause; a stop during a pause keeps the pause.
    private ClockState Settle(DateTimeOffset at) => StoodAt is { } from && at > from ? this with { Pauses = Pauses.Add(new Pause(from, at)) } : this;

    private ClockState Retarget(DateTimeOffset at) => this with { TargetEpoch = Epoch, TargetChangedAt = at };

    // A reset or a retarget from now on a paused clock stays paused, from that instant on.
    private ClockState Begin(DateTimeOffset at, Budget budget, int cycle) => this with
    {
        Status = Status == ClockStatus.Paused && cycle == Cycle ? ClockStatus.Paused : ClockStatus.Running,
        StoodAt = Status == ClockStatus.Paused && cycle == Cycle ? at : null,
        End = null,
        Cycle = cycle,
        StartedAt = at,
        Budget = budget,
        Extensions = [],
        Pauses = [],
        PauseCount = cycle == Cycle ? PauseCount : 0,
        NotBefore = null,
        Exempt = cycle == Cycle && Exempt,
        TargetEpoch = Epoch,
        TargetChangedAt = at,
        HasAcknowledgement = false,
        HasProgress = false,
    };
}
