using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Simulation.Tests.Faults;
using GridWorkflow.Simulation.Tests.Invariants;
using GridWorkflow.Simulation.Tests.Scheduling;
using GridWorkflow.Simulation.Tests.Store;
using GridWorkflow.Workflow.Delivery;

namespace GridWorkflow.Simulation.Tests.City;

/// <summary>One run: a database, the nodes over it, the people who use them, and all that can go wrong.</summary>
internal sealed class Town : IDisposable
{
    /// <summary>Monday, 08:00 in Shanghai.</summary>
    public static readonly DateTimeOffset Monday = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly Trace _trace;
    private readonly Node[] _nodes;
    private readonly Func<SimDatabase, IStore> _open;
    private readonly Plant _plant;
    private int _clients;

    public Town(ulong seed, RunOptions options, Trace trace)
    {
        _trace = trace;
        _plant = options.Plant;
        _open = options.Open ?? (static database => new SimStore(database));
        Dice = new Dice(seed);
        Scheduler = new Scheduler(Dice, Monday) { BeforeStep = CrashByChance };
        Ground = new Strand(Scheduler, "town");
        Plan = new FaultPlan(Dice);
        Database = new SimDatabase(_plant);
        Jobs = new Jobs(this);
        Receiver = new Receiver(this);
        Memory = new Memory(this);
        Watch = new CommitWatch(this);
        Decide = options.Decide ?? InstanceDesk.Decide;
        Length = TimeSpan.FromDays(Dice.Of([1, 3, 20]));
        _nodes = [.. Enumerable.Range(1, Dice.Between(2, 3)).Select(number => new Node(number, this))];
        foreach (var node in _nodes)
            Scheduler.At(Monday, Ground, node.Start);
    }

    public Dice Dice { get; }

    public Scheduler Scheduler { get; }

    public FaultPlan Plan { get; }

    /// <summary>What never crashes: the receivers, the queue of jobs, the power supply.</summary>
    public Strand Ground { get; }

    public SimDatabase Database { get; }

    public Jobs Jobs { get; }

    public Receiver Receiver { get; }

    public Memory Memory { get; }

    public CommitWatch Watch { get; }

    public Decider Decide { get; }

    /// <summary>How long people come and things go wrong.</summary>
    public TimeSpan Length { get; }

    /// <summary>What was broken first; null: nothing.</summary>
    public Violation? Broken { get; private set; }

    public void Note(string who, string what, long number = 0, Guid id = default) => _trace.Note(Scheduler.Now, who, what, number, id);

    public void Mix(ReadOnlySpan<byte> bytes) => _trace.Mix(bytes);

    public void Violate(string invariant, string found)
    {
        Broken ??= new Violation(invariant, found);
        Note("WATCH", $"{invariant}: {found}");
    }

    /// <summary>Runs a client, or a task of a node, on its strand. What it throws is a fault of the product.</summary>
    public void Begin(Strand strand, Func<Task> run) => Scheduler.Ready(strand, _ => _ = Guarded(strand, run), null);

    /// <summary>Begins a client at an instant.</summary>
    public void Come(string name, TimeSpan after, Func<Strand, Task> run)
    {
        var client = new Strand(Scheduler, name);
        _clients++;
        Scheduler.At(Monday + after, client, () => _ = Guarded(client, async () =>
        {
            await run(client);
            _clients--;
        }));
    }

    public bool HasClients => _clients > 0;

    /// <summary>A node that is up, or null.</summary>
    public NodeLife? SomeLife()
    {
        var life = Dice.Of(_nodes).Life;
        return life is { IsReady: true } ? life : null;
    }

    /// <summary>Asks some node for something.</summary>
    /// <returns>Null: no answer came. It may have been done all the same.</returns>
    public async Task<T?> Ask<T>(Strand client, Func<NodeLife, Task<T>> ask)
        where T : class
    {
        if (SomeLife() is not { } life)
        {
            await client.Pause(TimeSpan.FromSeconds(1));
            return null;
        }

        var loses = Plan.LosesAnswer();
        var answer = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        life.Hang(() =>
        {
            if (answer.TrySetResult(null))
                Watch.See("no answer");
        });
        Begin(life, async () =>
        {
            var given = await ask(life);
            answer.TrySetResult(loses ? null : given);
        });
        if (loses && Dice.Chance(5000))
            Scheduler.At(Scheduler.Now + Dice.Span(TimeSpan.Zero, TimeSpan.FromSeconds(2)), Ground, () => answer.TrySetResult(null));
        return await answer.Task;
    }

