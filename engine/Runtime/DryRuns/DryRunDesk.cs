using System.Collections.Immutable;
using System.Security.Cryptography;
using GridWorkflow.Casework;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GridWorkflow.Runtime.DryRuns;

/// <summary>What shall be tried.</summary>
/// <param name="Title">What people call it.</param>
/// <param name="Draft">The reference data as they would be.</param>
/// <param name="Map">New activity ids by old ones, where lifecycles differ.</param>
/// <param name="By">Who asks.</param>
public sealed record DryRunOrder(string Title, ReferenceData Draft, ImmutableSortedDictionary<string, string> Map, string By);

/// <summary>What became of an order. Closed.</summary>
public abstract record DryRunStart
{
    private DryRunStart()
    {
    }

    public sealed record Started(Guid Id) : DryRunStart;

    /// <summary>Another one is running on this node: one at a time, for it takes all cores.</summary>
    public sealed record Occupied(Guid Running) : DryRunStart;
}

/// <summary>
/// Runs dry runs in the background, one at a time on each node, and keeps the last few results for a while. Results stand in files without
/// a name beside a few counts in memory; another node knows nothing of them.
/// </summary>
public sealed class DryRunDesk(IDbContextFactory<GridDbContext> contexts, ReferenceCatalog catalog, TimeProvider time, RandomNumberGenerator random,
    ILogger<DryRunDesk> logger) : IAsyncDisposable
{
    /// <summary>Results that are kept; an older one gives way.</summary>
    public const int MostKept = 5;

    private readonly EdgeRandom _random = new(random);
    private readonly Lock _gate = new();
    private readonly List<DryRunResult> _results = [];

    /// <summary>How long a result is kept.</summary>
    public static TimeSpan KeptFor { get; } = TimeSpan.FromHours(2);

    /// <summary>What is kept, newest first.</summary>
    public ImmutableArray<DryRunResult> Results
    {
        get
        {
            lock (_gate)
            {
                Expire();
                return [.. _results.AsEnumerable().Reverse()];
            }
        }
    }

    /// <summary>A result; null when it was never there or has expired.</summary>
    public DryRunResult? Find(Guid id) => Results.FirstOrDefault(result => result.Id == id);

    /// <summary>Begins in the background.</summary>
    public DryRunStart Start(DryRunOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        lock (_gate)
        {
            Expire();
            if (_results.Find(result => result.IsRunning) is { } running)
                return new DryRunStart.Occupied(running.Id);
            while (_results.Count >= MostKept)
                Drop(_results[0]);
            var now = time.Now();
            var result = new DryRunResult(_random.NextId(now), order, now);
            result.Begin(contexts, catalog, time, logger);
            _results.Add(result);
            return new DryRunStart.Started(result.Id);
        }
    }

    /// <summary>Breaks a dry run off, or drops its result.</summary>
    /// <returns>False when there is none of that id.</returns>
    public bool Cancel(Guid id)
    {
        lock (_gate)
        {
            if (_results.Find(result => result.Id == id) is not { } found)
                return false;
            if (found.IsRunning)
                found.Cancel();
            else
                Drop(found);
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<DryRunResult> results;
        lock (_gate)
        {
            results = [.. _results];
            _results.Clear();
        }

        foreach (var result in results)
        {
            result.Cancel();
            await result.Ended;
            result.Dispose();
        }
    }

    private void Expire()
    {
        var now = time.Now();
        foreach (var old in _results.Where(result => result.EndedAt + KeptFor < now).ToList())
            Drop(old);
    }

    private void Drop(DryRunResult result)
    {
        _results.Remove(result);
        result.Dispose();
    }
}
