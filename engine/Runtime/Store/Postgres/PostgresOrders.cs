using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Outbox;
using Npgsql;

namespace GridWorkflow.Runtime.Store.Postgres;

/// <summary>Writes that are no transitions, one at a time, behind a savepoint of the writer.</summary>
internal sealed class PostgresOrders(NpgsqlConnection connection, NpgsqlTransaction transaction)
{
    /// <summary>What a call signed itself in with is of no use once it was made.</summary>
    // PostgreSQL takes no JSON apart that holds an escaped zero, which a call may well carry: it goes by another name meanwhile.
    public const string Spent = """
        case o.kind when 'http' then coalesce(replace((select json_object_agg(e.key, e.value) from json_each(replace(o.payload, '\u0000', '\ufffe\uffff')::json) e
            where e.key not in ('authorization', 'headers'))::text, '\ufffe\uffff', '\u0000'), '{}') else o.payload end
        """;

    private const string Held = "owner = null, locked_until = null where o.id = $1 and o.owner = $2 and o.status = 'Pending'";

    public WriteOutcome Make(Write write)
    {
        switch (write)
        {
            case Write.DropTimer(var timer):
                Sql("delete from timers where instance_id = $1 and key = $2 and epoch = $3 and due_at = $4")
                    .Add(timer.InstanceId).Add(timer.Key).Add(timer.Epoch).Add(timer.DueAt).Run();
                return WriteOutcome.Committed.Instance;
            case Write.PutOffTimer(var timer, var attempts, var nextAt, var parkedAt, var error):
                return Losses.Unless(
                    Sql("update timers set attempts = $1, next_at = $2, parked_at = $3, error = $4 where instance_id = $5 and key = $6 and epoch = $7 and due_at = $8")
                        .Add(attempts).Add(nextAt).Add(parkedAt).Add(error).Add(timer.InstanceId).Add(timer.Key).Add(timer.Epoch).Add(timer.DueAt).Run(),
                    Losses.Gone(timer));
            case Write.ReleaseTimer(var instanceId, var key, var now):
                return Losses.Unless(
                    Sql("""
                        update timers set attempts = 0, next_at = greatest(due_at, $1), parked_at = null, error = null
                        where instance_id = $2 and key = $3 and parked_at is not null
                        """).Add(now).Add(instanceId).Add(key).Run(),
                    Losses.Parked(key, instanceId));
            case Write.LeaseOutbox lease:
                return new WriteOutcome.Leased([.. Lease(lease).OrderBy(message => message.Seq)]);
            case Write.RenewLease(var owner, var now, var lockedUntil):
                Sql("update outbox set locked_until = $1 where owner = $2 and status = 'Pending' and locked_until > $3").Add(lockedUntil).Add(owner).Add(now).Run();
                return WriteOutcome.Committed.Instance;
            case Write.SettleOutbox(var owner, var settlements):
                foreach (var settlement in settlements)
                    Settle(owner, settlement);
                return WriteOutcome.Committed.Instance;
            case Write.ReviveOutbox(var id, var now):
                return Losses.Unless(
                    Sql("update outbox set status = 'Pending', attempts = 0, next_at = $1 where id = $2 and status in ('Dead', 'Suppressed')").Add(now).Add(id).Run(),
                    Losses.Dead(id));
            case Write.TakeNumbers(var sequence, var count):
                var next = Sql("""
                    insert into sequences as s (name, next) values ($1, 1 + $2) on conflict (name) do update set next = s.next + $2 returning next
                    """).Add(sequence).Add((long)count).First(static row => row.GetInt64(0), 0);
                return new WriteOutcome.Numbers(next - count, count);
            case Write.KeepDefinition(var row):
                Sql("insert into definitions (content_hash, definition_id, version, json, parts, loaded_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing")
                    .Add(row.ContentHash).Add(row.DefinitionId).Add(row.Version).Add(row.Json).Add(row.Parts).Add(row.LoadedAt).Run();
                return WriteOutcome.Committed.Instance;
            case Write.PurgeOutbox(var after, var upTo, var settledBefore):
                return new WriteOutcome.Purged(
                    Sql("""
                        delete from outbox
                        where seq > $1 and seq <= $2 and status in ('Sent', 'Suppressed', 'Withdrawn') and coalesce(sent_at, created_at) < $3
                        """).Add(after).Add(upTo).Add(settledBefore).Run());
            case Write.PurgeInbox(var messages, var before):
                return new WriteOutcome.Purged(
                    Sql("""
                        delete from inbox i using unnest($1, $2) as u(source, message_id)
                        where i.source = u.source and i.message_id = u.message_id and i.at < $3
                        """).Add(messages.Select(message => message.Source)).Add(messages.Select(message => message.MessageId)).Add(before).Run());
            case Write.ChangeDefinitions change:
                return new PostgresDefinitions(connection, transaction).Make(change);
            case Write.AskReview(var row):
                return new PostgresReviews(connection, transaction).Ask(row);
            case Write.DecideReview(var decision, var act):
                return new PostgresReviews(connection, transaction).Decide(decision) is WriteOutcome.Conflict late
                    ? late
                    : act is null ? WriteOutcome.Committed.Instance : Make(act);
            case Write.PutSetting(var row):
                return new PostgresReviews(connection, transaction).Put(row);
            case Write.ChangeFiles change:
                return new PostgresFiles(connection, transaction).Make(change);
            case Write.PutWebhookSource(var row):
                Sql("""
                    insert into webhook_sources (name, protected_secret, created_at, disabled_at) values ($1, $2, $3, $4)
                    on conflict (name) do update set protected_secret = excluded.protected_secret, created_at = excluded.created_at, disabled_at = excluded.disabled_at
                    """).Add(row.Name).Add(row.ProtectedSecret).Add(row.CreatedAt).Add(row.DisabledAt).Run();
                return WriteOutcome.Committed.Instance;
            case Write.PutApiKey(var row):
                Sql("""
                    insert into api_keys (id, name, key_hash, scopes, created_at, revoked_at) values ($1, $2, $3, $4, $5, $6)
                    on conflict (id) do update set name = excluded.name, revoked_at = excluded.revoked_at
                    """).Add(row.Id).Add(row.Name).Add(row.KeyHash).Add(row.Scopes).Add(row.CreatedAt).Add(row.RevokedAt).Run();
                return WriteOutcome.Committed.Instance;
            case Write.RecordRefusal(var row):
                Sql("insert into audit (at, actor, role, case_id, command, code, reason) values ($1, $2, $3, $4, $5, $6, $7)")
                    .Add(row.At).Add(row.Actor).Add(row.Role).Add(row.CaseId).Add(row.Command).Add(row.Code).Add(row.Reason).Run();
                return WriteOutcome.Committed.Instance;
            case Write.PutStays put:
                return Keep(put);
            default:
                return new PostgresMessages(connection, transaction).Make(write) ?? new PostgresBulletins(connection, transaction).Make(write)
                    ?? throw new InvalidOperationException($"Expected a write that PostgreSQL knows, but got {write.GetType().Name}.");
        }
    }