    public FaultyStore Connect(Strand life) => new(
        _open(Database), life, Plan, Watch.Committed, _plant.HasFlag(Plant.AnswerBeforeCommit) ? new EarlyAnswers(Database, Scheduler, life, Dice) : null);

    /// <summary>All nodes look for the new work at their next poll.</summary>
    public void Ring(bool timers, bool messages)
    {
        foreach (var node in _nodes)
            node.Life?.Ring(timers, messages);
    }

    /// <summary>When the next timer is due by this clock, as a poll would find out.</summary>
    public DateTimeOffset? NextTimer(NodeClock clock) =>
        Database.Timers.Rows.Where(timer => timer.ParkedAt is null).Min(timer => (DateTimeOffset?)timer.NextAt) is { } next ? clock.Shows(next) : null;

    /// <summary>When the next message can be leased by this clock, as a poll would find out.</summary>
    public DateTimeOffset? NextMessage(NodeClock clock) => Database.Outbox.Rows
        .Where(row => row.Status == OutboxStatus.Pending)
        .Min(row => (DateTimeOffset?)(row.LockedUntil > row.NextAt ? row.LockedUntil.Value : row.NextAt)) is { } next ? clock.Shows(next) : null;

    public DateTimeOffset? NextStart(NodeClock clock) => Workflows.Data.Definitions.Published
        .SelectMany(program => program.Triggers.Where(TriggerSchedule.IsTimed).Select(trigger =>
            Database.TriggerStarts.Find((program.DefinitionId, trigger.ActivityId)) is { } row ? TriggerSchedule.Next(trigger, row.LastAt) : null))
        .Min() is { } next ? clock.Shows(next) : null;

    /// <summary>The clocks of nodes go wrong now and then.</summary>
    public async Task Drift(Strand strand)
    {
        while (!Plan.IsOver)
        {
            await strand.Pause(Dice.Span(TimeSpan.FromMinutes(5), TimeSpan.FromHours(8)));
            if (Plan.ClockJumps())
                SetClock(Dice.Of(_nodes), Dice.Of([TimeSpan.Zero, Dice.Span(TimeSpan.FromSeconds(-30), TimeSpan.FromSeconds(30)), Dice.Span(TimeSpan.FromHours(-1), TimeSpan.FromHours(1))]));
        }
    }

    /// <summary>Nothing goes wrong any more, and all nodes are up.</summary>
    public void Calm()
    {
        Plan.End();
        foreach (var node in _nodes)
            SetClock(node, TimeSpan.Zero);
    }

    public void Dispose()
    {
        foreach (var node in _nodes)
            node.Life?.Die();
    }

    private void SetClock(Node node, TimeSpan error)
    {
        if (node.Clock.Error == error)
            return;
        Watch.See("clock jump");
        Note("clock", "jumps by ms", (long)(error - node.Clock.Error).TotalMilliseconds);
        node.Clock.Error = error;
        node.Life?.ClockJumped();
    }

    private void CrashByChance(Strand strand)
    {
        if (strand is NodeLife life && Plan.CrashesNow())
            life.Node.Crash();
    }

    private async Task Guarded(Strand strand, Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (StoreUnavailableException)
        {
            // The caller hears nothing.
        }
#pragma warning disable CA1031 // Whatever a part throws that nobody caught is what the run is for.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Violate("nothing is thrown", $"{strand.Name}: {failure}");
        }
    }
}

/// <summary>An invariant that was broken.</summary>
internal sealed record Violation(string Invariant, string Found);

/// <summary>What a run is made of, besides its seed.</summary>
internal sealed record RunOptions
{
    public Plant Plant { get; init; }

    /// <summary>Decides in place of the product's desk; null: the product's.</summary>
    public Decider? Decide { get; init; }

    /// <summary>Opens the store of a node over the simulated database, or over a real one beside it.</summary>
    public Func<SimDatabase, IStore>? Open { get; init; }

    /// <summary>Looks at the town when the run has ended.</summary>
    public Action<Town>? AtEnd { get; init; }
}
