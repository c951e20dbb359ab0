using GridWorkflow.Casework.Clocks;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>免責: a clock counts for nobody's score. What it says of the facts stays.</summary>
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
        // What has come due before is still a fact.
        work.FireDue(clock.Id);
        var move = work.File.Clocks.First(one => one.Id == clock.Id).Exempt(work.Now, command.By, command.Reason, cycle);
        if (move is ClockMove.Refused refused)
            return new Decision.Refused(new Refusal(RefusalKind.Conflict, refused.Problem.Code, refused.Problem.Reason, refused.Problem.Remedy));
        work.Put(move.OrThrow());
        work.Say("ClockExempted", ("clock", clock.Name), ("by", command.By), ("reason", command.Reason), ("cycle", cycle == clock.Cycle ? null : cycle));
        return desk.Rest(work);
    }
}
