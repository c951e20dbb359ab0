using System.Collections.Immutable;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Ways;

namespace GridWorkflow.Runtime.Commit;

/// <summary>One thing to be written, whole or not at all. Closed: nothing else ever writes beside the accounts of Identity.</summary>
public abstract record Write
{
    private Write()
    {
    }

    /// <summary>A burst made true: state, journal and rows together.</summary>
    public sealed record Transition : Write
    {
        /// <summary>The state after; its version is the expected one plus one. Version 1 opens a new instance.</summary>
        public required InstanceRow Instance { get; init; }

        public required JournalRow Journal { get; init; }

        /// <summary>What the effects of the burst change, in order.</summary>
        public required ImmutableArray<RowChange> Changes { get; init; }

        /// <summary>The message that caused it; a second one with the same source and id is a duplicate.</summary>
        public InboxRow? Message { get; init; }

        /// <summary>The timer that caused it; it is gone afterwards, and whoever finds it gone has lost.</summary>
        public TimerClaim? Claim { get; init; }

        /// <summary>The outbox message that caused it; it is sent afterwards, and whoever finds it no longer his own has lost.</summary>
        public MessageClaim? Delivered { get; init; }

        /// <summary>
        /// The bookmark by which an event found the instance; whoever no longer finds it loses with <see cref="WriteOutcome.Promised"/>.
        /// </summary>
        public Guid? Found { get; init; }

        /// <summary>The timed start that caused it; it is put on afterwards.</summary>
        public TriggerClaim? Trigger { get; init; }

        /// <summary>Whom a new instance must not find running.</summary>
        public Exclusion? Exclusion { get; init; }

        /// <summary>Version that the instance must still have; 0 for a new one.</summary>
        public long ExpectedVersion => Instance.Version - 1;
    }

    /// <summary>A due timer that means nothing any more: its row goes, the instance stays as it is.</summary>
    public sealed record DropTimer(TimerClaim Timer) : Write;

    /// <summary>A try of a timer failed: later again, or parked.</summary>
    public sealed record PutOffTimer(TimerClaim Timer, int Attempts, DateTimeOffset NextAt, DateTimeOffset? ParkedAt, string Error) : Write;

    /// <summary>An admin lets a parked timer try again at once.</summary>
    public sealed record ReleaseTimer(Guid InstanceId, string Key, DateTimeOffset Now) : Write;

    /// <summary>Takes up to <paramref name="Max"/> messages for one sender until the lease ends. Answer: <see cref="WriteOutcome.Leased"/>.</summary>
    public sealed record LeaseOutbox(string Owner, int Max, DateTimeOffset Now, DateTimeOffset LockedUntil) : Write;

    /// <summary>A job that gets to its messages late asks for the whole time again; a lease that has ended is not renewed.</summary>
    public sealed record RenewLease(string Owner, DateTimeOffset Now, DateTimeOffset LockedUntil) : Write;

    /// <summary>What became of leased messages; those whose lease went to somebody else stay as they are.</summary>
    public sealed record SettleOutbox(string Owner, ImmutableArray<Settlement> Settlements) : Write;

    /// <summary>
    /// A message becomes several, one for each whom it concerns, in its place: from then on each is delivered on its own.
    /// Loses with <see cref="WriteOutcome.Lost"/>, and with <see cref="WriteOutcome.Conflict"/> when one of the bookmarks waits no more.
    /// </summary>
    /// <param name="Bookmarks">Those that the parts are for: promised, so that no other event finds them free.</param>
    public sealed record SplitMessage(MessageClaim Message, DateTimeOffset Now, ImmutableArray<OutboxRow> Parts, ImmutableArray<Guid> Bookmarks) : Write;

    /// <summary>
    /// Nobody waits for an event: it stays until somebody does. Loses with <see cref="WriteOutcome.Conflict"/> when somebody waits after all.
    /// </summary>
    public sealed record KeepEvent(MessageClaim Message, KeptEventRow Event, string Payload) : Write;

    /// <summary>A message that has not been delivered yet must not be any more. Loses with <see cref="WriteOutcome.Conflict"/> when it was.</summary>
    public sealed record WithdrawMessage(Guid Id, string Reason) : Write;

