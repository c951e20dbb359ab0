using GridWorkflow.Runtime.Commit;
using Npgsql;

namespace GridWorkflow.Runtime.Store.Postgres;

/// <summary>What of a transition can lose. The names are what <c>grid_expect</c> raises.</summary>
internal enum Guard
{
    Message,
    Exclusion,
    Delivered,
    Trigger,
    Fence,
    Claim,
    Found,
    Rung,
    Signature,
}

/// <summary>
/// Transitions as one batch: a statement for each table, each writing the rows of the whole group, sent at once and committed as one.
/// Statements that can lose guard themselves: when one writes less than it must, the server raises <see cref="LostCode"/> with the
/// keys of those that lost, and nothing of the batch stands.
/// </summary>
internal sealed class PostgresBatch
{
    /// <summary>SQL state that <c>grid_expect</c> raises: the message names the guard, the hint the keys, one a line.</summary>
    public const string LostCode = "GW001";

    private readonly SortedDictionary<long, bool> _locks = [];
    private readonly Rows _lock = new(PostgresLocks.TakeSql, "bigint boolean");

    private readonly Rows _messages = new($"""
        with done as (insert into inbox (source, message_id, body_hash, case_id, answer, at) select * from {Rows.Table}
            on conflict do nothing returning source || chr(31) || message_id as k)
        select grid_expect('{nameof(Guard.Message)}', {Rows.Keys}, array(select k from done))
        """, "text text bytea uuid text timestamptz text");

    // Nobody may be there: whoever is gives the key that was not expected to be missing.
    private readonly Rows _exclusions = new($"""
        select grid_expect('{nameof(Guard.Exclusion)}', {Rows.Keys}, array(
            select u.k from {Rows.Table} as u(id, definition_id, correlation_id, k) where not exists (
                select 1 from instances i where i.status = 'Running' and i.id <> u.id and case when u.definition_id is null then i.correlation_id = u.correlation_id
                    else i.definition_id = u.definition_id and not i.is_case and (u.correlation_id is null or i.correlation_id = u.correlation_id) end)))
        """, "uuid text text text text");

    private readonly Rows _delivered = new($"""
        with done as (update outbox o set status = 'Sent', sent_at = u.at, payload = {PostgresOrders.Spent}, owner = null, locked_until = null
            from {Rows.Table} as u(id, owner, at) where o.id = u.id and o.owner = u.owner and o.status = 'Pending' returning o.id::text as k)
        select grid_expect('{nameof(Guard.Delivered)}', {Rows.Keys}, array(select k from done))
        """, "uuid text timestamptz text");

    private readonly Rows _forgotten = new($"delete from kept_events k using {Rows.Table} as u(id) where k.message_id = u.id", "uuid");

    private readonly Rows _triggers = new($"""
        with done as (update trigger_starts t set last_at = u.next from {Rows.Table} as u(definition_id, activity_id, last, next)
            where t.definition_id = u.definition_id and t.activity_id = u.activity_id and t.last_at = u.last
            returning t.definition_id || chr(31) || t.activity_id as k)
        select grid_expect('{nameof(Guard.Trigger)}', {Rows.Keys}, array(select k from done))
        """, "text text timestamptz timestamptz text");

    private readonly Rows _opened = new($"""
        with done as (insert into instances (id, version, definition_id, definition_version, program_hash, status, sub_status, correlation_id,
                incidents, state, case_file, journal_seq, journal_head, updated_at, is_case)
            select * from {Rows.Table} on conflict do nothing returning id::text as k)
        select grid_expect('{nameof(Guard.Fence)}', {Rows.Keys}, array(select k from done))
        """, "uuid bigint text integer text text text text integer bytea bytea bigint bytea timestamptz boolean text");

    private readonly Rows _moved = new($"""
        with done as (update instances i set version = u.version, definition_id = u.definition_id, definition_version = u.definition_version,
                program_hash = u.program_hash, status = u.status, sub_status = u.sub_status, correlation_id = u.correlation_id, incidents = u.incidents,
                state = u.state, case_file = u.case_file, journal_seq = u.journal_seq, journal_head = u.journal_head, updated_at = u.updated_at
            from {Rows.Table} as u(id, version, definition_id, definition_version, program_hash, status, sub_status, correlation_id,
                incidents, state, case_file, journal_seq, journal_head, updated_at)
            where i.id = u.id and i.version = u.version - 1 returning i.id::text as k)
        select grid_expect('{nameof(Guard.Fence)}', {Rows.Keys}, array(select k from done))
        """, "uuid bigint text integer text text text text integer bytea bytea bigint bytea timestamptz text");

    private readonly Rows _claims = new($"""
        with done as (delete from timers t using {Rows.Table} as u(instance_id, key, epoch, due_at)
            where t.instance_id = u.instance_id and t.key = u.key and t.epoch = u.epoch and t.due_at = u.due_at returning t.instance_id || chr(31) || t.key as k)
        select grid_expect('{nameof(Guard.Claim)}', {Rows.Keys}, array(select k from done))
        """, "uuid text integer timestamptz text");

