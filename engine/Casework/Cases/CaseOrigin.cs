using System.Collections.Immutable;

namespace GridWorkflow.Casework.Cases;

/// <summary>Why one case opened another.</summary>
public enum CaseRelation : byte
{
    /// <summary>督辦: a limit has passed and the unit is told to put it right.</summary>
    Supervision,

    /// <summary>問責: somebody answers for it.</summary>
    Accountability,
}

/// <summary>
/// Where a case comes from that another one opened. Frozen facts: what was true at that moment, whatever becomes of the other case.
/// </summary>
/// <param name="CaseId">The case that opened it.</param>
/// <param name="Number">Its number.</param>
/// <param name="Relation">Why.</param>
/// <param name="OpenedAt">When.</param>
public sealed record CaseOrigin(Guid CaseId, string Number, CaseRelation Relation, DateTimeOffset OpenedAt)
{
    /// <summary>The clock that is about it; an exemption marks this clock. Null: none is.</summary>
    public Guid? ClockId { get; init; }

    /// <summary>Name of that clock: the key of the task, or <c>total</c>.</summary>
    public string? Clock { get; init; }

    /// <summary>When that clock was due.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The rung of the ladder that opened it.</summary>
    public string? Rung { get; init; }

    /// <summary>The unit that it is put to.</summary>
    public string? UnitId { get; init; }

    /// <summary>The person who had the task then; null: nobody had.</summary>
    public string? PersonId { get; init; }

    /// <summary>What is to be put right or answered for, one a line.</summary>
    public ImmutableArray<string> Items { get; init; } = [];

    /// <summary>How long past due it was; null: it was not, or nothing was due.</summary>
    public TimeSpan? OverdueBy => OpenedAt > DueAt ? OpenedAt - DueAt : null;
}
