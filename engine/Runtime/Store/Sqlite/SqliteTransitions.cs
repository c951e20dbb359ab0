using GridWorkflow.Runtime.Commit;
using SQLitePCL;

namespace GridWorkflow.Runtime.Store.Sqlite;

/// <summary>Writes transitions: the hot path. What can lose comes first: the message, the fence, the timer's claim.</summary>
internal sealed class SqliteTransitions : IDisposable
{
    private readonly Statement _addMessage;
    private readonly Statement _findMessage;
    private readonly Statement _open;
    private readonly Statement _move;
    private readonly Statement _claim;
    private readonly Statement _found;
    private readonly Statement _exclude;
    private readonly Statement _excludeAny;
    private readonly Statement _delivered;
    private readonly Statement _forget;
    private readonly Statement _putOnTrigger;
    private readonly Statement _journal;
    private readonly SqliteRowChanges _changes;

    public SqliteTransitions(sqlite3 database)
    {
        _addMessage = new Statement(database, AddMessageSql);
        _findMessage = new Statement(database, SqliteReader.FindMessageSql);
        _open = new Statement(database, """
            insert into instances (id, version, definition_id, definition_version, program_hash, status, sub_status, correlation_id,
                incidents, state, case_file, journal_seq, journal_head, updated_at, is_case)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
            """);
        _move = new Statement(database, """
            update instances set version = ?, definition_id = ?, definition_version = ?, program_hash = ?, status = ?, sub_status = ?,
                correlation_id = ?, incidents = ?, state = ?, case_file = ?, journal_seq = ?, journal_head = ?, updated_at = ?
            where id = ? and version = ?
            """);
        _exclude = new Statement(database, """
            select id from instances where is_case = 0 and status = 'Running' and definition_id = ? and (? is null or correlation_id = ?) and id <> ? limit 1
            """);
        _excludeAny = new Statement(database, "select id from instances where correlation_id = ? and status = 'Running' and id <> ? limit 1");
        _delivered = new Statement(database, SqliteOrders.SentSql);
        _forget = new Statement(database, SqliteKeptEvents.ForgetSql);
        _putOnTrigger = new Statement(database, PutOnTriggerSql);
        _claim = new Statement(database, "delete from timers where instance_id = ? and key = ? and epoch = ? and due_at = ?");
        _found = new Statement(database, "update bookmarks set kind = kind where id = ? and kind = 'Event'");
        _journal = new Statement(database, """
            insert into journal (case_id, seq, at, actor, role, command, entries, program_hash, prev_hash, hash)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
        _changes = new SqliteRowChanges(database);
    }

    public const string AddMessageSql = "insert into inbox (source, message_id, body_hash, case_id, answer, at) values (?, ?, ?, ?, ?, ?) on conflict do nothing";

    public const string PutOnTriggerSql = "update trigger_starts set last_at = ? where definition_id = ? and activity_id = ? and last_at = ?";

    public WriteOutcome Make(Write.Transition transition)
    {
        if (transition.Message is { } message && !Register(message))
            return Answered(message);
        if (transition.Exclusion is { } exclusion && Excluding(exclusion, transition.Instance.Id) is { } other)
            return Losses.Excluded(exclusion, other);
        if (transition.Delivered is { } delivered && _delivered.Add(transition.Instance.UpdatedAt).Add(delivered.MessageId).Add(delivered.Owner).Run() == 0)
            return Losses.Delivered(delivered);
        if (transition.Delivered is { } sent)
            _forget.Add(sent.MessageId).Run();
        if (transition.Trigger is { } trigger && _putOnTrigger.Add(trigger.Next).Add(trigger.DefinitionId).Add(trigger.ActivityId).Add(trigger.Last).Run() == 0)
            return Losses.Trigger(trigger);
        if (transition.ExpectedVersion == 0 ? !Open(transition.Instance) : !Move(transition.Instance, transition.ExpectedVersion))
            return Losses.Fence(transition);
        if (transition.Claim is { } claim && _claim.Add(claim.InstanceId).Add(claim.Key).Add(claim.Epoch).Add(claim.DueAt).Run() == 0)
            return Losses.Claim(claim);
        if (transition.Found is { } bookmark && _found.Add(bookmark).Run() == 0)
            return Losses.Promised(transition.Instance.Id, bookmark);
        Record(transition.Journal);
        foreach (var change in transition.Changes)
        {
            if (_changes.Make(change) is { } conflict)
                return conflict;
        }

        return WriteOutcome.Committed.Instance;
    }

    public void Dispose()
    {
        foreach (var statement in (Statement[])[_addMessage, _findMessage, _open, _move, _claim, _found, _journal, _exclude, _excludeAny, _delivered, _forget, _putOnTrigger])
            statement.Dispose();
        _changes.Dispose();
    }

    private bool Register(Store.InboxRow message) =>
        _addMessage.Add(message.Source).Add(message.MessageId).Add(message.BodyHash).Add(message.CaseId).Add(message.Answer).Add(message.At).Run() == 1;

    private WriteOutcome.Duplicate Answered(InboxRow message) =>
        new(_findMessage.Add(message.Source).Add(message.MessageId).First(SqliteReader.Message, message));

    private bool Open(InstanceRow row) => _open
        .Add(row.Id).Add(row.Version).Add(row.DefinitionId).Add(row.DefinitionVersion).Add(row.ProgramHash)
        .Add(row.Status.ToString()).Add(row.SubStatus.ToString()).Add(row.CorrelationId).Add(row.Incidents)
        .Add(row.State).Add(row.CaseFile).Add(row.JournalSeq).Add(row.JournalHead).Add(row.UpdatedAt).Add(row.IsCase)
        .Run() == 1;

    // The one writer makes this safe: no other start can slip between the question and the insert.
    private Guid? Excluding(Exclusion exclusion, Guid id) => exclusion.DefinitionId is { } definition
        ? _exclude.Add(definition).Add(exclusion.CorrelationId).Add(exclusion.CorrelationId).Add(id).First(static row => (Guid?)row.Id(0), null)
        : _excludeAny.Add(exclusion.CorrelationId).Add(id).First(static row => (Guid?)row.Id(0), null);

    private bool Move(InstanceRow row, long expectedVersion) => _move
        .Add(row.Version).Add(row.DefinitionId).Add(row.DefinitionVersion).Add(row.ProgramHash)
        .Add(row.Status.ToString()).Add(row.SubStatus.ToString()).Add(row.CorrelationId).Add(row.Incidents)
        .Add(row.State).Add(row.CaseFile).Add(row.JournalSeq).Add(row.JournalHead).Add(row.UpdatedAt)
        .Add(row.Id).Add(expectedVersion)
        .Run() == 1;

    private void Record(JournalRow row) => _journal
        .Add(row.CaseId).Add(row.Seq).Add(row.At).Add(row.Actor).Add(row.Role).Add(row.Command).Add(row.Entries)
        .Add(row.ProgramHash).Add(row.PrevHash).Add(row.Hash)
        .Run();
}
