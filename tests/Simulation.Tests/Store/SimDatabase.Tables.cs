using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Simulation.Tests.Store;

internal sealed partial class SimDatabase
{
    private SimTable<(Guid, long), JournalRow>? _journal;
    private SimTable<(string, string), InboxRow>? _inbox;
    private SimTable<Guid, InstanceRow>? _instances;
    private SimTable<Guid, BookmarkRow>? _bookmarks;
    private SimTable<(Guid, string), TimerRow>? _timers;
    private SimTable<Guid, OutboxRow>? _outbox;
    private SimTable<Guid, KeptEventRow>? _kept;
    private SimTable<Guid, CaseRow>? _cases;
    private SimTable<Guid, TaskRow>? _tasks;
    private SimTable<Guid, ClockRow>? _clocks;
    private SimTable<Guid, NoticeRow>? _notices;
    private SimTable<(Guid, int, string, int), RungFireRow>? _rungs;
    private SimTable<(Guid, int), StayRow>? _stays;
    private SimTable<(string, string), TriggerStartRow>? _starts;
    private SimTable<string, SequenceRow>? _sequences;
    private SimTable<string, DefinitionRow>? _definitions;
    private SimTable<(string, int), DefinitionVersionRow>? _versions;
    private SimTable<(string, long), DefinitionActRow>? _acts;
    private SimTable<(string, int), FileVersionRow>? _fileVersions;
    private SimTable<(string, long), FileActRow>? _fileActs;
    private SimTable<long, ChangeOrderRow>? _orders;
    private SimTable<string, WebhookSourceRow>? _sources;
    private SimTable<Guid, ApiKeyRow>? _apiKeys;
    private SimTable<long, AuditRow>? _audit;
    private SimTable<Guid, BulletinRow>? _bulletins;
    private SimTable<(Guid, string), BulletinReaderRow>? _readers;
    private SimTable<Guid, ReviewRow>? _reviews;
    private SimTable<(string, int), SettingRow>? _settings;

    public SimTable<Guid, InstanceRow> Instances => _instances ??= new("instances", _undo);

    public SimTable<(Guid CaseId, long Seq), JournalRow> Journal => _journal ??= new("journal", _undo);

    public SimTable<(string Source, string MessageId), InboxRow> Inbox => _inbox ??= new("inbox", _undo);

    public SimTable<Guid, BookmarkRow> Bookmarks => _bookmarks ??= new("bookmarks", _undo);

    public SimTable<(Guid InstanceId, string Key), TimerRow> Timers => _timers ??= new("timers", _undo);

    public SimTable<Guid, OutboxRow> Outbox => _outbox ??= new("outbox", _undo);

    public SimTable<Guid, KeptEventRow> KeptEvents => _kept ??= new("kept_events", _undo);

    public SimTable<Guid, CaseRow> Cases => _cases ??= new("cases", _undo);

    public SimTable<Guid, TaskRow> Tasks => _tasks ??= new("tasks", _undo);

    public SimTable<Guid, ClockRow> Clocks => _clocks ??= new("clocks", _undo);

    public SimTable<Guid, NoticeRow> Notices => _notices ??= new("notices", _undo);

    public SimTable<(Guid ClockId, int Cycle, string RungKey, int Epoch), RungFireRow> RungFires => _rungs ??= new("rung_fires", _undo);

    public SimTable<(Guid InstanceId, int Execution), StayRow> Stays => _stays ??= new("stays", _undo);

    public SimTable<(string DefinitionId, string ActivityId), TriggerStartRow> TriggerStarts => _starts ??= new("trigger_starts", _undo);

    public SimTable<string, SequenceRow> Sequences => _sequences ??= new("sequences", _undo);

    public SimTable<string, DefinitionRow> Definitions => _definitions ??= new("definitions", _undo);

    public SimTable<(string DefinitionId, int Version), DefinitionVersionRow> DefinitionVersions => _versions ??= new("definition_versions", _undo);

    public SimTable<(string DefinitionId, long Revision), DefinitionActRow> DefinitionActs => _acts ??= new("definition_acts", _undo);

    public SimTable<(string Path, int Version), FileVersionRow> FileVersions => _fileVersions ??= new("file_versions", _undo);

    public SimTable<(string Path, long Revision), FileActRow> FileActs => _fileActs ??= new("file_acts", _undo);

    public SimTable<long, ChangeOrderRow> ChangeOrders => _orders ??= new("change_orders", _undo);

    public SimTable<string, WebhookSourceRow> WebhookSources => _sources ??= new("webhook_sources", _undo);

    public SimTable<Guid, ApiKeyRow> ApiKeys => _apiKeys ??= new("api_keys", _undo);

    public SimTable<long, AuditRow> Audit => _audit ??= new("audit", _undo);

    public SimTable<Guid, BulletinRow> Bulletins => _bulletins ??= new("bulletins", _undo);

    public SimTable<(Guid BulletinId, string PersonId), BulletinReaderRow> BulletinReaders => _readers ??= new("bulletin_readers", _undo);

    public SimTable<Guid, ReviewRow> Reviews => _reviews ??= new("reviews", _undo);

    public SimTable<(string Name, int Revision), SettingRow> Settings => _settings ??= new("settings", _undo);

    /// <summary>Rows that a planted fault let through although their key was taken.</summary>
    public List<JournalRow> DoubledJournal { get; } = [];

    public List<InboxRow> DoubledInbox { get; } = [];

    public List<RungFireRow> DoubledRungs { get; } = [];

    private long _lastAudit;

    // A database may give the number of a row that is gone again; what counts is the order of those that are there.
    private long NextOutbox() => Outbox.Rows.Count == 0 ? 1 : Outbox.Rows.Max(row => row.Seq) + 1;

    private long NextAudit()
    {
        var before = _lastAudit;
        _undo.Add(() => _lastAudit = before);
        return ++_lastAudit;
    }
}
