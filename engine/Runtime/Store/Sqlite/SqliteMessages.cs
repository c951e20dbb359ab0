using GridWorkflow.Runtime.Commit;
using SQLitePCL;

namespace GridWorkflow.Runtime.Store.Sqlite;

/// <summary>Messages of the engine that are split, kept, withdrawn or posted from outside, and timed starts.</summary>
internal sealed class SqliteMessages : IDisposable
{
    private readonly Statement _split;
    private readonly Statement _send;
    private readonly Statement _forget;
    private readonly Statement _promise;
    private readonly Statement _withdraw;
    private readonly Statement _addMessage;
    private readonly Statement _findMessage;
    private readonly Statement _putStart;
    private readonly Statement _skipStart;
    private readonly Statement _dropStart;
    private readonly Statement _acts;
    private readonly SqliteKeptEvents _keptEvents;

    public SqliteMessages(sqlite3 database)
    {
        _split = new Statement(database, SqliteOrders.SentSql);
        _send = new Statement(database, SqliteRowChanges.SendSql);
        _forget = new Statement(database, SqliteKeptEvents.ForgetSql);
        _promise = new Statement(database, $"update bookmarks set kind = '{WaitingBookmark.PromisedKind}' where id = ? and kind = 'Event'");
        _withdraw = new Statement(database, """
            update outbox set status = 'Withdrawn', last_error = ?, owner = null, locked_until = null where id = ? and status in ('Pending', 'Dead', 'Kept')
            """);
        _addMessage = new Statement(database, SqliteTransitions.AddMessageSql);
        _findMessage = new Statement(database, SqliteReader.FindMessageSql);
        _putStart = new Statement(database, """
            insert into trigger_starts (definition_id, activity_id, program_hash, last_at) values (?, ?, ?, ?)
            on conflict (definition_id, activity_id) do update set program_hash = excluded.program_hash, last_at = excluded.last_at
                where program_hash <> excluded.program_hash
            """);
        _skipStart = new Statement(database, SqliteTransitions.PutOnTriggerSql);
        _dropStart = new Statement(database, "delete from trigger_starts where definition_id = ? and activity_id = ?");
        _acts = new Statement(database, "select count(*) from definition_acts");
        _keptEvents = new SqliteKeptEvents(database);
    }

    /// <returns>Null when the write is none of these.</returns>
    public WriteOutcome? Make(Write write)
    {
        switch (write)
        {
            case Write.SplitMessage(var message, var now, var parts, var bookmarks):
                if (_split.Add(now).Add(message.MessageId).Add(message.Owner).Run() == 0)
                    return Losses.Delivered(message);
                foreach (var part in parts)
                    Send(part);
                _forget.Add(message.MessageId).Run();
                foreach (var bookmark in bookmarks)
                {
                    if (_promise.Add(bookmark).Run() == 0)
                        return Losses.Taken(bookmark);
                }

                return WriteOutcome.Committed.Instance;
            case Write.KeepEvent keep:
                return _keptEvents.Keep(keep);
            case Write.ExpireEvents expire:
                _keptEvents.Expire(expire);
                return WriteOutcome.Committed.Instance;
            case Write.WithdrawMessage(var id, var reason):
                return Losses.Unless(_withdraw.Add(reason).Add(id).Run(), Losses.Undelivered(id));
            case Write.PostMessage(var row, var message):
                if (message is not null
                    && _addMessage.Add(message.Source).Add(message.MessageId).Add(message.BodyHash).Add(message.CaseId).Add(message.Answer).Add(message.At).Run() == 0)
                    return new WriteOutcome.Duplicate(_findMessage.Add(message.Source).Add(message.MessageId).First(SqliteReader.Message, message));
                Send(row);
                return WriteOutcome.Committed.Instance;
            case Write.PutTriggerStart(_, { } known) when Acts() != known:
            case Write.DropTriggerStart(_, _, { } alsoKnown) when Acts() != alsoKnown:
                return Losses.Acted();
            case Write.PutTriggerStart(var row, _):
                _putStart.Add(row.DefinitionId).Add(row.ActivityId).Add(row.ProgramHash).Add(row.LastAt).Run();
                return WriteOutcome.Committed.Instance;
            case Write.SkipTriggerStart(var claim):
                return Losses.Unless(
                    _skipStart.Add(claim.Next).Add(claim.DefinitionId).Add(claim.ActivityId).Add(claim.Last).Run(), Losses.Trigger(claim));
            case Write.DropTriggerStart(var definitionId, var activityId, _):
                _dropStart.Add(definitionId).Add(activityId).Run();
                return WriteOutcome.Committed.Instance;
            default:
                return null;
        }
    }

    public void Dispose()
    {
        foreach (var statement in (Statement[])[_split, _send, _forget, _promise, _withdraw, _addMessage, _findMessage, _putStart, _skipStart, _dropStart, _acts])
            statement.Dispose();
        _keptEvents.Dispose();
    }

    /// <summary>Leaves a message.</summary>
    public void Send(OutboxRow row) =>
        _send.Add(row.Id).Add(row.Kind).Add(row.CaseId).Add(row.Payload).Add(row.NextAt).Add(row.CreatedAt).Run();

    private long Acts() => _acts.First(static row => row.Long(0), 0);
}
