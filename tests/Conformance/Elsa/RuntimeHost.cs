using System.Collections.Immutable;
using System.Security.Cryptography;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Runtime;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Delivery;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Sqlite;
using GridWorkflow.Runtime.Timers;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Delivery;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Definition = GridWorkflow.Workflow.Interpreter.Program;

namespace GridWorkflow.Conformance.Elsa;

/// <summary>
/// Runs instances on the product's own runtime: turns, commit pipeline, timer sweep, triggers, outbox and deliveries over SQLite. This
/// stands only where Hangfire's processes and the HTTP edge stand in a server, and where a clock would tick.
/// </summary>
internal sealed class RuntimeHost : IElsaHost, IDbContextFactory<GridDbContext>
{
    private static readonly Actor Tester = new("conformance");

    private readonly SqliteDatabase _database;
    private readonly FlowchartMode _flowchartMode;
    private readonly VirtualTime _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SqliteStore _store;
    private readonly CommitPipeline _pipeline;
    private readonly ReferenceCatalog _catalog;
    private readonly InstanceTurns _turns;
    private readonly InstanceRunner _runner;
    private readonly TimerSweep _timers;
    private readonly TriggerSweep _triggers;
    private readonly OutboxQueue _outbox;
    private readonly MessageDelivery _delivery;
    private readonly EventIntake _events;
    private readonly SeededRandom _random;
    private readonly List<Definition> _published = [];
    private readonly List<(OutboxRow Row, string Owner)> _leased = [];
    private int _leases;

    /// <param name="databases">Where the case gets its database.</param>
    /// <param name="flowchartMode">For definitions that name none.</param>
    /// <param name="seed">The same case draws the same ids each time.</param>
    public RuntimeHost(CaseDatabases databases, FlowchartMode flowchartMode, ulong seed)
    {
        _database = databases.Open();
        _flowchartMode = flowchartMode;
        _random = new SeededRandom(seed);
        _store = new SqliteStore(_database);
        _pipeline = new CommitPipeline(_store, CommitOptions.Default, NullLogger<CommitPipeline>.Instance);
        _catalog = new ReferenceCatalog(_store, _pipeline, _time);
        _turns = new InstanceTurns(_store, _pipeline, _catalog, _time, _random, NullLogger<InstanceTurns>.Instance);
        _runner = new InstanceRunner(_turns, _catalog, _time);
        _timers = new TimerSweep(_store, _pipeline, _turns, _time, SweepOptions.Default, NullLogger<TimerSweep>.Instance);
        _triggers = new TriggerSweep(_store, _pipeline, _runner, _catalog, _time, NullLogger<TriggerSweep>.Instance);
        _outbox = new OutboxQueue(_store, _pipeline, _turns, _time);
        _delivery = new MessageDelivery(
            _pipeline, _runner, new CaseRunner(_store, _pipeline, _catalog, _turns, _time), _turns, new WaiterQueries(_store, _catalog), _catalog, _time, NullLoggerFactory.Instance);
        _events = new EventIntake(_pipeline, _turns, _time);
    }

    public IReadOnlyList<string> Lines =>
    [
        .. Journal().SelectMany(row => JournalText.ReadEntries(row.Entries))
            .Where(entry => entry.Kind == nameof(LineWritten))
            .SelectMany(entry => ((string)entry.Data["text"]!).Split('\n')),
    ];

    public IReadOnlyList<HostedInstance> Instances
    {
        get
        {
            var journal = Journal().ToLookup(row => row.CaseId);
            return [.. Rows<InstanceRow>("select * from instances order by rowid").Select(row => Hosted(row, journal[row.Id]))];
        }
    }

    public GridDbContext CreateDbContext() => _database.CreateDbContext();

    public Definition Publish(byte[] json, string fileName)
    {
        var program = Definition.Compile(WorkflowDefinition.Parse(json, fileName), ActivityTypes.Elsa, new CompileOptions
        {
            FlowchartMode = _flowchartMode,
            FindDefinition = (id, version) => _published.Find(known => known.DefinitionId == id && (version is null || known.Version == version))?.Definition,
            FindActivityDefinition = name => _published.Find(known => known.Definition.UsableAsActivity && known.Definition.ActivityTypeName == name)?.Definition,
        });
        _published.RemoveAll(known => known.DefinitionId == program.DefinitionId);
        _published.Add(program);
        Do(_catalog.Use(ReferenceData.Empty with { Definitions = new DefinitionSet(_published) }));
        Do(_triggers.RunOnce(CancellationToken.None));
        return program;
    }

    public Guid? Start(StartRequest start, bool byStarter)
    {
        var order = new StartOrder(start.DefinitionId)
        {
            Input = start.Input.ToImmutableSortedDictionary(StringComparer.OrdinalIgnoreCase),
            CorrelationId = start.CorrelationId,
            Name = start.Name,
            HonoursActivation = byStarter,
        };
        var outcome = Do(_runner.Start(order, Tester));
        Settle();
        return outcome switch
        {
            StartOutcome.Started started => started.InstanceId,
            StartOutcome.Excluded => null,
            StartOutcome.Refused refused => throw new StepFailedException(refused.Refusal.Reason),
            _ => throw new InvalidOperationException($"Expected a start, but {outcome}."),
        };
    }

    public void Publish(string eventName, object? payload, string? correlationId)
    {
        if (Do(_events.Publish("conformance", null, new OutsideEvent(eventName, payload) { CorrelationId = correlationId })) is not EventOutcome.Taken)
            throw new InvalidOperationException($"Expected event '{eventName}' to be taken.");
        Settle();
    }

