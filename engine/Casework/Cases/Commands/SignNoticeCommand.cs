using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Notices;

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
            return new Decision.Unchanged("The notice is signed already.");
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
}
