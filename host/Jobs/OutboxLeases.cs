using System.Collections.Concurrent;
using GridWorkflow.Runtime.Outbox;
using Hangfire;
using Hangfire.InMemory;

namespace GridWorkflow.Host.Jobs;

/// <summary>
/// The leases whose jobs have not finished. A node that leaves gives them back, so that its messages do not wait until they end by themselves.
/// Where jobs outlive the node there is nothing to give back: another node runs them.
/// </summary>
internal sealed class OutboxLeases(OutboxQueue queue, JobStorage storage, TimeProvider time, ILogger<OutboxLeases> log) : IHostedLifecycleService
{
    // A job renews its lease once or twice; what is older has long ended.
    private static readonly TimeSpan Longest = OutboxProcess.LeaseTime * 4;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _open = new(StringComparer.Ordinal);

    public void Took(string owner)
    {
        var now = time.GetUtcNow();
        _open[owner] = now;
        foreach (var (old, at) in _open)
        {
            if (now - at > Longest)
                _open.TryRemove(old, out _);
        }
    }

    public void Finished(string owner) => _open.TryRemove(owner, out _);

    // All services have stopped, the jobs among them; the database is still there.
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (storage is not InMemoryStorage)
            return;
        foreach (var owner in _open.Keys)
            await queue.GiveBack(owner);
        if (!_open.IsEmpty)
            log.LogInformation("Gave back {Count} batches of messages that were not sent yet", _open.Count);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
