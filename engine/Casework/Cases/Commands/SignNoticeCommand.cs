using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>簽收: the recipient of a notice confirms that she has it. Reminders about the same clock that stop on that, stop.</summary>
internal static class SignNoticeCommand
{
    public static Decision Decide(Desk desk, CaseCommand.SignNotice command)
    {
        var header = desk.File.Notices.FirstOrDefault(notice => notice.Id == command.NoticeId);
        if (header is null)
            return new Decision.Refused(new Refusal(RefusalKind.NotFound, "notice-unknown", $"Expected a notice of the case, but '{command.NoticeId}' is none.", "Look at the notices of the case."));
        if (header.Recipient != command.Actor.PersonId)
        {
            return new Decision.Refused(new Refusal(
                RefusalKind.Forbidden, "notice-of-other", $"Expected the recipient '{header.Recipient}', but '{command.Actor.PersonId}' signs.", "Leave it to the recipient."));
        }

        if (header.Status != NoticeStatus.Issued)
            return new Decision.Unchanged($"Nothing is to be signed: the notice is {header.Status.ToString().ToLowerInvariant()}.");
        // A served document is signed for by a step of its lifecycle.
        if (NoticeIssue.IsServed(header) && ServedNotice.SigningStep(desk.File) is { } step)
            return CompleteCommand.Decide(desk, new CaseCommand.Complete(command.Actor, step.Id, ServedNotice.Signed, null));
        var work = desk.Open();
        work.Change(desk.File with { Notices = desk.File.Notices.Replace(header, header with { Status = NoticeStatus.Signed }) });
        work.Emit(new NoticeSigned(header.Id, command.Actor.PersonId, work.Now));
        work.Say("NoticeSigned", ("number", header.Number), ("by", command.Actor.PersonId));
        if (work.Counting(header.ClockId) is { State.HasAcknowledgement: false } clock)
        {
            // What has come due before the signature is still a fact.
            work.FireDue(clock.Id);
            var acknowledged = work.Counting(clock.Id)!.Acknowledge(work.Now, command.Actor.PersonId, $"notice {header.Number} signed").OrThrow();
            work.Put(acknowledged);
            work.Arm(acknowledged);
        }

        return desk.Rest(work);
    }

    /// <summary>撤回: with reason, by who may issue such notices, and not after it was signed.</summary>
    public static Decision Decide(Desk desk, CaseCommand.WithdrawNotice command)
    {
        if (desk.File.Notices.FirstOrDefault(notice => notice.Id == command.NoticeId && NoticeIssue.IsServed(notice)) is not { } header)
            return new Decision.Refused(new Refusal(RefusalKind.NotFound, "notice-unknown", $"Expected a document that the case served, but '{command.NoticeId}' is none.", "Look at the notices of the case."));
        if (header.Status != NoticeStatus.Issued || ServedNotice.SigningStep(desk.File) is not { } step)
        {
            return new Decision.Refused(new Refusal(
                RefusalKind.Conflict, "notice-signed", $"Expected a document that is not signed yet, but it is {header.Status.ToString().ToLowerInvariant()}.", "Let it be replied to, and accept the reply."));
        }

        if (DutyRights.Bar(command.Actor, DutyAction.IssueNotice, desk.File, desk.Reference) is { } bar)
            return new Decision.Refused(bar);
        var reason = command.Reason.Trim();
        if (RemarkCommand.ReasonFault(reason, "Say why it is withdrawn.") is { } wordless)
            return new Decision.Refused(wordless);
        var work = desk.Open();
        ServedNotice.Move(work, NoticeStatus.Withdrawn, command.Actor.PersonId, reason);
        var completion = new TaskCompletion(ServedNotice.Withdrawn, reason, command.Actor.PersonId, command.Actor.Role, TaskCompletion.NoFields);
        return desk.Move(work, new Stimulus.Resume(step.BookmarkId, completion.ToPayload()));
    }
}
