using System.Security.Cryptography;
using GridWorkflow.Runtime;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Delivery;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Timers;
using GridWorkflow.Simulation.Tests.Faults;
using GridWorkflow.Simulation.Tests.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridWorkflow.Simulation.Tests.City;

/// <summary>One life of a node, from its start to its crash: the product's own parts, put together as the product does it.</summary>
internal sealed class NodeLife : Strand, IDisposable
{
    private readonly FaultyStore _store;
    private readonly CommitPipeline _pipeline;
    private readonly ReferenceCatalog _catalog;
    private readonly InstanceTurns _turns;
    private readonly Bell _timers = new();
    private readonly Bell _messages = new();
    private readonly Bell _starts = new();
    private readonly List<Action> _callers = [];
    private readonly int _batch;
    private bool _writeIsSet;
    private bool _nothingWaits;
    private int _leases;

    public NodeLife(Town town, Node node, string name)
        : base(town.Scheduler, name)
    {
        Town = town;
        Node = node;
        _batch = town.Dice.Of([1, 2, 5, 25]);
        _store = town.Connect(this);
        _pipeline = new CommitPipeline(_store, new CommitOptions(town.Dice.Of([3, 256, 256]), town.Dice.Of([1, 4, 16]), TimeSpan.FromSeconds(1), Lanes: 0), NullLogger<CommitPipeline>.Instance);
        _catalog = new ReferenceCatalog(_store, _pipeline, node.Clock);
        _turns = new InstanceTurns(_store, _pipeline, _catalog, node.Clock, new SeededRandom(town.Dice.Bits()), NullLogger<InstanceTurns>.Instance, town.Decide);
        Cases = new CaseRunner(_store, _pipeline, _catalog, _turns, node.Clock);
        Instances = new InstanceRunner(_turns, _catalog, node.Clock);
        Sweep = new TimerSweep(_store, _pipeline, _turns, node.Clock, SweepOptions.Default, NullLogger<TimerSweep>.Instance);
        Outbox = new OutboxQueue(_store, _pipeline, _turns, node.Clock);
        Delivery = new MessageDelivery(_pipeline, Instances, Cases, _turns, new WaiterQueries(_store, _catalog), _catalog, node.Clock, NullLoggerFactory.Instance);
        Events = new EventIntake(_pipeline, _turns, node.Clock);
        Triggers = new TriggerSweep(_store, _pipeline, Instances, _catalog, node.Clock, NullLogger<TriggerSweep>.Instance);
    }

    public Town Town { get; }

    public Node Node { get; }

    public CaseRunner Cases { get; }

    public InstanceRunner Instances { get; }

    public TimerSweep Sweep { get; }

    public OutboxQueue Outbox { get; }

    public MessageDelivery Delivery { get; }

    public EventIntake Events { get; }

    public TriggerSweep Triggers { get; }

    /// <summary>It has its definitions and takes commands.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Loads the definitions, then runs its processes until it dies.</summary>
    public async Task Live()
    {
        while (!IsReady)
        {
            try
            {
                await _catalog.Use(Workflows.Data);
                IsReady = true;
            }
            catch (StoreUnavailableException)
            {
                await Pause(TimeSpan.FromSeconds(5));
            }
        }

        await Task.WhenAll(SweepTimers(), SendMessages(), StartByTime());
    }

    /// <summary>Somebody waits for an answer of this node; when it dies, he hears nothing.</summary>
    public void Hang(Action lost) => _callers.Add(lost);

    /// <summary>New work was committed by some node.</summary>
    public void Ring(bool timers, bool messages)
    {
        if (timers)
            _timers.Ring(this);
        if (messages)
            _messages.Ring(this);
    }

    /// <summary>The clock shows another time: whoever sleeps to an instant looks again.</summary>
    public void ClockJumped()
    {
        _timers.Ring(this);
        _messages.Ring(this);
        _starts.Ring(this);
    }

    /// <summary>All that was under way is gone.</summary>
    public void Die()
    {
        Cut();
        foreach (var lost in _callers)
            lost();
        Dispose();
    }

    public void Dispose()
    {
        _pipeline.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _turns.Dispose();
        _store.Dispose();
    }

    /// <summary>What a step has left in the queue is written by a step of its own.</summary>
    public override void AfterStep()
    {
        var nothing = _nothingWaits;
        _nothingWaits = false;
        if (nothing || _writeIsSet || IsCut)
            return;
        _writeIsSet = true;
        var delay = Town.Plan.Delay();
        if (delay > TimeSpan.Zero)
            Town.Scheduler.At(Town.Scheduler.Now + delay, this, Write);
        else
            Town.Scheduler.Ready(this, static life => ((NodeLife)life!).Write(), this);
    }

    private void Write()
    {
        _writeIsSet = false;
        _nothingWaits = _pipeline.CommitWaiting() == 0;
        if (_store.IsDying)
            Node.Crash();
    }

    private async Task SweepTimers()
    {
        while (true)
        {
            var result = await Sweep.RunOnce(CancellationToken.None);
            if (!result.More)
                await _timers.Sleep(this, result.Trouble is null ? Town.NextTimer(Node.Clock) : Town.Scheduler.Now.AddSeconds(1));
        }
    }

    private async Task SendMessages()
    {
        while (true)
        {
            try
            {
                var owner = $"{Name}:{++_leases}";
                var leased = await Outbox.Lease(owner, _batch, Jobs.LeaseTime);
                if (!leased.IsEmpty)
                    Town.Jobs.Enqueue(owner);
                if (leased.Length < _batch)
                    await _messages.Sleep(this, Town.NextMessage(Node.Clock));
            }
            catch (StoreUnavailableException)
            {
                await _messages.Sleep(this, Town.Scheduler.Now.AddSeconds(1));
            }
        }
    }

    private async Task StartByTime()
    {
        while (true)
        {
            try
            {
                await Triggers.RunOnce(CancellationToken.None);
                await _starts.Sleep(this, Town.NextStart(Node.Clock));
            }
            catch (StoreUnavailableException)
            {
                await _starts.Sleep(this, Town.Scheduler.Now.AddSeconds(1));
            }
        }
    }

    /// <summary>What the edge of a node draws at random, from the dice of the run.</summary>
    private sealed class SeededRandom(ulong seed) : RandomNumberGenerator
    {
        private readonly Dice _dice = new(seed);

        public override void GetBytes(byte[] data) => GetBytes(data.AsSpan());

        public override void GetBytes(Span<byte> data)
        {
            for (var index = 0; index < data.Length; index++)
                data[index] = (byte)_dice.Bits();
        }
    }
}
