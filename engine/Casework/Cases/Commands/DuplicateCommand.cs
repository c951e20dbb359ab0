using GridWorkflow.Casework.Catalogue;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>
/// 重複: the case is about what an earlier one is about. It ends as void, its clocks count for nobody, and its reporter hears of the first.
/// So it asks for the right to void cases, which who handles one never has, and for a first case in which the matter lives on.
/// </summary>
internal static class DuplicateCommand
{
    public static Decision Decide(Desk desk, CaseCommand.LinkDuplicate command)
    {
        var file = desk.File;
        if (ChangeRights.BarDuplicate(command.Actor, file, desk.Reference) is { } bar)
            return new Decision.Refused(bar);
        if (file.Status != CaseStatus.Open)
            return new Decision.Refused(new Refusal(RefusalKind.Conflict, "case-not-open", $"Expected an open case, but it is {file.Status.ToString().ToLowerInvariant()}.", "Nothing is to be linked."));
        if (command.FirstId == file.Id || command.FirstReportedAt > file.ReportedAt)
            return new Decision.Refused(Invalid("duplicate-order", $"Expected an earlier case than '{file.Number}', but '{command.FirstNumber}' is not.", "Link the later case to the first one."));
        if (command.First is { } first && Unfit(file, first, command.FirstNumber, desk.Reference) is { } unfit)
            return new Decision.Refused(unfit);
        var reason = command.Reason?.Trim() ?? "";
        if (command.First is not null && RemarkCommand.ReasonFault(reason, "Say by what it is known as the same matter.") is { } wordless)
            return new Decision.Refused(wordless);
        var work = desk.Open();
        var by = command.Actor.PersonId;
        var reply = new Wording(work.Organisation.TimeZone, work.Organisation.Language).SameAs(command.FirstNumber);
        work.Change(file with { Reply = reply });
        work.VoidClocks(null, by, "duplicate");
        work.Change(work.File with { Status = CaseStatus.Void, DuplicateOf = command.FirstNumber, Facts = work.File.Facts with { VoidedAt = work.Now } });
        var way = NoticeIssue.Answer(work, null);
        work.Say("DuplicateLinked", ("first", command.FirstNumber), ("by", by), ("way", way), ("reason", reason.Length == 0 ? null : reason));
        return desk.Move(work, new Stimulus.Cancel("duplicate"));
    }

    private static Refusal? Unfit(CaseFile file, FirstCase first, string number, ReferenceData reference)
    {
        if (first.Status is CaseStatus.Void or CaseStatus.Archived)
        {
            return Invalid(
                "duplicate-ended", $"Expected a first case in which the matter goes on, but '{number}' is {first.Status.ToString().ToLowerInvariant()}.",
                "Let this case go its way; it is a new matter.");
        }

        if (first.CategoryCode != file.CategoryCode)
        {
            return Invalid(
                "duplicate-category", $"Expected a first case of category '{file.CategoryCode}', but '{number}' is of '{first.CategoryCode}'.",
                "Change the category of the one that is classified wrongly first.");
        }

        return IsSamePlace(file, first, reference.Catalogue.Find(file.CategoryCode)?.Repeats)
            ? null
            : Invalid("duplicate-place", $"Expected a first case at the place of this one, but '{number}' lies elsewhere, in grid '{first.GridCode}'.", "Let this case go its way; it is a matter of its own.");
    }

    // As reports are found to repeat each other: points by their distance, whatever grids they lie in.
    private static bool IsSamePlace(CaseFile file, FirstCase first, RepeatRule? rule) =>
        file.GridCode == first.GridCode
        || (rule is not null && file.Place is { Latitude: { } latitude, Longitude: { } longitude } && first.Place is { Latitude: { } north, Longitude: { } east }
            && RepeatRule.Distance(latitude, longitude, north, east) <= rule.Metres);

    private static Refusal Invalid(string code, string reason, string remedy) => new(RefusalKind.Invalid, code, reason, remedy, "first");
}
