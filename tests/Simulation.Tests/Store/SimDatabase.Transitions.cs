using GridWorkflow.Casework.Notices;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Ways;
using GridWorkflow.Simulation.Tests.Faults;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Simulation.Tests.Store;

internal sealed partial class SimDatabase
{
    private WriteOutcome Make(Write.Transition transition)
    {
        if (transition.Message is { } message && Answered(message) is { } known)
            return new WriteOutcome.Duplicate(known);
        if (transition.Exclusion is { } exclusion && Excluding(exclusion, transition.Instance.Id) is { } other)
            return new WriteOutcome.Excluded($"{other} runs.");
        if (transition.Delivered is { } delivered)
        {
            if (!Settle(delivered, row => Sent(row, transition.Instance.UpdatedAt)))
                return new WriteOutcome.Lost($"Message {delivered.MessageId} is no longer leased by '{delivered.Owner}'.");
            KeptEvents.Remove(delivered.MessageId);
        }

        if (transition.Trigger is { } trigger && !PutOn(trigger))
            return new WriteOutcome.Lost($"Another node made the start by '{trigger.ActivityId}'.");
        if (transition.ExpectedVersion == 0 ? !Instances.TryAdd(transition.Instance.Id, transition.Instance) : !Move(transition.Instance, transition.ExpectedVersion))
            return new WriteOutcome.Conflict($"Expected instance {transition.Instance.Id} at version {transition.ExpectedVersion}, but it has moved.");
        if (transition.Claim is { } claim && !Claim(claim, transition.Instance.UpdatedAt))
            return new WriteOutcome.Lost($"Expected timer '{claim.Key}' of epoch {claim.Epoch}, but it has fired or was set again.");
        if (transition.Found is { } bookmark && Bookmarks.Find(bookmark)?.Kind != BookmarkKinds.Event)
            return new WriteOutcome.Promised($"Expected bookmark {bookmark} free, but it was promised to another event or waits no more.");
        Record(transition.Journal);
        foreach (var change in transition.Changes)
        {
            if (Make(change) is { } conflict)
                return conflict;
        }

        return WriteOutcome.Committed.Instance;
    }

    /// <returns>The answer that the message got before; null: it is new, and is in the inbox now.</returns>
    private InboxRow? Answered(InboxRow message)
    {
        if (Inbox.TryAdd((message.Source, message.MessageId), message))
            return null;
        if (!plant.HasFlag(Plant.InboxNotUnique))
            return Inbox.Find((message.Source, message.MessageId));
        DoubledInbox.Add(message);
        _undo.Add(() => DoubledInbox.Remove(message));
        return null;
    }

    private bool Move(InstanceRow row, long expectedVersion)
    {
        var before = Instances.Find(row.Id);
        if (before is null || (before.Version != expectedVersion && !plant.HasFlag(Plant.NoVersionFence)))
            return false;
        Instances.Put(row.Id, row with { IsCase = before.IsCase });
        return true;
    }

    private bool Claim(TimerClaim claim, DateTimeOffset at)
    {
        var timer = Timers.Find((claim.InstanceId, claim.Key));
        if (timer is null || ((timer.Epoch, timer.DueAt) != (claim.Epoch, claim.DueAt) && !plant.HasFlag(Plant.EpochForgotten)))
            return false;
        Claimed.Add((timer, at));
        return Timers.Remove((claim.InstanceId, claim.Key));
    }

    private void Record(JournalRow row)
    {
        if (Journal.TryAdd((row.CaseId, row.Seq), row))
            return;
        if (!plant.HasFlag(Plant.NoVersionFence))
            throw new BrokenKeyException($"Expected a new row of journal, but {row.Seq} of {row.CaseId} is there.");
        DoubledJournal.Add(row);
        _undo.Add(() => DoubledJournal.Remove(row));
    }

    private Guid? Excluding(Exclusion exclusion, Guid id)
    {
        foreach (var row in Instances.Rows)
        {
            if (row.Id == id || row.Status != InstanceStatus.Running)
                continue;
            if (exclusion.DefinitionId is { } definition
                ? !row.IsCase && row.DefinitionId == definition && (exclusion.CorrelationId is null || row.CorrelationId == exclusion.CorrelationId)
                : row.CorrelationId is not null && row.CorrelationId == exclusion.CorrelationId)
                return row.Id;
        }

        return null;
    }

    private bool PutOn(TriggerClaim claim)
    {
        if (TriggerStarts.Find((claim.DefinitionId, claim.ActivityId)) is not { } row || row.LastAt != claim.Last)
            return false;
        TriggerStarts.Put((claim.DefinitionId, claim.ActivityId), row with { LastAt = claim.Next });
        return true;
    }