    /// <summary>Something from outside for the outbox, once for each source and message id.</summary>
    public sealed record PostMessage(OutboxRow Row, InboxRow? Message) : Write;

    /// <summary>Events that nobody came for until now are given up.</summary>
    public sealed record ExpireEvents(DateTimeOffset KeptBefore, string Reason) : Write;

    /// <summary>
    /// Messages that are settled for good go: sent, suppressed and withdrawn ones; dead and waiting ones never. Answer: <see cref="WriteOutcome.Purged"/>.
    /// </summary>
    /// <param name="After">Only messages that are numbered after this.</param>
    /// <param name="UpTo">And not after this.</param>
    /// <param name="SettledBefore">Sent, or without that created, before this instant.</param>
    public sealed record PurgeOutbox(long After, long UpTo, DateTimeOffset SettledBefore) : Write;

    /// <summary>Answers to messages that nobody will repeat any more go. Answer: <see cref="WriteOutcome.Purged"/>.</summary>
    /// <param name="Before">Only those that came before this instant.</param>
    public sealed record PurgeInbox(ImmutableArray<MessageKey> Messages, DateTimeOffset Before) : Write;

    /// <summary>
    /// A timed start is put on the list, or on the list anew after its definition changed. Loses with <see cref="WriteOutcome.Conflict"/> when
    /// acts on definitions were made that who writes it does not know of: another node may know better.
    /// </summary>
    /// <param name="AsOf">How many acts it knows of; null: its definitions do not come from the database.</param>
    public sealed record PutTriggerStart(TriggerStartRow Row, long? AsOf = null) : Write;

    /// <summary>A timed start passes without an instance: another one runs. Loses with <see cref="WriteOutcome.Lost"/>.</summary>
    public sealed record SkipTriggerStart(TriggerClaim Claim) : Write;

    /// <summary>Timed starts of definitions that are no longer published go. Loses as <see cref="PutTriggerStart"/> does.</summary>
    public sealed record DropTriggerStart(string DefinitionId, string ActivityId, long? AsOf = null) : Write;

    /// <summary>
    /// Stays that were made anew from a journal; rows that are there stay. Loses with <see cref="WriteOutcome.Conflict"/> when the instance has moved
    /// since the journal was read.
    /// </summary>
    public sealed record PutStays(Guid InstanceId, long Version, ImmutableArray<StayRow> Rows) : Write;

    /// <summary>A dead message is to be sent again.</summary>
    public sealed record ReviveOutbox(Guid Id, DateTimeOffset Now) : Write;

    /// <summary>Takes a block of numbers. Answer: <see cref="WriteOutcome.Numbers"/>.</summary>
    public sealed record TakeNumbers(string Sequence, int Count) : Write;

    /// <summary>Keeps a definition version for ever; one that is known already stays.</summary>
    public sealed record KeepDefinition(DefinitionRow Definition) : Write;

    /// <summary>Acts on definitions, all or none of them.</summary>
    public sealed record ChangeDefinitions(ImmutableArray<DefinitionChange> Changes) : Write;

    /// <summary>
    /// A review is asked for. One of the same subject that is open for another text is outdated by it. Loses with
    /// <see cref="WriteOutcome.Conflict"/> when this very text is asked for already.
    /// </summary>
    public sealed record AskReview(ReviewRow Review) : Write;

    /// <summary>
    /// A review is decided, and what it approves is made with it: both or neither. Loses with <see cref="WriteOutcome.Conflict"/> when the
    /// review is not open any more, and with whatever the act loses with.
    /// </summary>
    /// <param name="Decision">What becomes of the review.</param>
    /// <param name="Act">What is approved; null: nothing comes into force. No transition.</param>
    public sealed record DecideReview(ReviewDecision Decision, Write? Act = null) : Write;

    /// <summary>A setting of the installation. Loses with <see cref="WriteOutcome.Conflict"/> when its revision is not the next one.</summary>
    public sealed record PutSetting(SettingRow Setting) : Write;

    /// <summary>Acts on reference files, all or none of them.</summary>
    /// <param name="Order">The change that they belong to, as it is afterwards; its revision must be the next one. Null: none.</param>
    /// <param name="AsOf">
    /// How many acts who writes it knows of: what comes into force was checked against all of it. Null: nothing comes into force, or it does not matter.
    /// </param>
    public sealed record ChangeFiles(ImmutableArray<FileDeed> Deeds, ChangeOrderRow? Order = null, ActCount? AsOf = null) : Write
    {
        /// <summary>Acts on definitions that come with them.</summary>
        public ImmutableArray<DefinitionChange> Definitions { get; init; } = [];
    }

