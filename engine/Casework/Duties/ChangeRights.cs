using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Organisation;

namespace GridWorkflow.Casework.Duties;

/// <summary>
/// Who may say of a case what moves or ends its clocks beside its tasks: another category, a repetition, a milestone. Whoever handles a case
/// does not take it out of the clocks by which she is measured.
/// </summary>
public static class ChangeRights
{
    /// <summary>Why somebody may not end a case as a repetition (作廢); null when she may.</summary>
    public static Refusal? BarDuplicate(Actor actor, CaseFile file, ReferenceData reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return TaskRights.BarRemark(actor, file, reference.Organisation) ?? DutyRights.Bar(actor, DutyAction.Reject, file, reference);
    }

    /// <summary>Why somebody may not say of what category a case is; null when she may, at once or with a second person.</summary>
    public static Refusal? BarReclassify(Actor actor, CaseFile file, ReferenceData reference)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(reference);
        return TaskRights.BarRemark(actor, file, reference.Organisation)
            ?? (reference.Organisation.Person(actor.PersonId) is { } person ? DutyRights.BarInterest(person, file, reference.Organisation) : null);
    }

    /// <summary>Why somebody may not say that a milestone is met; null when she may: she handles the case, or it was given to nobody yet and her unit has to do with it.</summary>
    public static Refusal? BarMilestone(Actor actor, CaseFile file, ReferenceData reference)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(reference);
        var organisation = reference.Organisation;
        var isOfHandlers = organisation.Person(actor.PersonId) is { } person && OfDispatched(person, file, organisation);
        if (!isOfHandlers && TaskRights.BarRemark(actor, file, organisation) is { } bar)
            return bar;
        if (!isOfHandlers && file.Facts.HandlingUnit is { } unit && !file.Tasks.Any(task => task.Assignee == actor.PersonId))
        {
            return new Refusal(
                RefusalKind.Forbidden, "not-handler", $"Expected somebody of unit '{unit}', which the case was dispatched to, but '{actor.PersonId}' is not of it.",
                "Leave it to the unit that handles the case.");
        }

        return DutyRights.Bar(actor, DutyAction.Handle, file, reference);
    }

    /// <summary>Whether somebody stands on the handling side of a case: of a unit that it was dispatched to, or that handled it, or whose task it is to handle it.</summary>
    /// <param name="now">Says who is on leave, so that a backup counts as well.</param>
    public static bool IsHandler(Actor actor, CaseFile file, ReferenceData reference, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(reference);
        var organisation = reference.Organisation;
        if (organisation.Person(actor.PersonId) is not { } person)
            return false;
        return OfDispatched(person, file, organisation)
            || file.HandledBy.Contains(person.Id)
            || file.Deeds.Any(deed => deed.Action == DutyAction.Handle && (deed.PersonId == person.Id || DutyRights.Belongs(person, deed.UnitId, organisation)))
            || file.Tasks.Any(task => task.Actions.Any(one => one.Action == DutyAction.Handle)
                && (task.Assignee == person.Id || organisation.OwnerFor(person, task.Role, task.UnitId, now) is not null));
    }

    private static bool OfDispatched(Person person, CaseFile file, OrganisationChart organisation) =>
        (file.Facts.HandlingUnit is { } handling && DutyRights.Belongs(person, handling, organisation))
        || file.Facts.SupportingUnits.Any(unit => DutyRights.Belongs(person, unit, organisation));
}
