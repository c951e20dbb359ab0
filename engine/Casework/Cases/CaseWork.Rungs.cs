using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework.Cases.Commands;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Ladders;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tasks;

namespace GridWorkflow.Casework.Cases;

/// <summary>What it is that fires the rungs of a clock.</summary>
internal enum Firing : byte
{
    /// <summary>A command that comes by and changes the clock: what has come due before is a fact.</summary>
    OnTheWay,

    /// <summary>The clock's timer.</summary>
    ByTimer,

    /// <summary>The clock stops at this instant.</summary>
    Stopping,
}

/// <summary>What happens when rungs of a ladder come due.</summary>
internal sealed partial class CaseWork
{
    private const string NotRaised = "level-not-raised";

    /// <summary>
    /// Fires every due rung of a clock, in order; each once. One that raises the level is left to the timer: only there can the lifecycle be
    /// moved by it, and who arms the clock afterwards sets the timer for it at once. A suspension whose date has come ends first. Answers how
    /// many fired.
    /// </summary>
    public int FireDue(Guid clockId, Firing firing = Firing.OnTheWay)
    {
        if (Counting(clockId) is { State.Status: ClockStatus.Paused })
            AdjustmentCommand.EndWhatIsOver(this);
        if (Counting(clockId) is not { } clock || LadderOf(clock) is not { } ladder)
            return 0;
        clock = TakeLadder(clock, ladder);
        var due = clock.DueRungs(ladder, CalendarOf(clock), Now, firing == Firing.Stopping);
        if (firing == Firing.Stopping && due.Any(LiftsLevel))
        {
            // Who finishes the step was first. Nothing gives way to a rung that never fires.
            if (TaskOf(clock) is { } finished)
                Say("LevelNotRaised", ("task", finished.Key), ("level", finished.Level), ("reason", "The step ended first."));
            due = clock.DueRungs(WithoutLifts(ladder), CalendarOf(clock), Now, stopping: true);
        }
        else if (firing == Firing.OnTheWay && due.Any(LiftsLevel))
        {
            due = clock.DueRungs(WithoutLifts(ladder), CalendarOf(clock), Now, stopping: false);
        }

        foreach (var rung in due)
        {
            Emit(new RungFired(File.Id, clock.Id, rung.Fire.Cycle, rung.Fire.RungKey, rung.Fire.Epoch, rung.Fire.DueAt, rung.Fire.FiredAt));
            Say(
                "RungFired", ("clock", clock.Name), ("rung", rung.Fire.RungKey), ("dueAt", rung.Fire.DueAt), ("collapsedInto", rung.Fire.CollapsedInto));
            if (!rung.Collapsed)
                Act(clock, rung);
        }

        if (!due.IsEmpty)
            Put(Counting(clockId)!.WithFired(due));
        return due.Length;
    }

    private static EscalationLadder WithoutLifts(EscalationLadder ladder) => ladder with { Rungs = ladder.Rungs.RemoveAll(rung => rung.Action is RungAction.RaiseLevel) };

    /// <summary>Somebody has reported progress: ends the rungs that stop on it. A clock whose ladder has none keeps its ledger as it is.</summary>
    public void Progress(Guid clockId, string by, string reason)
    {
        if (Counting(clockId) is not { State.HasProgress: false } clock || LadderOf(clock)?.Rungs.Any(rung => (rung.StopOn & RungStop.Progress) != 0) != true)
            return;
        // What has come due before is still a fact.
        FireDue(clockId);
        var progressed = Counting(clockId)!.Progress(Now, by, reason).OrThrow();
        Put(progressed);
        Arm(progressed);
    }

    /// <summary>The task that a rung wants on the next level; null: none does.</summary>
    public CaseTask? Rising { get; private set; }

