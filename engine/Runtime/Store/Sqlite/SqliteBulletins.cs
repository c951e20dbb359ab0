using System.Collections.Immutable;
using GridWorkflow.Runtime.Commit;
using SQLitePCL;

namespace GridWorkflow.Runtime.Store.Sqlite;

/// <summary>Writes bulletins and what becomes of them.</summary>
internal sealed class SqliteBulletins : IDisposable
{
    private readonly Statement _add;
    private readonly Statement _addReader;
    private readonly Statement _publish;
    private readonly Statement _withdraw;
    private readonly Statement _sign;

    private readonly Action<OutboxRow> _send;

    /// <param name="database">Open for writing.</param>
    /// <param name="send">Leaves a message in the outbox.</param>
    public SqliteBulletins(sqlite3 database, Action<OutboxRow> send)
    {
        _send = send;
        _add = new Statement(database, """
            insert into bulletins (id, kind, schedule_id, period, edition, status, due_at, made_at, content, snapshot, published_at, published_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (schedule_id, period, edition) do nothing
            """);
        _addReader = new Statement(database, "insert into bulletin_readers (bulletin_id, person_id) values (?, ?)");
        _publish = new Statement(database, "update bulletins set status = 'Published', published_at = ?, published_by = ? where id = ? and status = 'Draft'");
        _withdraw = new Statement(database, """
            update bulletins set status = 'Withdrawn', withdrawn_at = ?, withdrawn_by = ?, reason = ? where id = ? and status in ('Draft', 'Published')
            """);
        _sign = new Statement(database, "update bulletin_readers set signed_at = ? where bulletin_id = ? and person_id = ? and signed_at is null");
    }

    /// <returns>Null when the write is none of these.</returns>
    public WriteOutcome? Make(Write write)
    {
        switch (write)
        {
            case Write.AddBulletin(var row, var readers) { Mails: var mails }:
                if (_add.Add(row.Id).Add(row.Kind.ToString()).Add(row.ScheduleId).Add(row.Period).Add(row.Edition).Add(row.Status.ToString()).Add(row.DueAt).Add(row.MadeAt)
                    .Add(row.Content).Add(row.Snapshot).Add(row.PublishedAt).Add(row.PublishedBy).Run() == 0)
                    return Losses.Made(row);
                foreach (var person in readers)
                    _addReader.Add(row.Id).Add(person).Run();
                return Sent(WriteOutcome.Committed.Instance, mails);
            case Write.PublishBulletin(var id, var by, var at) { Mails: var mails }:
                return Sent(Losses.Unless(_publish.Add(at).Add(by).Add(id).Run(), Losses.Draft(id)), mails);
            case Write.WithdrawBulletin(var id, var by, var at, var reason):
                return Losses.Unless(_withdraw.Add(at).Add(by).Add(reason).Add(id).Run(), Losses.Withdrawn(id));
            case Write.SignBulletin(var id, var person, var at):
                return Losses.Unless(_sign.Add(at).Add(id).Add(person).Run(), Losses.Addressed(id));
            default:
                return null;
        }
    }

    public void Dispose()
    {
        foreach (var statement in (Statement[])[_add, _addReader, _publish, _withdraw, _sign])
            statement.Dispose();
    }

    private WriteOutcome Sent(WriteOutcome outcome, ImmutableArray<OutboxRow> mails)
    {
        if (outcome is WriteOutcome.Committed)
        {
            foreach (var mail in mails)
                _send(mail);
        }

        return outcome;
    }
}
