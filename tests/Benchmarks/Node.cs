using System.Collections.Concurrent;
using System.Security.Cryptography;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Timers;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridWorkflow.Benchmarks;

/// <summary>Store, pipeline, turns and sweep as a host has them, with one workflow that waits and ends.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly IStore _store;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly CommitPipeline _pipeline;
    private readonly InstanceTurns _turns;
    private readonly ReferenceCatalog _catalog;
    private readonly InstanceRunner _runner;
    private readonly TimeProvider _time;

    public Node(GridDatabase database)
    {
        _store = database.OpenStore();
        _time = database.Clock();
        _pipeline = PostgresCommits.Pipeline(_store, database);
        _catalog = new ReferenceCatalog(_store, _pipeline, _time);
        _turns = new InstanceTurns(_store, _pipeline, _catalog, _time, _random, NullLogger<InstanceTurns>.Instance, (program, state, command, world) =>
        {
            if (command is InstanceCommand.TimerDue timer)
                Decided.Enqueue(timer.DueAt);
            return InstanceDesk.Decide(program, state, command, world);
        });
        _runner = new InstanceRunner(_turns, _catalog, _time);
        Sweep = new TimerSweep(_store, _pipeline, _turns, _time, SweepOptions.Default, NullLogger<TimerSweep>.Instance);
    }

    public TimerSweep Sweep { get; }

    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Due instants of timers that were decided, in that order.</summary>
    public ConcurrentQueue<DateTimeOffset> Decided { get; } = [];

    /// <summary>Puts the workflow in force that waits so long.</summary>
    public Task Waiting(TimeSpan delay) => _catalog.Use(ReferenceData.Load([new SourceFile("definitions/waits.json", $$"""
        {"id":"waits:1","definitionId":"waits","name":"waits","version":1,"isLatest":true,"isPublished":true,
         "root":{"id":"root","type":"Elsa.Sequence","version":1,"activities":[
           {"id":"delay","type":"Elsa.Delay","version":1,"timeSpan":{"typeName":"TimeSpan","expression":{"type":"Literal","value":"{{delay:c}}"} } },
           {"id":"say","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"Literal","value":"done"} } }]} }
        """)]));

    public async Task Start()
    {
        if (await _runner.Start(new StartOrder("waits"), new Actor("system:benchmark")) is not StartOutcome.Started)
            throw new InvalidOperationException("Expected the workflow to start.");
    }

    public Task Start(int count, int callers) => Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
    {
        for (var number = caller; number < count; number += callers)
            await Start();
    })));

    public async ValueTask DisposeAsync()
    {
        await _pipeline.DisposeAsync();
        _turns.Dispose();
        _store.Dispose();
        _random.Dispose();
    }
}
