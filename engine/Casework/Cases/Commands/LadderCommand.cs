using GridWorkflow.Casework.Clocks;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>Changed ladders reach the clocks of one case that count: each is armed for what comes next on the new one.</summary>
internal static class LadderCommand
{
    public static Decision Decide(Desk desk, CaseCommand.TakeLadders command)
    {
        if (!command.Actor.IsSystem)
            return new Decision.Refused(new Refusal(RefusalKind.Forbidden, "system-only", $"Expected the system, but found '{command.Actor.PersonId}'.", "Ladders reach the cases by themselves."));
        var work = desk.Open();
        AdjustmentCommand.EndWhatIsOver(work);
        foreach (var clock in work.File.Clocks)
        {
            // One that is gone stops nobody here; publishing and loading refuse to take it away.
            if (clock.LadderId is { } id && desk.Reference.Ladders.TryGetValue(id, out var ladder) && !clock.Knows(ladder) && work.Counting(clock.Id) is { } counting)
                work.Arm(counting);
        }

        return ReferenceEquals(work.File, desk.File) ? new Decision.Unchanged("Every clock that counts has these versions of its ladder.") : desk.Rest(work);
    }
}
