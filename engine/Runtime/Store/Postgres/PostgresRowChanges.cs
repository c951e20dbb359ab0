using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Runtime.Commit;
using Npgsql;

namespace GridWorkflow.Runtime.Store.Postgres;

/// <summary>Writes the rows that people and jobs look at, for a whole group, a statement for each verb of <see cref="RowChange"/>.</summary>
internal sealed class PostgresRowChanges
{
    private readonly Rows _cases = new($"""
        insert into cases (id, number, tracking_token, source, title, category_code, grid_code, unit_id, level, stage, status,
            permission_class, emergency, policy_id, definition_id, reported_at, closed_at, archived_at, updated_at,
            registered_at, first_dispatched_at, dispatched_at, first_unit, handling_unit, fed_back_at, voided_at, suspended_at, reworks, confirmed_returns, refused_returns, extensions, parent_id,
            latitude, longitude, subject, orphaned_at)
        select * from {Rows.Table}
        on conflict (id) do update set title = excluded.title, category_code = excluded.category_code, grid_code = excluded.grid_code,
            unit_id = excluded.unit_id, level = excluded.level, stage = excluded.stage, status = excluded.status,
            permission_class = excluded.permission_class, emergency = excluded.emergency, policy_id = excluded.policy_id,
            definition_id = excluded.definition_id, reported_at = excluded.reported_at, closed_at = excluded.closed_at,
            archived_at = excluded.archived_at, updated_at = excluded.updated_at,
            registered_at = excluded.registered_at, first_dispatched_at = excluded.first_dispatched_at, dispatched_at = excluded.dispatched_at, first_unit = excluded.first_unit,
            handling_unit = excluded.handling_unit, fed_back_at = excluded.fed_back_at, voided_at = excluded.voided_at, suspended_at = excluded.suspended_at,
            reworks = excluded.reworks, confirmed_returns = excluded.confirmed_returns, refused_returns = excluded.refused_returns, extensions = excluded.extensions,
            latitude = excluded.latitude, longitude = excluded.longitude, orphaned_at = excluded.orphaned_at
        """, "uuid text text text text text text text text text text text boolean text text timestamptz timestamptz timestamptz timestamptz "
        + "timestamptz timestamptz timestamptz text text timestamptz timestamptz timestamptz integer integer integer integer uuid integer integer text timestamptz");

    private readonly Rows _tasks = new($"""
        insert into tasks (id, case_id, key, activity_id, bookmark_id, role, unit_id, level, assignee, outcomes, remark_required,
            opened_at, clock_id, status, outcome, remark, completed_by, completed_at)
        select * from {Rows.Table}
        on conflict (id) do update set activity_id = excluded.activity_id, role = excluded.role, unit_id = excluded.unit_id, level = excluded.level,
            assignee = excluded.assignee, outcomes = excluded.outcomes, clock_id = excluded.clock_id, status = excluded.status, outcome = excluded.outcome,
            remark = excluded.remark, completed_by = excluded.completed_by, completed_at = excluded.completed_at
        """, "uuid uuid text text uuid text text text text text text timestamptz uuid text text text text timestamptz");

    private readonly Rows _clocks = new($"""
        insert into clocks (id, case_id, kind, name, status, started_at, stood_at, due_at, ledger) select * from {Rows.Table}
        on conflict (id) do update set status = excluded.status, started_at = excluded.started_at, stood_at = excluded.stood_at,
            due_at = excluded.due_at, ledger = excluded.ledger
        """, "uuid uuid text text text timestamptz timestamptz timestamptz text");

    private readonly Rows _caseDues = new($"update cases c set due_at = u.due_at from {Rows.Table} as u(id, due_at) where c.id = u.id", "uuid timestamptz");

    private readonly Rows _taskDues = new(
        $"update tasks t set due_at = u.due_at from {Rows.Table} as u(case_id, clock_id, due_at) where t.case_id = u.case_id and t.clock_id = u.clock_id", "uuid uuid timestamptz");

    private readonly Rows _notices = new($"""
        insert into notices (id, case_id, case_number, number, kind, recipient, clock_id, rung_key, due_at, issued_at, texts, status, signed_at, signed_by, items)
        select * from {Rows.Table}
        """, "uuid uuid text text text text uuid text timestamptz timestamptz text text timestamptz text text");

