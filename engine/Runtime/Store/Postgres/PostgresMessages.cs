using GridWorkflow.Runtime.Commit;
using Npgsql;

namespace GridWorkflow.Runtime.Store.Postgres;

/// <summary>Messages of the engine that are split, kept, withdrawn or posted from outside, and timed starts.</summary>
internal sealed class PostgresMessages(NpgsqlConnection connection, NpgsqlTransaction transaction)
{
    private const string PutOnTrigger = "update trigger_starts set last_at = $1 where definition_id = $2 and activity_id = $3 and last_at = $4";

    /// <returns>Null when the write is none of these.</returns>
    public WriteOutcome? Make(Write write)
    {
        switch (write)
        {
            case Write.SplitMessage(var message, var now, var parts, var bookmarks):
                var sent = Sql($"""
                    update outbox o set status = 'Sent', sent_at = $1, payload = {PostgresOrders.Spent}, owner = null, locked_until = null
                    where o.id = $2 and o.owner = $3 and o.status = 'Pending'
                    """).Add(now).Add(message.MessageId).Add(message.Owner).Run();
                if (sent == 0)
                    return Losses.Delivered(message);
                foreach (var part in parts)
                    Send(part);
                Sql("delete from kept_events where message_id = $1").Add(message.MessageId).Run();
                var promised = Sql($"update bookmarks set kind = '{WaitingBookmark.PromisedKind}' where id = any($1) and kind = 'Event'").Add(bookmarks).Run();
                return promised == bookmarks.Length ? WriteOutcome.Committed.Instance : Losses.Taken(bookmarkId: null);
            case Write.KeepEvent keep:
                return Keep(keep);
            case Write.ExpireEvents(var keptBefore, var reason):
                Sql("""
                    update outbox set status = 'Suppressed', last_error = $1
                    where status = 'Kept' and id in (select message_id from kept_events where kept_at < $2)
                    """).Add(reason).Add(keptBefore).Run();
                Sql("delete from kept_events where kept_at < $1").Add(keptBefore).Run();
                return WriteOutcome.Committed.Instance;
            case Write.WithdrawMessage(var id, var reason):
                return Losses.Unless(
                    Sql("""
                        update outbox set status = 'Withdrawn', last_error = $1, owner = null, locked_until = null
                        where id = $2 and status in ('Pending', 'Dead', 'Kept')
                        """).Add(reason).Add(id).Run(),
                    Losses.Undelivered(id));
            case Write.PostMessage(var row, var message):
                if (message is not null && !Register(message))
                    return new WriteOutcome.Duplicate(Sql(PostgresReads.FindMessage).Add(message.Source).Add(message.MessageId).First(PostgresReads.Message, message));
                Send(row);
                return WriteOutcome.Committed.Instance;
            case Write.PutTriggerStart(_, { } known) when Acts() != known:
            case Write.DropTriggerStart(_, _, { } alsoKnown) when Acts() != alsoKnown:
                return Losses.Acted();
            case Write.PutTriggerStart(var row, _):
                Sql("""
                    insert into trigger_starts as t (definition_id, activity_id, program_hash, last_at) values ($1, $2, $3, $4)
                    on conflict (definition_id, activity_id) do update set program_hash = excluded.program_hash, last_at = excluded.last_at
                        where t.program_hash <> excluded.program_hash
                    """).Add(row.DefinitionId).Add(row.ActivityId).Add(row.ProgramHash).Add(row.LastAt).Run();
                return WriteOutcome.Committed.Instance;
            case Write.SkipTriggerStart(var claim):
                return Losses.Unless(Sql(PutOnTrigger).Add(claim.Next).Add(claim.DefinitionId).Add(claim.ActivityId).Add(claim.Last).Run(), Losses.Trigger(claim));
            case Write.DropTriggerStart(var definitionId, var activityId, _):
                Sql("delete from trigger_starts where definition_id = $1 and activity_id = $2").Add(definitionId).Add(activityId).Run();
                return WriteOutcome.Committed.Instance;
            default:
                return null;
        }
    }

    // An event is kept only while no bookmark fits, and a bookmark that fits calls it back: the lock on its name makes the two meet.
    private WriteOutcome Keep(Write.KeepEvent keep)
    {
        var row = keep.Event;
        Sql("select pg_advisory_xact_lock($1)").Add(PostgresLocks.Event(row.Name)).Run();
        var somebody = Sql("""
            select 1 from bookmarks b join instances i on i.id = b.instance_id
            where b.kind = 'Event' and b.key = $1 and i.status = 'Running'
                and ($2::text is null or i.correlation_id = $2) and ($3::uuid is null or i.id = $3)
            limit 1
            """).Add(row.Name).Add(row.CorrelationId).Add(row.InstanceId).First(static _ => true, false);
        if (somebody)
            return Losses.Awaited(row.Name);
        var kept = Sql("update outbox set status = 'Kept', payload = $1, owner = null, locked_until = null where id = $2 and owner = $3 and status = 'Pending'")
            .Add(keep.Payload).Add(row.MessageId).Add(keep.Message.Owner).Run();
        if (kept == 0)
            return Losses.Delivered(keep.Message);
        Sql("""
            insert into kept_events (message_id, name, correlation_id, instance_id, kept_at) values ($1, $2, $3, $4, $5) on conflict (message_id) do nothing
            """).Add(row.MessageId).Add(row.Name).Add(row.CorrelationId).Add(row.InstanceId).Add(row.KeptAt).Run();
        return WriteOutcome.Committed.Instance;
    }

    // Whoever acts on definitions holds the lock alone: what is counted here stays so until this is committed.
    private long Acts()
    {
        Sql("select pg_advisory_xact_lock_shared($1)").Add(PostgresLocks.Acts).Run();
        return Sql("select count(*) from definition_acts").First(static row => row.GetInt64(0), 0);
    }

    private bool Register(InboxRow message) =>
        Sql("insert into inbox (source, message_id, body_hash, case_id, answer, at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing")
            .Add(message.Source).Add(message.MessageId).Add(message.BodyHash).Add(message.CaseId).Add(message.Answer).Add(message.At).Run() == 1;

    /// <summary>Leaves a message.</summary>
    public void Send(OutboxRow row) =>
        Sql("insert into outbox (id, kind, case_id, payload, status, attempts, next_at, created_at) values ($1, $2, $3, $4, 'Pending', 0, $5, $6)")
            .Add(row.Id).Add(row.Kind).Add(row.CaseId).Add(row.Payload).Add(row.NextAt).Add(row.CreatedAt).Run();

    private PostgresStatement Sql(string sql) => new(sql, connection, transaction);
}
