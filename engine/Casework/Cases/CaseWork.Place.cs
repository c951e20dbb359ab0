using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases;

/// <summary>Where the case lies, when it was reported in the wrong grid.</summary>
internal sealed partial class CaseWork
{
    /// <summary>
    /// The case lies in another grid: who owns it, and every open task whose unit followed from the old grid, go to the units of the new
    /// one at their levels. What was dispatched, transferred sideways or asked for stays where it is. Null: it is done.
    /// </summary>
    public Refusal? Relocate(string grid, Program program, string by, string reason, string? approvedBy)
    {
        var was = File;
        var follows = Organisation.UnitAt(was.GridCode, was.Level)?.Id == was.UnitId;
        if ((follows ? Organisation.UnitAt(grid, was.Level) : Organisation.Unit(was.UnitId)) is not { } owner)
            return NoUnit(was.Level, grid);
        Say(
            "CaseRelocated", ("from", was.GridCode), ("to", grid), ("fromArea", Organisation.AreaOf(was.GridCode)), ("area", Organisation.AreaOf(grid)),
            ("unit", owner.Id), ("by", by), ("approvedBy", approvedBy), ("reason", reason));
        Change(File with { GridCode = grid, UnitId = owner.Id });
        foreach (var task in was.Tasks.Where(task => FollowsGrid(task, was, program)))
        {
            if (HumanTask.FindSeat(task.Role, Organisation.Level(task.Level)!, File, Organisation) is not { } seat)
                return NoUnit(task.Level, grid);
            if (seat.Id == task.UnitId)
                continue;
            var moved = task with { UnitId = seat.Id, Assignee = null };
            Replace(moved);
            Say("UnitTransferred", ("task", task.Key), ("from", task.UnitId), ("to", seat.Id), ("level", task.Level), ("by", by), ("reason", reason));
            Change(File with { Orphans = File.Orphans.RemoveAll(orphan => orphan.Of == task.Id) });
            SeekOwner(moved);
        }

        OfferAnew(program);
        // Whom the old grid told was told of an emergency that is over; the new one has people who have heard of none.
        ForgetAlert();
        return null;
    }

    /// <summary>Tells whose the open tasks of a case are in its new grid, and of an emergency those who answer there and have not heard of it.</summary>
    /// <param name="was">The case before.</param>
    /// <param name="by">Who moved it, and knows.</param>
    public void TellRelocated(CaseFile was, Program program, string by)
    {
        if (was.GridCode == File.GridCode)
            return;
        foreach (var task in File.Tasks)
        {
            if (was.Tasks.FirstOrDefault(before => before.Id == task.Id) is { } before && before.UnitId != task.UnitId)
                TaskMail.TellNext(this, task, by);
        }

        // One that is declared with the move has told everybody.
        if (was.Emergency && File.Emergency && NotifyLevels.TellsLevels(program))
            NotifyLevels.Tell(this, program, was.GridCode);
        ForgetAlert();
    }

    private void ForgetAlert()
    {
        if (File is { Emergency: false, Facts.Alerted: true })
            Change(File with { Facts = File.Facts with { Alerted = false } });
    }

    private void OfferAnew(Program program)
    {
        foreach (var task in File.Tasks)
        {
            if (task.AdjustmentId is null && program.Find(task.ActivityId) is { Type: HumanTask, Node: var node } && HumanTask.OfferAnew(task, node, this) is var offered && offered != task)
                Replace(offered);
        }
    }

    private bool FollowsGrid(CaseTask task, CaseFile was, Program program) =>
        task.AdjustmentId is null && task.UnitId != was.Facts.HandlingUnit && !was.Facts.SupportingUnits.Contains(task.UnitId)
        && (program.Find(task.ActivityId) is not { Node: var node } || GridActivity.Literal(node, "unit") is not { Length: > 0 })
        && Organisation.Level(task.Level) is { } level && HumanTask.FindSeat(task.Role, level, was, Organisation)?.Id == task.UnitId;

    private static Refusal NoUnit(string level, string grid) => new(
        RefusalKind.Conflict, "no-unit-there", $"Expected one unit at level '{level}' for grid '{grid}', as the case has a matter there, but the organisation has none.",
        "Let the matter at that level end first, or name another grid.", "grid");
}
