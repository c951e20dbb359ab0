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
        // An appeal may be decided when the case was reopened long since: what it is about is the cycle of which somebody was accused.
        var cycle = command.AccusedAt is { } accused ? clock.CycleAt(accused) : clock.Cycle;
        if (clock.IsExempt(cycle))
            return new Decision.Unchanged("The clock is exempt already.");
        var work = desk.Open();
        if (Exempt(work, clock.Id, cycle, command) is ClockMove.Refused refused)
            return new Decision.Refused(new Refusal(RefusalKind.Conflict, refused.Problem.Code, refused.Problem.Reason, refused.Problem.Remedy));
        // A total clock that is void counts for nobody already; its refusal says no more.
        foreach (var total in work.File.Clocks.Where(one => one.Kind == ClockKind.Total && one.Id != clock.Id))
        {
            var its = command.AccusedAt is { } at ? total.CycleAt(at) : total.Cycle;
            if (!total.IsExempt(its))
                Exempt(work, total.Id, its, command);
        }

        return desk.Rest(work);
    }

    private static ClockMove Exempt(CaseWork work, Guid clockId, int cycle, CaseCommand.ExemptClock command)
    {
        // What has come due before is still a fact.
        work.FireDue(clockId);
        var clock = work.File.Clocks.First(one => one.Id == clockId);
        var move = clock.Exempt(work.Now, command.By, command.Reason, cycle);
        if (move is not ClockMove.Made { Clock: var exempt })
            return move;
        work.Put(exempt);
        // The entry makes the epoch grow: the timer that was set before is nothing any more.
        if (work.Counting(clockId) is { } counting)
            work.Arm(counting);
        work.Say("ClockExempted", ("clock", exempt.Name), ("by", command.By), ("reason", command.Reason), ("cycle", cycle == exempt.Cycle ? null : cycle));
        return move;
    }
}