    private WriteOutcome Keep(Write.PutStays put)
    {
        // Whoever moves the instance waits, or has moved it.
        if (Sql("select 1 from instances where id = $1 and version = $2 for update").Add(put.InstanceId).Add(put.Version).First(static row => row.GetInt32(0), 0) == 0)
            return Losses.HasMoved(put.InstanceId, put.Version);
        var rows = new Rows(PostgresRowChanges.KeepStaysSql("on conflict do nothing"), PostgresRowChanges.StayColumns);
        foreach (var row in put.Rows)
            PostgresRowChanges.Add(rows, row);
        if (rows.IsEmpty)
            return WriteOutcome.Committed.Instance;
        using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(rows.Take());
        batch.ExecuteNonQuery();
        return WriteOutcome.Committed.Instance;
    }

    private PostgresStatement Sql(string sql) => new(sql, connection, transaction);

    // Messages that another sender leases at this moment are passed over, not waited for.
    private List<OutboxRow> Lease(Write.LeaseOutbox lease) => Sql($"""
        with free as (
            select seq as free_seq from outbox where status = 'Pending' and next_at <= $3 and (locked_until is null or locked_until <= $3)
            order by next_at, seq limit $4 for update skip locked)
        update outbox set owner = $1, locked_until = $2 from free where seq = free_seq
        returning {PostgresReads.OutboxColumns}
        """).Add(lease.Owner).Add(lease.LockedUntil).Add(lease.Now).Add(lease.Max).All(PostgresReads.Outgoing);

    // A lease that ended and went to another sender is fenced off by the owner: that sender settles it.
    private void Settle(string owner, Settlement settlement)
    {
        var update = settlement switch
        {
            Settlement.Sent sent => Sql($"update outbox o set status = 'Sent', sent_at = $3, payload = {Spent}, {Held}").Add(sent.Id).Add(owner).Add(sent.At),
            Settlement.Failed failed => Sql($"update outbox o set attempts = o.attempts + 1, last_error = $3, next_at = $4, {Held}")
                .Add(failed.Id).Add(owner).Add(failed.Error).Add(failed.NextAt),
            Settlement.Suppressed suppressed => Sql($"update outbox o set status = 'Suppressed', last_error = $3, {Held}").Add(suppressed.Id).Add(owner).Add(suppressed.Reason),
            Settlement.Dead dead => Sql($"update outbox o set attempts = o.attempts + 1, status = 'Dead', last_error = $3, {Held}").Add(dead.Id).Add(owner).Add(dead.Error),
            _ => throw new InvalidOperationException($"Expected a settlement that PostgreSQL knows, but got {settlement.GetType().Name}."),
        };
        update.Run();
    }
}
