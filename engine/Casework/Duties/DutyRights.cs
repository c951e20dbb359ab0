using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Organisation;

namespace GridWorkflow.Casework.Duties;

/// <summary>Whether somebody may do an action on a case: by role, by what was done on it before, by declared interests.</summary>
public static class DutyRights
{
    /// <summary>Why a person in a role may not do an action on a case; null when she may.</summary>
    public static Refusal? Bar(Person person, string role, string action, CaseFile file, ReferenceData reference)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(reference);
        if (!reference.Duties.Grants(role, action))
        {
            return new Refusal(
                RefusalKind.Forbidden, "action-not-granted", $"Expected a role that may do '{action}', but '{role}' may not.",
                "Leave it to a role that may, or have an administrator grant the action to this role.");
        }

        return BarDeeds(person, action, file, reference);
    }

    /// <summary>
    /// Why somebody may not do what is no task: no role of hers (or not the one in which she acts) may do the action, or the case bars her.
    /// Systems are not asked.
    /// </summary>
    public static Refusal? Bar(Actor actor, string action, CaseFile file, ReferenceData reference)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(reference);
        return actor.IsSystem ? null
            : BarRoles(actor, action, reference)
            ?? (reference.Organisation.Person(actor.PersonId) is { } person ? BarInterest(person, file, reference.Organisation) ?? BarDeeds(person, action, file, reference) : null);
    }

    /// <summary>Why no role of somebody may do an action on any case; null when one may. Systems are not asked.</summary>
    public static Refusal? BarRoles(Actor actor, string action, ReferenceData reference)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(reference);
        // Where no matrix is in force, nothing is asked of people who are unknown to the organisation either.
        if (actor.IsSystem || !reference.Duties.HasGrants)
            return null;
        var person = reference.Organisation.Person(actor.PersonId);
        var granted = person?.Posts.Any(post => (actor.Role is null || post.Role == actor.Role) && reference.Duties.Grants(post.Role, action));
        return granted == true
            ? null
            : new Refusal(
                RefusalKind.Forbidden, "action-not-granted", $"Expected somebody with a role that may do '{action}', but '{actor.PersonId}' has none.",
                "Leave it to somebody whose role may, or have an administrator grant the action to a role.");
    }

    /// <summary>A declared conflict of interest keeps a person away from the cases of a unit and of all below it.</summary>
    internal static Refusal? BarInterest(Person person, CaseFile file, OrganisationChart organisation)
    {
        foreach (var unit in person.Conflicts)
        {
            if (IsWithin(file.UnitId, unit, organisation) || IsWithin(file.GridCode, unit, organisation) 
                || file.Deeds.Any(deed => IsWithin(deed.UnitId, unit, organisation)) || (file.Facts.HandlingUnit is { } handling && IsWithin(handling, unit, organisation)))
            {
                return new Refusal(
                    RefusalKind.Forbidden, "conflict-of-interest", $"Expected somebody without an interest in unit '{unit}', but '{person.Id}' has declared one.",
                    "Leave the case to somebody else.");
            }
        }

        return null;
    }

    /// <summary>Nobody decides on herself (迴避).</summary>
    internal static Refusal OwnCase(string personId) => new(
        RefusalKind.Forbidden, "accused-decides", $"Expected somebody whom the case is not about, but it is about '{personId}'.", "Leave it to somebody else.");

    private static bool IsAccused(Person person, CaseFile file) =>
        file.Facts.Accused == person.Id || (file.Origin is { Relation: CaseRelation.Accountability, PersonId: { } late } && late == person.Id);

    internal static Refusal? BarDeeds(Person person, string action, CaseFile file, ReferenceData reference)
    {
        if (action is DutyAction.Inspect or DutyAction.IssueNotice or DutyAction.DecideAppeal && IsAccused(person, file))
            return OwnCase(person.Id);
        // Without enumerators: asked for each outcome of each task that somebody looks at.
        foreach (var rule in reference.Duties.Rules)
        {
            if (!rule.MayNot.Contains(action))
                continue;
            foreach (var deed in file.Deeds)
            {
                if (rule.Did.Contains(deed.Action) && Concerns(rule.Scope, deed, person, reference.Organisation))
                    return Separated(person, action, rule, deed);
            }

            // The unit that a case was dispatched to handles it, whoever of it has acted so far.
            if (rule.Scope == SeparationScope.Unit && rule.Did.Contains(DutyAction.Handle) && file.Facts.HandlingUnit is { } handling
                && Belongs(person, handling, reference.Organisation))
                return Separated(person, action, rule, new Deed(DutyAction.Handle, "", handling));

            // So does, before anybody is named, the unit that looks after what the case is about.
            if (rule.Scope == SeparationScope.Unit && rule.Did.Contains(DutyAction.Handle) && file.SubjectUnit is { } keeper
                && Belongs(person, keeper, reference.Organisation))
                return Separated(person, action, rule, new Deed(DutyAction.Handle, "", keeper));

            // Cases from before deeds were kept, and lifecycles that name no actions: the handlers are known by person only.
            if (rule.Did.Contains(DutyAction.Handle) && file.HandledBy.Contains(person.Id) && !file.Deeds.Any(deed => deed.PersonId == person.Id))
                return Separated(person, action, rule, new Deed(DutyAction.Handle, person.Id, file.UnitId));
        }

        return null;
    }

    private static bool Concerns(SeparationScope scope, Deed deed, Person person, OrganisationChart organisation)
    {
        if (deed.PersonId == person.Id)
            return true;
        return scope == SeparationScope.Unit && Belongs(person, deed.UnitId, organisation);
    }

    internal static bool Belongs(Person person, string unitId, OrganisationChart organisation)
    {
        // Everybody is below the root; a deed of the root itself bars its own members only.
        if (organisation.Unit(unitId)?.ParentId is null)
            return person.Posts.Any(post => post.UnitId == unitId);
        return person.Posts.Any(post => IsWithin(post.UnitId, unitId, organisation));
    }

    private static bool IsWithin(string unitId, string above, OrganisationChart organisation)
    {
        for (var unit = organisation.Unit(unitId); unit is not null; unit = unit.ParentId is null ? null : organisation.Unit(unit.ParentId))
        {
            if (unit.Id == above)
                return true;
        }

        return false;
    }

    private static Refusal Separated(Person person, string action, SeparationRule rule, Deed deed) => new(
        RefusalKind.Forbidden, "duties-separated",
        deed.PersonId == person.Id
            ? $"Expected somebody who has not done '{deed.Action}' on this case to do '{action}', but '{person.Id}' has (rule '{rule.Key}')."
            : $"Expected somebody outside unit '{deed.UnitId}', which did '{deed.Action}' on this case{(deed.PersonId.Length == 0 ? "" : $" through '{deed.PersonId}'")}, to do '{action}', but '{person.Id}' belongs to it (rule '{rule.Key}').",
        "Leave it to somebody who had no part in it.");
}
