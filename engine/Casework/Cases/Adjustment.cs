using GridWorkflow.Casework.Cases.Commands;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Tasks;

namespace GridWorkflow.Casework.Cases;

public enum AdjustmentKind : byte
{
    /// <summary>延期: more time for the step.</summary>
    Extension,

    /// <summary>掛賬: the step stands still until a date.</summary>
    Suspension,

    /// <summary>提前: a due instant that was held when its calendar changed takes effect.</summary>
    EarlierDue,

    /// <summary>改類 whose new limit counts from now (S05b), lengthens a limit, or is asked for by who handles the case.</summary>
    Reclassification,
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

/// <summary>
/// A request to change a limit that runs. More time (SM-6) is asked for by who handles, reviewed in the unit, decided by the command
/// centre; what makes a limit tighter or begin anew is decided by a second person, who leads a unit of the case's line.
/// </summary>
/// <param name="TaskId">The task whose clock it is about; empty: none of one task.</param>
/// <param name="ClockId">That clock; empty: all that the category feeds.</param>
/// <param name="RequestedAt">Must not be after due; the decision may be.</param>
public sealed record Adjustment(Guid Id, AdjustmentKind Kind, Guid TaskId, Guid ClockId, string RequestedBy, DateTimeOffset RequestedAt, string Reason)
{
    /// <summary>Field of the decision on an extension that extends the promise, too.</summary>
    public const string PublicNoticeField = "publicNotice";

    /// <summary>Of an extension.</summary>
    public Budget? Added { get; init; }

    /// <summary>Of a suspension: when it ends by itself. Of an earlier due instant: that instant, as it was when asked for.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Of a suspension: which of the policy's reasons; null: the policy lists none.</summary>
    public string? ReasonKey { get; init; }

    /// <summary>Of an approved extension: what the public is told of it on the tracking page; the promise was extended with the step. Null: the promise is as it was.</summary>
    public string? PublicNotice { get; init; }

    /// <summary>Of a reclassification: the category; null: it stays.</summary>
    public string? CategoryCode { get; init; }

    /// <summary>Of a reclassification: number of the condition; null: the usual one, or the present one where the category stays.</summary>
    public string? Condition { get; init; }

    /// <summary>Of a reclassification: the grid; null: it stays.</summary>
    public string? GridCode { get; init; }

    /// <summary>Of a reclassification: whether it is an emergency; null: as it is.</summary>
    public bool? Emergency { get; init; }

    /// <summary>Of a reclassification: from when the new limit counts. Files from before it was kept knew only the count from now.</summary>
    public RetargetBasis Basis { get; init; } = RetargetBasis.FromNow;

    public AdjustmentStatus Status { get; init; }

    /// <summary>Whether it asks for more time; the others are decided by one person alone.</summary>
    public bool IsMoreTime => Kind is AdjustmentKind.Extension or AdjustmentKind.Suspension;

    /// <summary>Whether a task decides on this as an extension, so that with a public notice the promise is extended, too.</summary>
    public bool MayExtendPromise(CaseTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Kind == AdjustmentKind.Extension && task.AdjustmentId == Id && task.Key == AdjustmentCommand.DecideTask;
    }

    /// <summary>Whether it is what became of a command that one person alone could not carry out.</summary>
    public bool Asks(CaseCommand.Reclassify command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return Kind == AdjustmentKind.Reclassification && RequestedBy == command.Actor.PersonId
            && (CategoryCode, Condition, GridCode, Emergency, Basis) == (command.CategoryCode, command.Condition, command.Grid, command.Emergency, command.Basis);
    }

    public bool IsOpen => Status is AdjustmentStatus.Requested or AdjustmentStatus.Reviewed;
}
