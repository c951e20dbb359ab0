using GridWorkflow.Runtime.Commit;
using SQLitePCL;

namespace GridWorkflow.Runtime.Store.Sqlite;

/// <summary>Takes away what is settled for good.</summary>
internal sealed class SqlitePurges : IDisposable
{
    private readonly Statement _outbox;
    private readonly Statement _inbox;

    public SqlitePurges(sqlite3 database)
    {
        _outbox = new Statement(database, """
            delete from outbox where seq > ? and seq <= ? and status in ('Sent', 'Suppressed', 'Withdrawn') and coalesce(sent_at, created_at) < ?
            """);
        _inbox = new Statement(database, "delete from inbox where source = ? and message_id = ? and at < ?");
    }

    /// <returns>Null when the write is none of these.</returns>
    public WriteOutcome? Make(Write write)
    {
        switch (write)
        {
            case Write.PurgeOutbox(var after, var upTo, var settledBefore):
                return new WriteOutcome.Purged(_outbox.Add(after).Add(upTo).Add(settledBefore).Run());
            case Write.PurgeInbox(var messages, var before):
                var gone = 0;
                foreach (var message in messages)
                    gone += _inbox.Add(message.Source).Add(message.MessageId).Add(before).Run();
                return new WriteOutcome.Purged(gone);
            default:
                return null;
        }
    }

    public void Dispose()
    {
        _outbox.Dispose();
        _inbox.Dispose();
    }
}