    public sealed record PutWebhookSource(WebhookSourceRow Source) : Write;

    public sealed record PutApiKey(ApiKeyRow Key) : Write;

    public sealed record RecordRefusal(AuditRow Refusal) : Write;

    /// <summary>A document of a period. Loses with <see cref="WriteOutcome.Conflict"/> when the schedule has made one of that period and edition.</summary>
    /// <param name="Readers">People to whom it is addressed, each once.</param>
    public sealed record AddBulletin(BulletinRow Row, ImmutableArray<string> Readers) : Write
    {
        /// <summary>Mails that go out with it.</summary>
        public ImmutableArray<OutboxRow> Mails { get; init; } = [];
    }

    /// <summary>A draft is published. Loses with <see cref="WriteOutcome.Conflict"/> when it is none any more.</summary>
    public sealed record PublishBulletin(Guid Id, string By, DateTimeOffset At) : Write
    {
        /// <summary>Mails that go out with it.</summary>
        public ImmutableArray<OutboxRow> Mails { get; init; } = [];
    }

    /// <summary>A draft or a published one is taken back. Loses with <see cref="WriteOutcome.Conflict"/> when it was before.</summary>
    public sealed record WithdrawBulletin(Guid Id, string By, DateTimeOffset At, string Reason) : Write;

    /// <summary>Loses with <see cref="WriteOutcome.Conflict"/> when the person has signed or is not addressed.</summary>
    public sealed record SignBulletin(Guid Id, string PersonId, DateTimeOffset At) : Write;
}

/// <summary>How many acts had been made when something was read; acts are only ever added.</summary>
public readonly record struct ActCount(long Definitions, long Files);

/// <summary>A timer as the sweep found it.</summary>
/// <param name="DueAt">A clock keeps its epoch from rung to rung: without the instant, who comes late would take the timer of the next rung.</param>
public sealed record TimerClaim(Guid InstanceId, string Key, int Epoch, DateTimeOffset DueAt);

/// <summary>An outbox message as its sender leased it.</summary>
/// <param name="Owner">Name of the lease.</param>
public sealed record MessageClaim(Guid MessageId, string Owner);

/// <summary>A message that came in, by its sender and its id.</summary>
public readonly record struct MessageKey(string Source, string MessageId);

/// <summary>A timed start as it was found due.</summary>
/// <param name="Last">When it started one last, or was put on the list; the fence.</param>
/// <param name="Next">What becomes of that.</param>
public sealed record TriggerClaim(string DefinitionId, string ActivityId, DateTimeOffset Last, DateTimeOffset Next);

/// <summary>Running instances that keep a new one from starting. Both null: none does.</summary>
/// <param name="DefinitionId">Those of this definition; null: of any.</param>
/// <param name="CorrelationId">Those with this correlation id; null: with any or none.</param>
public sealed record Exclusion(string? DefinitionId, string? CorrelationId);

/// <summary>What a write changes in the rows that people and jobs look at. One record per verb; the store knows them all.</summary>
public abstract record RowChange
{
    private RowChange()
    {
    }

    public sealed record PutCase(CaseRow Row) : RowChange;

    public sealed record PutTask(TaskRow Row) : RowChange;

    public sealed record PutClock(ClockRow Row) : RowChange;

    /// <summary>The due instant that lists show for a case, or for a task when it is a stage clock.</summary>
    public sealed record PutDue(Guid CaseId, Guid? ClockId, DateTimeOffset? DueAt) : RowChange;

    public sealed record AddNotice(NoticeRow Row) : RowChange;

    public sealed record SignNotice(Guid NoticeId, string SignedBy, DateTimeOffset SignedAt) : RowChange;

    /// <summary>A document has come further in its life, after it was signed or without: replied, rectified, withdrawn.</summary>
    public sealed record MoveNotice(Guid NoticeId, NoticeStatus Status, DateTimeOffset? RectifiedAt) : RowChange;

