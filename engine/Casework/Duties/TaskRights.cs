using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Tasks;

namespace GridWorkflow.Casework.Duties;

/// <summary>Who may take and end a task: the holders of its role in its unit, and whoever it was assigned to.</summary>
public static class TaskRights
{
    /// <summary>Why a person may not act on a task; null when she may.</summary>
    /// <param name="now">Says who is on leave, so that a backup stands in.</param>
    /// <param name="outcome">
    /// How she would end it; null: she takes it, for which one action of the task is enough. Outcomes without an action ask the same.
    /// </param>
    public static Refusal? Bar(Actor actor, CaseTask task, CaseFile file, ReferenceData reference, DateTimeOffset now, string? outcome = null)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(reference);
        return BarRole(actor, task, reference.Organisation, now) ?? BarActions(reference.Organisation.Person(actor.PersonId)!, task, file, reference, outcome);
    }

    /// <summary>Why the duties on a case keep a person from a task, whatever her posts; null when they do not. Who assigns asks this.</summary>
    internal static Refusal? BarActions(Person person, CaseTask task, CaseFile file, ReferenceData reference, string? outcome = null)
    {
        if (DutyRights.BarInterest(person, file, reference.Organisation) is { } interest)
            return interest;
        if (task.ActionOf(outcome) is { } action)
            return DutyRights.Bar(person, task.Role, action, file, reference);
        Refusal? first = null;
        foreach (var possible in task.Actions)
        {
            if (DutyRights.Bar(person, task.Role, possible.Action, file, reference) is not { } bar)
                return null;
            first ??= bar;
        }

        return first;
    }

    /// <summary>Why a person has nothing to do with a task; null when it is one of hers. Who gives a task back is asked no more than this.</summary>
    internal static Refusal? BarRole(Actor actor, CaseTask task, OrganisationChart organisation, DateTimeOffset now)
    {
        if (organisation.Person(actor.PersonId) is not { } person)
        {
            return new Refusal(
                RefusalKind.Forbidden, "not-in-organisation", $"Expected somebody of the organisation, but '{actor.PersonId}' is not in it.",
                "Sign in as a member of staff, or have the organisation file extended.");
        }

        if (actor.Role is { } acting && acting != task.Role)
        {
            return new Refusal(
                RefusalKind.Forbidden, "acting-role", $"Expected somebody acting as '{task.Role}', but '{person.Id}' acts as '{acting}'.",
                "Act in the role that the task is for.");
        }

        return organisation.OwnerFor(person, task.Role, task.UnitId, now) is not null || task.Assignee == person.Id
            ? null
            : new Refusal(
                RefusalKind.Forbidden, "role-not-held",
                $"Expected a holder of '{task.Role}' in unit '{task.UnitId}', but '{person.Id}' holds {Posts(person)}.",
                "Leave the task to those whose it is.");
    }

    /// <summary>Why a person may not add a remark to a case; null when she may: her unit stands in the chain of the case's grid or beside it.</summary>
    public static Refusal? BarRemark(Actor actor, CaseFile file, OrganisationChart organisation)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(organisation);
        var concerned = organisation.Person(actor.PersonId)?.Posts.Any(post => organisation.IsOfLine(post.UnitId, file.GridCode));
        return concerned == true || file.Tasks.Any(task => task.Assignee == actor.PersonId)
            ? null
            : new Refusal(
                RefusalKind.Forbidden, "not-concerned", $"Expected somebody whose unit has to do with grid '{file.GridCode}', but '{actor.PersonId}' has no such post.",
                "Ask somebody of the case's unit.");
    }

    private static string Posts(Person person) => person.Posts.IsEmpty
        ? "no post"
        : string.Join(", ", person.Posts.Select(post => $"'{post.Role}' in '{post.UnitId}'"));
}