    private readonly Rows _signatures = new($"""
        with done as (update notices n set status = 'Signed', signed_by = u.signed_by, signed_at = u.signed_at
            from {Rows.Table} as u(id, signed_by, signed_at) where n.id = u.id and n.signed_at is null returning n.id::text as k)
        select grid_expect('{nameof(Guard.Signature)}', {Rows.Keys}, array(select k from done))
        """, "uuid text timestamptz text");

    private readonly Rows _noticeMoves = new(
        $"update notices n set status = u.status, rectified_at = u.rectified_at from {Rows.Table} as u(id, status, rectified_at) where n.id = u.id", "uuid text timestamptz");

    private readonly Rows _rungs = new($"""
        with done as (insert into rung_fires (clock_id, cycle, rung_key, epoch, case_id, due_at, fired_at) select * from {Rows.Table}
            on conflict do nothing returning clock_id || chr(31) || cycle || chr(31) || rung_key || chr(31) || epoch as k)
        select grid_expect('{nameof(Guard.Rung)}', {Rows.Keys}, array(select k from done))
        """, "uuid integer text integer uuid timestamptz timestamptz text");

    private readonly Rows _timers = new($"""
        insert into timers (instance_id, key, due_at, epoch, attempts, next_at) select u.instance_id, u.key, u.due_at, u.epoch, 0, u.next_at
        from {Rows.Table} as u(instance_id, key, due_at, epoch, next_at)
        on conflict (instance_id, key) do update set due_at = excluded.due_at, epoch = excluded.epoch, attempts = 0,
            next_at = excluded.next_at, parked_at = null, error = null
        """, "uuid text timestamptz integer timestamptz");

    private readonly Rows _cleared = new(
        $"delete from timers t using {Rows.Table} as u(instance_id, key) where t.instance_id = u.instance_id and t.key = u.key", "uuid text");

    private readonly Rows _bookmarks = new($"insert into bookmarks (id, instance_id, kind, key) select * from {Rows.Table}", "uuid uuid text text");

    private readonly Rows _burned = new($"delete from bookmarks b using {Rows.Table} as u(id) where b.id = u.id", "uuid");

    // The oldest that fits: it goes to all who wait. The next one comes when somebody waits again.
    private readonly Rows _recalls = new($"""
        update outbox o set status = 'Pending', next_at = found.now
        from (select distinct on (u.name, u.correlation_id, u.instance_id) k.message_id, u.now
              from {Rows.Table} as u(name, correlation_id, instance_id, now)
              join kept_events k on k.name = u.name and (k.correlation_id is null or k.correlation_id = u.correlation_id)
                  and (k.instance_id is null or k.instance_id = u.instance_id)
              join outbox m on m.id = k.message_id and m.status = 'Kept'
              order by u.name, u.correlation_id, u.instance_id, m.seq) as found
        where o.id = found.message_id and o.status = 'Kept'
        """, "text text uuid timestamptz");

    private readonly Rows _messages = new(SendSql, "uuid text uuid text timestamptz timestamptz");

    private readonly Rows _stays = new(KeepStaysSql(conflict: ""), StayColumns);

    private readonly Rows _left = new($"""
        update stays s set left_at = u.left_at, ending = u.ending, due_at = u.due_at, counted_ms = u.counted_ms, is_overdue = u.is_overdue
        from {Rows.Table} as u(instance_id, execution, left_at, ending, due_at, counted_ms, is_overdue)
        where s.instance_id = u.instance_id and s.execution = u.execution and s.left_at is null
        """, "uuid integer timestamptz text timestamptz bigint boolean");

    private readonly Rows _faulted = new(
        $"update stays s set faulted_at = u.at from {Rows.Table} as u(instance_id, execution, at) where s.instance_id = u.instance_id and s.execution = u.execution", "uuid integer timestamptz");

    private readonly Rows _ended = new(
        $"update stays s set left_at = u.at, ending = 'Canceled' from {Rows.Table} as u(instance_id, at) where s.instance_id = u.instance_id and s.left_at is null", "uuid timestamptz");

    public const string StayColumns = "uuid integer text integer text text timestamptz timestamptz text timestamptz text uuid timestamptz bigint boolean";

    public static string KeepStaysSql(string conflict) => $"""
        insert into stays (instance_id, execution, definition_id, definition_version, activity_id, from_activity, entered_at, left_at, ending, faulted_at,
            unit_id, clock_id, due_at, counted_ms, is_overdue)
        select * from {Rows.Table} {conflict}
        """;

