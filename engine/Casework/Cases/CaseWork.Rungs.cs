using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Ladders;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tasks;

namespace GridWorkflow.Casework.Cases;

/// <summary>What happens when rungs of a ladder come due.</summary>
internal sealed partial class CaseWork
{
    /// <summary>Fires every due rung of a clock, in order; each once. Answers how many fired.</summary>
    public int FireDue(Guid clockId, bool stopping = false)
    {
        if (Counting(clockId) is not { } clock || LadderOf(clock) is not { } ladder)
            return 0;
        var due = clock.DueRungs(ladder, CalendarOf(clock), Now, stopping);
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
                Reassign(task, rung);
                break;
            case RungAction.RaiseLevel:
                // The move itself goes through the lifecycle: who fires the rungs completes the task upwards.
                Rising = task;
                break;
        }

        if (rung.Rung.Opens is { } category)
            FollowUp.Order(this, clock, task, rung, category, rung.Rung.Action is RungAction.OpenAccountability ? CaseRelation.Accountability : CaseRelation.Supervision);
    }

    private void Reassign(CaseTask? task, DueRung rung)
    {
        if (task is null)
            return;
        var addressees = Addressees.Of(rung.Rung, File, task, Reference, Now);
        var people = addressees.People;
        if (addressees.IsOrphan)
            Say("OrphanAlert", ("task", task.Key), ("rung", rung.Fire.RungKey), ("unit", task.UnitId), ("climbedTo", addressees.ClimbedTo));
        // Whom the duties on the case bar is passed over: the task would come back to nobody's use.
        var next = people.FirstOrDefault(person => person.Id != task.Assignee && TaskRights.BarActions(person, task, File, Reference) is null);
        Say("TaskReassigned", ("task", task.Key), ("from", task.Assignee), ("to", next?.Id));
        Replace(task with { Assignee = next?.Id });
    }
}
