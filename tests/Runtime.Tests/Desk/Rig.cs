using System.Security.Cryptography;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Delivery;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Timers;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GridWorkflow.Runtime.Tests.Desk;

/// <summary>One node: store, pipeline, runner, sweep and outbox over a test database, with a clock that stands still.</summary>
public sealed class Rig : IAsyncDisposable
{
    public static readonly DateTimeOffset Morning = new(2026, 11, 24, 1, 0, 0, TimeSpan.Zero);

    private readonly IStore _store;

    private Rig(TestDatabase database, Func<IStore, IStore> wrap, FakeTimeProvider time, CommitOptions options, ulong seed, Decider decide)
    {
        Time = time;
        _store = wrap(database.OpenStore());
        Pipeline = new CommitPipeline(_store, options, NullLogger<CommitPipeline>.Instance);
        Catalog = new ReferenceCatalog(_store, Pipeline, Time);
        Turns = new InstanceTurns(_store, Pipeline, Catalog, Time, new SeededRandom(seed), NullLogger<InstanceTurns>.Instance, decide);
        Runner = new CaseRunner(_store, Pipeline, Catalog, Turns, Time);
        Repeats = new RepeatWatch(database, Runner, Catalog);
        Instances = new InstanceRunner(Turns, Catalog, Time);
        Sweep = new TimerSweep(_store, Pipeline, Turns, Time, SweepOptions.Default, NullLogger<TimerSweep>.Instance);
        Outbox = new OutboxQueue(_store, Pipeline, Turns, Time);
        Waiters = new WaiterQueries(_store, Catalog);
        Delivery = new MessageDelivery(Pipeline, Instances, Runner, Turns, Waiters, Catalog, Time, NullLoggerFactory.Instance, Repeats);
        Routes = new EndpointRoutes(Catalog, Waiters);
        Events = new EventIntake(Pipeline, Turns, Time);
        Triggers = new TriggerSweep(_store, Pipeline, Instances, Catalog, Time, NullLogger<TriggerSweep>.Instance);
        Definitions = new DefinitionQueries(database);
        FileQueries = new FileQueries(database);
        Reviews = new ReviewQueue(Pipeline, database, Time, new SeededRandom(seed + 7000));
        Rule = new TwoPersonRule(Pipeline, database, Reviews, Time);
        Library = new DefinitionLibrary(Catalog, Pipeline, Definitions, FileQueries, Reviews, Rule, Time, new SeededRandom(seed), NullLogger<DefinitionLibrary>.Instance);
        Files = new FileLibrary(Library, Catalog, Pipeline, FileQueries, Definitions, Reviews, Rule, Time);
        Migrations = new MigrationDesk(Catalog, Library, Definitions, Pipeline, _store, Reviews, Rule, database, Time, new SeededRandom(seed));
        Desk = new ReviewDesk(Reviews, Pipeline, [Rule, new ReviewedDefinitions(Library), new ReviewedFiles(Files), new ReviewedMigrations(Migrations)], Time);
        Queries = new CaseQueries(database);
        Troubles = new TroubleQueries(database);
    }

    public FakeTimeProvider Time { get; }

    public IStore Store => _store;

    public CommitPipeline Pipeline { get; }

    public ReferenceCatalog Catalog { get; }

    public InstanceTurns Turns { get; }

    public CaseRunner Runner { get; }

    public RepeatWatch Repeats { get; }

    public InstanceRunner Instances { get; }

    public WaiterQueries Waiters { get; }

    public MessageDelivery Delivery { get; }

    public EndpointRoutes Routes { get; }

    public EventIntake Events { get; }

    public TriggerSweep Triggers { get; }

    public TimerSweep Sweep { get; }

    public OutboxQueue Outbox { get; }

    public DefinitionQueries Definitions { get; }

    public DefinitionLibrary Library { get; }

    public ReviewQueue Reviews { get; }

    public TwoPersonRule Rule { get; }

    public ReviewDesk Desk { get; }

    public FileQueries FileQueries { get; }

    public FileLibrary Files { get; }

    public MigrationDesk Migrations { get; }

    public CaseQueries Queries { get; }

    public TroubleQueries Troubles { get; }

    public static async Task<Rig> On(
        TestDatabase database, Func<IStore, IStore>? wrap = null, FakeTimeProvider? time = null, CommitOptions? options = null, ulong seed = 1,
        Decider? decide = null, ReferenceData? reference = null,
        IReadOnlyList<SourceFile>? files = null)
    {
        var rig = new Rig(database, wrap ?? (store => store), time ?? new FakeTimeProvider(Morning), options ?? CommitOptions.Default, seed, decide ?? TestDesk.Decide);
        if (files is null)
            await rig.Catalog.Use(reference ?? TestDesk.Reference);
        else
            await rig.Library.Open(files, data => data, Cancellation);
        return rig;
    }

    /// <summary>Opens a case and gives its id.</summary>
    public async Task<Guid> Open(string messageId = "m-1", string title = "Broken lamp") =>
        (await File(messageId, title)).ShouldBeOfType<IntakeOutcome.Filed>().CaseId;

    public Task<IntakeOutcome> File(string messageId, string title = "Broken lamp", string source = "webhook:test") =>
        Runner.File(source, messageId, SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(title)), TestDesk.Report(title), Cancellation);

    public Task<CommandOutcome> Say(Guid caseId, string text, string? key = null, string person = "p1") =>
        Runner.Run(caseId, new CaseCommand.AddRemark(new Actor(person), text), key, Cancellation);

    public async Task<ChainVerdictOf> Journal(Guid caseId)
    {
        var instance = (await _store.Load(caseId, Cancellation)).ShouldNotBeNull();
        var verdict = (await Queries.VerifyJournal(caseId, Cancellation)).ShouldNotBeNull();
        return new ChainVerdictOf(verdict, instance.Version, CaseFileFormat.Read(instance.CaseFile));
    }

    public async ValueTask DisposeAsync()
    {
        await Pipeline.DisposeAsync();
        Turns.Dispose();
        Library.Dispose();
        _store.Dispose();
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public sealed record ChainVerdictOf(Runtime.Journal.ChainVerdict Verdict, long Version, CaseFile File);
}

/// <summary>A generator that gives the same bytes each time; thread-safe.</summary>
public sealed class SeededRandom(ulong seed) : RandomNumberGenerator
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
