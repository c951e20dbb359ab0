using System.Buffers.Binary;
using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Ways;
using GridWorkflow.Simulation.Tests.Scheduling;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Simulation.Tests.Store;

/// <summary>
/// Writes of every kind about a handful of ids, names and instants, so that they meet: claims that hold and that do not, keys that are
/// taken, versions that have moved.
/// </summary>
/// <param name="database">What is there: more than half of the writes name something of it, so that they can be made.</param>
/// <param name="numbers">The real database gives the same numbers, so that a write may name some.</param>
internal sealed class RandomWrites(Dice dice, SimDatabase database, bool numbers)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    private static readonly string[] Names = ["one", "two"];
    private static readonly string[] Owners = ["a", "b", "c"];

    private int _bulletins;

    public Write Next() => dice.Below(31) switch
    {
        < 10 => Transition(),
        10 => new Write.DropTimer(Timer()),
        11 => new Write.PutOffTimer(Timer(), dice.Below(5), At(), dice.Chance(3000) ? At() : null, "broken"),
        12 => new Write.ReleaseTimer(Id(3), Name(), At()),
        13 or 14 => new Write.LeaseOutbox(Owner(), dice.Between(1, 4), At(), At()),
        15 => new Write.RenewLease(Owner(), At(), At()),
        16 => new Write.SettleOutbox(Owner(), [.. Enumerable.Range(0, dice.Between(1, 3)).Select(_ => Settlement())]),
        17 => new Write.SplitMessage(Message(), At(), [Outgoing()], [Id(6)]),
        18 => Keep(Message()),
        19 => new Write.WithdrawMessage(Id(8), "gone"),
        20 => new Write.PostMessage(Outgoing(), dice.Chance(7000) ? Incoming() : null),
        21 => dice.Chance(3000) ? new Write.ExpireEvents(At(), "nobody") : new Write.ReviveOutbox(Id(8), At()),
        22 => TimedStart(),
        23 => new Write.TakeNumbers(Name(), dice.Between(1, 3)),
        24 => Definitions(),
        26 or 27 => Files(),
        25 => dice.Chance(5000)
            ? numbers ? new Write.PurgeOutbox(dice.Below(9), dice.Below(20), At()) : new Write.PurgeOutbox(0, long.MaxValue, At())
            : new Write.PurgeInbox([new MessageKey(Name(), "m-1"), new MessageKey(Name(), "m-2")], At()),
        28 => Second(),
        29 => Bulletin(),
        _ => Edge(),
    };

    private Write.KeepEvent Keep(MessageClaim message) => new(
        message, new KeptEventRow { MessageId = message.MessageId, Name = Name(), CorrelationId = Perhaps(), InstanceId = dice.Chance(3000) ? Id(3) : null, KeptAt = At() }, "{\"kept\":1}");

    private Write TimedStart() => dice.Below(3) switch
    {
        0 => new Write.PutTriggerStart(new TriggerStartRow { DefinitionId = Name(), ActivityId = "t", ProgramHash = Name(), LastAt = At() }, AsOf()),
        1 => new Write.SkipTriggerStart(Trigger()),
        _ => new Write.DropTriggerStart(Name(), "t", AsOf()),
    };

    private Write Edge() => dice.Below(5) switch
    {
        0 => new Write.KeepDefinition(new DefinitionRow { ContentHash = Name(), DefinitionId = Name(), Version = 1, Json = "{}", LoadedAt = At() }),
        1 => new Write.PutWebhookSource(new WebhookSourceRow { Name = Name(), ProtectedSecret = Owner(), CreatedAt = At(), DisabledAt = dice.Chance(5000) ? At() : null }),
        2 => new Write.PutApiKey(new ApiKeyRow { Id = Id(3), Name = Name(), KeyHash = [(byte)dice.Below(3)], Scopes = "a", CreatedAt = At() }),
        3 => new Write.PutStays(Id(3), dice.Between(1, 3), [Entered(Id(3))]),
        _ => new Write.RecordRefusal(new AuditRow { At = At(), Actor = Owner(), Command = "Claim", Code = "c", Reason = "r" }),
    };

    private Write.ChangeDefinitions Definitions()
    {
        var name = Name();
        var version = dice.Between(1, 3);
        VersionStep step = dice.Below(4) switch
        {
            0 or 1 => new VersionStep.Put(new DefinitionVersionRow
            {
                DefinitionId = name, Version = version, Id = $"{name}:{version}", Name = name, State = dice.Of([VersionState.Draft, VersionState.Published, VersionState.Superseded]),
                Origin = VersionOrigin.Admin, Json = "{}", CreatedBy = "a", CreatedAt = At(), UpdatedBy = Owner(), UpdatedAt = At(),
            }),
            2 => new VersionStep.PutInForce(version, "hash", "a", At()),
            _ => dice.Chance(5000) ? new VersionStep.Turn(version, VersionState.Retracted) : new VersionStep.Remove(version),
        };
        return new Write.ChangeDefinitions([new DefinitionChange(new DefinitionActRow { DefinitionId = name, Revision = dice.Between(1, 6), Act = DefinitionAct.Saved, At = At(), By = "a" }, [step])]);
    }

    private Write Second() => dice.Below(4) switch
    {
        0 or 1 => new Write.AskReview(new ReviewRow
        {
            Id = Id(6), Kind = dice.Of([ReviewKind.Definition, ReviewKind.Setting]), SubjectId = Name(), Title = "t", Version = dice.Between(1, 3), Content = "{}", ContentHash = Name(),
            AskedBy = Owner(), AskedAt = At(), State = ReviewState.Asked,
        }),
        2 => new Write.DecideReview(
            new ReviewDecision(Review(), dice.Of([ReviewState.Approved, ReviewState.Refused]), Owner(), At(), Perhaps()),
            dice.Below(3) switch { 0 => null, 1 => Definitions(), _ => Setting() }),
        _ => Setting(),
    };

    private Write Bulletin() => dice.Below(5) switch
    {
        0 or 1 => new Write.AddBulletin(
            new BulletinRow
            {
                Id = new Guid(0x1000 + ++_bulletins, 0, 0, new byte[8]), Kind = BulletinKind.Ranking, ScheduleId = Name(), Period = Name(), Edition = dice.Between(1, 2), Status = BulletinStatus.Draft,
                DueAt = At(), MadeAt = At(), Content = "{}", Snapshot = Perhaps(),
            },
            [.. Owners.Where(_ => dice.Chance(5000))]) { Mails = Mails() },
        2 => new Write.PublishBulletin(KnownBulletin(), Owner(), At()) { Mails = Mails() },
        3 => new Write.SignBulletin(KnownBulletin(), Owner(), At()),
        _ => new Write.WithdrawBulletin(KnownBulletin(), Owner(), At(), "wrong"),
    };

    private ImmutableArray<OutboxRow> Mails() => dice.Chance(5000) ? [Outgoing() with { Id = new Guid(0x2000 + ++_bulletins, 0, 0, new byte[8]), Kind = OutboxKind.Mail }] : [];

    private Guid KnownBulletin() => database.Bulletins.Rows.ToList() is { Count: > 0 } bulletins ? dice.Of(bulletins).Id : Id(6);

    private Write.PutSetting Setting() => new(new SettingRow { Name = Name(), Revision = dice.Between(1, 4), Value = "on", SetBy = Owner(), SetAt = At() });

    private Guid Review() => dice.Chance(7000) && database.Reviews.Rows.ToList() is { Count: > 0 } reviews ? dice.Of(reviews).Id : Id(6);

    private Write.ChangeFiles Files()
    {
        var path = $"policies/{Name()}.yaml";
        var version = dice.Between(1, 3);
        FileStep step = dice.Below(4) switch
        {
            0 or 1 => new FileStep.Put(new FileVersionRow
            {
                Path = path, Version = version, State = dice.Of([VersionState.Draft, VersionState.Published, VersionState.Superseded]), Origin = VersionOrigin.Admin,
                Text = dice.Chance(8000) ? "id: a" : null, ContentHash = "hash", ChangeOrder = dice.Chance(5000) ? 1 : null, CreatedBy = "a", CreatedAt = At(), UpdatedBy = Owner(), UpdatedAt = At(),
            }),
            2 => new FileStep.PutInForce(version, "a", At()),
            _ => new FileStep.Turn(version, VersionState.Retracted),
        };
        var order = dice.Chance(5000)
            ? new ChangeOrderRow { Number = dice.Between(1, 2), Title = Name(), State = ChangeOrderState.Open, Revision = dice.Between(1, 3), CreatedBy = "a", CreatedAt = At(), ClosedBy = Perhaps() }
            : null;
        var act = new FileActRow { Path = path, Revision = dice.Between(1, 5), Act = FileAct.Saved, Version = version, ChangeOrder = order?.Number, At = At(), By = "a" };
        return new Write.ChangeFiles([new FileDeed(act, [step])], order, AsOf() is { } acts ? new ActCount(acts, database.FileActs.Rows.Count) : null);
    }

    private Write.Transition Transition()
    {
        var id = Id(3);
        var version = dice.Chance(7000) ? (database.Instances.Find(id)?.Version ?? 0) + 1 : dice.Between(1, 4);
        var state = dice.Chance(8000) ? InstanceStatus.Running : InstanceStatus.Finished;
        return new Write.Transition
        {
            Instance = new InstanceRow
            {
                Id = id, Version = version, DefinitionId = Name(), DefinitionVersion = 1, ProgramHash = "h", Status = state, SubStatus = InstanceSubStatus.Suspended,
                CorrelationId = Perhaps(), Incidents = dice.Below(2), State = [1, (byte)dice.Below(9)], CaseFile = [], JournalSeq = version, JournalHead = [(byte)version], UpdatedAt = At(), IsCase = dice.Chance(5000),
            },
            Journal = new JournalRow { CaseId = id, Seq = version, At = At(), Actor = "p", Command = "c", Entries = "{}", ProgramHash = "h", PrevHash = [0], Hash = [(byte)version] },
            // Due instants come last, as in every transition of the engine.
            Changes = [.. Possible(Enumerable.Range(0, dice.Below(5)).Select(_ => Change(id)).ToList()).OrderBy(change => change is RowChange.PutDue)],
            Message = dice.Chance(2000) ? Incoming() : null,
            Claim = dice.Chance(1500) ? Timer() with { InstanceId = id } : null,
            Delivered = dice.Chance(2000) ? Message() : null,
            Found = dice.Chance(1000) ? Id(6) : null,
            Trigger = dice.Chance(700) ? Trigger() : null,
            Exclusion = dice.Chance(1500) ? new Exclusion(dice.Chance(5000) ? Name() : null, Perhaps()) : null,
        };
    }

    // No burst sets a bookmark that is there already; burned by the same one, it is an error on one database and nothing on the other. None
    // signs a notice twice, or one that it issues.
    private static List<RowChange> Possible(List<RowChange> changes)
    {
        var signed = new HashSet<Guid>();
        return OneStay(changes).Where(change => change switch
        {
            RowChange.BurnBookmark(var burned) => !changes.Any(other => other is RowChange.AddBookmark(var row, _) && row.Id == burned),
            RowChange.SignNotice sign => signed.Add(sign.NoticeId) && !changes.Any(other => other is RowChange.AddNotice(var row) && row.Id == sign.NoticeId),
            _ => true,
        }).ToList();
    }

    // A burst says one thing of a stay.
    private static List<RowChange> OneStay(List<RowChange> changes)
    {
        var stays = 0;
        return changes.Where(change => change is not (RowChange.EnterStay or RowChange.LeaveStay or RowChange.FaultStay or RowChange.EndStays) || stays++ == 0).ToList();
    }

    private RowChange Stay(Guid id) => dice.Below(5) switch
    {
        0 or 1 => new RowChange.EnterStay(Entered(id)),
        2 => new RowChange.LeaveStay(id, dice.Below(4), At(), StayEnd.Completed, dice.Chance(5000) ? At() : null, dice.Chance(5000) ? dice.Below(9) : null, dice.Chance(5000) ? dice.Chance(5000) : null),
        3 => new RowChange.FaultStay(id, dice.Below(4), At()),
        _ => new RowChange.EndStays(id, At()),
    };

    private StayRow Entered(Guid id) => new()
    {
        InstanceId = id, Execution = dice.Below(4), DefinitionId = Name(), DefinitionVersion = 1, ActivityId = Name(), FromActivity = Perhaps(), EnteredAt = At(), LeftAt = dice.Chance(3000) ? At() : null,
        UnitId = Perhaps(), ClockId = dice.Chance(5000) ? Id(4) : null,
    };

    private RowChange Change(Guid id) => dice.Below(17) switch
    {
        0 => new RowChange.PutCase(Case(Id(3))),
        1 => new RowChange.PutTask(Task(id)),
        2 => new RowChange.PutClock(new ClockRow { Id = Id(4), CaseId = id, Kind = ClockKind.Stage, Name = "clock", Status = ClockStatus.Running, StartedAt = At(), DueAt = At(), Ledger = "{}" }),
        3 => new RowChange.PutDue(Id(3), dice.Chance(5000) ? Id(4) : null, At()),
        4 => new RowChange.AddNotice(Notice()),
        5 => dice.Chance(5000) ? new RowChange.SignNotice(Id(6), Owner(), At()) : new RowChange.MoveNotice(Id(6), NoticeStatus.Replied, dice.Chance(5000) ? At() : null),
        6 => new RowChange.FireRung(new RungFireRow { ClockId = Id(4), Cycle = 1, RungKey = Name(), Epoch = dice.Below(2), CaseId = id, DueAt = At(), FiredAt = At() }),
        7 or 8 => new RowChange.PutTimer(new TimerRow { InstanceId = id, Key = Name(), DueAt = At(), Epoch = dice.Below(3), NextAt = At() }),
        9 => new RowChange.ClearTimer(id, Name()),
        10 or 11 => new RowChange.AddBookmark(
            new BookmarkRow { Id = Id(6), InstanceId = id, Kind = dice.Of(["Event", "Event", "Task"]), Key = Name() }, dice.Chance(5000) ? new EventRecall(Name(), Perhaps(), id, At()) : null),
        12 => dice.Chance(5000) ? new RowChange.BurnBookmark(Id(6)) : new RowChange.RecallEvent(new EventRecall(Name(), Perhaps(), id, At())),
        13 => new RowChange.Send(Outgoing()),
        _ => Stay(id),
    };

    private Settlement Settlement() => dice.Below(4) switch
    {
        0 => new Settlement.Sent(Id(8), At()),
        1 => new Settlement.Failed(Id(8), "down", At()),
        2 => new Settlement.Suppressed(Id(8), "nobody"),
        _ => new Settlement.Dead(Id(8), "bad"),
    };

    // What a case is known by never changes.
    private CaseRow Case(Guid id) => new()
    {
        Id = id, Number = $"n-{id}", TrackingToken = $"t-{id}", Source = "source", Title = Owner(), CategoryCode = "c", GridCode = "g", UnitId = "u", Level = "l",
        Stage = CaseStage.Triaged, Status = CaseStatus.Open, PermissionClass = PermissionClass.General, Emergency = dice.Chance(5000), PolicyId = Name(), DefinitionId = Name(), ReportedAt = At(), UpdatedAt = At(),
    };

    private TaskRow Task(Guid id) => new()
    {
        Id = Id(4), CaseId = id, Key = "task", ActivityId = Name(), BookmarkId = id, Role = Name(), UnitId = Name(), Level = "l", Assignee = Perhaps(), Outcomes = "[]", RemarkRequired = "[]",
        OpenedAt = Start, ClockId = dice.Chance(7000) ? Id(4) : null, Status = dice.Chance(5000) ? CaseTaskStatus.Open : CaseTaskStatus.Completed, Outcome = Perhaps(),
    };

    private NoticeRow Notice() => new()
    {
        Id = Id(6), CaseId = Id(3), CaseNumber = "n", Number = $"n-{dice.Below(5)}", Kind = NoticeKind.Urging, Recipient = Owner(), ClockId = Id(4), RungKey = Name(), DueAt = At(), IssuedAt = At(), Texts = "{}",
        Status = NoticeStatus.Issued,
    };

    private OutboxRow Outgoing() => new()
    {
        Id = Id(8), Kind = dice.Of([OutboxKind.Event, OutboxKind.Mail, OutboxKind.Http]), CaseId = Id(3), NextAt = At(), CreatedAt = At(),
        Payload = """{"bookmarkId":"019cabdf-af12-7115-b090-e59c206b947f","method":"GET","url":"https://peer.example/路","content":"a\u0000b","authorization":"secret","headers":{"a":"b"}}""",
    };

    private InboxRow Incoming() => new() { Source = Name(), MessageId = $"m-{dice.Below(3)}", BodyHash = [1], CaseId = Id(3), Answer = $"{{\"n\":{dice.Below(9)}}}", At = At() };

    private TimerClaim Timer() => dice.Chance(5000) && database.Timers.Rows.ToList() is { Count: > 0 } timers && dice.Of(timers) is var timer
        ? new TimerClaim(timer.InstanceId, timer.Key, timer.Epoch, timer.DueAt)
        : new TimerClaim(Id(3), Name(), dice.Below(3), At());

    private MessageClaim Message() => dice.Chance(5000) && database.Outbox.Rows.Where(row => row.Owner is not null).ToList() is { Count: > 0 } leased && dice.Of(leased) is var row
        ? new MessageClaim(row.Id, row.Owner!)
        : new MessageClaim(Id(8), Owner());

    private TriggerClaim Trigger() => new(Name(), "t", At(), At());

    private long? AsOf() => dice.Chance(5000) ? null : database.DefinitionActs.Rows.Count + dice.Below(2);

    private string Name() => dice.Of(Names);

    private string Owner() => dice.Of(Owners);

    private string? Perhaps() => dice.Chance(5000) ? Name() : null;

    // Few instants, so that claims which name one can hold.
    private DateTimeOffset At() => Start.AddMinutes(dice.Below(4));

    private Guid Id(int count)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(12), dice.Below(count));
        return new Guid(bytes, bigEndian: true);
    }
}
