using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Tasks;

namespace GridWorkflow.Casework.Duties;

/// <summary>Whether a task is somebody's (六不讓: 不讓事情中斷).</summary>
public static class Ownership
{
    /// <summary>
    /// True when nobody can take and end a task: no holder of its role in its unit, nor a backup, whom the duties on the case let; or it
    /// was given to somebody who is no longer there or is barred, so that nobody else can take it.
    /// </summary>
    public static bool Lacks(CaseTask task, CaseFile file, ReferenceData reference, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(reference);
        var organisation = reference.Organisation;
        if (task.Assignee is { } assignee)
            return organisation.Person(assignee) is not { } person || TaskRights.BarActions(person, task, file, reference) is not null;
        foreach (var holder in organisation.HoldersOf(task.Role, task.UnitId))
        {
            if (TaskRights.BarActions(holder, task, file, reference) is null)
                return false;
        }

        return organisation.Unit(task.UnitId)?.Backup is not { } backup || organisation.Person(backup) is not { } standIn
            || organisation.OwnerFor(standIn, task.Role, task.UnitId, now) is null || TaskRights.BarActions(standIn, task, file, reference) is not null;
    }
}
