using GridWorkflow.Casework.Cases;

namespace GridWorkflow.Casework.Duties;

/// <summary>重開: who opens a closed case again while its window lasts. The lifecycle names the roles, the grants say whether they may.</summary>
public static class ReopenRights
{
    /// <summary>Why somebody may not reopen a case within a window; null when she may.</summary>
    public static Refusal? Bar(Actor actor, ReopeningWindow window, CaseFile file, ReferenceData reference)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(reference);
        if (reference.Organisation.Person(actor.PersonId)?.Posts.Any(post => window.Roles.Contains(post.Role) && (actor.Role is null || actor.Role == post.Role)) != true)
        {
            return new Refusal(
                RefusalKind.Forbidden, "role-not-held", $"Expected a holder of {string.Join(" or ", window.Roles.Select(role => $"'{role}'"))}, but '{actor.PersonId}' is none.",
                "Ask one of them to reopen the case.");
        }

        return DutyRights.Bar(actor, DutyAction.Reopen, file, reference);
    }
}
