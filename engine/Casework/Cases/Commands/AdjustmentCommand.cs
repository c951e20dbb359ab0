using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>
/// 延期 and 掛賬 (SM-6): who handles asks, the leader of the unit reviews, the command centre decides. The tasks of review and decision
/// belong to the request, not to the lifecycle; the step that it is about goes on meanwhile, and so does its clock.
/// </summary>
internal static class AdjustmentCommand
{
    public const string ReviewTask = "review-adjustment";
    public const string DecideTask = "decide-adjustment";
    public const string Approve = "Approve";
    public const string Refuse = "Refuse";

    private const string TimerPrefix = "suspension:";

    // How often a step may be extended or stand still was judged with the step; the promise only goes along.
    private static readonly AdjustmentRules AlongWithTheStep = new(MaxExtensions: int.MaxValue, MaxPauses: int.MaxValue);

    /// <summary>The suspension whose end a timer is, or null when it is another's.</summary>
    public static Guid? SuspensionOf(string timerKey) =>
        timerKey.StartsWith(TimerPrefix, StringComparison.Ordinal) && Guid.TryParseExact(timerKey.AsSpan(TimerPrefix.Length), "D", out var id) ? id : null;

    /// <summary>Whether a request still waits for somebody.</summary>
    public static bool IsAwaited(CaseFile file, Guid id) => file.Adjustments.Any(adjustment => adjustment.Id == id && adjustment.IsOpen);

    public static Decision Decide(Desk desk, CaseCommand.RequestAdjustment command)
    {
        if (desk.Task(command.TaskId) is not { AdjustmentId: null } task)
            return new Decision.Refused(Desk.TaskNotOpen(command.TaskId));
        var work = desk.Open();
        EndWhatIsOver(work);
        if (Fault(work, task, command) is { } fault)
            return new Decision.Refused(fault);
        if (DutyRights.Bar(command.Actor with { Role = task.Role }, DutyAction.RequestAdjustment, desk.File, desk.Reference) is { } bar)
            return new Decision.Refused(bar);
        var clock = work.Counting(task.ClockId!.Value)!;
        // Whether it may be at all is asked now, so that nobody reviews what cannot be granted.
        var trial = command.Kind == AdjustmentKind.Extension
            ? clock.Extend(work.CalendarOf(clock), command.Added!.Value, work.Now, work.Now, command.Actor.PersonId, command.Reason, work.Policy().Adjustments)
            : clock.Pause(work.CalendarOf(clock), work.Now, command.Actor.PersonId, command.Reason, work.Policy().Adjustments);
        if (trial is ClockMove.Refused refused)
            return new Decision.Refused(new Refusal(RefusalKind.Conflict, refused.Problem.Code, refused.Problem.Reason, refused.Problem.Remedy));
        var adjustment = new Adjustment(work.World.Ids.NextId(), command.Kind, task.Id, clock.Id, command.Actor.PersonId, work.Now, command.Reason.Trim())
        {
            Added = command.Kind == AdjustmentKind.Extension ? command.Added : null,
            Until = command.Kind == AdjustmentKind.Suspension ? command.Until!.Value.ToUniversalTime() : null,
            ReasonKey = command.ReasonKey,
        };
        work.Change(work.File with { Adjustments = work.File.Adjustments.Add(adjustment) });
        work.Say(
            "AdjustmentRequested", ("kind", adjustment.Kind.ToString()), ("task", task.Key), ("amount", adjustment.Added?.ToString()), ("until", adjustment.Until),
            ("by", adjustment.RequestedBy), ("reason", adjustment.Reason), ("reasonKey", adjustment.ReasonKey));
        work.Did(DutyAction.RequestAdjustment, command.Actor.PersonId, task.UnitId);
        OpenReview(work, adjustment, task);
        return desk.Rest(work);
    }

