using System.Text.Json.Nodes;
using GridWorkflow.Designer.Api.Instances;
using GridWorkflow.Runtime.Instances;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GridWorkflow.Designer.Api.Live;

/// <summary>
/// Looks whether observed instances have moved: one query a second for all that are observed on this node, however many look at them, and
/// none while nobody does. It asks the database, so it does not matter on which node they move.
/// </summary>
internal sealed class InstanceWatch(
    IHubContext<WorkflowInstanceHub> hub, InstanceSearch search, InstanceQueries queries, TimeProvider time, ILogger<InstanceWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly HashSet<(string Connection, Guid Instance)> _observers = [];
    private readonly Dictionary<Guid, long> _known = [];
    private readonly SemaphoreSlim _somebody = new(0, 1);

    public static string Group(Guid instance) => $"instance:{instance:N}";

    /// <summary>How many instances are looked after.</summary>
    public int Observed
    {
        get
        {
            lock (_gate)
                return _observers.Select(one => one.Instance).Distinct().Count();
        }
    }

    public void Observe(string connection, Guid instance)
    {
        lock (_gate)
        {
            _observers.Add((connection, instance));
            // Whoever comes has read the instance a moment ago; it may have moved since. So all that look at it are told once more.
            _known.Remove(instance);
            if (_somebody.CurrentCount == 0)
                _somebody.Release();
        }
    }

    public void Forget(string connection)
    {
        lock (_gate)
        {
            _observers.RemoveWhere(one => one.Connection == connection);
            foreach (var gone in _known.Keys.Except(_observers.Select(one => one.Instance)).ToList())
                _known.Remove(gone);
        }
    }

    /// <summary>Looks once and tells whom it concerns.</summary>
    public async Task RunOnce(CancellationToken cancellation)
    {
        List<Guid> observed;
        lock (_gate)
            observed = [.. _observers.Select(one => one.Instance).Distinct()];
        if (observed.Count == 0)
            return;
        foreach (var (id, moves) in await search.Moves(observed, cancellation))
        {
            lock (_gate)
            {
                if (_known.TryGetValue(id, out var known) && known == moves)
                    continue;
                _known[id] = moves;
            }

            if (await queries.Find(id, cancellation) is { } detail)
                await Tell(detail, cancellation);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Look(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host ends.
        }
    }

    private async Task Look(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            if (Observed == 0)
                await _somebody.WaitAsync(stoppingToken);
            try
            {
                await RunOnce(stoppingToken);
            }
#pragma warning disable CA1031 // Whatever keeps it from looking now, it looks again; the viewer shows what it had.
            catch (Exception trouble) when (trouble is not OperationCanceledException)
#pragma warning restore CA1031
            {
                logger.LogWarning(trouble, "Observed instances could not be looked at");
            }

            await timer.WaitForNextTickAsync(stoppingToken);
        }
    }

    public override void Dispose()
    {
        _somebody.Dispose();
        base.Dispose();
    }

    private async Task Tell(InstanceDetail detail, CancellationToken cancellation)
    {
        var clients = hub.Clients.Group(Group(detail.Item.Id));
        var stats = ExecutionView.AllStats(Executions.Of(detail), new HashSet<string>());
        await clients.SendAsync("ActivityExecutionLogUpdatedAsync", new JsonObject { ["stats"] = stats }, cancellation);
        await clients.SendAsync("WorkflowExecutionLogUpdatedAsync", new JsonObject(), cancellation);
        await clients.SendAsync("WorkflowInstanceUpdatedAsync", new JsonObject { ["workflowInstanceId"] = InstanceView.Id(detail.Item.Id) }, cancellation);
    }
}
