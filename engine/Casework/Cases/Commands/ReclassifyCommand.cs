using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>改類: another category, condition or grid; its rule is pinned and the clocks that it feeds are retargeted (S05). An emergency on the way. And milestones.</summary>
internal static class ReclassifyCommand
{
    public static Decision Decide(Desk desk, CaseCommand.Reclassify command)
    {
        var change = new Reclassification(command.CategoryCode, command.Condition, command.Grid, command.Emergency, command.Basis);
        if (Fault(desk, command, change) is { } fault)
            return new Decision.Refused(fault);
        // Who handles the case does not change the limit by which she is measured, whichever way (SM-6); but whoever finds an emergency says so
        // at once (M19): it shortens limits and never lengthens one.
        if (!change.OnlyDeclares && (command.Basis == RetargetBasis.FromNow || command.Emergency == false || ChangeRights.IsHandler(command.Actor, desk.File, desk.Reference, desk.World.Now)))
            return ChangeRequest.Ask(desk, command);
        var work = desk.Open();
        if (Carry(work, desk.Program, change, command.Actor.PersonId, command.Reason.Trim(), null) is { } refusal)
            return new Decision.Refused(refusal);
        return !change.OnlyDeclares && Lengthens(desk, work) ? ChangeRequest.Ask(desk, command) : desk.Rest(work);
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

    /// <summary>Gives the case another category, condition or grid, or makes it an emergency or none; null: it is done.</summary>
    public static Refusal? Carry(CaseWork work, Program program, Reclassification change, string by, string reason, string? approvedBy)
    {
        var was = work.File;
        if (change.Moves(was) && work.Relocate(change.Grid!, program, by, reason, approvedBy) is { } nowhere)
            return nowhere;
        if (change.IsOfClass(was))
        {
            var category = work.Reference.Catalogue.Find(change.CategoryOf(was))!;
            var condition = change.ConditionOf(was);
            if (change.Reclasses(was, work.Reference))
            {
                work.Say(
                    "CaseReclassified", ("fromCategory", was.CategoryCode), ("fromCondition", was.Rule?.Condition), ("category", category.Code),
                    ("condition", condition ?? category.UsualCondition?.Number), ("basis", change.Basis.ToString()), ("by", by), ("approvedBy", approvedBy), ("reason", reason));
            }

            if (work.Classify(category, condition, change.Basis, by, reason, approvedBy) is { } refusal)
                return refusal;
            // Of a category that can be no emergency.
            if (was.Emergency && !work.File.Emergency)
                work.Calm(program);
        }

        if (change.Emergency == true)
            work.DeclareEmergency(program, by, reason, approvedBy);
        if (change.Emergency == false && work.File.Emergency && work.EndEmergency(program, change.Basis, by, reason, approvedBy!) is { } longer)
            return longer;
        // Once all of it is done: who is told is told what is.
        work.TellRelocated(was, program, by);
        return null;
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

    private static Refusal? Fault(Desk desk, CaseCommand.Reclassify command, Reclassification change)
    {
        if (ChangeRights.BarReclassify(command.Actor, desk.File, desk.Reference) is { } bar)
            return bar;
        if (RemarkCommand.ReasonFault(command.Reason, "Say why it is another category, condition or grid.") is { } wordless)
            return wordless;
        return Unfit(desk.File, desk.Reference, desk.Program, change);
    }

    /// <summary>Why a case cannot be of a category and condition, lie in a grid, or be an emergency or none; null when it can.</summary>
    public static Refusal? Unfit(CaseFile file, ReferenceData reference, Program program, Reclassification change)
    {
        if (file.Status != CaseStatus.Open)
            return new Refusal(RefusalKind.Conflict, "case-not-open", $"Expected an open case, but it is {file.Status.ToString().ToLowerInvariant()}.", "Reopen it first, or leave it as it is.");
        var code = change.CategoryOf(file);
        if (reference.Catalogue.Find(code) is not { } category)
            return Invalid("unknown-category", $"Expected a category of the catalogue, but found '{code}'.", Names.Remedy(code, [.. reference.Catalogue.Categories.Select(known => known.Code)]), "category");
        if (category.DefinitionId != program.DefinitionId)
            return Invalid("other-lifecycle", $"Expected a category of lifecycle '{program.DefinitionId}', but '{category.Code}' is of '{category.DefinitionId}'.", "End this case as void with a reply, and report the matter anew.", "category");
        if (change.IsOfClass(file) && change.ConditionOf(file) is { } number && category.Condition(number) is null)
            return Invalid("unknown-condition", $"Expected a filing condition of '{category.Code}', but found '{number}'.", Names.Remedy(number, [.. category.Conditions.Select(known => known.Number)]), "condition");
        if (change.Grid is { } grid && UnfitPlace(file, reference, grid) is { } nowhere)
            return nowhere;
        if (change.Emergency is { } emergency && UnfitEmergency(file, reference, program, category, emergency) is { } calm)
            return calm;
        if (change.Reclasses(file, reference) || change.Moves(file) || change.Emergency is not null)
            return null;
        return change.Grid is null
            ? Invalid("same-class", $"Expected another category or condition, but the case is '{category.Code}' already.", "Nothing is to be changed.", "category")
            : Invalid("same-grid", $"Expected another grid, category or condition, but the case lies in '{file.GridCode}' and is '{category.Code}' already.", "Nothing is to be changed.", "grid");
    }

    private static Refusal? UnfitPlace(CaseFile file, ReferenceData reference, string grid)
    {
        if (!reference.Organisation.IsGrid(grid))
            return Invalid("unknown-grid", $"Expected a grid of the organisation, but found '{grid}'.", Names.Remedy(grid, [.. reference.Organisation.Grids.Select(known => known.Id)]), "grid");
        return grid != file.GridCode && file.Subject is { } subject && reference.Subjects.GetValueOrDefault(subject) is { } known && known.GridCode != grid
            ? Invalid("subject-elsewhere", $"Expected a case whose subject lies in grid '{grid}', but '{subject}' lies in '{known.GridCode}'.", "Mend where the subject lies, or leave the case in its grid.", "grid")
            : null;
    }

    private static Refusal? UnfitEmergency(CaseFile file, ReferenceData reference, Program program, Catalogue.Category category, bool emergency)
    {
        if (emergency == file.Emergency)
        {
            return new Refusal(
                RefusalKind.Conflict, emergency ? "already-emergency" : "no-emergency",
                emergency ? "Expected a case that is no emergency, but it is one already." : "Expected an emergency, but the case is none.", "Nothing is to be changed.", "emergency");
        }

        if (emergency && !category.EmergencyCapable)
            return Invalid("category-not-urgent", $"Expected a category that can be an emergency, but '{category.Code}' cannot.", "Give the case a category that can.", "emergency");
        return emergency && NotifyLevels.Named(program).Template is var template && reference.Templates.Find(template) is null
            ? new Refusal(RefusalKind.Conflict, "unknown-template", $"Expected template '{template}', with which all levels are told, but it is not loaded.", "Have an administrator add the template.", "emergency")
            : null;
    }

    private static Refusal Invalid(string code, string reason, string remedy, string field) => new(RefusalKind.Invalid, code, reason, remedy, field);
}