    public static void Add(Rows rows, StayRow row) => rows
        .Add(row.InstanceId).Add(row.Execution).Add(row.DefinitionId).Add(row.DefinitionVersion).Add(row.ActivityId).Add(row.FromActivity)
        .Add(row.EnteredAt).Add(row.LeftAt).Add(row.Ending?.ToString()).Add(row.FaultedAt).Add(row.UnitId).Add(row.ClockId).Add(row.DueAt)
        .Add(row.CountedMs).Add(row.IsOverdue);

    /// <summary>Messages get their numbers in the order in which they were added.</summary>
    public const string SendSql = $"""
        insert into outbox (id, kind, case_id, payload, status, attempts, next_at, created_at)
        select u.id, u.kind, u.case_id, u.payload, 'Pending', 0, u.next_at, u.created_at
        from rows from ({Rows.Table}) with ordinality as u(id, kind, case_id, payload, next_at, created_at, place) order by u.place
        """;

    public static string Key(RungFireRow row) =>
        string.Create(CultureInfo.InvariantCulture, $"{row.ClockId:D}\u001f{row.Cycle}\u001f{row.RungKey}\u001f{row.Epoch}");

    /// <summary>Adds the changes of one transition. Of several that put the same row the last one is written: that is what stands after them.</summary>
    public void Add(ImmutableArray<RowChange> changes)
    {
        if (changes.IsEmpty)
            return;
        var seen = new HashSet<object>();
        var last = new Stack<RowChange>(changes.Length);
        for (var index = changes.Length - 1; index >= 0; index--)
        {
            var change = changes[index];
            // A bookmark that is burned by the burst that set it was never there.
            if (change is RowChange.AddBookmark(var bookmark, _) ? !seen.Contains(bookmark.Id) : RowOf(change) is not { } row || seen.Add(row))
                last.Push(change);
        }

        foreach (var change in last)
            Add(change);
    }

    public void AddTo(NpgsqlBatch batch)
    {
        // Rows before the due instants that are written into them; bookmarks before the events that they call back.
        foreach (var rows in (Rows[])[_rungs, _signatures, _cases, _tasks, _clocks, _caseDues, _taskDues, _notices, _noticeMoves, _timers, _cleared, _bookmarks, _burned, _recalls, _messages, _stays, _left, _faulted, _ended])
        {
            if (!rows.IsEmpty)
                batch.BatchCommands.Add(rows.Take());
        }
    }

    /// <summary>The row that a change puts, so that a later one of the same row takes its place; null for those that stand beside each other.</summary>
    private static object? RowOf(RowChange change) => change switch
    {
        RowChange.PutCase(var row) => (nameof(RowChange.PutCase), row.Id),
        RowChange.PutTask(var row) => (nameof(RowChange.PutTask), row.Id),
        RowChange.PutClock(var row) => (nameof(RowChange.PutClock), row.Id),
        RowChange.PutDue(var caseId, var clockId, _) => (nameof(RowChange.PutDue), caseId, clockId),
        RowChange.MoveNotice(var id, _, _) => (nameof(RowChange.MoveNotice), id),
        RowChange.PutTimer(var row) => (nameof(RowChange.PutTimer), row.InstanceId, row.Key),
        RowChange.ClearTimer(var instanceId, var key) => (nameof(RowChange.PutTimer), instanceId, key),
        RowChange.BurnBookmark(var id) => id,
        _ => null,
    };

