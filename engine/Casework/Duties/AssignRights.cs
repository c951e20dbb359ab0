using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Tasks;

namespace GridWorkflow.Casework.Duties;

/// <summary>指派: who gives a task to whom inside a unit. Whoever the case bars from a task neither gets it nor says who does it.</summary>
public static class AssignRights
{
    /// <summary>Why somebody may not give a task to a person of its unit; null when she may.</summary>
    /// <param name="now">Says who is on leave, so that a backup assigns as well.</param>
    public static Refusal? Bar(Actor actor, CaseTask task, CaseFile file, ReferenceData reference, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(reference);
        var organisation = reference.Organisation;
        if (organisation.Person(actor.PersonId) is not { } person
            || !(person.Posts.Any(post => Leads(person, post, task, organisation)) || ((task.Assignee is null || task.Assignee == person.Id) && organisation.OwnerFor(person, task.Role, task.UnitId, now) is not null)))
        {
            return new Refusal(
                RefusalKind.Forbidden, "not-assigner", $"Expected who leads unit '{task.UnitId}', or holds '{task.Role}' there and finds the task with nobody else, but '{actor.PersonId}' is neither.",
                "Leave it to who leads the unit.");
        }

        // The leader of a unit needs no right to do what its members do; but no deed on the case may keep her from it.
        return DutyRights.BarInterest(person, file, organisation) ?? BarDeeds(person, task, file, reference);
    }

    /// <summary>Who can get a task: holders of its role in its unit whom the case does not bar.</summary>
    public static ImmutableArray<Person> Candidates(CaseTask task, CaseFile file, ReferenceData reference)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(reference);
        return [.. reference.Organisation.HoldersOf(task.Role, task.UnitId).Where(person => TaskRights.BarActions(person, task, file, reference) is null)];
    }

    /// <summary>Whether a post answers for the unit of a task.</summary>
    internal static bool Leads(Person person, Post post, CaseTask task, OrganisationChart organisation) =>
        organisation.AnsweringFor(task.UnitId) is { } unit && post.UnitId == unit.Id && organisation.LeadersOf(unit.Id).Contains(person);

    private static Refusal? BarDeeds(Person person, CaseTask task, CaseFile file, ReferenceData reference)
    {
        Refusal? first = null;
        foreach (var possible in task.Actions)
        {
            if (DutyRights.BarDeeds(person, possible.Action, file, reference) is not { } bar)
                return null;
            first ??= bar;
        }

        return first;
    }
}