    private WriteOutcome.Conflict? Make(RowChange change)
    {
        switch (change)
        {
            case RowChange.PutCase(var row):
                Put(row);
                break;
            case RowChange.PutTask(var row):
                Tasks.Put(row.Id, Tasks.Find(row.Id) is { } old ? Changed(old, row) : row with { DueAt = null });
                break;
            case RowChange.PutClock(var row):
                Clocks.Put(row.Id, Clocks.Find(row.Id) is { } standing
                    ? standing with { Status = row.Status, StartedAt = row.StartedAt, StoodAt = row.StoodAt, DueAt = row.DueAt, Ledger = row.Ledger }
                    : row);
                break;
            case RowChange.PutDue(var caseId, null, var dueAt):
                if (Cases.Find(caseId) is { } found)
                    Cases.Put(caseId, found with { DueAt = dueAt });
                break;
            case RowChange.PutDue(var caseId, var clockId, var dueAt):
                foreach (var task in Tasks.Rows.Where(task => task.CaseId == caseId && task.ClockId == clockId).ToList())
                    Tasks.Put(task.Id, task with { DueAt = dueAt });
                break;
            case RowChange.AddNotice(var row):
                if (Notices.Rows.Any(notice => notice.Number == row.Number))
                    throw new BrokenKeyException($"Expected a new number of a notice, but {row.Number} is there.");
                Notices.Add(row.Id, row);
                break;
            case RowChange.SignNotice(var id, var signedBy, var signedAt):
                if (Notices.Find(id) is not { SignedAt: null } notice)
                    return new WriteOutcome.Conflict($"Expected notice {id} unsigned, but it is signed or gone.");
                Notices.Put(id, notice with { Status = NoticeStatus.Signed, SignedBy = signedBy, SignedAt = signedAt });
                break;
            case RowChange.MoveNotice(var id, var status, var rectifiedAt):
                if (Notices.Find(id) is { } moved)
                    Notices.Put(id, moved with { Status = status, RectifiedAt = rectifiedAt });
                break;
            case RowChange.FireRung(var row):
                return Fire(row);
            case RowChange.PutTimer(var row):
                Timers.Put((row.InstanceId, row.Key), row with { Attempts = 0, ParkedAt = null, Error = null });
                break;
            case RowChange.ClearTimer(var instanceId, var key):
                Timers.Remove((instanceId, key));
                break;
            case RowChange.AddBookmark(var row, var recall):
                Bookmarks.Add(row.Id, row);
                if (recall is not null)
                    Recall(recall);
                break;
            case RowChange.RecallEvent(var recall):
                Recall(recall);
                break;
            case RowChange.BurnBookmark(var id):
                Bookmarks.Remove(id);
                break;
            case RowChange.Send(var row):
                Send(row);
                break;
            case RowChange.EnterStay(var row):
                Stays.Add((row.InstanceId, row.Execution), row);
                break;
            case RowChange.LeaveStay leave:
                if (Stays.Find((leave.InstanceId, leave.Execution)) is { LeftAt: null } stay)
                {
                    Stays.Put((leave.InstanceId, leave.Execution), stay with
                    {
                        LeftAt = leave.LeftAt, Ending = leave.Ending, DueAt = leave.DueAt, CountedMs = leave.CountedMs, IsOverdue = leave.IsOverdue,
                    });
                }

                break;
            case RowChange.FaultStay(var id, var execution, var at):
                if (Stays.Find((id, execution)) is { } faulted)
                    Stays.Put((id, execution), faulted with { FaultedAt = at });
                break;
            case RowChange.EndStays(var id, var at):
                foreach (var open in Stays.Rows.Where(row => row.InstanceId == id && row.LeftAt is null).ToList())
                    Stays.Put((id, open.Execution), open with { LeftAt = at, Ending = StayEnd.Canceled });
                break;
            default:
                throw new InvalidOperationException($"Expected a row change that the simulated database knows, but got {change.GetType().Name}.");
        }

        return null;
    }

    private void Put(CaseRow row)
    {
        if (Cases.Find(row.Id) is { } old)
        {
            Cases.Put(row.Id, row with { Number = old.Number, TrackingToken = old.TrackingToken, Source = old.Source, ParentId = old.ParentId, DueAt = old.DueAt });
            return;
        }

        if (Cases.Rows.Any(other => other.Number == row.Number || other.TrackingToken == row.TrackingToken))
            throw new BrokenKeyException($"Expected a new number and token of a case, but {row.Number} has one that is there.");
        Cases.Add(row.Id, row with { DueAt = null });
    }

    private static TaskRow Changed(TaskRow old, TaskRow row) => old with
    {
        ActivityId = row.ActivityId,
        Role = row.Role,
        UnitId = row.UnitId,
        Level = row.Level,
        Assignee = row.Assignee,
        ClockId = row.ClockId,
        Status = row.Status,
        Outcome = row.Outcome,
        Remark = row.Remark,
        CompletedBy = row.CompletedBy,
        CompletedAt = row.CompletedAt,
    };

    private WriteOutcome.Conflict? Fire(RungFireRow row)
    {
        if (RungFires.TryAdd((row.ClockId, row.Cycle, row.RungKey, row.Epoch), row))
            return null;
        if (!plant.HasFlag(Plant.RungNotUnique))
            return new WriteOutcome.Conflict($"Expected rung '{row.RungKey}' of clock {row.ClockId} to be new, but it has fired.");
        DoubledRungs.Add(row);
        _undo.Add(() => DoubledRungs.Remove(row));
        return null;
    }
}
