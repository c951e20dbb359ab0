using System.Collections.Immutable;
using GridWorkflow.Runtime.Commit;
using Npgsql;

namespace GridWorkflow.Runtime.Store.Postgres;

/// <summary>Writes bulletins and what becomes of them.</summary>
internal sealed class PostgresBulletins(NpgsqlConnection connection, NpgsqlTransaction transaction)
{
    /// <returns>Null when the write is none of these.</returns>
    public WriteOutcome? Make(Write write)
    {
        switch (write)
        {
            case Write.AddBulletin(var row, var readers) { Mails: var mails }:
                if (Sql("""
                    insert into bulletins (id, kind, schedule_id, period, edition, status, due_at, made_at, content, snapshot, published_at, published_by)
                    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (schedule_id, period, edition) do nothing
                    """).Add(row.Id).Add(row.Kind.ToString()).Add(row.ScheduleId).Add(row.Period).Add(row.Edition).Add(row.Status.ToString()).Add(row.DueAt).Add(row.MadeAt)
                    .Add(row.Content).Add(row.Snapshot).Add(row.PublishedAt).Add(row.PublishedBy).Run() == 0)
                    return Losses.Made(row);
                foreach (var person in readers)
                    Sql("insert into bulletin_readers (bulletin_id, person_id) values ($1, $2)").Add(row.Id).Add(person).Run();
                return Sent(WriteOutcome.Committed.Instance, mails);
            case Write.PublishBulletin(var id, var by, var at) { Mails: var mails }:
                return Sent(
                    Losses.Unless(
                        Sql("update bulletins set status = 'Published', published_at = $1, published_by = $2 where id = $3 and status = 'Draft'").Add(at).Add(by).Add(id).Run(),
                        Losses.Draft(id)),
                    mails);
            case Write.WithdrawBulletin(var id, var by, var at, var reason):
                return Losses.Unless(
                    Sql("""
                        update bulletins set status = 'Withdrawn', withdrawn_at = $1, withdrawn_by = $2, reason = $3 where id = $4 and status in ('Draft', 'Published')
                        """).Add(at).Add(by).Add(reason).Add(id).Run(),
                    Losses.Withdrawn(id));
            case Write.SignBulletin(var id, var person, var at):
                return Losses.Unless(
                    Sql("update bulletin_readers set signed_at = $1 where bulletin_id = $2 and person_id = $3 and signed_at is null").Add(at).Add(id).Add(person).Run(),
                    Losses.Addressed(id));
            default:
                return null;
        }
    }

    private WriteOutcome Sent(WriteOutcome outcome, ImmutableArray<OutboxRow> mails)
    {
        if (outcome is WriteOutcome.Committed)
        {
            var messages = new PostgresMessages(connection, transaction);
            foreach (var mail in mails)
                messages.Send(mail);
        }

        return outcome;
    }

    private PostgresStatement Sql(string sql) => new(sql, connection, transaction);
}