    /// <summary>A review or a decision was made.</summary>
    public static Decision Decide(Desk desk, CaseTask task, CaseCommand.Complete command)
    {
        var adjustment = desk.File.Adjustments.First(one => one.Id == task.AdjustmentId);
        if (adjustment.RequestedBy == command.Actor.PersonId)
        {
            return new Decision.Refused(new Refusal(
                RefusalKind.Forbidden, "own-request", "Expected somebody else than who asked, but it is the same person.", "Leave it to another holder of the role."));
        }

        var approved = command.Outcome == Approve;
        var notice = command.Fields.GetValueOrDefault(Adjustment.PublicNoticeField)?.Trim() is { Length: > 0 } text ? text : null;
        if (WrongNotice(desk, task, notice, approved) is { } wrong)
            return new Decision.Refused(wrong);
        var work = desk.Open();
        var remark = string.IsNullOrWhiteSpace(command.Remark) ? null : command.Remark.Trim();
        var closed = task with { Status = CaseTaskStatus.Completed, Outcome = command.Outcome, Remark = remark, CompletedBy = command.Actor.PersonId, CompletedAt = work.Now };
        work.Did(DutyAction.ApproveAdjustment, command.Actor.PersonId, task.UnitId);
        work.Close(closed, command.Actor.PersonId, "task completed");
        work.Say(
            "TaskCompleted", ("task", task.Key), ("outcome", command.Outcome), ("remark", remark), ("by", command.Actor.PersonId), ("role", command.Actor.Role ?? task.Role), ("level", task.Level));
        if (!approved)
            Settle(work, adjustment, AdjustmentStatus.Refused, command.Actor.PersonId, remark);
        else if (task.Key == ReviewTask)
            OpenDecision(work, adjustment);
        else if (!adjustment.IsMoreTime)
        {
            if (ChangeRequest.Grant(work, adjustment, command.Actor.PersonId, desk.Program) is { } unfit)
                return new Decision.Refused(unfit);
            Settle(work, adjustment, AdjustmentStatus.Approved, command.Actor.PersonId, remark);
        }
        else if (Grant(work, adjustment with { PublicNotice = notice }, command.Actor.PersonId) is { } bar)
            return new Decision.Refused(bar);
        return desk.Rest(work);
    }

    public static Decision Decide(Desk desk, CaseCommand.EndSuspension command)
    {
        if (CaseReading.Suspended(desk.File) is not { } suspension)
            return new Decision.Refused(new Refusal(RefusalKind.Conflict, "not-suspended", "Expected a case that is suspended, but it is not.", "Look at the case again."));
        var task = desk.Task(suspension.TaskId);
        var isDecider = desk.Reference.Organisation.HoldersOf(desk.Open().Policy().AdjustmentDecider).Any(person => person.Id == command.Actor.PersonId);
        if (task?.Assignee != command.Actor.PersonId && !isDecider)
        {
            return new Decision.Refused(new Refusal(
                RefusalKind.Forbidden, "not-concerned", $"Expected who handles the case or decided on its suspension, but '{command.Actor.PersonId}' is neither.", "Ask one of them."));
        }

        var work = desk.Open();
        End(work, suspension, command.Actor.PersonId, string.IsNullOrWhiteSpace(command.Reason) ? "ended early" : command.Reason.Trim());
        return desk.Rest(work);
    }

    /// <summary>The date of a suspension has come. After a downtime the clocks go on from that date, not from when it was found.</summary>
    public static Decision Due(Desk desk, Guid id)
    {
        if (CaseReading.Suspended(desk.File) is not { } suspension || suspension.Id != id)
            return new Decision.Unchanged("The suspension is over already.");
        var work = desk.Open();
        End(work, suspension, "system", "its date has come");
        return desk.Rest(work);
    }

    /// <summary>A suspension whose date has come is over, also where its timer was not looked at yet: who acts first finds it.</summary>
    public static void EndWhatIsOver(CaseWork work)
    {
        if (CaseReading.Suspended(work.File) is { Until: { } until } suspension && until <= work.Now)
            End(work, suspension, "system", "its date has come");
    }

