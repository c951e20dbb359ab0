using GridWorkflow.Casework.Clocks;

namespace GridWorkflow.Casework.Cases;

public enum AdjustmentKind : byte
{
    /// <summary>延期: more time for the step.</summary>
    Extension,

    /// <summary>掛賬: the step stands still until a date.</summary>
    Suspension,
}

public enum AdjustmentStatus : byte
{
    /// <summary>Waits for the leader of the handling unit.</summary>
    Requested,

    /// <summary>Waits for the dispatcher.</summary>
    Reviewed,

    Approved,
    Refused,

    /// <summary>The step ended before anybody decided.</summary>
    Lapsed,
}

/// <summary>A request to change the limit of a step that runs (SM-6): asked for by who handles, reviewed in the unit, decided by the command centre.</summary>
/// <param name="TaskId">The task whose clock it is about.</param>
/// <param name="ClockId">That clock.</param>
/// <param name="RequestedAt">Must not be after due; the decision may be.</param>
public sealed record Adjustment(Guid Id, AdjustmentKind Kind, Guid TaskId, Guid ClockId, string RequestedBy, DateTimeOffset RequestedAt, string Reason)
{
    /// <summary>Of an extension.</summary>
    public Budget? Added { get; init; }

    /// <summary>Of a suspension: when it ends by itself.</summary>
    public DateTimeOffset? Until { get; init; }

    public AdjustmentStatus Status { get; init; }

    public bool IsOpen => Status is AdjustmentStatus.Requested or AdjustmentStatus.Reviewed;
}
