using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Commit;

/// <summary>Says which rows the effects of a burst change. Pure, and done before the write is queued, so that the one writer only writes.</summary>
internal static class EffectRows
{
    /// <exception cref="InvalidOperationException">An effect that the pipeline does not know: nothing may be dropped silently.</exception>
    /// <param name="reaches">Bookmarks that were set before can be reached by events that they could not be reached by.</param>
    /// <param name="version">Version of the instance after the burst; with the place of the effect it makes the id of a message that has none.</param>
    public static ImmutableArray<RowChange> Of(Burst burst, long version, DateTimeOffset now, bool reaches = false)
    {
        var changes = ImmutableArray.CreateBuilder<RowChange>(burst.Effects.Length + 2);
        // Due instants come last: the case and task rows that show them may be written by the same burst, before or after the clock.
        List<RowChange.PutDue>? dues = null;
        for (var index = 0; index < burst.Effects.Length; index++)
        {
            var effect = burst.Effects[index];
            if (Change(effect, burst.State, version, index, now) is { } change)
                changes.Add(change);
            if (effect is ClockChanged clock && Due(clock) is { } due)
                (dues ??= []).Add(due);
        }

        if (dues is not null)
            changes.AddRange(dues);
        if (reaches)
        {
            foreach (var bookmark in burst.State.Bookmarks)
            {
                if (Recall(bookmark, burst.State, now) is { } recall)
                    changes.Add(new RowChange.RecallEvent(recall));
            }
        }

        return changes.DrainToImmutable();
    }

    private static RowChange? Change(Effect effect, InstanceState state, long version, int index, DateTimeOffset now) => effect switch
    {
        BookmarkSet set => new RowChange.AddBookmark(
            new BookmarkRow { Id = set.Bookmark.Id, InstanceId = state.Id, Kind = set.Bookmark.Kind, Key = set.Bookmark.Key }, Recall(set.Bookmark, state, now)),
        BookmarkBurned burned => new RowChange.BurnBookmark(burned.BookmarkId),
        TimerSet set => new RowChange.PutTimer(Timer(set, state.Id)),
        TimerCleared cleared => new RowChange.ClearTimer(state.Id, cleared.Key),
        // These stand in the journal row; see JournalText.
        LineWritten or HttpResponded => null,
        CaseChanged changed => new RowChange.PutCase(Case(changed.File, state.DefinitionId, now)),
        TaskOpened opened => new RowChange.PutTask(Task(opened.Task)),
        TaskChanged changed => new RowChange.PutTask(Task(changed.Task)),
        TaskClosed closed => new RowChange.PutTask(Task(closed.Task)),
        ClockChanged changed => new RowChange.PutClock(Clock(changed)),
        RungFired fired => new RowChange.FireRung(Rung(fired)),
        NoticeIssued issued => new RowChange.AddNotice(Notice(issued)),
        NoticeSigned signed => new RowChange.SignNotice(signed.NoticeId, signed.SignedBy, signed.SignedAt),
        NoticeMoved moved => new RowChange.MoveNotice(moved.NoticeId, moved.Status, moved.RectifiedAt),
        _ when OutgoingMessages.Of(effect, state.Id, version, index, now) is { } message => new RowChange.Send(message),
        _ => throw new InvalidOperationException($"Expected an effect that the commit pipeline knows, but got {effect.GetType().Name}. Give it rows in {nameof(EffectRows)}."),
    };

    private static EventRecall? Recall(Bookmark bookmark, InstanceState state, DateTimeOffset now) =>
        bookmark is { Kind: BookmarkKinds.Event, Key: { } name } ? new EventRecall(name, state.CorrelationId, state.Id, now) : null;

    private static RowChange.PutDue? Due(ClockChanged changed) => changed.Clock.Kind switch
    {
        ClockKind.Total => new RowChange.PutDue(changed.CaseId, null, changed.DueAt),
        _ => new RowChange.PutDue(changed.CaseId, changed.Clock.Id, changed.DueAt),
    };

    private static TimerRow Timer(TimerSet set, Guid instanceId)
    {
        var dueAt = Instants.NotBefore(set.DueAt);
        return new TimerRow { InstanceId = instanceId, Key = set.Key, DueAt = dueAt, Epoch = set.Epoch, NextAt = dueAt };
    }