    /// <summary>A step that has ended needs no more time, and a suspended one that has ended is suspended no more.</summary>
    public static void Lapse(CaseWork work)
    {
        foreach (var adjustment in work.File.Adjustments)
        {
            if (adjustment.IsMoreTime ? work.File.Tasks.Any(task => task.Id == adjustment.TaskId) : adjustment.IsOpen && ChangeRequest.IsLive(work, adjustment))
                continue;
            if (adjustment.IsOpen)
            {
                Settle(work, adjustment, AdjustmentStatus.Lapsed, "system", null);
                foreach (var task in work.File.Tasks.Where(task => task.AdjustmentId == adjustment.Id))
                {
                    work.Close(task with { Status = CaseTaskStatus.Withdrawn, CompletedAt = work.Now }, "system", "task withdrawn");
                    work.Say("TaskWithdrawn", ("task", task.Key));
                }
            }
            else if (adjustment.IsMoreTime && work.File.Facts.SuspendedAt is not null && CaseReading.Suspended(work.File)?.Id == adjustment.Id)
            {
                MoveTotal(work, total => Resumed(work, total, adjustment, "system", "the step has ended"));
                work.Emit(new TimerCleared(TimerKey(adjustment)));
                work.Change(work.File with { Facts = work.File.Facts with { SuspendedAt = null } });
            }
        }
    }

    private static string TimerKey(Adjustment adjustment) => $"{TimerPrefix}{adjustment.Id:D}";

    private static Refusal AlreadySuspended { get; } = new(
        RefusalKind.Conflict, "case-suspended", "Expected a case that is not suspended, but one of its steps stands still already.", "Let that suspension end first.");

    private static Refusal? Fault(CaseWork work, CaseTask task, CaseCommand.RequestAdjustment command)
    {
        if (task.Assignee != command.Actor.PersonId)
        {
            return new Refusal(
                RefusalKind.Forbidden, "not-assignee", task.Assignee is { } other
                    ? $"Expected who handles the task, '{other}', but '{command.Actor.PersonId}' asks."
                    : $"Expected who handles the task, but nobody has claimed it and '{command.Actor.PersonId}' asks.",
                "Claim the task first, or leave it to who has it.");
        }

        if (task.ClockId is not { } clockId || work.Counting(clockId) is null)
            return new Refusal(RefusalKind.Conflict, "no-clock", "Expected a task with a limit that counts, but it has none.", "Nothing is to be asked for.");
        if (work.File.Adjustments.Any(adjustment => adjustment.TaskId == task.Id && adjustment.IsOpen))
            return new Refusal(RefusalKind.Conflict, "adjustment-open", "Expected one request at a time, but another about this task is not decided.", "Wait for its decision.");
        if (command.Kind == AdjustmentKind.Suspension && work.File.Facts.SuspendedAt is not null)
            return AlreadySuspended;
        if (RemarkCommand.ReasonFault(command.Reason, "Say why more time is needed.") is { } wordless)
            return wordless;
        if (WrongReason(work.Policy(), command) is { } wrong)
            return wrong;
        if (command.Kind == AdjustmentKind.Extension)
            return command.Added is null ? new Refusal(RefusalKind.Invalid, "amount-missing", "Expected how much more time is asked for, but there is nothing.", "Write such as '1 workDayRolling'.", "amount") : null;
        var most = work.World.Now.AddDays(work.Policy().MostSuspendedDays);
        return command.Until is { } until && until > work.World.Now && until <= most
            ? null
            : new Refusal(RefusalKind.Invalid, "until-bounds", $"Expected an end after now and not after {most:yyyy-MM-dd}, but found {command.Until?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "nothing"}.", "Give the date on which it goes on.", "until");
    }

    private static Refusal? WrongReason(SlaPolicy policy, CaseCommand.RequestAdjustment command)
    {
        string[] known = command.Kind == AdjustmentKind.Suspension ? [.. policy.SuspensionReasons.Select(reason => reason.Key)] : [];
        if (known.Length == 0 ? command.ReasonKey is null : command.ReasonKey is { } key && known.Contains(key))
            return null;
        return new Refusal(
            RefusalKind.Invalid, "suspension-reason",
            known.Length == 0
                ? $"Expected no reason of a list, but found '{command.ReasonKey}'."
                : $"Expected one of the reasons for which a step may stand still, but found {(command.ReasonKey is null ? "none" : $"'{command.ReasonKey}'")}.",
            known.Length == 0 ? "Leave it out." : Loading.Names.Remedy(command.ReasonKey ?? "", known), "reasonKey");
    }

