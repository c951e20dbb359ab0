using GridWorkflow.Casework.Duties;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>Somebody who has to do with the case writes something into its journal.</summary>
internal static class RemarkCommand
{
    /// <summary>Longest remark, in UTF-16 characters.</summary>
    public const int MaxLength = 4000;

    public static Decision Decide(Desk desk, CaseCommand.AddRemark command)
    {
        if (TaskRights.BarRemark(command.Actor, desk.File, desk.Reference.Organisation) is { } bar)
            return new Decision.Refused(bar);
        if (desk.File.Status == CaseStatus.Archived)
            return new Decision.Refused(new Refusal(RefusalKind.Conflict, "case-archived", "Expected a case that goes on, but it is archived.", "Report anew, with the number of this case."));
        var text = command.Text.Trim();
        if (text.Length is 0 or > MaxLength)
            return new Decision.Refused(new Refusal(RefusalKind.Invalid, "remark-length", $"Expected 1 to {MaxLength} characters, but found {text.Length}.", "Say it in fewer words, or say something.", "text"));
        var work = desk.Open();
        work.Say("RemarkAdded", ("by", command.Actor.PersonId), ("text", text));
        return desk.Rest(work);
    }
}
