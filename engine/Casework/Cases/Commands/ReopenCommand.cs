using GridWorkflow.Casework.Duties;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>重開: a closed case goes on while its window lasts.</summary>
internal static class ReopenCommand
{
    public static Decision Decide(Desk desk, CaseCommand.Reopen command)
    {
        if (desk.File.Reopening is not { } window)
        {
            return new Decision.Refused(new Refusal(
                RefusalKind.Conflict, "not-reopenable", $"Expected a closed case that can still be reopened, but it is {desk.File.Status.ToString().ToLowerInvariant()} and its window is over or never was.",
                "Report anew, with the number of this case."));
        }

        if (ReopenRights.Bar(command.Actor, window, desk.File, desk.Reference) is { } bar)
            return new Decision.Refused(bar);
        var reason = command.Reason.Trim();
        if (RemarkCommand.ReasonFault(reason, "Say why the case is opened again.") is { } wordless)
            return new Decision.Refused(wordless);
        return desk.Move(desk.Open(), new Stimulus.Resume(window.BookmarkId, new Dictionary<string, object?>(StringComparer.Ordinal) { ["by"] = command.Actor.PersonId, ["reason"] = reason }));
    }
}