    private static void OpenReview(CaseWork work, Adjustment adjustment, CaseTask about)
    {
        var unit = work.Organisation.AnsweringFor(about.UnitId) ?? throw new ActivityFaultException($"Expected unit '{about.UnitId}' of the organisation, but it has none.");
        var role = unit.Kind is null ? work.Organisation.Level(unit.Level)!.Leader : OrganisationChart.LeaderRole;
        Open(work, adjustment, ReviewTask, role, unit);
    }

    private static void OpenDecision(CaseWork work, Adjustment adjustment)
    {
        Change(work, adjustment with { Status = AdjustmentStatus.Reviewed });
        var role = work.Policy().AdjustmentDecider;
        Open(work, adjustment, DecideTask, role, HumanTask.SeatOf(role, work.Organisation.Levels[^1], work.File, work.Organisation));
    }

    internal static void Open(CaseWork work, Adjustment adjustment, string key, string role, Unit unit) => work.Open(new CaseTask
    {
        Id = work.World.Ids.NextId(),
        CaseId = work.File.Id,
        Key = key,
        ActivityId = key,
        BookmarkId = adjustment.Id,
        AdjustmentId = adjustment.Id,
        Role = role,
        UnitId = unit.Id,
        Level = unit.Level,
        Outcomes = [Approve, Refuse],
        Actions = [new TaskAction(Approve, DutyAction.ApproveAdjustment), new TaskAction(Refuse, DutyAction.ApproveAdjustment)],
        RemarkRequired = [Refuse],
        Notify = work.Policy().AdjustmentNotify,
        OpenedAt = work.Now,
    });

    private static Refusal? Grant(CaseWork work, Adjustment adjustment, string by)
    {
        EndWhatIsOver(work);
        if (adjustment.Kind == AdjustmentKind.Suspension && work.File.Facts.SuspendedAt is not null)
            return AlreadySuspended;
        if (work.Counting(adjustment.ClockId) is not { } clock)
            return new Refusal(RefusalKind.Conflict, "no-clock", "Expected a step whose clock counts, but it has ended.", "Nothing is to be decided any more.");
        // What has come due before the decision is a fact, also where the request was in time.
        work.FireDue(clock.Id);
        clock = work.Counting(clock.Id)!;
        var move = adjustment.Kind == AdjustmentKind.Extension
            ? clock.Extend(work.CalendarOf(clock), adjustment.Added!.Value, adjustment.RequestedAt, work.Now, by, adjustment.Reason, work.Policy().Adjustments)
            : clock.Pause(work.CalendarOf(clock), work.Now, by, adjustment.Reason, work.Policy().Adjustments);
        if (move is ClockMove.Refused refused)
            return new Refusal(RefusalKind.Conflict, refused.Problem.Code, refused.Problem.Reason, refused.Problem.Remedy);
        var changed = move.OrThrow();
        work.Put(changed);
        work.Arm(changed);
        var facts = work.File.Facts;
        if (adjustment.Kind == AdjustmentKind.Extension)
        {
            work.Change(work.File with { Facts = facts with { Extensions = facts.Extensions + 1 } });
            if (adjustment.PublicNotice is not null && ExtendPromise(work, adjustment, by) is { } unfit)
                return unfit;
        }
        else
        {
            work.Change(work.File with { Facts = facts with { SuspendedAt = work.Now } });
            work.Emit(new TimerSet(TimerKey(adjustment), adjustment.Until!.Value, 0));
            if (work.Policy().PausesTotal(adjustment.ReasonKey))
                MoveTotal(work, total => total.State.Status == ClockStatus.Running ? total.Pause(work.CalendarOf(total), work.Now, by, adjustment.Reason, AlongWithTheStep) : null);
        }

        Settle(work, adjustment, AdjustmentStatus.Approved, by, null);
        return null;
    }

