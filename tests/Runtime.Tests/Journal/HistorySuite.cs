using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Delivery;
using GridWorkflow.Runtime.Tests.Desk;
using GridWorkflow.Runtime.Ways;
using GridWorkflow.Workflow.Delivery;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace GridWorkflow.Runtime.Tests.Journal;

/// <summary>Every instance of a stored history is rebuilt from its journal and is the same, bit for bit.</summary>
public abstract class HistorySuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    // Monday, 09:00 in Shanghai.
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    private static readonly ReferenceData District = ReferenceData.Load(WorkflowFolder.Read(Repository.Path("workflows"), demo: true));

    private static readonly ReferenceData Data = District with
    {
        Definitions = new DefinitionSet(
        [
            .. District.Definitions.All,
            .. Drawn.Data(
                Drawn.Sequence("waiter", Drawn.Await("wait", "Paid"), Drawn.Say("say")),
                Drawn.Sequence("random", Drawn.Activity("say", "WriteLine", "text==`${Math.random()} ${newGuidString()} ${new Date().toISOString()}`"), Drawn.Activity("nap", "Delay", "timeSpan=00:10:00"), Drawn.Activity("again", "WriteLine", "text==`${Math.random()}`")),
                Drawn.Sequence("parent", Drawn.Activity("run", "ExecuteWorkflow", "workflowDefinitionId=waiter", "waitForCompletion==true"), Drawn.Activity("say", "WriteLine", "text==JSON.stringify(getResultFromRun())")),
                Drawn.Sequence("faulty", Drawn.Activity("bad", "WriteLine", "text==nowhere.at.all")),
                Drawn.Sequence("endpoint", Drawn.Activity("in", "HttpEndpoint", "path=here"), Drawn.Activity("out", "WriteHttpResponse", "content==JSON.stringify(getQueryStringDataFromIn())"))).Definitions.All,
        ]),
    };

    private readonly TDatabase _database = new();
    private Rig _rig = null!;
    private Postman _post = null!;

    public async ValueTask InitializeAsync()
    {
        _rig = await Rig.On(_database, time: new FakeTimeProvider(Monday), decide: InstanceDesk.Decide, reference: Data);
        _post = new Postman(_rig, _database);
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Cases_that_people_and_deadlines_have_moved_any_way()
    {
        var choose = new IdSource(7, Monday);
        for (var number = 0; number < 12; number++)
            await File($"m-{number}", number % 2 == 0 ? "yangliu-1" : "yangliu-2");
        for (var step = 0; step < 120; step++)
        {
            _rig.Time.Advance(TimeSpan.FromMinutes(10 + (choose.NextBits() % 300)));
            (await _rig.Sweep.RunOnce(Rig.Cancellation)).Trouble.ShouldBeNull();
            await MoveSomething(choose);
        }

        (await Verdicts()).ShouldAllBe(verdict => verdict is ReplayVerdict.Same);
        await StaysAreWhatTheJournalSays();
        (await Rows(context => context.Stays)).ShouldContain(stay => stay.IsOverdue == true && stay.CountedMs > 0 && stay.UnitId != null);
        (await Rows(context => context.Journal)).ShouldContain(row => row.Entries.Contains("CommandRefused"));
        (await Rows(context => context.Journal)).Select(row => row.Command).Distinct().ShouldBe(["File", "Claim", "Release", "Complete", "TimerDue"], ignoreOrder: true);
    }

    [Fact]
    public async Task Workflows_that_events_timers_children_requests_and_admins_have_moved()
    {
        await _post.Start("waiter", "c");
        await _post.Start("random");
        await _post.Start("parent");
        var faulty = await _post.Start("faulty");
        var cancelled = await _post.Start("waiter", "d");
        var endpoint = await _post.Start("endpoint");
        await _post.DeliverAll();
        await _post.Publish("Paid", new Dictionary<string, object?> { ["amount"] = 7.5, ["at"] = Monday, ["無"] = null }, "c");
        await _post.DeliverAll();
        (await _rig.Instances.Retry(faulty, new Actor("admin"), "bad", Rig.Cancellation)).ShouldBeOfType<MoveOutcome.Moved>();
        (await _rig.Instances.Cancel(cancelled, new Actor("admin"), "no longer wanted", Rig.Cancellation)).ShouldBeOfType<MoveOutcome.Moved>();
        var waiting = (await _rig.Waiters.ForEndpoint("here", null, Rig.Cancellation)).ShouldHaveSingleItem().Waiting;
        var call = new HttpCall("GET", "here") { Query = System.Collections.Immutable.ImmutableSortedDictionary<string, object?>.Empty.Add("q", "1") };
        (await _rig.Instances.Wake(endpoint, waiting.BookmarkId, call.ToPayload(), new Actor("system:http"), Rig.Cancellation)).ShouldBeOfType<MoveOutcome.Moved>();
        _rig.Time.Advance(TimeSpan.FromMinutes(10));
        await _rig.Sweep.RunOnce(Rig.Cancellation);
        await _post.Publish("Paid");
        await _post.DeliverAll();

        (await Verdicts()).ShouldAllBe(verdict => verdict is ReplayVerdict.Same);
        await StaysAreWhatTheJournalSays();
        (await Rows(context => context.Stays)).ShouldContain(stay => stay.FaultedAt != null);
        (await Rows(context => context.Journal)).Select(row => row.Command).Distinct().ShouldBe(["Start", "Wake", "TimerDue", "RetryActivity", "Cancel"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_changed_row_leads_elsewhere_and_missing_data_is_said_so()
    {
        var id = await _post.Start("waiter");
        await _post.Publish("Paid", 1L);
        await _post.DeliverAll();
        var instance = (await _rig.Store.Load(id, Rig.Cancellation)).ShouldNotBeNull();
        var rows = (await Rows(context => context.Journal)).OrderBy(row => row.Seq).ToList();

        Replay(instance, [rows[0], rows[1] with { Entries = rows[1].Entries.Replace("got 1", "got 2", StringComparison.Ordinal) }]).ShouldBeOfType<ReplayVerdict.Different>().Seq.ShouldBe(2);
        Replay(instance, [rows[0]]).ShouldBeOfType<ReplayVerdict.Different>().Seq.ShouldBe(2);
        Replay(instance, [rows[0], rows[1] with { ProgramHash = "gone" }]).ShouldBeOfType<ReplayVerdict.Unknown>().Seq.ShouldBe(2);
        Replay(instance, [rows[0] with { Entries = """{"seed":"0000000000000001","entries":[],"steps":[]}""" }]).ShouldBeOfType<ReplayVerdict.Unknown>().Seq.ShouldBe(1);
        HistoryReplay.Run(instance, rows, Data.Definitions.Pinned, _ => null).ShouldBeOfType<ReplayVerdict.Unknown>();
    }

    private async Task MoveSomething(IdSource choose)
    {
        var tasks = await Rows(context => context.Tasks.Where(task => task.Status == CaseTaskStatus.Open).OrderBy(task => task.Id));
        if (tasks.Count == 0)
            return;
        var task = tasks[(int)(choose.NextBits() % (ulong)tasks.Count)];
        var person = task.Assignee ?? District.Organisation.HoldersOf(task.Role, task.UnitId).FirstOrDefault()?.Id;
        if (person is null)
            return;
        var outcomes = System.Text.Json.JsonSerializer.Deserialize<string[]>(task.Outcomes)!;
        CaseCommand command = (task.Assignee, choose.NextBits() % 4) switch
        {
            (null, _) => new CaseCommand.Claim(new Actor(person), task.Id),
            (_, 0) => new CaseCommand.Release(new Actor(person), task.Id),
            _ => new CaseCommand.Complete(new Actor(person), task.Id, outcomes[(int)(choose.NextBits() % (ulong)outcomes.Length)], "Seen 已閱."),
        };
        // Now and then somebody tries who may not; the line of it is history, too.
        if (choose.NextBits() % 8 == 0)
            await _rig.Runner.Run(task.CaseId, new CaseCommand.Claim(new Actor("wang-min"), task.Id), null, Rig.Cancellation);
        await _rig.Runner.Run(task.CaseId, command, null, Rig.Cancellation);
    }

    private async Task File(string messageId, string grid)
    {
        var report = new Report { Title = "Neighbours quarrel 鄰里矛盾", CategoryCode = "G0101", GridCode = grid, Reporter = new Reporter("Ming", "resident@example.org", null) };
        (await _rig.Runner.File("webhook:hotline", messageId, [1], report, Rig.Cancellation)).ShouldBeOfType<IntakeOutcome.Filed>();
    }

    /// <summary>Also when they are all lost: they are made anew as they were.</summary>
    private async Task StaysAreWhatTheJournalSays()
    {
        var written = await Rows(context => context.Stays.OrderBy(stay => stay.InstanceId).ThenBy(stay => stay.Execution));
        written.ShouldNotBeEmpty();
        await using (var context = _database.CreateDbContext())
            await context.Stays.ExecuteDeleteAsync(Rig.Cancellation);
        var rebuild = new StayRebuild(_database.Database, _rig.Pipeline, _rig.Catalog, Microsoft.Extensions.Logging.Abstractions.NullLogger<StayRebuild>.Instance);
        (await rebuild.RunOnce(Rig.Cancellation)).ShouldBe(written.Select(stay => stay.InstanceId).Distinct().Count());
        (await Rows(context => context.Stays.OrderBy(stay => stay.InstanceId).ThenBy(stay => stay.Execution))).ShouldBe(written);
        (await rebuild.RunOnce(Rig.Cancellation)).ShouldBe(0);
    }

    private async Task<List<ReplayVerdict>> Verdicts()
    {
        var journal = (await Rows(context => context.Journal)).ToLookup(row => row.CaseId);
        return [.. (await Rows(context => context.Instances)).Select(instance => Replay(instance, journal[instance.Id].OrderBy(row => row.Seq)))];
    }

    private static ReplayVerdict Replay(InstanceRow instance, IEnumerable<JournalRow> rows) =>
        HistoryReplay.Run(instance, rows, Data.Definitions.Pinned, hash => hash == Data.ContentHash ? Data : null);

    private async Task<List<T>> Rows<T>(Func<GridDbContext, IQueryable<T>> query)
        where T : class
    {
        await using var context = _database.CreateDbContext();
        return await query(context).AsNoTracking().ToListAsync(Rig.Cancellation);
    }
}
