using System.Collections.Immutable;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Casework.DryRuns;

/// <summary>What a draft does to a case; several may hold.</summary>
[Flags]
public enum ShiftMark
{
    None = 0,

    /// <summary>A due instant moves as soon as the draft is published.</summary>
    Moves = 1,

    /// <summary>A due instant would move if running cases were taken over.</summary>
    MovesIfTaken = 1 << 1,

    /// <summary>In time now, overdue once the draft is published.</summary>
    Overdue = 1 << 2,

    /// <summary>Overdue now, in time once the draft is published.</summary>
    Relieved = 1 << 3,

    /// <summary>In time now, overdue if running cases were taken over.</summary>
    OverdueIfTaken = 1 << 4,

    /// <summary>Overdue now, in time if running cases were taken over.</summary>
    RelievedIfTaken = 1 << 5,

    /// <summary>A rung fires at once when the draft is published.</summary>
    Rungs = 1 << 6,

    /// <summary>A rung would fire at once if running cases were taken over.</summary>
    RungsIfTaken = 1 << 7,

    /// <summary>The catalogue would give it another rule.</summary>
    Rule = 1 << 8,

    /// <summary>The lifecycle changes and the case has an image in it.</summary>
    Mappable = 1 << 9,

    /// <summary>It cannot go on under the draft: a state without image, a category, policy, calendar or ladder that is gone.</summary>
    Stuck = 1 << 10,

    /// <summary>A rung of a changed ladder never fires for it: it is new, and its instant has passed.</summary>
    RungsPassed = 1 << 11,
}

/// <summary>One clock of a case under a draft. A due instant that is null is provisional, or there is no limit.</summary>
/// <param name="Name">What people see: the task key or <c>total</c>.</param>
/// <param name="OldDue">As it is now.</param>
/// <param name="NewDue">Once the draft is published: pinned limits stay, calendars move.</param>
/// <param name="TakenDue">If the running case were taken over: limits are resolved again, from the original start.</param>
public sealed record ClockShift(string Name, ClockKind Kind, DateTimeOffset? OldDue, DateTimeOffset? NewDue, DateTimeOffset? TakenDue)
{
    /// <summary>There is no such clock yet; the draft would start one.</summary>
    public bool IsNew { get; init; }

    /// <summary>The draft has no limit for it any more.</summary>
    public bool Unlimited { get; init; }

    /// <summary>Rungs that fire at once when the draft is published.</summary>
    public ImmutableArray<string> Rungs { get; init; } = [];

    /// <summary>Rungs that are new in the draft's ladder and whose instant has passed: they do not fire any more.</summary>
    public ImmutableArray<string> PassedRungs { get; init; } = [];

    /// <summary>Rungs that would fire at once if it were taken over.</summary>
    public ImmutableArray<string> TakenRungs { get; init; } = [];

    /// <summary>How much later it is due, below zero how much sooner; null where one of the two is not known.</summary>
    public TimeSpan? Difference => NewDue - OldDue;

    /// <summary>The same if it were taken over.</summary>
    public TimeSpan? TakenDifference => TakenDue - OldDue;
}

/// <summary>One case under a draft.</summary>
public sealed record CaseShift
{
    public required Guid CaseId { get; init; }

    public required string Number { get; init; }

    public required string DefinitionId { get; init; }

    /// <summary>The unit that works on it now.</summary>
    public required string UnitId { get; init; }

    public required string CategoryCode { get; init; }

    public ShiftMark Marks { get; init; }

    /// <summary>Clocks of which something changes.</summary>
    public ImmutableArray<ClockShift> Clocks { get; init; } = [];

    /// <summary>Where its rule stands in the catalogue, and the limit; null: none is pinned.</summary>
    public string? RuleBefore { get; init; }

    /// <summary>The same under the draft.</summary>
    public string? RuleAfter { get; init; }

    /// <summary>What is lost or begins anew when it goes to the new lifecycle.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Why it cannot go on under the draft.</summary>
    public ImmutableArray<Problem> Problems { get; init; } = [];

    /// <summary>The draft changes nothing for it.</summary>
    public bool IsStill => Marks == ShiftMark.None;
}