    private static Refusal? WrongNotice(Desk desk, CaseTask task, string? notice, bool approved) => notice switch
    {
        null => null,
        _ when !approved || !desk.File.Adjustments.Any(one => one.MayExtendPromise(task)) => new Refusal(
            RefusalKind.Invalid, "public-notice", "Expected a public notice only where an extension is approved by who decides on it, but found one.", "Leave it out.", Adjustment.PublicNoticeField),
        { Length: > RemarkCommand.MaxLength } => new Refusal(
            RefusalKind.Invalid, "public-notice-length", $"Expected at most {RemarkCommand.MaxLength} characters, but found {notice.Length}.", "Say it in fewer words.", Adjustment.PublicNoticeField),
        _ => null,
    };

    // clocks.md §4: unchanged unless approved with public notice. A promise that is broken already is not mended by one.
    private static Refusal? ExtendPromise(CaseWork work, Adjustment adjustment, string by)
    {
        if (work.File.Total() is not { } promise || work.Counting(promise.Id) is null)
            return new Refusal(RefusalKind.Conflict, "no-promise", "Expected a case with a limit of the whole that counts, but it has none.", "Leave the public notice out.");
        work.FireDue(promise.Id);
        var total = work.Counting(promise.Id)!;
        var move = total.Extend(work.CalendarOf(total), adjustment.Added!.Value, adjustment.RequestedAt, work.Now, by, adjustment.Reason, AlongWithTheStep);
        if (move is ClockMove.Refused refused)
            return new Refusal(RefusalKind.Conflict, "promise-not-extended", $"The promise cannot be extended: {refused.Problem.Reason}", "Leave the public notice out.");
        var extended = move.OrThrow();
        work.Put(extended);
        work.Arm(extended);
        work.Say(
            "PromiseExtended", ("clock", extended.Name), ("amount", adjustment.Added.ToString()), ("due", extended.Due(work.CalendarOf(extended), work.Now) is { IsExact: true, At: var due } ? due : null),
            ("by", by), ("text", adjustment.PublicNotice));
        return null;
    }

    private static void End(CaseWork work, Adjustment suspension, string by, string reason)
    {
        DateTimeOffset? from = null;
        if (work.Counting(suspension.ClockId) is { } clock && Resumed(work, clock, suspension, by, reason) is ClockMove.Made { Clock: var resumed })
        {
            from = resumed.Ledger[^1].At;
            work.Put(resumed);
            work.Arm(resumed);
        }

        MoveTotal(work, total => Resumed(work, total, suspension, by, reason));
        work.Emit(new TimerCleared(TimerKey(suspension)));
        work.Change(work.File with { Facts = work.File.Facts with { SuspendedAt = null } });
        work.Say("SuspensionEnded", ("by", by), ("reason", reason), ("from", from < work.Now ? from : null));
    }

    // From its date, however late that is found; the ledger keeps its order where something was written into it since.
    private static ClockMove? Resumed(CaseWork work, SlaClock clock, Adjustment suspension, string by, string reason)
    {
        if (clock.State.Status != ClockStatus.Paused)
            return null;
        var over = suspension.Until is { } until && until < work.Now ? until : work.Now;
        var last = clock.Ledger[^1].At;
        return clock.Resume(over > last ? over : last, by, reason);
    }

    // A total clock that is overdue stays as it is: the promise is broken already.
    private static void MoveTotal(CaseWork work, Func<SlaClock, ClockMove?> move)
    {
        foreach (var total in work.File.Clocks.Where(clock => clock.Kind == ClockKind.Total))
        {
            if (move(total) is not ClockMove.Made { Clock: var moved })
                continue;
            work.Put(moved);
            work.Arm(moved);
        }
    }

    private static void Settle(CaseWork work, Adjustment adjustment, AdjustmentStatus status, string by, string? reason)
    {
        Change(work, adjustment with { Status = status });
        work.Say(
            adjustment.IsMoreTime ? "AdjustmentDecided" : "ChangeDecided", ("kind", adjustment.Kind.ToString()), ("decision", status.ToString()), ("amount", adjustment.Added?.ToString()), ("until", adjustment.Until), ("by", by), ("reason", reason));
    }

    private static void Change(CaseWork work, Adjustment changed)
    {
        var index = work.File.Adjustments.ToList().FindIndex(one => one.Id == changed.Id);
        work.Change(work.File with { Adjustments = work.File.Adjustments.SetItem(index, changed) });
    }
}
