using GridWorkflow.Runtime.Commit;
using SQLitePCL;

namespace GridWorkflow.Runtime.Store.Sqlite;

/// <summary>Writes the stays of instances in the steps of their drawings.</summary>
internal sealed class SqliteStays : IDisposable
{
    private const string Columns = """
        (instance_id, execution, definition_id, definition_version, activity_id, from_activity, entered_at, left_at, ending, faulted_at,
            unit_id, clock_id, due_at, counted_ms, is_overdue)
        """;

    private readonly Statement _enter;
    private readonly Statement _leave;
    private readonly Statement _fault;
    private readonly Statement _end;

    public SqliteStays(sqlite3 database)
    {
        _enter = new Statement(database, $"insert into stays {Columns} values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        _leave = new Statement(database, "update stays set left_at = ?, ending = ?, due_at = ?, counted_ms = ?, is_overdue = ? where instance_id = ? and execution = ? and left_at is null");
        _fault = new Statement(database, "update stays set faulted_at = ? where instance_id = ? and execution = ?");
        _end = new Statement(database, "update stays set left_at = ?, ending = 'Canceled' where instance_id = ? and left_at is null");
    }

    /// <summary>For stays that were made anew: those that are there stay.</summary>
    public const string KeepSql = $"insert into stays {Columns} values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing";

    public void Make(RowChange change)
    {
        switch (change)
        {
            case RowChange.EnterStay(var row):
                Add(_enter, row).Run();
                break;
            case RowChange.LeaveStay leave:
                _leave.Add(leave.LeftAt).Add(leave.Ending.ToString()).Add(leave.DueAt).Add(leave.CountedMs).Add(Flag(leave.IsOverdue)).Add(leave.InstanceId).Add(leave.Execution).Run();
                break;
            case RowChange.FaultStay(var id, var execution, var at):
                _fault.Add(at).Add(id).Add(execution).Run();
                break;
            case RowChange.EndStays(var id, var at):
                _end.Add(at).Add(id).Run();
                break;
        }
    }

    public static Statement Add(Statement statement, StayRow row) => statement
        .Add(row.InstanceId).Add(row.Execution).Add(row.DefinitionId).Add(row.DefinitionVersion).Add(row.ActivityId).Add(row.FromActivity)
        .Add(row.EnteredAt).Add(row.LeftAt).Add(row.Ending?.ToString()).Add(row.FaultedAt).Add(row.UnitId).Add(row.ClockId).Add(row.DueAt)
        .Add(row.CountedMs).Add(Flag(row.IsOverdue));

    public void Dispose()
    {
        foreach (var statement in (Statement[])[_enter, _leave, _fault, _end])
            statement.Dispose();
    }

    private static long? Flag(bool? value) => value is { } known ? known ? 1 : 0 : null;
}
