using GridWorkflow.Casework.Clocks;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>免責: a clock, and with a step the total clock of its case, counts for nobody's score (clocks.md §4). What they say of the facts stays.</summary>
internal static class ExemptClockCommand
{
    public static Decision Decide(Desk desk, CaseCommand.ExemptClock command)
    {
        if (!command.Actor.IsSystem)
        {
            return new Decision.Refused(new Refusal(
                RefusalKind.Forbidden, "exemption-by-case-only", "Expected the decision of an accountability case, but a person asks.", "Decide it in the accountability case."));
        }

        if (desk.File.Clocks.FirstOrDefault(clock => clock.Id == command.ClockId) is not { } clock)
            return new Decision.Refused(new Refusal(RefusalKind.NotFound, "clock-unknown", $"Expected a clock of the case, but '{command.ClockId}' is none.", "Look at the clocks of the case."));
        if (clock.State.Exempt)
            return new Decision.Unchanged("The clock is exempt already.");
        var work = desk.Open();
        // What has come due before is still a fact.
        work.FireDue(clock.Id);
        var move = work.File.Clocks.First(one => one.Id == clock.Id).Exempt(work.Now, command.By, command.Reason);
        if (move is ClockMove.Refused refused)
            return new Decision.Refused(new Refusal(RefusalKind.Conflict, refused.Problem.Code, refused.Problem.Reason, refused.Problem.Remedy));
        work.Put(move.OrThrow());
        // The entry makes the epoch grow: the timer that was set before is nothing any more.
        if (work.Counting(clock.Id) is { } counting)
            work.Arm(counting);
        work.Say("ClockExempted", ("clock", clock.Name), ("by", command.By), ("reason", command.Reason));
        foreach (var total in work.File.Clocks.Where(one => one.Kind == ClockKind.Total && one.Id != clock.Id && !one.State.Exempt))
        {
            work.FireDue(total.Id);
            // A total clock that is void counts for nobody already.
            if (work.File.Clocks.First(one => one.Id == total.Id).Exempt(work.Now, command.By, command.Reason) is not ClockMove.Made { Clock: var exempt })
                continue;
            work.Put(exempt);
            work.Say("ClockExempted", ("clock", exempt.Name), ("by", command.By), ("reason", command.Reason));
        }

        return desk.Rest(work);
    }
}
