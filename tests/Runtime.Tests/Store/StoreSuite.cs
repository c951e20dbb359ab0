using GridWorkflow.Casework.Cases;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Tests.Store;

/// <summary>What every store must do.</summary>
public abstract class StoreSuite<TDatabase> : IDisposable
    where TDatabase : TestDatabase, new()
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 1, 0, 0, TimeSpan.Zero);

    private readonly TDatabase _database = new();
    private readonly IStore _store;

    protected StoreSuite() => _store = _database.OpenStore();

    public void Dispose()
    {
        _store.Dispose();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_opened_instance_is_loaded_as_it_was_written()
    {
        var opened = Samples.Opening(1, Now);

        One(opened).ShouldBeOfType<WriteOutcome.Committed>();

        var loaded = (await _store.Load(opened.Instance.Id, Cancellation)).ShouldNotBeNull();
        loaded.ShouldBeEquivalentTo(opened.Instance);
    }

    [Fact]
    public async Task An_instance_that_is_not_there_loads_as_null() => (await _store.Load(Samples.Id(99), Cancellation)).ShouldBeNull();

    [Fact]
    public async Task A_transition_moves_the_version_and_adds_a_journal_row()
    {
        var opened = Samples.Opening(1, Now);
        var moved = Samples.Move(opened, Now.AddMinutes(1));

        One(opened).ShouldBeOfType<WriteOutcome.Committed>();
        One(moved).ShouldBeOfType<WriteOutcome.Committed>();

        (await _store.Load(opened.Instance.Id, Cancellation)).ShouldNotBeNull().Version.ShouldBe(2);
        Rows(context => context.Journal.Where(row => row.CaseId == opened.Instance.Id).OrderBy(row => row.Seq))
            .Select(row => row.Seq).ShouldBe([1, 2]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_transitions_from_one_version_the_first_wins(bool inOneGroup)
    {
        var opened = Samples.Opening(1, Now);
        One(opened);
        var first = Samples.Move(opened, Now.AddMinutes(1), new RowChange.Send(Samples.Message(1, opened.Instance.Id, Now)));
        var second = Samples.Move(opened, Now.AddMinutes(2), new RowChange.Send(Samples.Message(2, opened.Instance.Id, Now)));

        var outcomes = inOneGroup ? _store.Commit([first, second]) : [One(first), One(second)];

        outcomes[0].ShouldBeOfType<WriteOutcome.Committed>();
        outcomes[1].ShouldBeOfType<WriteOutcome.Conflict>();
        (await _store.Load(opened.Instance.Id, Cancellation)).ShouldNotBeNull().UpdatedAt.ShouldBe(Now.AddMinutes(1));
        Rows(context => context.Outbox).Select(row => row.Id).ShouldBe([Samples.Id(1001)]);
    }

    [Fact]
    public void An_instance_is_opened_once()
    {
        One(Samples.Opening(1, Now)).ShouldBeOfType<WriteOutcome.Committed>();
        One(Samples.Opening(1, Now)).ShouldBeOfType<WriteOutcome.Conflict>();
    }

    [Fact]
    public async Task A_second_message_with_the_same_id_is_a_duplicate_with_the_first_answer()
    {
        var first = Samples.Opening(1, Now) with { Message = Samples.Incoming("m", 1, Now) };
        var second = Samples.Opening(2, Now) with { Message = Samples.Incoming("m", 2, Now) };

        var outcomes = _store.Commit([first, second]);

        outcomes[0].ShouldBeOfType<WriteOutcome.Committed>();
        outcomes[1].ShouldBeOfType<WriteOutcome.Duplicate>().Answered.ShouldBeEquivalentTo(first.Message);
        (await _store.Load(second.Instance.Id, Cancellation)).ShouldBeNull();
        (await _store.FindMessage("source", "m", Cancellation)).ShouldBeEquivalentTo(first.Message);
        (await _store.FindMessage("other", "m", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_rung_fires_once()
    {
        var opened = Samples.Opening(1, Now);
        One(opened);
        var rung = new RowChange.FireRung(new RungFireRow
        {
            ClockId = Samples.Id(5), Cycle = 1, RungKey = "due", Epoch = 3, CaseId = opened.Instance.Id, DueAt = Now, FiredAt = Now,
        });
        var first = Samples.Move(opened, Now.AddMinutes(1), rung);
        One(first).ShouldBeOfType<WriteOutcome.Committed>();

        var again = Samples.Move(first, Now.AddMinutes(2), new RowChange.Send(Samples.Message(1, opened.Instance.Id, Now)), rung);
        One(again).ShouldBeOfType<WriteOutcome.Conflict>();

        (await _store.Load(opened.Instance.Id, Cancellation)).ShouldNotBeNull().Version.ShouldBe(2);
        Rows(context => context.Outbox).ShouldBeEmpty();
        Rows(context => context.RungFires).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_claimed_timer_is_gone_and_a_second_claim_loses()
    {
        var opened = Samples.Opening(1, Now, new RowChange.PutTimer(Samples.Timer(1, "a", Now)));
        One(opened);
        var claim = new TimerClaim(opened.Instance.Id, "a", 1, Now);
        var first = Samples.Move(opened, Now.AddMinutes(1)) with { Claim = claim };
        One(first).ShouldBeOfType<WriteOutcome.Committed>();

        One(Samples.Move(first, Now.AddMinutes(2)) with { Claim = claim }).ShouldBeOfType<WriteOutcome.Lost>();

        (await _store.DueTimers(Now.AddHours(1), 10, Cancellation)).ShouldBeEmpty();
        (await _store.Load(opened.Instance.Id, Cancellation)).ShouldNotBeNull().Version.ShouldBe(2);
    }

    [Fact]
    public async Task A_claim_may_set_its_timer_again()
    {
        var opened = Samples.Opening(1, Now, new RowChange.PutTimer(Samples.Timer(1, "a", Now)));
        One(opened);

        One(Samples.Move(opened, Now.AddMinutes(1), new RowChange.PutTimer(Samples.Timer(1, "a", Now.AddDays(1), epoch: 2))) with
        {
            Claim = new TimerClaim(opened.Instance.Id, "a", 1, Now),
        }).ShouldBeOfType<WriteOutcome.Committed>();

        (await _store.NextDue(Cancellation)).ShouldBe(Now.AddDays(1));
    }

    [Fact]
    public async Task A_claim_does_not_take_the_timer_that_was_set_in_its_place_under_the_same_epoch()
    {
        var opened = Samples.Opening(1, Now, new RowChange.PutTimer(Samples.Timer(1, "a", Now)));
        One(opened);
        var late = new TimerClaim(opened.Instance.Id, "a", 1, Now);
        var first = Samples.Move(opened, Now.AddMinutes(1), new RowChange.PutTimer(Samples.Timer(1, "a", Now.AddDays(1)))) with { Claim = late };
        One(first).ShouldBeOfType<WriteOutcome.Committed>();

        One(Samples.Move(first, Now.AddMinutes(2)) with { Claim = late }).ShouldBeOfType<WriteOutcome.Lost>();
        One(new Write.PutOffTimer(late, 1, Now.AddDays(9), null, "late")).ShouldBeOfType<WriteOutcome.Conflict>();
        One(new Write.DropTimer(late)).ShouldBeOfType<WriteOutcome.Committed>();

        (await _store.NextDue(Cancellation)).ShouldBe(Now.AddDays(1));
    }

    [Fact]
    public async Task A_bookmark_is_promised_to_one_event()
    {
        var wait = new RowChange.AddBookmark(new BookmarkRow { Id = Samples.Id(7), InstanceId = Samples.Id(1), Kind = "Event", Key = "Paid" });
        var opened = Samples.Opening(1, Now, wait, new RowChange.Send(Samples.Message(1, Samples.Id(1), Now)), new RowChange.Send(Samples.Message(2, Samples.Id(1), Now)));
        One(opened);
        One(new Write.LeaseOutbox("o", 9, Now, Now.AddMinutes(1)));
        (await _store.Waiting("Event", "Paid", null, null, Cancellation)).ShouldBe([new WaitingBookmark(Samples.Id(1), Samples.Id(7), "correlation")]);

        One(new Write.SplitMessage(new MessageClaim(Samples.Id(1001), "o"), Now, [Samples.Message(3, Samples.Id(1), Now)], [Samples.Id(7)])).ShouldBeOfType<WriteOutcome.Committed>();

        (await _store.Waiting("Event", "Paid", null, null, Cancellation)).ShouldBe([new WaitingBookmark(Samples.Id(1), Samples.Id(7), "correlation", IsPromised: true)]);
        One(new Write.SplitMessage(new MessageClaim(Samples.Id(1002), "o"), Now, [Samples.Message(4, Samples.Id(1), Now)], [Samples.Id(7)])).ShouldBeOfType<WriteOutcome.Conflict>();
        One(Samples.Move(opened, Now) with { Found = Samples.Id(7) }).ShouldBeOfType<WriteOutcome.Promised>();
        (await _store.FindOutbox(Samples.Id(1004), Cancellation)).ShouldBeNull();
        (await _store.FindOutbox(Samples.Id(1002), Cancellation)).ShouldNotBeNull().Status.ShouldBe(OutboxStatus.Pending);
        One(Samples.Move(opened, Now, new RowChange.BurnBookmark(Samples.Id(7)))).ShouldBeOfType<WriteOutcome.Committed>();
        (await _store.Waits(Samples.Id(7), Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_impossible_write_leaves_the_others_of_its_group_alone()
    {
        var good = Samples.Opening(1, Now);
        var last = Samples.Opening(3, Now);
        // The same bookmark twice breaks the key of the bookmarks.
        var bookmark = new RowChange.AddBookmark(new BookmarkRow { Id = Samples.Id(7), InstanceId = Samples.Id(2), Kind = "Event", Key = "x" });

        var outcomes = _store.Commit([good, Samples.Opening(2, Now, bookmark, bookmark), last]);

        outcomes[0].ShouldBeOfType<WriteOutcome.Committed>();
        outcomes[1].ShouldBeOfType<WriteOutcome.Impossible>();
        outcomes[2].ShouldBeOfType<WriteOutcome.Committed>();
        (await _store.Load(Samples.Id(2), Cancellation)).ShouldBeNull();
        Rows(context => context.Bookmarks).ShouldBeEmpty();
        Rows(context => context.Journal).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Due_timers_come_earliest_first_and_never_early_or_parked()
    {
        One(Samples.Opening(1, Now,
            new RowChange.PutTimer(Samples.Timer(1, "later", Now.AddMilliseconds(1))),
            new RowChange.PutTimer(Samples.Timer(1, "second", Now)),
            new RowChange.PutTimer(Samples.Timer(1, "first", Now.AddMinutes(-5))),
            new RowChange.PutTimer(Samples.Timer(1, "parked", Now.AddMinutes(-9)))));
        var parked = new TimerClaim(Samples.Id(1), "parked", 1, Now.AddMinutes(-9));
        One(new Write.PutOffTimer(parked, 5, Now, Now, "broken")).ShouldBeOfType<WriteOutcome.Committed>();

        (await _store.DueTimers(Now, 10, Cancellation)).Select(timer => timer.Key).ShouldBe(["first", "second"]);
        (await _store.DueTimers(Now, 1, Cancellation)).Select(timer => timer.Key).ShouldBe(["first"]);
        (await _store.NextDue(Cancellation)).ShouldBe(Now.AddMinutes(-5));

        One(new Write.ReleaseTimer(Samples.Id(1), "parked", Now)).ShouldBeOfType<WriteOutcome.Committed>();
        var released = (await _store.DueTimers(Now, 10, Cancellation)).Single(timer => timer.Key == "parked");
        (released.Attempts, released.Error, released.DueAt).ShouldBe((0, null, Now.AddMinutes(-9)));
    }

    [Fact]
    public async Task A_failed_timer_waits_and_keeps_its_due_instant()
    {
        One(Samples.Opening(1, Now, new RowChange.PutTimer(Samples.Timer(1, "a", Now))));
        One(new Write.PutOffTimer(new TimerClaim(Samples.Id(1), "a", 1, Now), 1, Now.AddSeconds(1), null, "broken"));

        (await _store.DueTimers(Now, 10, Cancellation)).ShouldBeEmpty();
        var timer = (await _store.DueTimers(Now.AddSeconds(1), 10, Cancellation)).ShouldHaveSingleItem();
        (timer.DueAt, timer.Attempts, timer.Error).ShouldBe((Now, 1, "broken"));
        One(new Write.PutOffTimer(new TimerClaim(Samples.Id(1), "a", 2, Now), 1, Now, null, "old")).ShouldBeOfType<WriteOutcome.Conflict>();
        One(new Write.DropTimer(new TimerClaim(Samples.Id(1), "a", 1, Now)));
        (await _store.NextDue(Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Rows_that_people_look_at_follow_the_transitions()
    {
        var caseId = Samples.Id(1);
        var task = Samples.Task(20, caseId, Now);
        var opened = Samples.Opening(1, Now,
            new RowChange.PutCase(Samples.Case(1, Now)),
            new RowChange.PutTask(task),
            new RowChange.PutClock(Samples.Clock(30, caseId, Now, Now.AddDays(1))),
            new RowChange.PutDue(caseId, Samples.Id(30), Now.AddDays(1)),
            new RowChange.PutDue(caseId, null, Now.AddDays(3)),
            new RowChange.AddNotice(Samples.Notice(40, caseId, Now)),
            new RowChange.AddBookmark(new BookmarkRow { Id = Samples.Id(50), InstanceId = caseId, Kind = "Task", Key = null }));
        One(opened).ShouldBeOfType<WriteOutcome.Committed>();
        Rows(context => context.Cases).Single().ShouldBe(Samples.Case(1, Now) with { DueAt = Now.AddDays(3) });
        Rows(context => context.Tasks).Single().ShouldBe(task with { DueAt = Now.AddDays(1) });
        (await _store.ToldDues(caseId, Cancellation)).ShouldBe([new ToldDue(Samples.Id(30), Now.AddDays(1))]);
        (await _store.ToldDues(Samples.Id(2), Cancellation)).ShouldBeEmpty();

        var done = task with { Assignee = "p1", Status = Casework.Tasks.CaseTaskStatus.Completed, Outcome = "handled", CompletedBy = "p1", CompletedAt = Now };
        One(Samples.Move(opened, Now.AddHours(1),
            new RowChange.PutCase(Samples.Case(1, Now) with { Title = "New", Stage = CaseStage.Closed, Status = CaseStatus.Closed, ClosedAt = Now, UpdatedAt = Now.AddHours(1) }),
            new RowChange.PutTask(done),
            new RowChange.PutClock(Samples.Clock(30, caseId, Now, null) with { Status = Casework.Clocks.ClockStatus.Stopped, StoodAt = Now.AddHours(1) }),
            new RowChange.SignNotice(Samples.Id(40), "p2", Now.AddHours(1)),
            new RowChange.BurnBookmark(Samples.Id(50)))).ShouldBeOfType<WriteOutcome.Committed>();

        var @case = Rows(context => context.Cases).Single();
        (@case.Title, @case.Stage, @case.ClosedAt, @case.DueAt).ShouldBe(("New", CaseStage.Closed, Now, Now.AddDays(3)));
        Rows(context => context.Tasks).Single().ShouldBe(done with { DueAt = Now.AddDays(1) });
        (await _store.ToldDues(caseId, Cancellation)).ShouldBeEmpty();
        Rows(context => context.Clocks).Single().StoodAt.ShouldBe(Now.AddHours(1));
        var notice = Rows(context => context.Notices).Single();
        (notice.Status, notice.SignedBy, notice.SignedAt).ShouldBe((Casework.Notices.NoticeStatus.Signed, "p2", Now.AddHours(1)));
        Rows(context => context.Bookmarks).ShouldBeEmpty();
    }

    [Fact]
    public void Numbers_are_never_given_twice()
    {
        One(new Write.TakeNumbers("day", 3)).ShouldBe(new WriteOutcome.Numbers(1, 3));
        One(new Write.TakeNumbers("day", 2)).ShouldBe(new WriteOutcome.Numbers(4, 2));
        One(new Write.TakeNumbers("other", 1)).ShouldBe(new WriteOutcome.Numbers(1, 1));
        One(new Write.TakeNumbers("day", 1)).ShouldBe(new WriteOutcome.Numbers(6, 1));
    }

    [Fact]
    public async Task A_definition_is_kept_as_it_was_first_loaded()
    {
        var row = new DefinitionRow { ContentHash = "abc", DefinitionId = "d", Version = 1, Json = "{}", LoadedAt = Now };
        One(new Write.KeepDefinition(row)).ShouldBeOfType<WriteOutcome.Committed>();
        One(new Write.KeepDefinition(row with { Json = "other" })).ShouldBeOfType<WriteOutcome.Committed>();

        (await _store.FindDefinition("abc", Cancellation)).ShouldBe(row);
        (await _store.FindDefinition("abd", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public void Sources_keys_and_refusals_are_kept()
    {
        var source = new WebhookSourceRow { Name = "hotline", ProtectedSecret = "s1", CreatedAt = Now };
        var key = new ApiKeyRow { Id = Samples.Id(1), Name = "k", KeyHash = [1, 2], Scopes = "cases:read", CreatedAt = Now };
        One(new Write.PutWebhookSource(source));
        One(new Write.PutWebhookSource(source with { ProtectedSecret = "s2", DisabledAt = Now }));
        One(new Write.PutApiKey(key));
        One(new Write.PutApiKey(key with { RevokedAt = Now }));
        One(new Write.RecordRefusal(new AuditRow { At = Now, Actor = "p1", CaseId = null, Command = "Claim", Code = "not-yours", Reason = "Expected." }));

        Rows(context => context.WebhookSources).Single().ShouldBe(source with { ProtectedSecret = "s2", DisabledAt = Now });
        Rows(context => context.ApiKeys).Single().RevokedAt.ShouldBe(Now);
        Rows(context => context.Audit).Single().Code.ShouldBe("not-yours");
    }

    [Fact]
    public void Every_write_is_known()
    {
        var known = typeof(Write).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(Write))).ToHashSet();
        Write[] samples =
        [
            Samples.Opening(1, Now),
            new Write.DropTimer(new TimerClaim(Samples.Id(1), "a", 1, Now)),
            new Write.PutOffTimer(new TimerClaim(Samples.Id(1), "a", 1, Now), 1, Now, null, "x"),
            new Write.ReleaseTimer(Samples.Id(1), "a", Now),
            new Write.LeaseOutbox("o", 1, Now, Now),
            new Write.SettleOutbox("o", []),
            new Write.ReviveOutbox(Samples.Id(1), Now),
            new Write.SplitMessage(new MessageClaim(Samples.Id(1), "o"), Now, [], []),
            new Write.RenewLease("o", Now, Now),
            new Write.KeepEvent(new MessageClaim(Samples.Id(1), "o"), new KeptEventRow { MessageId = Samples.Id(1), Name = "n", KeptAt = Now }, "{}"),
            new Write.WithdrawMessage(Samples.Id(1), "r"),
            new Write.PostMessage(Samples.Message(1, Samples.Id(1), Now), Samples.Incoming("posted", 1, Now)),
            new Write.ExpireEvents(Now, "r"),
            new Write.PutTriggerStart(new TriggerStartRow { DefinitionId = "d", ActivityId = "a", ProgramHash = "h", LastAt = Now }),
            new Write.SkipTriggerStart(new TriggerClaim("d", "a", Now, Now.AddMinutes(1))),
            new Write.DropTriggerStart("d", "a"),
            new Write.PurgeOutbox(0, 1, Now),
            new Write.PurgeInbox([new MessageKey("s", "m")], Now),
            new Write.PutStays(Samples.Id(1), 1, []),
            new Write.TakeNumbers("n", 1),
            new Write.KeepDefinition(new DefinitionRow { ContentHash = "h", DefinitionId = "d", Version = 1, Json = "{}", LoadedAt = Now }),
            new Write.ChangeDefinitions([new DefinitionChange(new DefinitionActRow { DefinitionId = "d", Revision = 1, Act = DefinitionAct.Deleted, At = Now, By = "a" }, [])]),
            new Write.AskReview(new ReviewRow { Id = Samples.Id(1), Kind = ReviewKind.Policy, SubjectId = "s", Title = "t", Content = "c", ContentHash = "h", AskedBy = "a", AskedAt = Now, State = ReviewState.Asked }),
            new Write.DecideReview(new ReviewDecision(Samples.Id(1), ReviewState.Refused, "b", Now, "no")),
            new Write.PutSetting(new SettingRow { Name = "n", Revision = 1, Value = "v", SetBy = "a", SetAt = Now }),
            new Write.ChangeFiles([new FileDeed(new FileActRow { Path = "policies/a.yaml", Revision = 1, Act = FileAct.SetAside, Version = 1, At = Now, By = "a" }, [])]),
            new Write.AddBulletin(new BulletinRow { Id = Samples.Id(1), Kind = BulletinKind.Ranking, ScheduleId = "s", Period = "2026-11", Edition = 1, Status = BulletinStatus.Draft, DueAt = Now, MadeAt = Now, Content = "{}" }, ["p"]),
            new Write.PublishBulletin(Samples.Id(1), "b", Now),
            new Write.SignBulletin(Samples.Id(1), "p", Now),
            new Write.WithdrawBulletin(Samples.Id(1), "b", Now, "r"),
            new Write.PutWebhookSource(new WebhookSourceRow { Name = "n", ProtectedSecret = "s", CreatedAt = Now }),
            new Write.PutApiKey(new ApiKeyRow { Id = Samples.Id(1), Name = "n", KeyHash = [1], Scopes = "", CreatedAt = Now }),
            new Write.RecordRefusal(new AuditRow { At = Now, Actor = "a", Command = "c", Code = "c", Reason = "r" }),
        ];

        samples.Select(write => write.GetType()).ShouldBe(known, ignoreOrder: true);
        _store.Commit(samples).ShouldAllBe(outcome => outcome is WriteOutcome.Committed || outcome is WriteOutcome.Conflict || outcome is WriteOutcome.Lost || outcome is WriteOutcome.Numbers || outcome is WriteOutcome.Leased || outcome is WriteOutcome.Purged);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private WriteOutcome One(Write write) => _store.Commit([write]).ShouldHaveSingleItem();

    private List<T> Rows<T>(Func<GridDbContext, IQueryable<T>> query)
        where T : class
    {
        using var context = _database.CreateDbContext();
        return [.. query(context).AsNoTracking()];
    }
}
