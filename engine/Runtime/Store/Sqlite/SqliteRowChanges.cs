using GridWorkflow.Runtime.Commit;
using SQLitePCL;

namespace GridWorkflow.Runtime.Store.Sqlite;

/// <summary>Writes the rows that people and jobs look at, a statement for each verb of <see cref="RowChange"/>.</summary>
internal sealed class SqliteRowChanges : IDisposable
{
    private readonly Statement _putCase;
    private readonly Statement _putTask;
    private readonly Statement _putClock;
    private readonly Statement _putCaseDue;
    private readonly Statement _putTaskDue;
    private readonly Statement _addNotice;
    private readonly Statement _signNotice;
    private readonly Statement _moveNotice;
    private readonly Statement _fireRung;
    private readonly Statement _putTimer;
    private readonly Statement _clearTimer;
    private readonly Statement _addBookmark;
    private readonly Statement _burnBookmark;
    private readonly Statement _send;
    private readonly SqliteKeptEvents _keptEvents;
    private readonly SqliteStays _stays;

    public SqliteRowChanges(sqlite3 database)
    {
        _putCase = new Statement(database, """
            insert into cases (id, number, tracking_token, source, title, category_code, grid_code, unit_id, level, stage, status,
                permission_class, emergency, policy_id, definition_id, reported_at, closed_at, archived_at, updated_at,
                registered_at, first_dispatched_at, dispatched_at, first_unit, handling_unit, fed_back_at, voided_at, suspended_at, reworks, confirmed_returns, refused_returns, extensions, parent_id,
                latitude, longitude, subject, orphaned_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set title = excluded.title, category_code = excluded.category_code, grid_code = excluded.grid_code,
                unit_id = excluded.unit_id, level = excluded.level, stage = excluded.stage, status = excluded.status,
                permission_class = excluded.permission_class, emergency = excluded.emergency, policy_id = excluded.policy_id,
                definition_id = excluded.definition_id, reported_at = excluded.reported_at, closed_at = excluded.closed_at,
                archived_at = excluded.archived_at, updated_at = excluded.updated_at,
                registered_at = excluded.registered_at, first_dispatched_at = excluded.first_dispatched_at, dispatched_at = excluded.dispatched_at, first_unit = excluded.first_unit,
                handling_unit = excluded.handling_unit, fed_back_at = excluded.fed_back_at, voided_at = excluded.voided_at, suspended_at = excluded.suspended_at,
                reworks = excluded.reworks, confirmed_returns = excluded.confirmed_returns, refused_returns = excluded.refused_returns, extensions = excluded.extensions,
                latitude = excluded.latitude, longitude = excluded.longitude, orphaned_at = excluded.orphaned_at
            """);
        _putTask = new Statement(database, """
            insert into tasks (id, case_id, key, activity_id, bookmark_id, role, unit_id, level, assignee, outcomes, remark_required,
                opened_at, clock_id, status, outcome, remark, completed_by, completed_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set activity_id = excluded.activity_id, role = excluded.role, unit_id = excluded.unit_id, level = excluded.level,
                assignee = excluded.assignee, outcomes = excluded.outcomes, clock_id = excluded.clock_id, status = excluded.status, outcome = excluded.outcome,
                remark = excluded.remark, completed_by = excluded.completed_by, completed_at = excluded.completed_at
            """);
        _putClock = new Statement(database, """
            insert into clocks (id, case_id, kind, name, status, started_at, stood_at, due_at, ledger) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set status = excluded.status, started_at = excluded.started_at, stood_at = excluded.stood_at,
                due_at = excluded.due_at, ledger = excluded.ledger
            """);
        _putCaseDue = new Statement(database, "update cases set due_at = ? where id = ?");
        _putTaskDue = new Statement(database, "update tasks set due_at = ? where case_id = ? and clock_id = ?");
        _addNotice = new Statement(database, """
            insert into notices (id, case_id, case_number, number, kind, recipient, clock_id, rung_key, due_at, issued_at, texts, status,
                signed_at, signed_by, items)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
        _signNotice = new Statement(database, "update notices set status = 'Signed', signed_by = ?, signed_at = ? where id = ? and signed_at is null");
        _moveNotice = new Statement(database, "update notices set status = ?, rectified_at = ? where id = ?");
        _fireRung = new Statement(database, """
            insert into rung_fires (clock_id, cycle, rung_key, epoch, case_id, due_at, fired_at) values (?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """);
        _putTimer = new Statement(database, """
            insert into timers (instance_id, key, due_at, epoch, attempts, next_at) values (?, ?, ?, ?, 0, ?)
            on conflict (instance_id, key) do update set due_at = excluded.due_at, epoch = excluded.epoch, attempts = 0,
                next_at = excluded.next_at, parked_at = null, error = null
            """);
        _clearTimer = new Statement(database, "delete from timers where instance_id = ? and key = ?");
        _addBookmark = new Statement(database, "insert into bookmarks (id, instance_id, kind, key) values (?, ?, ?, ?)");
        _burnBookmark = new Statement(database, "delete from bookmarks where id = ?");
        _send = new Statement(database, SendSql);
        _keptEvents = new SqliteKeptEvents(database);
        _stays = new SqliteStays(database);
    }

    public const string SendSql = """
        insert into outbox (id, kind, case_id, payload, status, attempts, next_at, created_at) values (?, ?, ?, ?, 'Pending', 0, ?, ?)
        """;

    /// <returns>Null, or the conflict that the change lost with.</returns>
    public WriteOutcome.Conflict? Make(RowChange change)
    {
        switch (change)
        {
            case RowChange.PutCase(var row):
                Put(row);
                return null;
            case RowChange.PutTask(var row):
                Put(row);
                return null;
            case RowChange.PutClock(var row):
                _putClock.Add(row.Id).Add(row.CaseId).Add(row.Kind.ToString()).Add(row.Name).Add(row.Status.ToString())
                    .Add(row.StartedAt).Add(row.StoodAt).Add(row.DueAt).Add(row.Ledger).Run();
                return null;
            case RowChange.PutDue(var caseId, null, var dueAt):
                _putCaseDue.Add(dueAt).Add(caseId).Run();
                return null;
            case RowChange.PutDue(var caseId, var clockId, var dueAt):
                _putTaskDue.Add(dueAt).Add(caseId).Add(clockId).Run();
                return null;
            case RowChange.AddNotice(var row):
                Add(row);
                return null;
            case RowChange.SignNotice(var id, var signedBy, var signedAt):
                return _signNotice.Add(signedBy).Add(signedAt).Add(id).Run() == 1
                    ? null
                    : Losses.Signed(id);
            case RowChange.MoveNotice(var id, var status, var rectifiedAt):
                _moveNotice.Add(status.ToString()).Add(rectifiedAt).Add(id).Run();
                return null;
            case RowChange.FireRung(var row):
                return _fireRung.Add(row.ClockId).Add(row.Cycle).Add(row.RungKey).Add(row.Epoch).Add(row.CaseId).Add(row.DueAt).Add(row.FiredAt).Run() == 1
                    ? null
                    : Losses.Rung(row);
            case RowChange.PutTimer(var row):
                _putTimer.Add(row.InstanceId).Add(row.Key).Add(row.DueAt).Add(row.Epoch).Add(row.NextAt).Run();
                return null;
            case RowChange.ClearTimer(var instanceId, var key):
                _clearTimer.Add(instanceId).Add(key).Run();
                return null;
            case RowChange.AddBookmark(var row, var recall):
                _addBookmark.Add(row.Id).Add(row.InstanceId).Add(row.Kind).Add(row.Key).Run();
                if (recall is not null)
                    _keptEvents.Recall(recall);
                return null;
            case RowChange.RecallEvent(var recall):
                _keptEvents.Recall(recall);
                return null;
            case RowChange.BurnBookmark(var id):
                _burnBookmark.Add(id).Run();
                return null;
            case RowChange.Send(var row):
                _send.Add(row.Id).Add(row.Kind).Add(row.CaseId).Add(row.Payload).Add(row.NextAt).Add(row.CreatedAt).Run();
                return null;
            case RowChange.EnterStay or RowChange.LeaveStay or RowChange.FaultStay or RowChange.EndStays:
                _stays.Make(change);
                return null;
            default:
                throw new InvalidOperationException($"Expected a row change that SQLite knows, but got {change.GetType().Name}.");
        }
    }

    public void Dispose()
    {
        foreach (var statement in (Statement[])[_putCase, _putTask, _putClock, _putCaseDue, _putTaskDue, _addNotice, _signNotice, _moveNotice, _fireRung,
            _putTimer, _clearTimer, _addBookmark, _burnBookmark, _send])
            statement.Dispose();
        _keptEvents.Dispose();
        _stays.Dispose();
    }

    private void Put(CaseRow row) => _putCase
        .Add(row.Id).Add(row.Number).Add(row.TrackingToken).Add(row.Source).Add(row.Title).Add(row.CategoryCode).Add(row.GridCode)
        .Add(row.UnitId).Add(row.Level).Add(row.Stage.ToString()).Add(row.Status.ToString()).Add(row.PermissionClass.ToString())
        .Add(row.Emergency).Add(row.PolicyId).Add(row.DefinitionId).Add(row.ReportedAt).Add(row.ClosedAt).Add(row.ArchivedAt).Add(row.UpdatedAt)
        .Add(row.RegisteredAt).Add(row.FirstDispatchedAt).Add(row.DispatchedAt).Add(row.FirstUnit).Add(row.HandlingUnit).Add(row.FedBackAt)
        .Add(row.VoidedAt).Add(row.SuspendedAt).Add(row.Reworks).Add(row.ConfirmedReturns).Add(row.RefusedReturns).Add(row.Extensions).Add(row.ParentId)
        .Add(row.Latitude).Add(row.Longitude).Add(row.Subject).Add(row.OrphanedAt)
        .Run();

    private void Put(TaskRow row) => _putTask
        .Add(row.Id).Add(row.CaseId).Add(row.Key).Add(row.ActivityId).Add(row.BookmarkId).Add(row.Role).Add(row.UnitId).Add(row.Level)
        .Add(row.Assignee).Add(row.Outcomes).Add(row.RemarkRequired).Add(row.OpenedAt).Add(row.ClockId).Add(row.Status.ToString())
        .Add(row.Outcome).Add(row.Remark).Add(row.CompletedBy).Add(row.CompletedAt)
        .Run();

    private void Add(NoticeRow row) => _addNotice
        .Add(row.Id).Add(row.CaseId).Add(row.CaseNumber).Add(row.Number).Add(row.Kind.ToString()).Add(row.Recipient).Add(row.ClockId)
        .Add(row.RungKey).Add(row.DueAt).Add(row.IssuedAt).Add(row.Texts).Add(row.Status.ToString()).Add(row.SignedAt).Add(row.SignedBy)
        .Add(row.Items)
        .Run();
}
