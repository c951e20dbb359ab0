using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Cases.Commands;
using GridWorkflow.Casework.Tasks;

namespace GridWorkflow.Casework.Duties;

/// <summary>移交: who moves a task sideways, and to which unit beside its own (SM-3).</summary>
public static class TransferRights
{
    /// <summary>Why somebody may not move a task to any other unit; null when she may.</summary>
    /// <param name="now">Says who is on leave, so that a backup moves it as well.</param>
    public static Refusal? Bar(Actor actor, CaseTask task, CaseFile file, ReferenceData reference, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(reference);
        if (TaskRights.Bar(actor, task, file, reference, now) is { } bar)
            return bar;
        if (task.Assignee is { } other && other != actor.PersonId)
            return ClaimCommand.ClaimedByOther(other);
        return task.UnitId == file.Facts.HandlingUnit || file.Facts.SupportingUnits.Contains(task.UnitId)
            ? new Refusal(
                RefusalKind.Conflict, "dispatched-task", $"Expected a task that the case was not dispatched with, but '{task.Key}' is of unit '{task.UnitId}' by dispatch.",
                "Return the case, so that it is dispatched again.")
            : null;
    }

    /// <summary>Why a task cannot go to a unit; null when it can: one of the level and kind of its own, where somebody may do it.</summary>
    public static Refusal? Unfit(CaseTask task, string unitId, CaseFile file, ReferenceData reference, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(reference);
        var organisation = reference.Organisation;
        if (organisation.Unit(unitId) is not { } target || organisation.Unit(task.UnitId) is not { } from || target.Level != from.Level || target.Kind != from.Kind || target.Id == from.Id)
        {
            return new Refusal(
                RefusalKind.Invalid, "not-sideways", $"Expected another unit of level '{task.Level}' and of the kind of '{task.UnitId}', but found '{unitId}'.",
                "Name a unit beside this one; pass the case up or hand it down for another level.", "unit");
        }

        if (organisation.HoldersOf(task.Role, target.Id).IsEmpty)
            return new Refusal(RefusalKind.Conflict, "nobody-there", $"Expected a holder of '{task.Role}' in unit '{target.Id}', but it has none.", "Name a unit that has one.", "unit");
        return Ownership.Lacks(task with { UnitId = target.Id, Assignee = null }, file, reference, now)
            ? new Refusal(
                RefusalKind.Conflict, "nobody-unbarred", $"Expected a holder of '{task.Role}' in unit '{target.Id}' who may do this on this case, but duties or interests bar all of them.",
                "Name another unit.", "unit")
            : null;
    }
}