    private readonly Rows _found = new($"""
        with done as (update bookmarks b set kind = b.kind from {Rows.Table} as u(id) where b.id = u.id and b.kind = 'Event' returning b.id::text as k)
        select grid_expect('{nameof(Guard.Found)}', {Rows.Keys}, array(select k from done))
        """, "uuid text");

    private readonly Rows _journal = new($"""
        insert into journal (case_id, seq, at, actor, role, command, entries, program_hash, prev_hash, hash) select * from {Rows.Table}
        """, "uuid bigint timestamptz text text text text text bytea bytea");

    private readonly PostgresRowChanges _changes = new();

    /// <summary>Key by which a guard names a transition that lost; null when it has nothing of the kind.</summary>
    public static IEnumerable<string> KeysOf(Guard guard, Write.Transition transition) => guard switch
    {
        Guard.Message => transition.Message is { } message ? [Key(message)] : [],
        Guard.Exclusion => transition.Exclusion is not null ? [Key(transition.Instance.Id)] : [],
        Guard.Delivered => transition.Delivered is { } delivered ? [Key(delivered.MessageId)] : [],
        Guard.Trigger => transition.Trigger is { } trigger ? [Key(trigger)] : [],
        Guard.Fence => [Key(transition.Instance.Id)],
        Guard.Claim => transition.Claim is { } claim ? [Key(claim)] : [],
        Guard.Found => transition.Found is { } bookmark ? [Key(bookmark)] : [],
        Guard.Rung => transition.Changes.OfType<RowChange.FireRung>().Select(fired => PostgresRowChanges.Key(fired.Row)),
        Guard.Signature => transition.Changes.OfType<RowChange.SignNotice>().Select(signed => Key(signed.NoticeId)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public void Add(Write.Transition transition)
    {
        foreach (var (key, alone) in PostgresLocks.Of(transition))
            _locks[key] = alone || _locks.GetValueOrDefault(key);
        var row = transition.Instance;
        if (transition.Message is { } message)
            _messages.Add(message.Source).Add(message.MessageId).Add(message.BodyHash).Add(message.CaseId).Add(message.Answer).Add(message.At).Add(Key(message));
        if (transition.Exclusion is { } exclusion)
            _exclusions.Add(row.Id).Add(exclusion.DefinitionId).Add(exclusion.CorrelationId).Add(Key(row.Id)).Add(Key(row.Id));
        if (transition.Delivered is { } delivered)
        {
            _delivered.Add(delivered.MessageId).Add(delivered.Owner).Add(row.UpdatedAt).Add(Key(delivered.MessageId));
            _forgotten.Add(delivered.MessageId);
        }

        if (transition.Trigger is { } trigger)
            _triggers.Add(trigger.DefinitionId).Add(trigger.ActivityId).Add(trigger.Last).Add(trigger.Next).Add(Key(trigger));
        var instance = Put(transition.ExpectedVersion == 0 ? _opened : _moved, row);
        if (transition.ExpectedVersion == 0)
            instance.Add(row.IsCase);
        instance.Add(Key(row.Id));
        if (transition.Claim is { } claim)
            _claims.Add(claim.InstanceId).Add(claim.Key).Add(claim.Epoch).Add(claim.DueAt).Add(Key(claim));
        if (transition.Found is { } bookmark)
            _found.Add(bookmark).Add(Key(bookmark));
        var journal = transition.Journal;
        _journal.Add(journal.CaseId).Add(journal.Seq).Add(journal.At).Add(journal.Actor).Add(journal.Role).Add(journal.Command).Add(journal.Entries)
            .Add(journal.ProgramHash).Add(journal.PrevHash).Add(journal.Hash);
        _changes.Add(transition.Changes);
    }

    /// <summary>Sends what was added. Without a transaction around it the server commits it, whole or not at all, before it answers.</summary>
    /// <exception cref="PostgresException">Something lost, or could not be written.</exception>
    public void Run(NpgsqlConnection connection, NpgsqlTransaction? transaction)
    {
        using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var (key, alone) in _locks)
            _lock.Add(key).Add(alone);
        _locks.Clear();
        // What can lose comes first.
        foreach (var rows in (Rows[])[_lock, _messages, _exclusions, _delivered, _forgotten, _triggers, _opened, _moved, _claims, _found, _journal])
        {
            if (!rows.IsEmpty)
                batch.BatchCommands.Add(rows.Take());
        }

        _changes.AddTo(batch);
        batch.ExecuteNonQuery();
    }

    private static Rows Put(Rows rows, InstanceRow row) => rows
        .Add(row.Id).Add(row.Version).Add(row.DefinitionId).Add(row.DefinitionVersion).Add(row.ProgramHash)
        .Add(row.Status.ToString()).Add(row.SubStatus.ToString()).Add(row.CorrelationId).Add(row.Incidents)
        .Add(row.State).Add(row.CaseFile).Add(row.JournalSeq).Add(row.JournalHead).Add(row.UpdatedAt);

    private static string Key(Guid id) => id.ToString("D");

    private static string Key(InboxRow message) => $"{message.Source}\u001f{message.MessageId}";

    private static string Key(TriggerClaim trigger) => $"{trigger.DefinitionId}\u001f{trigger.ActivityId}";

    private static string Key(TimerClaim claim) => $"{Key(claim.InstanceId)}\u001f{claim.Key}";
}
