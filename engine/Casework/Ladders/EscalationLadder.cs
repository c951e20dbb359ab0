using System.Collections.Immutable;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Notices;

namespace GridWorkflow.Casework.Ladders;

/// <summary>What happens to people while a clock runs towards its due instant and past it. Rungs keep their declared order.</summary>
/// <param name="Id">Name of the ladder, as policies refer to it.</param>
/// <param name="Version">Content hash, 16 hexadecimal digits.</param>
/// <param name="Rungs">In declared order; keys are unique.</param>
public sealed record EscalationLadder(string Id, string Version, ImmutableArray<Rung> Rungs);

/// <summary>One step of a ladder. It fires once per clock, cycle and epoch.</summary>
/// <param name="Key">Unique in its ladder; kebab-case.</param>
/// <param name="At">When.</param>
/// <param name="Action">What is done.</param>
/// <param name="To">Who is addressed; found out when the rung fires.</param>
public sealed record Rung(string Key, RungInstant At, RungAction Action, ImmutableArray<Recipient> To)
{
    /// <summary>Who gets a copy.</summary>
    public ImmutableArray<Recipient> Cc { get; init; } = [];

    /// <summary>Fires again and again; null: once.</summary>
    public RungRepeat? Repeat { get; init; }

    /// <summary>The action waits for open hours; the instant that is recorded does not.</summary>
    public bool OfficeHoursOnly { get; init; }

    /// <summary>What makes the rung pointless; closing the clock always does.</summary>
    public RungStop StopOn { get; init; }

    /// <summary>After a downtime, dropped in favour of a later rung that has come due as well.</summary>
    public bool Collapsible { get; init; }

    /// <summary>Category of the case that the rung opens besides its notice; null: none.</summary>
    public string? Opens { get; init; }
}

/// <summary>When a rung fires. Closed.</summary>
public abstract record RungInstant
{
    private RungInstant()
    {
    }

    /// <summary>When this share of the time between start and due has been used.</summary>
    /// <param name="Value">Above 0, at most 100.</param>
    public sealed record Percent(decimal Value) : RungInstant;

    /// <summary>When this much is left. In an hour or rolling unit.</summary>
    public sealed record Remaining(Budget Budget) : RungInstant;

    /// <summary>At the due instant.</summary>
    public sealed record Due : RungInstant;

    /// <summary>This long after the due instant (not after the rung before).</summary>
    public sealed record After(Budget Budget) : RungInstant;
}

/// <summary>How a rung repeats, counted from its own first instant.</summary>
/// <param name="Every">Distance; above zero.</param>
/// <param name="Max">How often in all beyond the first time, 1 to 100.</param>
public sealed record RungRepeat(Budget Every, int Max);

/// <summary>What ends a rung before the clock stops.</summary>
[Flags]
public enum RungStop : byte
{
    None = 0,

    /// <summary>Somebody has acknowledged. Stops reminders, never the clock.</summary>
    Acknowledged = 1,

    /// <summary>Somebody has reported progress.</summary>
    Progress = 2,
}

/// <summary>Whom a rung addresses; resolved when it fires. Closed.</summary>
public abstract record Recipient
{
    private Recipient()
    {
    }

    /// <summary>Who has the task; nobody while it is unclaimed.</summary>
    public sealed record Assignee : Recipient;

    /// <summary>Everybody to whom an unclaimed task is offered; nobody once it is claimed.</summary>
    public sealed record Candidates : Recipient;

    /// <summary>Holders of a role at the case's level, or so many levels above it.</summary>
    public sealed record RoleAtLevel(string Role, int LevelsUp) : Recipient;

    /// <summary>The leader of the unit that has the task.</summary>
    public sealed record UnitLeader : Recipient;

    /// <summary>The leader one or more levels above the unit that has the task.</summary>
    public sealed record LeaderAbove(int LevelsUp) : Recipient;

    /// <summary>Who reported the case.</summary>
    public sealed record Reporter : Recipient;

    /// <summary>Everybody with this role, wherever.</summary>
    public sealed record NamedRole(string Role) : Recipient;

    /// <summary>One person.</summary>
    public sealed record NamedPerson(string PersonId) : Recipient;

    /// <summary>Who is on duty by a roster in the grid of the case at the instant at which the rung fires, or who stands in that day.</summary>
    public sealed record OnDuty(string RosterId) : Recipient;
}

/// <summary>What a rung does. Closed.</summary>
public abstract record RungAction
{
    private RungAction()
    {
    }

    /// <summary>提醒: a message that something is coming.</summary>
    public sealed record Remind(string? Template) : RungAction;

    /// <summary>預警: a message that something will be late unless somebody acts.</summary>
    public sealed record Warn(string? Template) : RungAction;

    /// <summary>A document with a life of its own: 催辦單, 督辦通知書, 通報, 問責通知.</summary>
    public sealed record IssueNotice(NoticeKind Kind, string Template) : RungAction;

    /// <summary>Hand the task to the rung's recipients.</summary>
    public sealed record Reassign : RungAction;

    /// <summary>Lift the case one level.</summary>
    public sealed record RaiseLevel : RungAction;

    /// <summary>問責: open an accountability case, with a notice.</summary>
    public sealed record OpenAccountability(string Template) : RungAction;
}
