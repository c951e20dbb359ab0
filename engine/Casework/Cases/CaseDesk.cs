using GridWorkflow.Casework.Cases.Commands;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases;

/// <summary>
/// What a command means for a case. Pure; the same program, state, command and world give the same decision. Nothing
/// has happened until the burst is committed.
/// </summary>
public static class CaseDesk
{
    /// <summary>Decides a command.</summary>
    /// <param name="program">The lifecycle that the case is pinned to; for <see cref="CaseCommand.File"/> the one that the category names.</param>
    /// <param name="state">The case at rest with its <see cref="CaseFile"/> as attachment; null for <see cref="CaseCommand.File"/> only.</param>
    /// <param name="command">What is asked.</param>
    /// <param name="world">Instant, ids and, as <see cref="World.Reference"/>, the <see cref="ReferenceData"/>.</param>
    /// <exception cref="ArgumentException">The world has no reference data, or the state no case file.</exception>
    /// <exception cref="ActivityFaultException">
    /// A timer cannot be carried out because reference data is missing that its clock names; the sweep parks it until the data is mended.
    /// </exception>
    public static Decision Decide(Program program, InstanceState? state, InstanceCommand command, World world)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(world);
        if (world.Reference is not ReferenceData reference)
            throw new ArgumentException("Expected reference data in the world, but found none.", nameof(world));
        if (command is CaseCommand.File filing)
        {
            return state is null
                ? FileCommand.Decide(program, filing, reference, world)
                : new Decision.Refused(new Refusal(RefusalKind.Conflict, "case-exists", $"Expected a new case, but '{filing.CaseId}' is there already.", "Draw another id."));
        }

        if (state is null)
            return new Decision.Refused(new Refusal(RefusalKind.NotFound, "case-unknown", "Expected a case, but there is none of this id.", "Look at the list of cases."));
        var desk = new Desk(program, state, reference, world);
        var decision = command is InstanceCommand.TimerDue timer ? TimerCommand.Decide(desk, timer) : DecideOther(desk, command);
        return decision is Decision.Refused { Refusal.Kind: RefusalKind.Forbidden } refused ? RefusedCommand.OnRecord(desk, command, refused) : decision;
    }

    private static Decision DecideOther(Desk desk, InstanceCommand command)
    {
        try
        {
            return command switch
            {
                CaseCommand.Claim claim => ClaimCommand.Decide(desk, claim),
                CaseCommand.Release release => ClaimCommand.Decide(desk, release),
                CaseCommand.Complete complete => CompleteCommand.Decide(desk, complete),
                CaseCommand.Reopen reopen => ReopenCommand.Decide(desk, reopen),
                CaseCommand.RequestAdjustment request => AdjustmentCommand.Decide(desk, request),
                CaseCommand.EndSuspension end => AdjustmentCommand.Decide(desk, end),
                CaseCommand.Transfer transfer => TransferCommand.Decide(desk, transfer),
                CaseCommand.Assign assign => AssignCommand.Decide(desk, assign),
                CaseCommand.ForceClose close => ForceCloseCommand.Decide(desk, close),
                CaseCommand.Reclassify reclassify => ReclassifyCommand.Decide(desk, reclassify),
                CaseCommand.RequestEarlierDue earlier => ChangeRequest.Decide(desk, earlier),
                CaseCommand.TakeCalendar take => CalendarCommand.Decide(desk, take),
                CaseCommand.TakeLadders take => LadderCommand.Decide(desk, take),
                CaseCommand.LinkDuplicate link => DuplicateCommand.Decide(desk, link),
                CaseCommand.MeetMilestone meet => ReclassifyCommand.Decide(desk, meet),
                CaseCommand.SignNotice sign => SignNoticeCommand.Decide(desk, sign),
                CaseCommand.ReadPersonalData read => ReadPersonalDataCommand.Decide(desk, read),
                CaseCommand.WithdrawNotice withdraw => SignNoticeCommand.Decide(desk, withdraw),
                CaseCommand.ExemptClock exempt => ExemptClockCommand.Decide(desk, exempt),
                CaseCommand.WatchOwner watch => WatchOwnerCommand.Decide(desk, watch),
                CaseCommand.AddRemark remark => RemarkCommand.Decide(desk, remark),
                InstanceCommand.RetryActivity retry => RetryCommand.Decide(desk, retry),
                InstanceCommand.Wake wake => WakeCommand.Decide(desk, wake),
                InstanceCommand.Cancel => NotForCases("cancelled", "End the case by its lifecycle, so that its reporter gets a reply."),
                InstanceCommand.Start => NotForCases("started", "Report it again if it is another case."),
                _ => throw new ArgumentException($"Expected a command that the desk knows, but found {command.GetType().Name}.", nameof(command)),
            };
        }
        catch (ActivityFaultException fault)
        {
            return new Decision.Refused(new Refusal(RefusalKind.Conflict, fault.Code, fault.Message, "Have an administrator mend the reference data, then try again."));
        }
        catch (StimulusRefusedException refused)
        {
            return new Decision.Refused(new Refusal(RefusalKind.Conflict, "case-moved-on", refused.Message, "Look at the case again; somebody else may have acted on it."));
        }
    }

    private static Decision.Refused NotForCases(string what, string remedy) =>
        new(new Refusal(RefusalKind.Conflict, "instance-is-case", $"Expected an instance without a case, but a case cannot be {what}.", remedy));
}