    private void Act(SlaClock clock, DueRung rung)
    {
        // A clock of the whole case speaks to whoever has the case now.
        var task = TaskOf(clock) ?? (clock.Kind == ClockKind.Total && File.Tasks.Length == 1 ? File.Tasks[0] : null);
        switch (rung.Rung.Action)
        {
            case RungAction.Remind remind:
                NoticeIssue.Issue(this, clock, task, rung, NoticeKind.Reminder, remind.Template ?? "reminder");
                break;
            case RungAction.Warn warn:
                NoticeIssue.Issue(this, clock, task, rung, NoticeKind.Warning, warn.Template ?? "warning");
                break;
            case RungAction.IssueNotice notice:
                NoticeIssue.Issue(this, clock, task, rung, notice.Kind, notice.Template);
                break;
            case RungAction.OpenAccountability accountability:
                NoticeIssue.Issue(this, clock, task, rung, NoticeKind.Accountability, accountability.Template);
                break;
            case RungAction.Reassign:
                foreach (var step in StepsOf(clock))
                    Reassign(step, rung);
                break;
            case RungAction.RaiseLevel:
                // The move itself goes through the lifecycle: the timer completes the task upwards.
                Raise(clock, rung);
                break;
        }

        if (rung.Rung.Opens is { } category)
            FollowUp.Order(this, clock, task, rung, category, rung.Rung.Action is RungAction.OpenAccountability ? CaseRelation.Accountability : CaseRelation.Supervision);
    }

    /// <summary>Before anything is done by a ladder, the clock takes it over if it has changed.</summary>
    public SlaClock TakeLadder(SlaClock clock, EscalationLadder ladder)
    {
        if (clock.Knows(ladder))
            return clock;
        var (taken, passed) = clock.Take(ladder, CalendarOf(clock), Now);
        Put(taken);
        // Of a clock of before nobody knows what it climbed; nothing is passed over, and nothing is said.
        if (clock.LadderVersion is { } from)
            Say("LadderTaken", ("clock", clock.Name), ("ladder", ladder.Id), ("from", from), ("to", ladder.Version), ("passedOver", passed.IsEmpty ? null : string.Join(", ", passed)));
        return taken;
    }

    private static bool LiftsLevel(DueRung rung) => rung.Rung.Action is RungAction.RaiseLevel && !rung.Collapsed;

    /// <summary>The steps that a clock times: one, or for a clock of the whole case all that are open. A request is none of them.</summary>
    private ImmutableArray<CaseTask> StepsOf(SlaClock clock)
    {
        if (TaskOf(clock) is { } task)
            return [task];
        return clock.Kind is ClockKind.Total or ClockKind.Milestone ? [.. File.Tasks.Where(step => step.AdjustmentId is null)] : [];
    }

    // The one step that leads upwards is meant; where that is none or more than one, people must see to it.
    private void Raise(SlaClock clock, DueRung rung)
    {
        var steps = StepsOf(clock);
        ImmutableArray<CaseTask> upward = [.. steps.Where(step => step.Outcomes.Contains(TimerCommand.Upwards))];
        if (upward is [var only])
        {
            Rising = only;
            return;
        }

        var reason = steps.IsEmpty ? "No step is open."
            : steps.Length == 1 ? $"The task has no outcome '{TimerCommand.Upwards}' here."
            : $"Expected one open step that leads upwards, but found {upward.Length.ToString(CultureInfo.InvariantCulture)} of {steps.Length.ToString(CultureInfo.InvariantCulture)}.";
        foreach (var step in steps)
            Say("LevelNotRaised", ("task", step.Key), ("level", step.Level), ("reason", reason));
        if (steps.IsEmpty)
            Say("LevelNotRaised", ("task", clock.Name), ("level", File.Level), ("reason", reason));
        var unit = File.Facts.HandlingUnit ?? File.UnitId;
        if (Reference.Templates.Find(NotRaised) is not null)
            NoticeIssue.Tell(this, NotRaised, rung.Fire.RungKey, Organisation.NearestLeaders(unit), [.. steps.Select(step => Reference.Words.Task(step.Key).In(Organisation.Language))]);
    }

    private void Reassign(CaseTask task, DueRung rung)
    {
        var addressees = Addressees.Of(rung.Rung, File, task, Reference, Now);
        var people = addressees.People;
        if (addressees.IsOrphan)
            Say("OrphanAlert", ("task", task.Key), ("rung", rung.Fire.RungKey), ("unit", task.UnitId), ("climbedTo", addressees.ClimbedTo));
        // Whom the duties on the case bar is passed over: the task would come back to nobody's use.
        var next = people.FirstOrDefault(person => person.Id != task.Assignee && TaskRights.BarActions(person, task, File, Reference) is null);
        Say("TaskReassigned", ("task", task.Key), ("from", task.Assignee), ("to", next?.Id));
        if (next is null)
            Replace(task with { Assignee = null });
        else
            Pass(task with { Assignee = next.Id }, task.Assignee);
    }
}
