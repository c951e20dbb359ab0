using GridWorkflow.Runtime.Commit;
using SQLitePCL;

namespace GridWorkflow.Runtime.Store.Sqlite;

/// <summary>
/// Events that nobody waited for. An event is kept only while no bookmark fits, and a bookmark that fits calls it back, each in the
/// transaction of the other's row: the one writer makes the two meet.
/// </summary>
internal sealed class SqliteKeptEvents : IDisposable
{
    private const string Fitting = "k.name = ? and (k.correlation_id is null or k.correlation_id = ?) and (k.instance_id is null or k.instance_id = ?)";

    /// <summary>An event that is delivered is kept no more.</summary>
    public const string ForgetSql = "delete from kept_events where message_id = ?";

    private readonly Statement _waiting;
    private readonly Statement _keepMessage;
    private readonly Statement _keep;
    private readonly Statement _recallMessage;
    private readonly Statement _expireMessages;
    private readonly Statement _expire;

    public SqliteKeptEvents(sqlite3 database)
    {
        _waiting = new Statement(database, """
            select 1 from bookmarks b join instances i on i.id = b.instance_id
            where b.kind = 'Event' and b.key = ? and i.status = 'Running'
                and (? is null or i.correlation_id = ?) and (? is null or i.id = ?)
            limit 1
            """);
        _keepMessage = new Statement(database, """
            update outbox set status = 'Kept', payload = ?, owner = null, locked_until = null where id = ? and owner = ? and status = 'Pending'
            """);
        _keep = new Statement(database, """
            insert into kept_events (message_id, name, correlation_id, instance_id, kept_at) values (?, ?, ?, ?, ?)
            on conflict (message_id) do nothing
            """);
        // The oldest that fits: it goes to all who wait. The next one comes when somebody waits again.
        _recallMessage = new Statement(database, $"""
            update outbox set status = 'Pending', next_at = ?
            where id = (select k.message_id from kept_events k join outbox o on o.id = k.message_id where {Fitting} and o.status = 'Kept' order by o.seq limit 1)
            returning id
            """);
        _expireMessages = new Statement(database, """
            update outbox set status = 'Suppressed', last_error = ? where status = 'Kept' and id in (select message_id from kept_events where kept_at < ?)
            """);
        _expire = new Statement(database, "delete from kept_events where kept_at < ?");
    }

    public WriteOutcome Keep(Write.KeepEvent keep)
    {
        var row = keep.Event;
        var somebody = _waiting.Add(row.Name).Add(row.CorrelationId).Add(row.CorrelationId).Add(row.InstanceId).Add(row.InstanceId).First(static _ => true, false);
        if (somebody)
            return Losses.Awaited(row.Name);
        if (_keepMessage.Add(keep.Payload).Add(row.MessageId).Add(keep.Message.Owner).Run() == 0)
            return Losses.Delivered(keep.Message);
        _keep.Add(row.MessageId).Add(row.Name).Add(row.CorrelationId).Add(row.InstanceId).Add(row.KeptAt).Run();
        return WriteOutcome.Committed.Instance;
    }

    public void Recall(EventRecall recall)
    {
        // Most bookmarks find nothing kept: one look into a small index. The row stays, with the instant at which it was first kept, until the
        // event is delivered.
        _recallMessage.Add(recall.Now).Add(recall.Name).Add(recall.CorrelationId).Add(recall.InstanceId).First(static row => row.Id(0), Guid.Empty);
    }

    public void Expire(Write.ExpireEvents expire)
    {
        _expireMessages.Add(expire.Reason).Add(expire.KeptBefore).Run();
        _expire.Add(expire.KeptBefore).Run();
    }

    public void Dispose()
    {
        foreach (var statement in (Statement[])[_waiting, _keepMessage, _keep, _recallMessage, _expireMessages, _expire])
            statement.Dispose();
    }
}