    /// <summary>Loses with a conflict when the rung has fired before.</summary>
    public sealed record FireRung(RungFireRow Row) : RowChange;

    public sealed record PutTimer(TimerRow Row) : RowChange;

    public sealed record ClearTimer(Guid InstanceId, string Key) : RowChange;

    /// <param name="Recall">When it waits for an event: kept events that fit are delivered now.</param>
    public sealed record AddBookmark(BookmarkRow Row, EventRecall? Recall = null) : RowChange;

    public sealed record BurnBookmark(Guid BookmarkId) : RowChange;

    /// <summary>A bookmark that was set before can be reached by more than it could: the instance was faulted, or has another correlation id.</summary>
    public sealed record RecallEvent(EventRecall Recall) : RowChange;

    public sealed record Send(OutboxRow Row) : RowChange;

    /// <summary>The instance came to a step of its drawing; in the same burst it may have left it again.</summary>
    public sealed record EnterStay(StayRow Row) : RowChange;

    /// <summary>It left a step that it came to in an earlier burst.</summary>
    public sealed record LeaveStay(Guid InstanceId, int Execution, DateTimeOffset LeftAt, StayEnd Ending, DateTimeOffset? DueAt, long? CountedMs, bool? IsOverdue) : RowChange;

    /// <summary>A step that it came to in an earlier burst could not go on.</summary>
    public sealed record FaultStay(Guid InstanceId, int Execution, DateTimeOffset FaultedAt) : RowChange;

    /// <summary>The instance is over: it stands nowhere any more. Comes after what the burst did to single stays.</summary>
    public sealed record EndStays(Guid InstanceId, DateTimeOffset LeftAt) : RowChange;
}

/// <summary>Which kept events a new bookmark calls back.</summary>
/// <param name="CorrelationId">Of the instance that waits.</param>
public sealed record EventRecall(string Name, string? CorrelationId, Guid InstanceId, DateTimeOffset Now);

/// <summary>What became of a write. True as soon as it is seen: nothing is answered before the commit.</summary>
public abstract record WriteOutcome
{
    private WriteOutcome()
    {
    }

    public sealed record Committed : WriteOutcome
    {
        public static Committed Instance { get; } = new();
    }

    /// <summary>Committed; these messages are the caller's until the lease ends.</summary>
    public sealed record Leased(ImmutableArray<OutboxRow> Messages) : WriteOutcome;

    /// <summary>Committed; the numbers from <paramref name="First"/> on are the caller's.</summary>
    public sealed record Numbers(long First, int Count) : WriteOutcome;

    /// <summary>Committed; so many rows are gone.</summary>
    public sealed record Purged(int Count) : WriteOutcome;

    /// <summary>Somebody else was first: read and decide again.</summary>
    public sealed record Conflict(string Reason) : WriteOutcome;

    /// <summary>What caused the write is no longer the caller's: withdrawn, settled, or leased by another sender.</summary>
    public sealed record Lost(string Reason) : WriteOutcome;

    /// <summary>The bookmark by which an event found an instance was promised to another event, or waits no more: look again.</summary>
    public sealed record Promised(string Reason) : WriteOutcome;

    /// <summary>A running instance keeps the new one from starting.</summary>
    public sealed record Excluded(string Reason) : WriteOutcome;

    /// <summary>The message came before; this is what it got then.</summary>
    public sealed record Duplicate(InboxRow Answered) : WriteOutcome;

    /// <summary>The write itself is impossible, however often it is tried.</summary>
    public sealed record Impossible(string Reason) : WriteOutcome;

    /// <summary>The queue is full or the database is busy: nothing was written.</summary>
    public sealed record Busy(TimeSpan RetryAfter) : WriteOutcome;

    /// <summary>The database cannot be written now. The idempotency key settles what a later try finds.</summary>
    public sealed record Unavailable(StoreTrouble Trouble, string Reason) : WriteOutcome;

    /// <summary>For writes whose callers can do nothing but say so.</summary>
    /// <exception cref="StoreUnavailableException">It was not committed.</exception>
    internal void ThrowUnlessCommitted(string what)
    {
        if (this is not Committed)
            throw new StoreUnavailableException((this as Unavailable)?.Trouble ?? StoreTrouble.Busy, $"{what} could not be written: {this}");
    }
}
