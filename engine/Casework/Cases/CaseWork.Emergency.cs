using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases;

/// <summary>緊急 (M19): a case that turns out to be one on the way, or none any more.</summary>
internal sealed partial class CaseWork
{
    /// <summary>
    /// The case is an emergency from now on: clocks that count take the limits and ladders of emergencies as if it had been one from the
    /// start, open tasks offer what only emergencies have, and all levels are told at once, once per case. No limit gets longer by it.
    /// </summary>
    public void DeclareEmergency(Program program, string by, string reason, string? approvedBy)
    {
        Change(File with { Emergency = true });
        Say("EmergencyDeclared", ("by", by), ("approvedBy", approvedBy), ("reason", reason));
        foreach (var clock in File.Clocks)
        {
            if (Counting(clock.Id) is null)
                continue;
            if (Fed(clock, File) is LimitDecision.Limited { Limit: var limit } && IsSooner(clock, limit, reason))
                Retarget(clock.Id, limit, RetargetBasis.Retroactive, by, reason, approvedBy);
            Climb(clock.Id);
        }

        // Before the registration that it counts from, an emergency has no clock of the whole either.
        if (WholeSince() is { } since)
            StartTotalClock(since, reason);
        OfferAnew(program);
        if (File.Facts.Alerted)
            return;
        NotifyLevels.Tell(this, program);
        Change(File with { Facts = File.Facts with { Alerted = true } });
    }

    /// <summary>It is no emergency any more, as a second person has approved: the limits and ladders are those of other cases again. Null: it is done.</summary>
    public Refusal? EndEmergency(Program program, RetargetBasis basis, string by, string reason, string approvedBy)
    {
        Change(File with { Emergency = false });
        SayEmergencyEnded(by, approvedBy, reason);
        foreach (var clock in File.Clocks)
        {
            if (Counting(clock.Id) is null)
                continue;
            if (Fed(clock, File) is LimitDecision.Limited { Limit: var limit } && limit.Budget != clock.State.Budget && Retarget(clock.Id, limit, basis, by, reason, approvedBy) is { } refusal)
                return refusal;
        }

        Calm(program);
        return null;
    }

    /// <summary>What only emergencies have is taken away, where the case is none any more: ladders of clocks that count, and outcomes of open tasks.</summary>
    public void Calm(Program program)
    {
        foreach (var clock in File.Clocks)
        {
            if (Counting(clock.Id) is not null)
                Climb(clock.Id);
        }

        OfferAnew(program);
    }

    // Its levels were told when it became one.
    private void SayEmergencyEnded(string by, string? approvedBy, string reason)
    {
        Say("EmergencyEnded", ("by", by), ("approvedBy", approvedBy), ("reason", reason));
        Change(File with { Facts = File.Facts with { Alerted = true } });
    }

    private bool IsSooner(SlaClock clock, Limit limit, string reason) =>
        limit.Budget != clock.State.Budget
        && clock.Retarget(limit.Budget, RetargetBasis.Retroactive, Now, "system", reason) is ClockMove.Made { Clock: var hastened }
        && hastened.Due(CalendarOf(clock), Now) is { IsExact: true, At: var due }
        && (clock.Due(CalendarOf(clock), Now) is not { IsExact: true, At: var before } || due < before);

    // The ladder changes with the emergency also where the limit does not.
    private void Climb(Guid clockId)
    {
        var clock = Counting(clockId)!;
        var policy = Policy();
        var ladder = clock.Kind == ClockKind.Stage
            ? policy.Stages.TryGetValue(clock.Name, out var stage) ? stage.LadderOf(File.Emergency) : clock.LadderId
            : policy.Total?.LadderOf(File.Emergency);
        if (ladder == clock.LadderId)
            return;
        FireDue(clockId);
        clock = Counting(clockId)! with { LadderId = ladder, LadderVersion = null, LadderKeys = null };
        Put(clock);
        Arm(clock);
    }
}
