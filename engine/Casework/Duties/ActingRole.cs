using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Duties;

/// <summary>As what somebody acted, for journal and audit: the role of the task, or the post that lets her do what is no task.</summary>
public static class ActingRole
{
    /// <param name="command">What was asked, also where it was refused.</param>
    /// <param name="program">The lifecycle of the case.</param>
    /// <param name="before">The case as it was then; null where it is opened, or the instance is none.</param>
    /// <param name="reference">Posts and grants of that moment.</param>
    /// <param name="now">Says who was on leave.</param>
    /// <returns>Null for systems, and where none of several posts is the one.</returns>
    public static string? Of(InstanceCommand command, Program program, CaseFile? before, ReferenceData reference, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(reference);
        if (command.Actor.Role is { } named)
            return named;
        if (command.Actor.IsSystem || reference.Organisation.Person(command.Actor.PersonId) is not { } person)
            return null;
        var role = before is null
            ? command is CaseCommand.File ? ReportRights.PostFor(person, program, reference)?.Role : null
            : RoleFor(command, person, before, reference);
        if (before is not null && TaskOf(command, before) is { } task)
        {
            if (task.Assignee == person.Id || reference.Organisation.OwnerFor(person, task.Role, task.UnitId, now) is not null)
                return task.Role;
            role = command is CaseCommand.Assign ? Agreed(person, one => AssignRights.Leads(person, one, task, reference.Organisation)) : null;
        }

        return role ?? Only(person);
    }

    private static CaseTask? TaskOf(InstanceCommand command, CaseFile file) => command switch
    {
        CaseCommand.Claim one => file.Tasks.FirstOrDefault(task => task.Id == one.TaskId),
        CaseCommand.Release one => file.Tasks.FirstOrDefault(task => task.Id == one.TaskId),
        CaseCommand.Complete one => file.Tasks.FirstOrDefault(task => task.Id == one.TaskId),
        CaseCommand.Transfer one => file.Tasks.FirstOrDefault(task => task.Id == one.TaskId),
        CaseCommand.Assign one => file.Tasks.FirstOrDefault(task => task.Id == one.TaskId),
        CaseCommand.RequestAdjustment one => file.Tasks.FirstOrDefault(task => task.Id == one.TaskId),
        CaseCommand.EndSuspension => CaseReading.Suspended(file) is { } suspension
            ? file.Tasks.FirstOrDefault(task => task.Id == suspension.TaskId && task.Assignee == command.Actor.PersonId)
            : null,
        _ => null,
    };

    private static string? RoleFor(InstanceCommand command, Person person, CaseFile file, ReferenceData reference) => command switch
    {
        CaseCommand.Reopen => Granting(person, DutyAction.Reopen, reference),
        CaseCommand.LinkDuplicate => Granting(person, DutyAction.Reject, reference),
        CaseCommand.WithdrawNotice => Granting(person, DutyAction.IssueNotice, reference),
        CaseCommand.MeetMilestone => Granting(person, DutyAction.Handle, reference),
        CaseCommand.ReadPersonalData => Granting(person, DutyAction.ReadPersonalData, reference),
        CaseCommand.EndSuspension => reference.Policies.GetValueOrDefault(file.PolicyId) is { } policy ? Agreed(person, post => post.Role == policy.AdjustmentDecider) : null,
        CaseCommand.ForceClose => Agreed(person, post => Concerns(post, file, reference.Organisation) && reference.Organisation.LeadersOf(post.UnitId).Contains(person)),
        _ => Agreed(person, post => Concerns(post, file, reference.Organisation)),
    };

    private static string? Granting(Person person, string action, ReferenceData reference) => Agreed(person, post => reference.Duties.Grants(post.Role, action));

    private static bool Concerns(Post post, CaseFile file, OrganisationChart organisation) =>
        organisation.IsOfLine(post.UnitId, file.GridCode);

    /// <summary>Whoever has one role only acts in it, whatever she tries; null where there are several.</summary>
    public static string? Only(Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return Agreed(person, static _ => true);
    }

    // The record names no role that was picked from several.
    private static string? Agreed(Person person, Func<Post, bool> lets) => person.Posts.Where(lets).Select(post => post.Role).Distinct().Take(2).ToArray() is [var role] ? role : null;
}
