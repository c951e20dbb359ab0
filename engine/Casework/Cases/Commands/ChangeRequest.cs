using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>
/// What one person asks for and a second one decides: that a due instant which was held takes effect (提前), or that the case is of another
/// category (改類) where its limit is to count from now (S05b), gets longer, or is the asking one's own. The task of deciding belongs to the request; the case goes on meanwhile.
/// </summary>
internal static class ChangeRequest
{
    public const string DecideTask = "decide-change";

    public static Decision Decide(Desk desk, CaseCommand.RequestEarlierDue command)
    {
        if (TaskRights.BarRemark(command.Actor, desk.File, desk.Reference.Organisation) is { } bar)
            return new Decision.Refused(bar);
        if (RemarkCommand.ReasonFault(command.Reason, "Say why.") is { } fault)
            return new Decision.Refused(fault);
        var work = desk.Open();
        if (work.Counting(command.ClockId) is not { State.NotBefore: not null } clock)
        {
            return new Decision.Refused(new Refusal(
                RefusalKind.Conflict, "clock-not-held", "Expected a clock that counts and is held since its calendar changed, but it is not.", "Look at the clocks of the case."));
        }

        if (IsAsked(desk.File, AdjustmentKind.EarlierDue, command.ClockId))
            return new Decision.Refused(Undecided);
        // What would come of it, so that whoever decides sees it.
        var trial = clock.BringForward(work.CalendarOf(clock), work.Now, command.Actor.PersonId, command.Reason, Trial);
        if (trial is ClockMove.Refused refused)
            return new Decision.Refused(new Refusal(RefusalKind.Conflict, refused.Problem.Code, refused.Problem.Reason, refused.Problem.Remedy));
        var due = trial.OrThrow().Due(work.CalendarOf(clock), work.Now);
        return Ask(desk, work, new Adjustment(work.World.Ids.NextId(), AdjustmentKind.EarlierDue, Guid.Empty, clock.Id, command.Actor.PersonId, work.Now, command.Reason.Trim())
        {
            Until = due.IsExact ? due.At : null,
        }, ("clock", clock.Name));
    }

    /// <summary>A change of category that one person alone does not make.</summary>
    public static Decision Ask(Desk desk, CaseCommand.Reclassify command)
    {
        if (IsAsked(desk.File, AdjustmentKind.Reclassification, Guid.Empty))
            return new Decision.Refused(Undecided);
        var work = desk.Open();
        return Ask(desk, work, new Adjustment(work.World.Ids.NextId(), AdjustmentKind.Reclassification, Guid.Empty, Guid.Empty, command.Actor.PersonId, work.Now, command.Reason.Trim())
        {
            CategoryCode = command.CategoryCode,
            Condition = command.Condition,
            GridCode = command.Grid,
            Emergency = command.Emergency,
            Basis = command.Basis,
        }, ("category", command.CategoryCode));
    }

    /// <summary>The second person has approved; null: it is done.</summary>
    public static Refusal? Grant(CaseWork work, Adjustment adjustment, string by, Program program)
    {
        if (adjustment.Kind == AdjustmentKind.Reclassification)
        {
            var change = Reclassification.Of(adjustment);
            return ReclassifyCommand.Unfit(work.File, work.Reference, program, change)
                ?? ReclassifyCommand.Carry(work, program, change, adjustment.RequestedBy, adjustment.Reason, by);
        }

        // What has come due before is a fact.
        work.FireDue(adjustment.ClockId);
        if (work.Counting(adjustment.ClockId) is not { } clock)
            return new Refusal(RefusalKind.Conflict, "no-clock", "Expected a step whose clock counts, but it has ended.", "Nothing is to be decided any more.");
        var calendar = work.CalendarOf(clock);
        var before = clock.Due(calendar, work.Now);
        if (clock.BringForward(calendar, work.Now, adjustment.RequestedBy, adjustment.Reason, by) is not ClockMove.Made { Clock: var moved })
            return new Refusal(RefusalKind.Conflict, "clock-not-held", "Expected a clock that is held since its calendar changed, but it is not.", "Look at the clocks of the case.");
        work.Put(moved);
        work.Arm(moved);
        var due = moved.Due(calendar, work.Now);
        work.Say(
            "ClockReprojected", ("clock", moved.Name), ("calendar", calendar.Id), ("version", moved.CalendarVersion), ("oldDue", before.IsExact ? before.At : null),
            ("due", due.IsExact ? due.At : null), ("by", adjustment.RequestedBy), ("approvedBy", by), ("reason", adjustment.Reason));
        if (before.At >= work.Now && moved.Verdict(calendar, work.Now) == ClockVerdict.Overdue)
            work.Say("BreachFound", ("clock", moved.Name), ("due", due.At), ("foundAt", work.Now));
        return null;
    }

    /// <summary>Whether there is still something to decide.</summary>
    public static bool IsLive(CaseWork work, Adjustment adjustment) => adjustment.Kind == AdjustmentKind.Reclassification
        ? work.File.Status == CaseStatus.Open
        : work.Counting(adjustment.ClockId) is { State.NotBefore: not null };

    private const string Trial = "system:trial";

    private static Refusal Undecided { get; } = new(
        RefusalKind.Conflict, "adjustment-open", "Expected one request at a time, but another about this is not decided.", "Wait for its decision.");

    private static bool IsAsked(CaseFile file, AdjustmentKind kind, Guid clockId) =>
        file.Adjustments.Any(adjustment => adjustment.Kind == kind && adjustment.ClockId == clockId && adjustment.IsOpen);

    private static Decision Ask(Desk desk, CaseWork work, Adjustment adjustment, (string, object?) about)
    {
        work.Change(work.File with { Adjustments = work.File.Adjustments.Add(adjustment) });
        work.Say(
            "ChangeRequested", ("kind", adjustment.Kind.ToString()), about, ("condition", adjustment.Condition), ("grid", adjustment.GridCode), ("emergency", adjustment.Emergency), ("basis", adjustment.Basis == RetargetBasis.FromNow ? null : adjustment.Basis.ToString()), ("until", adjustment.Until), ("by", adjustment.RequestedBy),
            ("reason", adjustment.Reason));
        var (role, unit) = Decider(work, adjustment.RequestedBy);
        work.Did(DutyAction.RequestAdjustment, adjustment.RequestedBy, unit.Id);
        AdjustmentCommand.Open(work, adjustment, DecideTask, role, unit);
        return desk.Rest(work);
    }

    // The nearest unit of the case's line that somebody else leads, in a role that may decide; at the top the task waits for one.
    private static (string Role, Unit Unit) Decider(CaseWork work, string asking)
    {
        var organisation = work.Organisation;
        (string, Unit)? last = null;
        foreach (var unit in organisation.Chain(work.File.UnitId))
        {
            var role = unit.Kind is null ? organisation.Level(unit.Level)!.Leader : OrganisationChart.LeaderRole;
            if (!work.Reference.Duties.Grants(role, DutyAction.ApproveAdjustment))
                continue;
            if (organisation.LeadersOf(unit.Id).Any(leader => leader.Id != asking))
                return (role, unit);
            last = (role, unit);
        }

        return last ?? throw new ActivityFaultException("Expected a unit of the case's line whose leader may approve, but there is none.") { Code = "no-approver" };
    }
}
