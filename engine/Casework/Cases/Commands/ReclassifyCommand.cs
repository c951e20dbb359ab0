using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>改類: another category or condition; its rule is pinned and the clocks that it feeds are retargeted (S05). And milestones.</summary>
internal static class ReclassifyCommand
{
    public static Decision Decide(Desk desk, CaseCommand.Reclassify command)
    {
        if (Fault(desk, command) is { } fault)
            return new Decision.Refused(fault);
        // Who handles the case does not change the limit by which she is measured, whichever way (SM-6).
        if (command.Basis == RetargetBasis.FromNow || ChangeRights.IsHandler(command.Actor, desk.File, desk.Reference, desk.World.Now))
            return ChangeRequest.Ask(desk, command);
        var work = desk.Open();
        if (Carry(work, command.CategoryCode, command.Condition, command.Basis, command.Actor.PersonId, command.Reason.Trim(), null) is { } refusal)
            return new Decision.Refused(refusal);
        return Lengthens(desk, work) ? ChangeRequest.Ask(desk, command) : desk.Rest(work);
    }

    // More time is never given by one person alone, also where it comes from another category. A clock that has breached and breaches no more
    // is one of them.
    private static bool Lengthens(Desk desk, CaseWork after)
    {
        foreach (var clock in desk.File.Clocks)
        {
            if (desk.Open().Counting(clock.Id) is null)
                continue;
            var now = clock.Kind == ClockKind.Milestone ? after.RunningMilestone() : after.Counting(clock.Id);
            if (now is null)
                return true;
            if (now.Id == clock.Id && now.Ledger.Length == clock.Ledger.Length)
                continue;
            var due = now.Due(after.CalendarOf(now), after.Now);
            if (due.IsProvisional || due.At > clock.Due(after.CalendarOf(clock), after.Now).NotBefore)
                return true;
        }

        return false;
    }

    /// <summary>Gives the case another category or condition; null: it is done.</summary>
    public static Refusal? Carry(CaseWork work, string code, string? condition, RetargetBasis basis, string by, string reason, string? approvedBy)
    {
        var category = work.Reference.Catalogue.Find(code)!;
        var was = work.File;
        work.Say(
            "CaseReclassified", ("fromCategory", was.CategoryCode), ("fromCondition", was.Rule?.Condition), ("category", category.Code),
            ("condition", condition ?? category.UsualCondition?.Number), ("basis", basis.ToString()), ("by", by), ("approvedBy", approvedBy), ("reason", reason));
        return work.Classify(category, condition, basis, by, reason, approvedBy);
    }

    public static Decision Decide(Desk desk, CaseCommand.MeetMilestone command)
    {
        if (ChangeRights.BarMilestone(command.Actor, desk.File, desk.Reference) is { } bar)
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
        if (ChangeRights.BarReclassify(command.Actor, desk.File, desk.Reference) is { } bar)
            return bar;
        if (command.Reason.Trim().Length is 0 or > RemarkCommand.MaxLength)
            return Invalid("reason-length", $"Expected 1 to {RemarkCommand.MaxLength} characters, but found {command.Reason.Trim().Length}.", "Say why it is another category or condition.", "reason");
        return Unfit(desk.File, desk.Reference, desk.Program.DefinitionId, command.CategoryCode, command.Condition);
    }

    /// <summary>Why a case cannot be of a category and condition; null when it can.</summary>
    public static Refusal? Unfit(CaseFile file, ReferenceData reference, string definitionId, string code, string? condition)
    {
        if (file.Status != CaseStatus.Open)
            return new Refusal(RefusalKind.Conflict, "case-not-open", $"Expected an open case, but it is {file.Status.ToString().ToLowerInvariant()}.", "Reopen it first, or leave it as it is.");
        if (reference.Catalogue.Find(code) is not { } category)
            return Invalid("unknown-category", $"Expected a category of the catalogue, but found '{code}'.", Names.Remedy(code, [.. reference.Catalogue.Categories.Select(known => known.Code)]), "category");
        if (category.DefinitionId != definitionId)
            return Invalid("other-lifecycle", $"Expected a category of lifecycle '{definitionId}', but '{category.Code}' is of '{category.DefinitionId}'.", "End this case as void with a reply, and report the matter anew.", "category");
        if (condition is { } number && category.Condition(number) is null)
            return Invalid("unknown-condition", $"Expected a filing condition of '{category.Code}', but found '{number}'.", Names.Remedy(number, [.. category.Conditions.Select(known => known.Number)]), "condition");
        return category.Code == file.CategoryCode && (condition ?? category.UsualCondition?.Number) == file.Rule?.Condition
            ? Invalid("same-class", $"Expected another category or condition, but the case is '{category.Code}' already.", "Nothing is to be changed.", "category")
            : null;
    }

    private static Refusal Invalid(string code, string reason, string remedy, string field) => new(RefusalKind.Invalid, code, reason, remedy, field);
}
