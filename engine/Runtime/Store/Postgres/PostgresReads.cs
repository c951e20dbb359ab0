using GridWorkflow.Workflow.Interpreter;
using Npgsql;

namespace GridWorkflow.Runtime.Store.Postgres;

/// <summary>SQL of the reads and the rows that they give.</summary>
internal static class PostgresReads
{
    public const string Load = $"select {InstanceColumns} from instances where id = $1";

    public const string LoadAll = $"select {InstanceColumns} from instances where id = any($1)";

    public const string FindMessage = "select source, message_id, body_hash, case_id, answer, at from inbox where source = $1 and message_id = $2";

    public const string FindDefinition = "select content_hash, definition_id, version, json, parts, loaded_at from definitions where content_hash = $1";

    public const string DueTimers = $"select {TimerColumns} from timers where parked_at is null and next_at <= $1 order by next_at, due_at, instance_id, key limit $2";

    /// <summary>
    /// A page of due timers, each with the answer whether its instance is free; asking takes it. The page is cut before it is asked, so
    /// that no more is taken than is given.
    /// </summary>
    public const string HoldDue = $"""
        with due as materialized (
            select {TimerColumns} from timers
            where parked_at is null and next_at <= $1 and ($3::timestamptz is null or (next_at, due_at, instance_id, key) > ($3, $4, $5, $6))
            order by next_at, due_at, instance_id, key limit $2)
        select {TimerColumns}, pg_try_advisory_lock({PostgresLocks.Timers}, hashtext(instance_id::text)) from due order by next_at, due_at, instance_id, key
        """;

    public const string NextDue = "select min(next_at) from timers where parked_at is null";

    public const string Waiting = """
        select b.instance_id, b.id, i.correlation_id, b.kind <> $1 from bookmarks b join instances i on i.id = b.instance_id
        where b.kind in ($1, case $1 when 'Event' then 'Promised' end) and b.key = $2 and i.status = 'Running' and ($3::text is null or i.correlation_id = $3) and ($4::uuid is null or i.id = $4)
        order by b.id
        """;

    public const string Waits = "select 1 from bookmarks where id = $1";

    public const string WaitingKeys = "select distinct key from bookmarks where kind = $1 and key is not null";

    public const string ToldDues = "select id, due_at from clocks where case_id = $1 and due_at is not null";

    public const string FindOutbox = $"select {OutboxColumns} from outbox where id = $1";

    public const string Leased = $"select {OutboxColumns} from outbox where owner = $1 and status = 'Pending' and locked_until > $2 order by seq";

    public const string NextMessage = "select min(next_at) from outbox where status = 'Pending' and (locked_until is null or locked_until <= $1)";

    public const string TriggerStarts = "select definition_id, activity_id, program_hash, last_at from trigger_starts";

    public const string OutboxColumns = "id, kind, case_id, payload, status, attempts, locked_until, owner, next_at, last_error, created_at, sent_at, seq";

    private const string InstanceColumns =
        "id, version, definition_id, definition_version, program_hash, status, sub_status, correlation_id, incidents, state, case_file, journal_seq, journal_head, updated_at, is_case";

    private const string TimerColumns = "instance_id, key, due_at, epoch, attempts, next_at, parked_at, error";

    public static InstanceRow Instance(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Version = row.GetInt64(1),
        DefinitionId = row.GetString(2),
        DefinitionVersion = row.GetInt32(3),
        ProgramHash = row.GetString(4),
        Status = row.Name<InstanceStatus>(5),
        SubStatus = row.Name<InstanceSubStatus>(6),
        CorrelationId = row.TextOrNull(7),
        Incidents = row.GetInt32(8),
        State = row.Bytes(9),
        CaseFile = row.Bytes(10),
        JournalSeq = row.GetInt64(11),
        JournalHead = row.Bytes(12),
        UpdatedAt = row.Instant(13),
        IsCase = row.GetBoolean(14),
    };

    public static InboxRow Message(NpgsqlDataReader row) => new()
    {
        Source = row.GetString(0),
        MessageId = row.GetString(1),
        BodyHash = row.Bytes(2),
        CaseId = row.GetGuid(3),
        Answer = row.GetString(4),
        At = row.Instant(5),
    };

    public static DefinitionRow Definition(NpgsqlDataReader row) => new()
    {
        ContentHash = row.GetString(0),
        DefinitionId = row.GetString(1),
        Version = row.GetInt32(2),
        Json = row.GetString(3),
        Parts = row.TextOrNull(4),
        LoadedAt = row.Instant(5),
    };

    public static TimerRow Timer(NpgsqlDataReader row) => new()
    {
        InstanceId = row.GetGuid(0),
        Key = row.GetString(1),
        DueAt = row.Instant(2),
        Epoch = row.GetInt32(3),
        Attempts = row.GetInt32(4),
        NextAt = row.Instant(5),
        ParkedAt = row.InstantOrNull(6),
        Error = row.TextOrNull(7),
    };

    public static WaitingBookmark Bookmark(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetGuid(1), row.TextOrNull(2), row.GetBoolean(3));

    public static OutboxRow Outgoing(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Kind = row.GetString(1),
        CaseId = row.GetGuid(2),
        Payload = row.GetString(3),
        Status = row.Name<OutboxStatus>(4),
        Attempts = row.GetInt32(5),
        LockedUntil = row.InstantOrNull(6),
        Owner = row.TextOrNull(7),
        NextAt = row.Instant(8),
        LastError = row.TextOrNull(9),
        CreatedAt = row.Instant(10),
        SentAt = row.InstantOrNull(11),
        Seq = row.GetInt64(12),
    };

    public static TriggerStartRow TriggerStart(NpgsqlDataReader row) =>
        new() { DefinitionId = row.GetString(0), ActivityId = row.GetString(1), ProgramHash = row.GetString(2), LastAt = row.Instant(3) };
}
