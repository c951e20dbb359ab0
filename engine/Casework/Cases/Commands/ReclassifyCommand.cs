using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Organisation;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>改類: another category or condition; its rule is pinned and the clocks that it feeds are retargeted (S05). And milestones.</summary>
internal static class ReclassifyCommand
{
    public static Decision Decide(Desk desk, CaseCommand.Reclassify command)
    {
        if (Fault(desk, command) is { } fault)
            return new Decision.Refused(fault);
        var category = desk.Reference.Catalogue.Find(command.CategoryCode)!;
        var work = desk.Open();
        var was = desk.File;
        work.Say(
            "CaseReclassified", ("fromCategory", was.CategoryCode), ("fromCondition", was.Rule?.Condition), ("category", category.Code),
            ("condition", command.Condition ?? category.UsualCondition?.Number), ("basis", command.Basis.ToString()), ("by", command.Actor.PersonId),
            ("approvedBy", command.ApprovedBy), ("reason", command.Reason.Trim()));
        return work.Classify(category, command.Condition, command.Basis, command.Actor.PersonId, command.Reason.Trim(), command.ApprovedBy) is { } refusal
            ? new Decision.Refused(refusal)
            : desk.Rest(work);
    }

    public static Decision Decide(Desk desk, CaseCommand.MeetMilestone command)
    {
        if (TaskRights.BarRemark(command.Actor, desk.File, desk.Reference.Organisation) is { } bar)
            return new Decision.Refused(bar);
        if (command.Remark?.Length > RemarkCommand.MaxLength)
            return new Decision.Refused(new Refusal(RefusalKind.Invalid, "remark-length", $"Expected at most {RemarkCommand.MaxLength} characters, but found {command.Remark.Length}.", "Say it in fewer words.", "remark"));
        var work = desk.Open();
        if (work.RunningMilestone() is not { } clock || clock.Name != command.Key)
        {
            return new Decision.Refused(new Refusal(
                RefusalKind.Conflict, "milestone-not-running", $"Expected the milestone that runs now, but '{command.Key}' does not.",
                work.RunningMilestone() is { } running ? $"Now runs '{running.Name}'." : "No milestone runs in this case.", "milestone"));
        }

        work.MeetMilestone(clock, command.Actor.PersonId, command.Remark);
        return desk.Rest(work);
    }

    private static Refusal? Fault(Desk desk, CaseCommand.Reclassify command)
    {
        var organisation = desk.Reference.Organisation;
        if (TaskRights.BarRemark(command.Actor, desk.File, organisation) is { } bar)
            return bar;
        if (desk.File.Status != CaseStatus.Open)
            return new Refusal(RefusalKind.Conflict, "case-not-open", $"Expected an open case, but it is {desk.File.Status.ToString().ToLowerInvariant()}.", "Reopen it first, or leave it as it is.");
        if (command.Reason.Trim().Length is 0 or > RemarkCommand.MaxLength)
            return Invalid("reason-length", $"Expected 1 to {RemarkCommand.MaxLength} characters, but found {command.Reason.Trim().Length}.", "Say why it is another category or condition.", "reason");
        if (desk.Reference.Catalogue.Find(command.CategoryCode) is not { } category)
            return Invalid("unknown-category", $"Expected a category of the catalogue, but found '{command.CategoryCode}'.", Names.Remedy(command.CategoryCode, [.. desk.Reference.Catalogue.Categories.Select(known => known.Code)]), "category");
        if (category.DefinitionId != desk.Program.DefinitionId)
            return Invalid("other-lifecycle", $"Expected a category of lifecycle '{desk.Program.DefinitionId}', but '{category.Code}' is of '{category.DefinitionId}'.", "End this case as void with a reply, and report the matter anew.", "category");
        if (command.Condition is { } number && category.Condition(number) is null)
            return Invalid("unknown-condition", $"Expected a filing condition of '{category.Code}', but found '{number}'.", Names.Remedy(number, [.. category.Conditions.Select(known => known.Number)]), "condition");
        if (category.Code == desk.File.CategoryCode && (command.Condition ?? category.UsualCondition?.Number) == desk.File.Rule?.Condition)
            return Invalid("same-class", $"Expected another category or condition, but the case is '{category.Code}' already.", "Nothing is to be changed.", "category");
        return command.Basis == RetargetBasis.FromNow ? BarApprover(command, desk.File, organisation) : null;
    }

    // The second person of a count from now (S05b): one who answers for a unit of the case's line.
    private static Refusal? BarApprover(CaseCommand.Reclassify command, CaseFile file, OrganisationChart organisation)
    {
        if (string.IsNullOrWhiteSpace(command.ApprovedBy))
            return Invalid("approver-missing", "Expected who approves that the limit counts from now, but nobody is named.", "Name the leader who approves it, or count from the original start.", "approvedBy");
        if (command.ApprovedBy == command.Actor.PersonId)
            return Invalid("approver-same", "Expected a second person as approver, but it is the one who asks.", "Have a leader approve it.", "approvedBy");
        return organisation.Chain(file.UnitId).Any(unit => organisation.LeadersOf(unit.Id).Any(leader => leader.Id == command.ApprovedBy))
            ? null
            : Invalid("approver-not-leader", $"Expected a leader of the case's line as approver, but '{command.ApprovedBy}' is none.", "Name somebody who answers for the unit or one above it.", "approvedBy");
    }

    private static Refusal Invalid(string code, string reason, string remedy, string field) => new(RefusalKind.Invalid, code, reason, remedy, field);
}
