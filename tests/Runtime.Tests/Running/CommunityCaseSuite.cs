using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace GridWorkflow.Runtime.Tests.Running;

/// <summary>The shipped lifecycle with the real desk, all the way through the database.</summary>
public abstract class CommunityCaseSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private static readonly ReferenceData District = ReferenceData.Load(WorkflowFolder.Read(Repository.Path("workflows"), demo: true));

    // Monday, 09:00 in Shanghai.
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    private readonly TDatabase _database = new();
    private Rig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await Node(Monday, 1);

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_case_goes_from_report_to_archive_and_leaves_every_row_in_its_last_state()
    {
        var filed = await File("m-1", "yangliu-1");
        foreach (var (task, outcome, remark) in new[] { ("judge", "General", null), ("handle", "Handled", "Mended."), ("reply", "Replied", "It is mended.") })
        {
            _rig.Time.Advance(TimeSpan.FromMinutes(20));
            await Do(filed.CaseId, "zheng-kai", task, outcome, remark);
        }

        var detail = (await _rig.Queries.Case(filed.CaseId, Rig.Cancellation)).ShouldNotBeNull();
        (detail.Case.Status, detail.Case.Stage, detail.Case.PermissionClass).ShouldBe((CaseStatus.Archived, CaseStage.Archived, PermissionClass.General));
        detail.Case.DueAt.ShouldNotBeNull();
        detail.Tasks.Select(task => (task.Key, task.Status, task.CompletedBy)).ShouldBe(
            [("judge", CaseTaskStatus.Completed, "zheng-kai"), ("handle", CaseTaskStatus.Completed, "zheng-kai"), ("reply", CaseTaskStatus.Completed, "zheng-kai")]);
        detail.Tasks.ShouldAllBe(task => task.DueAt != null);
        detail.Clocks.ShouldAllBe(clock => clock.Status == ClockStatus.Stopped);
        // When the case came and when it came back for the reply; then the reply.
        (await _rig.Outbox.Lease("s", 100, TimeSpan.FromMinutes(1))).Select(row => OutboxPayload.Mail(row).Address)
            .ShouldBe(["zheng.kai@demo.example", "zheng.kai@demo.example", "resident@example.org"]);
        (await _rig.Sweep.NextDue(Rig.Cancellation)).ShouldBeNull();
        (await Rows(context => context.Bookmarks)).ShouldBeEmpty();
        (await _rig.Queries.Track(filed.TrackingToken, Rig.Cancellation)).ShouldNotBeNull().Reply.ShouldBe("It is mended.");
        (await _rig.Journal(filed.CaseId)).Verdict.ShouldBe(new ChainVerdict.Sound(7));
        (await _rig.Queries.Timeline(filed.CaseId, Rig.Cancellation)).Select(item => item.Command)
            .ShouldBe(["File", "Claim", "Complete", "Claim", "Complete", "Claim", "Complete"]);
    }

    [Fact]
    public async Task Another_grid_and_an_emergency_reach_the_rows_of_case_task_and_mail()
    {
        var report = new Report { Title = "A quarrel", CategoryCode = "G0106", GridCode = "yangliu-2" };
        var filed = (await _rig.Runner.File("webhook:hotline", "m-1", [1], report, Rig.Cancellation)).ShouldBeOfType<IntakeOutcome.Filed>();
        await Do(filed.CaseId, "xie-fang", "judge", "Coordination", null);
        await Change(new CaseCommand.Reclassify(new Actor("ma-chao"), null, null, "Over the street", RetargetBasis.Retroactive) { Grid = "yangliu-1" });
        var mails = (await Rows(context => context.Outbox)).Count(row => row.Kind == OutboxKind.Mail);
        await Change(new CaseCommand.Reclassify(new Actor("ma-chao"), null, null, "There is a knife", RetargetBasis.Retroactive) { Emergency = true });

        var detail = (await _rig.Queries.Case(filed.CaseId, Rig.Cancellation)).ShouldNotBeNull();
        (detail.Case.GridCode, detail.Case.UnitId, detail.Case.Emergency).ShouldBe(("yangliu-1", "yangliu-1", true));
        var task = detail.Tasks.Single(row => row.Status == CaseTaskStatus.Open);
        (task.Key, task.UnitId).ShouldBe(("sort", "yangliu-1"));
        task.Outcomes.ShouldContain("SkipUp");
        ((await Rows(context => context.Outbox)).Count(row => row.Kind == OutboxKind.Mail) - mails).ShouldBeGreaterThan(4);
        (await _rig.Journal(filed.CaseId)).Verdict.ShouldBeOfType<ChainVerdict.Sound>();

        async Task Change(CaseCommand command) => (await _rig.Runner.Run(filed.CaseId, command, null, Rig.Cancellation)).ShouldBeOfType<CommandOutcome.Done>();
    }

    /// <summary>A journal from before it was asked says nothing of grid and emergency.</summary>
    [Fact]
    public void A_reclassification_from_before_changes_neither_grid_nor_emergency()
    {
        var change = new CaseCommand.Reclassify(new Actor("ma-chao"), "G0102", "1", "why", RetargetBasis.Retroactive) { Grid = "yangliu-1", Emergency = true };
        var text = CommandText.Write(change);
        CommandText.Read("Reclassify", text).ShouldBe(change);
        var before = text.Replace(",\"grid\":\"yangliu-1\"", "", StringComparison.Ordinal).Replace(",\"emergency\":true", "", StringComparison.Ordinal)
            .Replace("\"grid\":\"yangliu-1\",", "", StringComparison.Ordinal).Replace("\"emergency\":true,", "", StringComparison.Ordinal);
        before.ShouldNotContain("grid");
        CommandText.Read("Reclassify", before).ShouldBe(change with { Grid = null, Emergency = null });
    }

    [Fact]
    public async Task A_case_that_nobody_touches_climbs_its_ladders_each_rung_once_at_its_instant()
    {
        var filed = await File("m-1", "yangliu-2");
        var fired = 0;
        while (await _rig.Sweep.NextDue(Rig.Cancellation) is { } due)
        {
            _rig.Time.SetUtcNow(due);
            var sweep = await _rig.Sweep.RunOnce(Rig.Cancellation);
            (sweep.PutOff, sweep.Parked, sweep.Trouble).ShouldBe((0, 0, null));
            fired += sweep.Fired;
        }

        var rungs = await Rows(context => context.RungFires);
        rungs.ShouldAllBe(rung => rung.FiredAt == rung.DueAt);
        rungs.Select(rung => (rung.ClockId, rung.Cycle, rung.RungKey)).Distinct().Count().ShouldBe(rungs.Count);
        // Six rungs on the case's clock and six on the judge's.
        rungs.Count.ShouldBe(12);
        fired.ShouldBeInRange(1, rungs.Count);
        var counts = await _rig.Queries.NoticeCounts(Rig.Cancellation);
        counts.Select(count => (count.Kind, count.Issued)).ShouldBe(
            [(NoticeKind.Reminder, 2), (NoticeKind.Warning, 2), (NoticeKind.Urging, 2), (NoticeKind.Supervision, 4), (NoticeKind.Accountability, 4), (NoticeKind.Bulletin, 4)]);
        (await _rig.Outbox.Lease("s", 100, TimeSpan.FromMinutes(1))).Length.ShouldBe(21, "one of the task that opened, one of each notice, a supervision and an accountability");
        var detail = (await _rig.Queries.Case(filed.CaseId, Rig.Cancellation)).ShouldNotBeNull();
        detail.Deliveries.Keys.Order().ShouldBe(detail.Notices.Select(notice => notice.Id).Order());
        detail.Deliveries.Values.ShouldAllBe(delivery => delivery.Status == OutboxStatus.Pending && delivery.SentAt == null);
        (await _rig.Queries.NoticesOf("song-jing", onlyUnsigned: true, new PageRequest(1), Rig.Cancellation)).Total.ShouldBe(8);
        (await _rig.Queries.Counts(_rig.Time.GetUtcNow(), Rig.Cancellation)).Overdue.ShouldBe(1);
        (await _rig.Journal(filed.CaseId)).Verdict.ShouldBeOfType<ChainVerdict.Sound>();
    }

    [Fact]
    public async Task Word_of_a_task_that_opens_at_night_waits_for_the_morning()
    {
        _rig.Time.SetUtcNow(Monday.AddHours(13));
        await File("m-1", "yangliu-1");
        (await _rig.Outbox.Lease("s", 100, TimeSpan.FromMinutes(1))).ShouldBeEmpty();
        _rig.Time.SetUtcNow(Monday.AddHours(23));
        (await _rig.Outbox.Lease("s", 100, TimeSpan.FromMinutes(1))).Select(row => OutboxPayload.Mail(row).Address).ShouldHaveSingleItem().ShouldBe("zheng.kai@demo.example");
    }

    [Fact]
    public async Task After_two_weeks_of_downtime_every_rung_fires_once_and_says_both_times()
    {
        await File("m-1", "yangliu-2");
        await _rig.DisposeAsync();
        _rig = await Node(Monday.AddDays(14), 2);

        (await _rig.Sweep.RunOnce(Rig.Cancellation)).Trouble.ShouldBeNull();
        (await _rig.Sweep.RunOnce(Rig.Cancellation)).Total.ShouldBe(0);

        var rungs = await Rows(context => context.RungFires);
        rungs.Count.ShouldBe(12);
        rungs.ShouldAllBe(rung => rung.FiredAt == Monday.AddDays(14) && rung.DueAt < rung.FiredAt);
        (await _rig.Sweep.NextDue(Rig.Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Two_people_who_claim_one_task_at_once_are_told_apart()
    {
        var filed = await File("m-1", "yangliu-1");
        var task = filed.File.Tasks.Single();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Task.Run(() => _rig.Runner.Run(filed.CaseId, new CaseCommand.Claim(new Actor("zheng-kai"), task.Id), null, Rig.Cancellation))));

        outcomes.Count(outcome => outcome is CommandOutcome.Done).ShouldBe(1);
        outcomes.Count(outcome => outcome is CommandOutcome.Unchanged).ShouldBe(7);
        (await _rig.Journal(filed.CaseId)).Version.ShouldBe(2);
    }

    [Fact]
    public async Task Somebody_of_another_grid_is_refused_and_recorded()
    {
        var filed = await File("m-1", "yangliu-1");

        var outcome = await _rig.Runner.Run(filed.CaseId, new CaseCommand.Claim(new Actor("xie-fang"), filed.File.Tasks.Single().Id), null, Rig.Cancellation);

        outcome.ShouldBeOfType<CommandOutcome.Refused>().Refusal.Kind.ShouldBe(RefusalKind.Forbidden);
        (await _rig.Troubles.Refusals(null, new PageRequest(1, 10), Rig.Cancellation)).Rows.ShouldHaveSingleItem().Row.Actor.ShouldBe("xie-fang");
        (await _rig.Journal(filed.CaseId)).Verdict.ShouldBe(new ChainVerdict.Sound(2));
        var entry = (await _rig.Queries.Timeline(filed.CaseId, Rig.Cancellation))[^1].Entries.ShouldHaveSingleItem();
        (entry.Kind, entry.Data["by"], entry.Data["role"], entry.Data["code"]).ShouldBe(("CommandRefused", "xie-fang", "grid-worker", "role-not-held"));
    }

    [Fact]
    public async Task A_notice_is_signed_once()
    {
        await File("m-1", "yangliu-2");
        _rig.Time.SetUtcNow((await _rig.Sweep.NextDue(Rig.Cancellation)).ShouldNotBeNull());
        await _rig.Sweep.RunOnce(Rig.Cancellation);
        var notice = (await Rows(context => context.Notices)).First();

        var sign = new CaseCommand.SignNotice(new Actor(notice.Recipient), notice.Id);
        (await _rig.Runner.Run(notice.CaseId, sign, null, Rig.Cancellation)).ShouldBeOfType<CommandOutcome.Done>();
        (await _rig.Runner.Run(notice.CaseId, sign, null, Rig.Cancellation)).ShouldNotBeOfType<CommandOutcome.Done>();

        (await _rig.Queries.Notice(notice.Id, Rig.Cancellation)).ShouldNotBeNull().Notice.Status.ShouldBe(NoticeStatus.Signed);
    }

    private Task<Rig> Node(DateTimeOffset now, ulong seed) =>
        Rig.On(_database, time: new FakeTimeProvider(now), seed: seed, decide: CaseDesk.Decide, reference: District);

    private async Task<(Guid CaseId, string TrackingToken, CaseFile File)> File(string messageId, string grid)
    {
        var report = new Report
        {
            Title = "Neighbours quarrel 鄰里矛盾", CategoryCode = "G0101", GridCode = grid, Reporter = new Reporter("Ming", "resident@example.org", null),
        };
        var filed = (await _rig.Runner.File("webhook:hotline", messageId, [1], report, Rig.Cancellation)).ShouldBeOfType<IntakeOutcome.Filed>();
        return (filed.CaseId, filed.TrackingToken, (await _rig.Journal(filed.CaseId)).File);
    }

    private async Task Do(Guid caseId, string person, string key, string outcome, string? remark)
    {
        var task = (await _rig.Journal(caseId)).File.Tasks.Single(open => open.Key == key);
        (await _rig.Runner.Run(caseId, new CaseCommand.Claim(new Actor(person), task.Id), null, Rig.Cancellation)).ShouldBeOfType<CommandOutcome.Done>();
        (await _rig.Runner.Run(caseId, new CaseCommand.Complete(new Actor(person), task.Id, outcome, remark), null, Rig.Cancellation)).ShouldBeOfType<CommandOutcome.Done>(key);
    }

    private async Task<List<T>> Rows<T>(Func<GridDbContext, IQueryable<T>> query)
        where T : class
    {
        await using var context = _database.CreateDbContext();
        return await query(context).AsNoTracking().ToListAsync(Rig.Cancellation);
    }
}
