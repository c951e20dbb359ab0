using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Catalogue;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Duties;

/// <summary>Who reports by hand (上報), drafts a document by hand (簽發督辦), and as what channel that counts. Systems are not asked.</summary>
public static class ReportRights
{
    /// <summary>Source of what is reported by hand in a role that names none of its own.</summary>
    public const string Staff = "staff";

    /// <summary>The action of opening a case of a lifecycle: issuing a notice where that is a step of it and nothing else in that step, reporting in all others.</summary>
    public static string ActionOf(Program program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program.Activities.Any(activity => activity.Type is HumanTask
            && HumanTask.ActionsOf(activity.Node).Select(action => action.Action).Distinct().Take(2).ToArray() is [DutyAction.IssueNotice])
            ? DutyAction.IssueNotice
            : DutyAction.Report;
    }

    /// <summary>Why somebody may not open a case of a lifecycle; null when she may.</summary>
    public static Refusal? Bar(Actor actor, Program program, ReferenceData reference)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return actor.IsSystem ? null : DutyRights.BarRoles(actor, ActionOf(program), reference);
    }

    /// <summary>Whether somebody may report in a category by hand, and its lifecycle is there.</summary>
    public static bool May(Actor actor, Category category, ReferenceData reference)
    {
        ArgumentNullException.ThrowIfNull(category);
        ArgumentNullException.ThrowIfNull(reference);
        return category.ByHand && reference.Definitions.Current(category.DefinitionId) is { } program && Bar(actor, program, reference) is null;
    }

    /// <summary>The post by which somebody opens a case of a lifecycle, one with a source of its own first; null: none, or the tenant grants nothing.</summary>
    public static Post? PostFor(Person person, Program program, ReferenceData reference)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(reference);
        var action = ActionOf(program);
        var granting = person.Posts.Where(post => reference.Duties.Grants(post.Role, action)).ToArray();
        return Array.Find(granting, post => reference.Organisation.Role(post.Role)?.Source is not null) ?? granting.FirstOrDefault();
    }

    /// <summary>Channel of a report that somebody makes by hand: what the role of her post says, <c>staff</c> otherwise.</summary>
    public static string SourceOf(Person person, Program program, ReferenceData reference) =>
        PostFor(person, program, reference) is { } post && reference.Organisation.Role(post.Role)?.Source is { } source ? source : Staff;
}