    public bool WaitsFor(string eventName) => Waiting().Any(waiting => waiting.Bookmark.Kind == BookmarkKinds.Event && waiting.Bookmark.Key == eventName);

    public void Resume(Predicate<Bookmark> fits, object? payload)
    {
        var (instanceId, bookmark) = Waiting().FirstOrDefault(waiting => fits(waiting.Bookmark));
        if (bookmark is null)
            throw new StepFailedException("Expected a pending bookmark, but found none.");
        Expect<MoveOutcome.Moved>(Do(_runner.Wake(instanceId, bookmark.Id, payload, Tester, CancellationToken.None)));
        Settle();
    }

    public void Cancel(Guid instanceId)
    {
        Do(_runner.Cancel(instanceId, Tester, "asked for from outside", CancellationToken.None));
        Settle();
    }

    public void Wait(TimeSpan time)
    {
        var end = _time.GetUtcNow() + time;
        while (NextDue() is { } due && due <= end)
        {
            _time.Set(due > _time.GetUtcNow() ? due : _time.GetUtcNow());
            var swept = Do(_timers.RunOnce(CancellationToken.None));
            if (swept.PutOff + swept.Parked > 0 || swept.Trouble is not null)
                throw new InvalidOperationException($"Expected every timer to fire, but {swept}.");
            Settle();
            Do(_triggers.RunOnce(CancellationToken.None));
            Settle();
        }

        _time.Set(end);
    }

    public void Dispose()
    {
        Do(_pipeline.DisposeAsync().AsTask());
        _turns.Dispose();
        _store.Dispose();
        _random.Dispose();
        CaseDatabases.Close(_database);
    }

    /// <summary>Delivers until nothing is left: what runs in place of an activity first, the rest in the order in which it was left.</summary>
    private void Settle()
    {
        while (true)
        {
            var owner = $"conformance-{++_leases}";
            _leased.AddRange(Do(_outbox.Lease(owner, 1000, TimeSpan.FromDays(3650))).Where(row => MessageDelivery.Takes(row.Kind)).Select(row => (row, owner)));
            if (_leased.Count == 0)
                return;
            var index = Math.Max(0, _leased.FindIndex(message => MessageDelivery.GoesFirst(message.Row)));
            var (row, held) = _leased[index];
            _leased.RemoveAt(index);
            if (Do(_delivery.Deliver(row, held, CancellationToken.None)) is not { } settlement)
                continue;
            if (settlement is not Settlement.Sent)
                throw new InvalidOperationException($"Expected message {row.Kind} to be delivered, but {settlement}.");
            Do(_outbox.Settle(held, [settlement]));
        }
    }

    private IEnumerable<(Guid InstanceId, Bookmark Bookmark)> Waiting()
    {
        var states = Instances.Where(instance => instance.State.Status == InstanceStatus.Running).ToDictionary(instance => instance.Id);
        return Rows<BookmarkRow>("select * from bookmarks order by rowid")
            .Where(row => states.ContainsKey(row.InstanceId))
            .Select(row => (row.InstanceId, states[row.InstanceId].State.Bookmarks.Single(bookmark => bookmark.Id == row.Id)));
    }

    private DateTimeOffset? NextDue()
    {
        var starts = Rows<TriggerStartRow>("select * from trigger_starts").Select(row => _published.Find(program => program.DefinitionId == row.DefinitionId) is { } program
            ? TriggerSchedule.Next(program.Triggers.Single(trigger => trigger.ActivityId == row.ActivityId), row.LastAt)
            : null);
        return starts.Append(Do(_timers.NextDue(CancellationToken.None).AsTask())).Min();
    }

    private HostedInstance Hosted(InstanceRow row, IEnumerable<JournalRow> journal)
    {
        var program = Do(_catalog.Pinned(row.ProgramHash, CancellationToken.None).AsTask()) ?? throw new InvalidOperationException($"Expected program {row.ProgramHash}, but it is not kept.");
        var hosted = new HostedInstance(program, row.Id);
        foreach (var line in journal)
        {
            var steps = JournalText.ReadPath(line.Entries).Where(step => step.ActivityId != program.Activities[0].Id);
            hosted.Apply(steps.Select(step => (step.Execution, step.ActivityId, step.Kind)), StoredState.Read(row, program), line.Command == "Cancel");
        }

        return hosted;
    }

    private List<JournalRow> Journal() => Rows<JournalRow>("select * from journal order by rowid");

    private List<T> Rows<T>(string sql)
        where T : class
    {
        using var context = CreateDbContext();
        return [.. context.Set<T>().FromSqlRaw(sql).AsNoTracking()];
    }

    private static void Expect<T>(object outcome)
    {
        if (outcome is not T)
            throw new InvalidOperationException($"Expected {typeof(T).Name}, but {outcome}.");
    }

    private static void Do(Task task) => task.GetAwaiter().GetResult();

    private static T Do<T>(Task<T> task) => task.GetAwaiter().GetResult();

    /// <summary>Gives the same bytes each time.</summary>
    private sealed class SeededRandom(ulong seed) : RandomNumberGenerator
    {
        private readonly IdSource _source = new(seed, DateTimeOffset.UnixEpoch);
        private readonly Lock _gate = new();

        public override void GetBytes(byte[] data)
        {
            lock (_gate)
            {
                for (var index = 0; index < data.Length; index++)
                    data[index] = (byte)_source.NextBits();
            }
        }
    }
}