    private void Add(RowChange change)
    {
        switch (change)
        {
            case RowChange.PutCase(var row):
                _cases.Add(row.Id).Add(row.Number).Add(row.TrackingToken).Add(row.Source).Add(row.Title).Add(row.CategoryCode).Add(row.GridCode)
                    .Add(row.UnitId).Add(row.Level).Add(row.Stage.ToString()).Add(row.Status.ToString()).Add(row.PermissionClass.ToString())
                    .Add(row.Emergency).Add(row.PolicyId).Add(row.DefinitionId).Add(row.ReportedAt).Add(row.ClosedAt).Add(row.ArchivedAt).Add(row.UpdatedAt)
                    .Add(row.RegisteredAt).Add(row.FirstDispatchedAt).Add(row.DispatchedAt).Add(row.FirstUnit).Add(row.HandlingUnit).Add(row.FedBackAt)
                    .Add(row.VoidedAt).Add(row.SuspendedAt).Add(row.Reworks).Add(row.ConfirmedReturns).Add(row.RefusedReturns).Add(row.Extensions).Add(row.ParentId)
                    .Add(row.Latitude).Add(row.Longitude).Add(row.Subject).Add(row.OrphanedAt);
                break;
            case RowChange.PutTask(var row):
                _tasks.Add(row.Id).Add(row.CaseId).Add(row.Key).Add(row.ActivityId).Add(row.BookmarkId).Add(row.Role).Add(row.UnitId).Add(row.Level)
                    .Add(row.Assignee).Add(row.Outcomes).Add(row.RemarkRequired).Add(row.OpenedAt).Add(row.ClockId).Add(row.Status.ToString())
                    .Add(row.Outcome).Add(row.Remark).Add(row.CompletedBy).Add(row.CompletedAt);
                break;
            case RowChange.PutClock(var row):
                _clocks.Add(row.Id).Add(row.CaseId).Add(row.Kind.ToString()).Add(row.Name).Add(row.Status.ToString())
                    .Add(row.StartedAt).Add(row.StoodAt).Add(row.DueAt).Add(row.Ledger);
                break;
            case RowChange.PutDue(var caseId, null, var dueAt):
                _caseDues.Add(caseId).Add(dueAt);
                break;
            case RowChange.PutDue(var caseId, var clockId, var dueAt):
                _taskDues.Add(caseId).Add(clockId).Add(dueAt);
                break;
            case RowChange.AddNotice(var row):
                _notices.Add(row.Id).Add(row.CaseId).Add(row.CaseNumber).Add(row.Number).Add(row.Kind.ToString()).Add(row.Recipient).Add(row.ClockId)
                    .Add(row.RungKey).Add(row.DueAt).Add(row.IssuedAt).Add(row.Texts).Add(row.Status.ToString()).Add(row.SignedAt).Add(row.SignedBy).Add(row.Items);
                break;
            case RowChange.SignNotice(var id, var signedBy, var signedAt):
                _signatures.Add(id).Add(signedBy).Add(signedAt).Add(id.ToString("D"));
                break;
            case RowChange.MoveNotice(var id, var status, var rectifiedAt):
                _noticeMoves.Add(id).Add(status.ToString()).Add(rectifiedAt);
                break;
            case RowChange.FireRung(var row):
                _rungs.Add(row.ClockId).Add(row.Cycle).Add(row.RungKey).Add(row.Epoch).Add(row.CaseId).Add(row.DueAt).Add(row.FiredAt).Add(Key(row));
                break;
            case RowChange.PutTimer(var row):
                _timers.Add(row.InstanceId).Add(row.Key).Add(row.DueAt).Add(row.Epoch).Add(row.NextAt);
                break;
            case RowChange.ClearTimer(var instanceId, var key):
                _cleared.Add(instanceId).Add(key);
                break;
            case RowChange.AddBookmark(var row, var recall):
                _bookmarks.Add(row.Id).Add(row.InstanceId).Add(row.Kind).Add(row.Key);
                if (recall is not null)
                    Add(recall);
                break;
            case RowChange.RecallEvent(var recall):
                Add(recall);
                break;
            case RowChange.BurnBookmark(var id):
                _burned.Add(id);
                break;
            case RowChange.Send(var row):
                _messages.Add(row.Id).Add(row.Kind).Add(row.CaseId).Add(row.Payload).Add(row.NextAt).Add(row.CreatedAt);
                break;
            case RowChange.EnterStay(var row):
                Add(_stays, row);
                break;
            case RowChange.LeaveStay leave:
                _left.Add(leave.InstanceId).Add(leave.Execution).Add(leave.LeftAt).Add(leave.Ending.ToString()).Add(leave.DueAt).Add(leave.CountedMs).Add(leave.IsOverdue);
                break;
            case RowChange.FaultStay(var id, var execution, var at):
                _faulted.Add(id).Add(execution).Add(at);
                break;
            case RowChange.EndStays(var id, var at):
                _ended.Add(id).Add(at);
                break;
            default:
                throw new InvalidOperationException($"Expected a row change that PostgreSQL knows, but got {change.GetType().Name}.");
        }
    }

    private void Add(EventRecall recall) => _recalls.Add(recall.Name).Add(recall.CorrelationId).Add(recall.InstanceId).Add(recall.Now);
}
