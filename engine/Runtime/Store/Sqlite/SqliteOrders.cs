using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Outbox;
using SQLitePCL;

namespace GridWorkflow.Runtime.Store.Sqlite;

/// <summary>Writes that are no transitions: timers put off, outbox leases, numbers, definitions, sources, keys, refusals.</summary>
internal sealed class SqliteOrders : IDisposable
{
    private readonly Statement _dropTimer;
    private readonly Statement _putOffTimer;
    private readonly Statement _releaseTimer;
    private readonly Statement _lease;
    private readonly Statement _renew;
    private readonly Statement _sent;
    private readonly Statement _failed;
    private readonly Statement _dead;
    private readonly Statement _suppressed;
    private readonly Statement _revive;
    private readonly Statement _takeNumbers;
    private readonly SqliteDefinitions _definitions;
    private readonly SqliteReviews _reviews;
    private readonly SqliteFiles _files;
    private readonly Statement _putSource;
    private readonly Statement _putApiKey;
    private readonly Statement _recordRefusal;
    private readonly Statement _isAtVersion;
    private readonly Statement _keepStay;

    public SqliteOrders(sqlite3 database)
    {
        _dropTimer = new Statement(database, "delete from timers where instance_id = ? and key = ? and epoch = ? and due_at = ?");
        _putOffTimer = new Statement(database, """
            update timers set attempts = ?, next_at = ?, parked_at = ?, error = ? where instance_id = ? and key = ? and epoch = ? and due_at = ?
            """);
        _releaseTimer = new Statement(database, """
            update timers set attempts = 0, next_at = max(due_at, ?), parked_at = null, error = null
            where instance_id = ? and key = ? and parked_at is not null
            """);
        _lease = new Statement(database, $"""
            update outbox set owner = ?, locked_until = ?
            where id in (select id from outbox where status = 'Pending' and next_at <= ? and (locked_until is null or locked_until <= ?)
                         order by next_at, seq limit ?)
            returning {SqliteReader.OutboxColumns}
            """);
        _renew = new Statement(database, "update outbox set locked_until = ? where owner = ? and status = 'Pending' and locked_until > ?");
        _sent = new Statement(database, SentSql);
        _failed = new Statement(database, $"update outbox set attempts = attempts + 1, last_error = ?, next_at = ?, {Settled}");
        _dead = new Statement(database, $"update outbox set attempts = attempts + 1, status = 'Dead', last_error = ?, {Settled}");
        _suppressed = new Statement(database, $"update outbox set status = 'Suppressed', last_error = ?, {Settled}");
        _revive = new Statement(database, "update outbox set status = 'Pending', attempts = 0, next_at = ? where id = ? and status in ('Dead', 'Suppressed')");
        _takeNumbers = new Statement(database, """
            insert into sequences (name, next) values (?, 1 + ?) on conflict (name) do update set next = next + (excluded.next - 1)
            returning next
            """);
        _definitions = new SqliteDefinitions(database);
        _reviews = new SqliteReviews(database);
        _files = new SqliteFiles(database);
        _putSource = new Statement(database, """
            insert into webhook_sources (name, protected_secret, created_at, disabled_at) values (?, ?, ?, ?)
            on conflict (name) do update set protected_secret = excluded.protected_secret, created_at = excluded.created_at,
                disabled_at = excluded.disabled_at
            """);
        _putApiKey = new Statement(database, """
            insert into api_keys (id, name, key_hash, scopes, created_at, revoked_at) values (?, ?, ?, ?, ?, ?)
            on conflict (id) do update set name = excluded.name, revoked_at = excluded.revoked_at
            """);
        _recordRefusal = new Statement(database, "insert into audit (at, actor, role, case_id, command, code, reason) values (?, ?, ?, ?, ?, ?, ?)");
        _isAtVersion = new Statement(database, "select 1 from instances where id = ? and version = ?");
        _keepStay = new Statement(database, SqliteStays.KeepSql);
    }

    /// <summary>What a call signed itself in with is of no use once it was made.</summary>
    private const string Spent = "case kind when 'http' then json_remove(payload, '$.authorization', '$.headers') else payload end";

    /// <summary>Marks a message as sent, for whoever still holds its lease.</summary>
    public const string SentSql = $"update outbox set status = 'Sent', sent_at = ?, payload = {Spent}, {Settled}";

    private const string Settled = "owner = null, locked_until = null where id = ? and owner = ? and status = 'Pending'";

