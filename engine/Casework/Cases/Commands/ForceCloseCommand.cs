using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>
/// 強制結案 (SM-1, Closing → Closed): a leader of the case's line closes it although its reporter was not answered, with the reason. The
/// reply that was owed goes on record as not given; nothing is skipped in silence. Only a step that has the outcome can be ended so.
/// </summary>
internal static class ForceCloseCommand
{
    /// <summary>Outcome of the step of replying that nobody chooses.</summary>
    public const string Outcome = "ForcedClose";

    private const string Close = "close";

    public static Decision Decide(Desk desk, CaseCommand.ForceClose command)
    {
        if (Bar(command.Actor, desk.File, desk.Reference) is { } bar)
            return new Decision.Refused(bar);
        if (StepOf(desk.File) is not { } step)
        {
            return new Decision.Refused(new Refusal(
                RefusalKind.Conflict, "not-closing", "Expected a case that waits for the reply to its reporter, but it is not there.", "Let it go its way until it is to be closed."));
        }

        var reason = command.Reason.Trim();
        if (RemarkCommand.ReasonFault(reason, "Say why it is closed without a reply.") is { } wordless)
            return new Decision.Refused(wordless);
        var by = command.Actor.PersonId;
        var work = desk.Open();
        work.Change(desk.File with { Forced = new ForcedClosing(by, reason, work.Now) });
        work.Say("ReplyNotGiven", ("by", by), ("to", desk.File.Reporter.IsAnonymous ? "public" : "reporter"), ("reason", reason));
        // Nobody kept this limit, and nobody is charged with it. The reply of an earlier cycle, or of another centre, stays what it was.
        if (step.ClockId is { } clock)
            work.VoidClock(clock, by, reason);
        var completion = new TaskCompletion(Outcome, reason, by, OrganisationChart.LeaderRole, TaskCompletion.NoFields);
        return desk.Move(work, new Stimulus.Resume(step.BookmarkId, completion.ToPayload()));
    }

    /// <summary>The open step of replying, if its lifecycle allows to end it so.</summary>
    internal static CaseTask? StepOf(CaseFile file) => file.Tasks.FirstOrDefault(task => task.ActionOf(Outcome) is not null && !task.Outcomes.Contains(Outcome));

    /// <summary>Why somebody may not close this case by force; null when she may: she leads a unit of its line above the grids, or a centre beside it, and had no part in it.</summary>
    internal static Refusal? Bar(Actor actor, CaseFile file, ReferenceData reference)
    {
        var organisation = reference.Organisation;
        if (organisation.Person(actor.PersonId) is not { } person || !person.Posts.Any(post => organisation.IsOfLine(post.UnitId, file.GridCode)
            && !organisation.IsGrid(post.UnitId) && organisation.LeadersOf(post.UnitId).Contains(person)))
        {
            return new Refusal(
                RefusalKind.Forbidden, "not-leader", $"Expected a leader of the case's line, but '{actor.PersonId}' is none.", "Ask somebody who leads a unit above the grid.");
        }

        return DutyRights.BarInterest(person, file, organisation) ?? DutyRights.BarDeeds(person, Close, file, reference);
    }
}
