using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Organisation;

namespace GridWorkflow.Casework.Duties;

/// <summary>
/// 個人信息: who reported is shown masked. In full it is shown on request, to holders of a role that may see it whose unit the case
/// lies in (a grid leader: his own grid), and each such reading is on record.
/// </summary>
public static class PersonalData
{
    /// <summary>Why somebody may not see who reported a case; null when she may.</summary>
    public static Refusal? Bar(Actor actor, CaseFile file, ReferenceData reference)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(reference);
        var organisation = reference.Organisation;
        var person = organisation.Person(actor.PersonId);
        if (person?.Posts.Any(post => reference.Duties.Grants(post.Role, DutyAction.ReadPersonalData) && LiesIn(file.GridCode, post.UnitId, organisation)) != true)
        {
            return new Refusal(
                RefusalKind.Forbidden, "personal-data", $"Expected a role that may see personal data in grid '{file.GridCode}', but '{actor.PersonId}' has none.",
                "Ask somebody who may, or go on without.");
        }

        return DutyRights.BarInterest(person, file, organisation);
    }

    /// <summary>The reporter as everybody may see her: enough to tell two apart, not enough to find one.</summary>
    public static Reporter Masked(Reporter reporter)
    {
        ArgumentNullException.ThrowIfNull(reporter);
        return new Reporter(Name(reporter.Name), Email(reporter.Email), Phone(reporter.Phone));
    }

    // A centre beside the line serves its whole line unit; a department that is competent for some categories does not.
    private static bool LiesIn(string gridCode, string unitId, OrganisationChart organisation)
    {
        var unit = organisation.Unit(unitId);
        var above = unit is { Kind: not null, Categories.IsEmpty: true, ParentId: { } parent } ? parent : unitId;
        return organisation.IsWithin(gridCode, above) || organisation.IsWithin(gridCode, unitId);
    }

    private static string? Name(string? name) => name is { Length: > 0 } ? $"{FirstOf(name)}**" : name;

    private static string? Email(string? email) => email is { Length: > 0 }
        ? $"{FirstOf(email)}***{(email.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? email[at..] : "")}"
        : email;

    // Short numbers show nothing: most of them would be shown otherwise.
    private static string? Phone(string? phone) => phone switch
    {
        null => null,
        { Length: >= 9 } => $"{phone[..3]}****{phone[^2..]}",
        _ => "****",
    };

    private static string FirstOf(string text) => char.IsSurrogatePair(text, 0) ? text[..2] : text[..1];
}
