using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GridWorkflow.Casework.Clocks;

/// <summary>What a clock measures.</summary>
public enum ClockKind : byte
{
    /// <summary>One step of a case; a new one per step and level.</summary>
    Stage,

    /// <summary>The whole case; never reset.</summary>
    Total,

    /// <summary>Until somebody accepts.</summary>
    Accept,

    /// <summary>Until somebody dispatches.</summary>
    Dispatch,

    /// <summary>核實.</summary>
    Verify,

    /// <summary>核查.</summary>
    Inspect,

    /// <summary>Reply to the reporter.</summary>
    Reply,

    /// <summary>Answer to a notice.</summary>
    Notice,

    /// <summary>One of several deadlines of a rule that follow one another: stop, penalise, demolish.</summary>
    Milestone,
}

/// <summary>
/// A deadline of a case as a ledger. Due, remaining, overdue and next rung are derived from it with the calendar and the ladder
/// (<see cref="ClockReading"/>, <see cref="ClockRungs"/>); changes are made by <see cref="ClockMoves"/>.
/// </summary>
public sealed record SlaClock
{
    private ImmutableArray<LedgerEntry> _ledger = [];

    /// <summary>What was worked out of this very clock already; derived, so it is no part of what the clock is.</summary>
    private ClockMemo? _memo;

    public required Guid Id { get; init; }

    public required ClockKind Kind { get; init; }

    /// <summary>What people see: the task key or "total".</summary>
    public required string Name { get; init; }

    /// <summary>Unit whose time it is; null: that of the whole case, or started by an earlier program that kept none.</summary>
    public string? UnitId { get; init; }

    /// <summary>Calendar in which the budget is counted.</summary>
    public required string CalendarId { get; init; }

    /// <summary>Ladder whose rungs fire; null: none.</summary>
    public string? LadderId { get; init; }

    /// <summary>Content version of the ladder when the clock last looked at it; null: a clock of before this was kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LadderVersion { get; init; }

    /// <summary>Keys of that version's rungs, with blanks between; null as above.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LadderKeys { get; init; }

    /// <summary>
    /// The rule that gave the first budget: <c>community v 3f2a… stages.handle.grid</c>; pinned when the clock starts. A new cycle or another
    /// limit brings its own into the ledger: <see cref="ClockState.Rule"/>.
    /// </summary>
    public string? Rule { get; init; }

    /// <summary>Cycle of the case in which it started; each reopening begins another.</summary>
    public int StartedInCaseCycle { get; init; } = 1;

    /// <summary>Everything that happened, oldest first. Setting it derives <see cref="State"/>.</summary>
    public required ImmutableArray<LedgerEntry> Ledger
    {
        get => _ledger;
        init
        {
            _ledger = value;
            State = ClockState.Replay(value);
        }
    }

    /// <summary>Content version of the calendar at the start; a reprojection moves it in <see cref="ClockState.CalendarVersion"/>.</summary>
    public required string StartedWithCalendarVersion { get; init; }

    /// <summary>Rungs that have fired, in the order in which they did.</summary>
    public ImmutableArray<FiredRung> Fired { get; init; } = [];

    /// <summary>What the ledger amounts to, without calendar arithmetic.</summary>
    [JsonIgnore]
    public ClockState State { get; private init; } = ClockState.Empty;

    /// <summary>The clock with one entry more: the state moves on by it instead of being replayed from the first.</summary>
    internal SlaClock Append(LedgerEntry entry) => this with { _ledger = _ledger.Add(entry), State = State.After(entry) };

    /// <summary>A memo for this calendar, kept while the same clock is asked: due and rungs are asked for several times in a burst.</summary>
    internal ClockMemo MemoFor(Calendars.BusinessCalendar calendar)
    {
        // A copy that was made by 'with' brings the memo of the clock before it.
        var memo = _memo;
        if (memo is null || !ReferenceEquals(memo.Clock, this) || !ReferenceEquals(memo.Calendar, calendar))
            _memo = memo = new ClockMemo(this, calendar);
        return memo;
    }

    [JsonIgnore]
    public int Cycle => State.Cycle;

    /// <summary>
    /// Cycle of the case to which its present cycle belongs. A clock of a unit that comes in late counts its own cycles from 1, so the two
    /// differ; a ledger of an earlier program that does not say it is taken to go along with the case.
    /// </summary>
    [JsonIgnore]
    public int CaseCycle => State.CaseCycle ?? Math.Max(StartedInCaseCycle, State.Cycle);

    /// <summary>The cycle that an instant belongs to: the last that had begun then.</summary>
    public int CycleAt(DateTimeOffset at) => 1 + Ledger.Count(entry => entry is LedgerEntry.NewCycle && entry.At <= at);

    /// <summary>Whether a cycle is left out of scores, by an entry in it or by one that came later and names it.</summary>
    public bool IsExempt(int cycle)
    {
        var current = 1;
        foreach (var entry in Ledger)
        {
            if (entry is LedgerEntry.NewCycle)
                current++;
            else if (entry is LedgerEntry.Exempted exempted && (exempted.Cycle ?? current) == cycle)
                return true;
        }

        return false;
    }

    /// <summary>Grows with each entry; a timer that carries an older epoch is nothing.</summary>
    [JsonIgnore]
    public int Epoch => State.Epoch;

    [JsonIgnore]
    public Budget Budget => State.Budget;

    [JsonIgnore]
    public DateTimeOffset StartedAt => State.StartedAt;

    [JsonIgnore]
    public string CalendarVersion => State.CalendarVersion ?? StartedWithCalendarVersion;

    public bool Equals(SlaClock? other) => other is not null
        && Id == other.Id && Kind == other.Kind && Name == other.Name && CalendarId == other.CalendarId
        && LadderId == other.LadderId && LadderVersion == other.LadderVersion && LadderKeys == other.LadderKeys && Rule == other.Rule && UnitId == other.UnitId
        && StartedInCaseCycle == other.StartedInCaseCycle && StartedWithCalendarVersion == other.StartedWithCalendarVersion
        && Ledger.SequenceEqual(other.Ledger) && Fired.SequenceEqual(other.Fired);

    public override int GetHashCode() => HashCode.Combine(Id, Ledger.Length, Fired.Length);
}

/// <summary>That a rung fired. (clock, cycle, rung, epoch) is unique; a duplicate loses.</summary>
/// <param name="Cycle">Cycle of the clock.</param>
/// <param name="RungKey">Key of the rung; a repetition adds its number: <c>chase#2</c>.</param>
/// <param name="Epoch">Epoch of the clock when it fired.</param>
/// <param name="DueAt">The instant for which it was set.</param>
/// <param name="FiredAt">When it really fired; later after a downtime or when held for office hours.</param>
/// <param name="CollapsedInto">The later rung in whose favour its action was dropped; null: the action was done.</param>
public sealed record FiredRung(int Cycle, string RungKey, int Epoch, DateTimeOffset DueAt, DateTimeOffset FiredAt, string? CollapsedInto = null)
{
    /// <summary>It did not fire: its instant had passed before the ladder had it. It is kept so that it never does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool PassedOver { get; init; }
}