    private static CaseRow Case(CaseFile file, string definitionId, DateTimeOffset now) => new()
    {
        Id = file.Id,
        Number = file.Number,
        TrackingToken = file.TrackingToken,
        Source = file.Source,
        Title = file.Title,
        CategoryCode = file.CategoryCode,
        GridCode = file.GridCode,
        UnitId = file.UnitId,
        Level = file.Level,
        Stage = file.Stage,
        Status = file.Status,
        PermissionClass = file.PermissionClass,
        Emergency = file.Emergency,
        PolicyId = file.PolicyId,
        DefinitionId = definitionId,
        ReportedAt = file.ReportedAt,
        ClosedAt = file.ClosedAt,
        ArchivedAt = file.ArchivedAt,
        Latitude = Micro(file.Place?.Latitude),
        Longitude = Micro(file.Place?.Longitude),
        RegisteredAt = file.Facts.RegisteredAt,
        FirstDispatchedAt = file.Facts.FirstDispatchedAt,
        DispatchedAt = file.Facts.DispatchedAt,
        FirstUnit = file.Facts.FirstUnit,
        HandlingUnit = file.Facts.HandlingUnit,
        FedBackAt = file.Facts.FedBackAt,
        VoidedAt = file.Facts.VoidedAt,
        SuspendedAt = file.Facts.SuspendedAt,
        Reworks = file.Facts.Reworks,
        ConfirmedReturns = file.Facts.ConfirmedReturns,
        RefusedReturns = file.Facts.RefusedReturns,
        Extensions = file.Facts.Extensions,
        ParentId = file.Origin?.CaseId,
        Subject = file.Subject,
        OrphanedAt = file.Orphans.IsEmpty ? null : file.Orphans.Min(orphan => orphan.Since),
        UpdatedAt = now,
    };

    private static int? Micro(double? degrees) => degrees is { } value ? (int)Math.Round(value * 1_000_000) : null;

    private static TaskRow Task(CaseTask task) => new()
    {
        Id = task.Id,
        CaseId = task.CaseId,
        Key = task.Key,
        ActivityId = task.ActivityId,
        BookmarkId = task.BookmarkId,
        Role = task.Role,
        UnitId = task.UnitId,
        Level = task.Level,
        Assignee = task.Assignee,
        Outcomes = StoredJson.Text(task.Outcomes),
        RemarkRequired = StoredJson.Text(task.RemarkRequired),
        OpenedAt = task.OpenedAt,
        ClockId = task.ClockId,
        Status = task.Status,
        Outcome = task.Outcome,
        Remark = task.Remark,
        CompletedBy = task.CompletedBy,
        CompletedAt = task.CompletedAt,
    };

    private static ClockRow Clock(ClockChanged changed) => new()
    {
        Id = changed.Clock.Id,
        CaseId = changed.CaseId,
        Kind = changed.Clock.Kind,
        Name = changed.Clock.Name,
        Status = changed.Clock.State.Status,
        StartedAt = changed.Clock.StartedAt,
        StoodAt = changed.Clock.State.StoodAt,
        DueAt = changed.DueAt,
        Ledger = StoredJson.Text(changed.Clock),
    };

    private static RungFireRow Rung(RungFired fired) => new()
    {
        ClockId = fired.ClockId,
        Cycle = fired.Cycle,
        RungKey = fired.RungKey,
        Epoch = fired.Epoch,
        CaseId = fired.CaseId,
        DueAt = fired.DueAt,
        FiredAt = fired.FiredAt,
    };

    private static NoticeRow Notice(NoticeIssued issued) => new()
    {
        Id = issued.Notice.Id,
        CaseId = issued.Notice.CaseId,
        CaseNumber = issued.Notice.CaseNumber,
        Number = issued.Notice.Number,
        Kind = issued.Notice.Kind,
        Recipient = issued.Notice.Recipient,
        ClockId = issued.Notice.ClockId,
        RungKey = issued.Notice.RungKey,
        DueAt = issued.Notice.DueAt,
        IssuedAt = issued.Notice.IssuedAt,
        Texts = StoredJson.Text(issued.Notice.Texts),
        Status = issued.Notice.Status,
        Items = issued.Notice.Items.IsEmpty ? null : StoredJson.Text(issued.Notice.Items),
        SignedAt = issued.Notice.SignedAt,
    };
}
