using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>重複: the case is about what an earlier one is about. It ends as void, its clocks count for nobody, and its reporter hears of the first.</summary>
internal static class DuplicateCommand
{
    public static Decision Decide(Desk desk, CaseCommand.LinkDuplicate command)
    {
        var file = desk.File;
        if (TaskRights.BarRemark(command.Actor, file, desk.Reference.Organisation) is { } bar)
            return new Decision.Refused(bar);
        if (file.Status != CaseStatus.Open)
            return new Decision.Refused(new Refusal(RefusalKind.Conflict, "case-not-open", $"Expected an open case, but it is {file.Status.ToString().ToLowerInvariant()}.", "Nothing is to be linked."));
        if (command.FirstId == file.Id || command.FirstReportedAt > file.ReportedAt)
            return new Decision.Refused(new Refusal(RefusalKind.Invalid, "duplicate-order", $"Expected an earlier case than '{file.Number}', but '{command.FirstNumber}' is not.", "Link the later case to the first one.", "first"));
        var work = desk.Open();
        var by = command.Actor.PersonId;
        var reply = new Wording(work.Organisation.TimeZone, work.Organisation.Language).SameAs(command.FirstNumber);
        work.Change(file with { Reply = reply });
        work.VoidClocks(null, by, "duplicate");
        work.Change(work.File with { Status = CaseStatus.Void, DuplicateOf = command.FirstNumber, Facts = work.File.Facts with { VoidedAt = work.Now } });
        var way = NoticeIssue.Answer(work, null);
        work.Say("DuplicateLinked", ("first", command.FirstNumber), ("by", by), ("way", way), ("reason", string.IsNullOrWhiteSpace(command.Reason) ? null : command.Reason.Trim()));
        return desk.Move(work, new Stimulus.Cancel("duplicate"));
    }
}
