using GridWorkflow.Workflow.Interpreter;
using Microsoft.Data.Sqlite;

namespace GridWorkflow.Runtime.Store.Sqlite;

/// <summary>A connection that reads, with its prepared statements. One caller at a time.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Statement _load;
    private readonly Statement _findMessage;
    private readonly Statement _findDefinition;
    private readonly Statement _dueTimers;
    private readonly Statement _nextDue;

    public SqliteReader(SqliteConnection connection)
    {
        _connection = connection;
        var database = connection.Handle!;
        _load = new Statement(database, """
            select id, version, definition_id, definition_version, program_hash, status, sub_status, correlation_id, incidents,
                   state, case_file, journal_seq, journal_head, updated_at, is_case
            from instances where id = ?
            """);
        _findMessage = new Statement(database, FindMessageSql);
        _findDefinition = new Statement(database, "select content_hash, definition_id, version, json, parts, loaded_at from definitions where content_hash = ?");
        _dueTimers = new Statement(database, """
            select instance_id, key, due_at, epoch, attempts, next_at, parked_at, error
            from timers where parked_at is null and next_at <= ? order by next_at, due_at, instance_id, key limit ?
            """);
        _nextDue = new Statement(database, "select min(next_at) from timers where parked_at is null");
    }

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

    public void Dispose()
    {
        _load.Dispose();
        _findMessage.Dispose();
        _findDefinition.Dispose();
        _dueTimers.Dispose();
        _nextDue.Dispose();
        _connection.Dispose();
    }
}
