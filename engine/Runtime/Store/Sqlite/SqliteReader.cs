using GridWorkflow.Workflow.Interpreter;
using Microsoft.Data.Sqlite;

namespace GridWorkflow.Runtime.Store.Sqlite;

/// <summary>A connection that reads, with its prepared statements. One caller at a time.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly List<Statement> _statements = [];
    private readonly Statement _load;
    private readonly Statement _findMessage;
    private readonly Statement _findDefinition;
    private readonly Statement _dueTimers;
    private readonly Statement _nextDue;
    private readonly Statement _waiting;
    private readonly Statement _waits;
    private readonly Statement _waitingKeys;
    private readonly Statement _toldDues;
    private readonly Statement _findOutbox;
    private readonly Statement _leased;
    private readonly Statement _nextMessage;
    private readonly Statement _triggerStarts;

    public SqliteReader(SqliteConnection connection)
    {
        _connection = connection;
        _load = Prepare("""
            select id, version, definition_id, definition_version, program_hash, status, sub_status, correlation_id, incidents,
                   state, case_file, journal_seq, journal_head, updated_at, is_case
            from instances where id = ?
            """);
        _findMessage = Prepare(FindMessageSql);
        _findDefinition = Prepare("select content_hash, definition_id, version, json, parts, loaded_at from definitions where content_hash = ?");
        _dueTimers = Prepare("""
            select instance_id, key, due_at, epoch, attempts, next_at, parked_at, error
            from timers where parked_at is null and next_at <= ? order by next_at, due_at, instance_id, key limit ?
            """);
        _nextDue = Prepare("select min(next_at) from timers where parked_at is null");
        _waiting = Prepare("""
            select b.instance_id, b.id, i.correlation_id, b.kind <> ?1 from bookmarks b join instances i on i.id = b.instance_id
            where b.kind in (?1, case ?1 when 'Event' then 'Promised' end) and b.key = ?2 and i.status = 'Running'
                and (?3 is null or i.correlation_id = ?3) and (?4 is null or i.id = ?4)
            order by b.id
            """);
        _waits = Prepare("select 1 from bookmarks where id = ?");
        _waitingKeys = Prepare("select distinct key from bookmarks where kind = ? and key is not null");
        _toldDues = Prepare("select id, due_at from clocks where case_id = ? and due_at is not null");
        _findOutbox = Prepare($"select {OutboxColumns} from outbox where id = ?");
        _leased = Prepare($"select {OutboxColumns} from outbox where owner = ? and status = 'Pending' and locked_until > ? order by seq");
        _nextMessage = Prepare("select min(next_at) from outbox where status = 'Pending' and (locked_until is null or locked_until <= ?)");
        _triggerStarts = Prepare("select definition_id, activity_id, program_hash, last_at from trigger_starts");
    }

    public const string OutboxColumns = "id, kind, case_id, payload, status, attempts, locked_until, owner, next_at, last_error, created_at, sent_at, seq";

    public const string FindMessageSql = "select source, message_id, body_hash, case_id, answer, at from inbox where source = ? and message_id = ?";

    public InstanceRow? Load(Guid id) => _load.Add(id).First<InstanceRow?>(
        static row => new InstanceRow
        {
            Id = row.Id(0),
            Version = row.Long(1),
            DefinitionId = row.Text(2),
            DefinitionVersion = row.Int(3),
            ProgramHash = row.Text(4),
            Status = row.Name<InstanceStatus>(5),
            SubStatus = row.Name<InstanceSubStatus>(6),
            CorrelationId = row.TextOrNull(7),
            Incidents = row.Int(8),
            State = row.Blob(9),
            CaseFile = row.Blob(10),
            JournalSeq = row.Long(11),
            JournalHead = row.Blob(12),
            UpdatedAt = row.Instant(13),
            IsCase = row.Long(14) != 0,
        },
        null);

    public InboxRow? FindMessage(string source, string messageId) => _findMessage.Add(source).Add(messageId).First<InboxRow?>(Message, null);

    public static InboxRow Message(Row row) => new()
    {
        Source = row.Text(0),
        MessageId = row.Text(1),
        BodyHash = row.Blob(2),
        CaseId = row.Id(3),
        Answer = row.Text(4),
        At = row.Instant(5),
    };

    public DefinitionRow? FindDefinition(string contentHash) => _findDefinition.Add(contentHash).First<DefinitionRow?>(
        static row => new DefinitionRow
        {
            ContentHash = row.Text(0),
            DefinitionId = row.Text(1),
            Version = row.Int(2),
            Json = row.Text(3),
            Parts = row.TextOrNull(4),
            LoadedAt = row.Instant(5),
        },
        null);

    public IReadOnlyList<TimerRow> DueTimers(DateTimeOffset now, int max) => _dueTimers.Add(now).Add(max).All(
        static row => new TimerRow
        {
            InstanceId = row.Id(0),
            Key = row.Text(1),
            DueAt = row.Instant(2),
            Epoch = row.Int(3),
            Attempts = row.Int(4),
            NextAt = row.Instant(5),
            ParkedAt = row.InstantOrNull(6),
            Error = row.TextOrNull(7),
        });

    public DateTimeOffset? NextDue() => _nextDue.First(static row => row.InstantOrNull(0), null);

    public IReadOnlyList<WaitingBookmark> Waiting(string kind, string key, string? correlationId, Guid? instanceId) =>
        _waiting.Add(kind).Add(key).Add(correlationId).Add(instanceId).All(static row => new WaitingBookmark(row.Id(0), row.Id(1), row.TextOrNull(2), row.Long(3) != 0));

    public bool Waits(Guid bookmarkId) => _waits.Add(bookmarkId).First(static _ => true, false);

    public IReadOnlyList<string> WaitingKeys(string kind) => _waitingKeys.Add(kind).All(static row => row.Text(0));

    public IReadOnlyList<ToldDue> ToldDues(Guid caseId) => _toldDues.Add(caseId).All(static row => new ToldDue(row.Id(0), row.Instant(1)));

    public OutboxRow? FindOutbox(Guid id) => _findOutbox.Add(id).First<OutboxRow?>(Outgoing, null);

    public IReadOnlyList<OutboxRow> Leased(string owner, DateTimeOffset now) => _leased.Add(owner).Add(now).All(Outgoing);

    public DateTimeOffset? NextMessage(DateTimeOffset now) => _nextMessage.Add(now).First(static row => row.InstantOrNull(0), null);

    public IReadOnlyList<TriggerStartRow> TriggerStarts() => _triggerStarts.All(
        static row => new TriggerStartRow { DefinitionId = row.Text(0), ActivityId = row.Text(1), ProgramHash = row.Text(2), LastAt = row.Instant(3) });

    /// <summary>A row of <see cref="OutboxColumns"/>.</summary>
    public static OutboxRow Outgoing(Row row) => new()
    {
        Id = row.Id(0),
        Kind = row.Text(1),
        CaseId = row.Id(2),
        Payload = row.Text(3),
        Status = row.Name<OutboxStatus>(4),
        Attempts = row.Int(5),
        LockedUntil = row.InstantOrNull(6),
        Owner = row.TextOrNull(7),
        NextAt = row.Instant(8),
        LastError = row.TextOrNull(9),
        CreatedAt = row.Instant(10),
        SentAt = row.InstantOrNull(11),
        Seq = row.Long(12),
    };

    public void Dispose()
    {
        // A statement that is left holds its connection, and with it the file.
        foreach (var statement in _statements)
            statement.Dispose();
        _connection.Dispose();
    }

    private Statement Prepare(string sql)
    {
        var statement = new Statement(_connection.Handle!, sql);
        _statements.Add(statement);
        return statement;
    }
}