    public WriteOutcome Make(Write write)
    {
        switch (write)
        {
            case Write.DropTimer(var timer):
                _dropTimer.Add(timer.InstanceId).Add(timer.Key).Add(timer.Epoch).Add(timer.DueAt).Run();
                return WriteOutcome.Committed.Instance;
            case Write.PutOffTimer(var timer, var attempts, var nextAt, var parkedAt, var error):
                return Losses.Unless(
                    _putOffTimer.Add(attempts).Add(nextAt).Add(parkedAt).Add(error).Add(timer.InstanceId).Add(timer.Key).Add(timer.Epoch).Add(timer.DueAt).Run(),
                    Losses.Gone(timer));
            case Write.ReleaseTimer(var instanceId, var key, var now):
                return Losses.Unless(_releaseTimer.Add(now).Add(instanceId).Add(key).Run(), Losses.Parked(key, instanceId));
            case Write.LeaseOutbox(var owner, var max, var now, var lockedUntil):
                return new WriteOutcome.Leased([.. Lease(owner, max, now, lockedUntil)]);
            case Write.RenewLease(var owner, var now, var lockedUntil):
                _renew.Add(lockedUntil).Add(owner).Add(now).Run();
                return WriteOutcome.Committed.Instance;
            case Write.SettleOutbox(var owner, var settlements):
                foreach (var settlement in settlements)
                    Settle(owner, settlement);
                return WriteOutcome.Committed.Instance;
            case Write.ReviveOutbox(var id, var now):
                return Losses.Unless(_revive.Add(now).Add(id).Run(), Losses.Dead(id));
            case Write.TakeNumbers(var sequence, var count):
                return new WriteOutcome.Numbers(_takeNumbers.Add(sequence).Add(count).First(static row => row.Long(0), 0) - count, count);
            case Write.KeepDefinition(var row):
                _definitions.Keep(row);
                return WriteOutcome.Committed.Instance;
            case Write.ChangeDefinitions change:
                return _definitions.Make(change);
            case Write.AskReview(var row):
                return _reviews.Ask(row);
            case Write.DecideReview(var decision, var act):
                return _reviews.Decide(decision) is WriteOutcome.Conflict late ? late : act is null ? WriteOutcome.Committed.Instance : Make(act);
            case Write.PutSetting(var row):
                return _reviews.Put(row);
            case Write.ChangeFiles change:
                return _files.Make(change, _definitions);
            case Write.PutWebhookSource(var row):
                _putSource.Add(row.Name).Add(row.ProtectedSecret).Add(row.CreatedAt).Add(row.DisabledAt).Run();
                return WriteOutcome.Committed.Instance;
            case Write.PutApiKey(var row):
                _putApiKey.Add(row.Id).Add(row.Name).Add(row.KeyHash).Add(row.Scopes).Add(row.CreatedAt).Add(row.RevokedAt).Run();
                return WriteOutcome.Committed.Instance;
            case Write.RecordRefusal(var row):
                _recordRefusal.Add(row.At).Add(row.Actor).Add(row.Role).Add(row.CaseId).Add(row.Command).Add(row.Code).Add(row.Reason).Run();
                return WriteOutcome.Committed.Instance;
            case Write.PutStays(var id, var version, var rows):
                if (_isAtVersion.Add(id).Add(version).First(static row => row.Long(0), 0) == 0)
                    return Losses.HasMoved(id, version);
                foreach (var row in rows)
                    SqliteStays.Add(_keepStay, row).Run();
                return WriteOutcome.Committed.Instance;
            default:
                throw new InvalidOperationException($"Expected a write that SQLite knows, but got {write.GetType().Name}.");
        }
    }

    public void Dispose()
    {
        foreach (var statement in (Statement[])[_dropTimer, _putOffTimer, _releaseTimer, _lease, _renew, _sent, _failed, _dead, _suppressed, _revive, _takeNumbers,
            _putSource, _putApiKey, _recordRefusal, _isAtVersion, _keepStay])
            statement.Dispose();
        _definitions.Dispose();
        _reviews.Dispose();
        _files.Dispose();
    }

    private IEnumerable<OutboxRow> Lease(string owner, int max, DateTimeOffset now, DateTimeOffset lockedUntil) => _lease
        .Add(owner).Add(lockedUntil).Add(now).Add(now).Add(max)
        .All(SqliteReader.Outgoing)
        .OrderBy(message => message.Seq);

    // A lease that ended and went to another sender is fenced off by the owner: that sender settles it.
    private void Settle(string owner, Settlement settlement)
    {
        _ = settlement switch
        {
            Settlement.Sent sent => _sent.Add(sent.At).Add(sent.Id).Add(owner).Run(),
            Settlement.Failed failed => _failed.Add(failed.Error).Add(failed.NextAt).Add(failed.Id).Add(owner).Run(),
            Settlement.Suppressed suppressed => _suppressed.Add(suppressed.Reason).Add(suppressed.Id).Add(owner).Run(),
            Settlement.Dead dead => _dead.Add(dead.Error).Add(dead.Id).Add(owner).Run(),
            _ => throw new InvalidOperationException($"Expected a settlement that SQLite knows, but got {settlement.GetType().Name}."),
        };
    }
}
