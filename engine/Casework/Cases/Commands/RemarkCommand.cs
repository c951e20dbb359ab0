using System.Collections.Immutable;
using GridWorkflow.Casework.Clocks;
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
        foreach (var clock in Reminded(work, command.Actor.PersonId))
            work.Progress(clock, command.Actor.PersonId, "remark on the case");
        return desk.Rest(work);
    }

    /// <summary>Why a reason will not do, and what is to be said in its place; null when it does.</summary>
    public static Refusal? ReasonFault(string reason, string remedy) => reason.Trim().Length is 0 or > MaxLength
        ? new Refusal(RefusalKind.Invalid, "reason-length", $"Expected 1 to {MaxLength} characters, but found {reason.Trim().Length}.", remedy, "reason")
        : null;

    // Who has a task and writes about it has reported progress: on the clock of the task, and on those of the whole case.
    private static ImmutableArray<Guid> Reminded(CaseWork work, string person)
    {
        var own = work.File.Tasks.Where(task => task.Assignee == person && task.AdjustmentId is null).ToList();
        return own.Count == 0 ? [] :
        [
            .. work.File.Clocks.Where(clock => clock.Kind is ClockKind.Total or ClockKind.Milestone || own.Exists(task => task.ClockId == clock.Id)).Select(clock => clock.Id),
        ];
    }
}
