using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using GridWorkflow.Runtime.Store;
using Microsoft.Extensions.Logging;

namespace GridWorkflow.Runtime.Commit;

/// <param name="Capacity">Writes that may wait. One more is answered with Busy: the queue never grows.</param>
/// <param name="GroupSize">Most writes in one transaction.</param>
/// <param name="RetryAfter">What a caller is told when the queue is full.</param>
/// <param name="Lanes">
/// Groups that may be on their way at once, each with a thread: 1 for a database with one writer. With 0 nothing is written until the
/// owner calls <see cref="CommitPipeline.CommitWaiting"/>: so a simulation makes a commit a step of its own.
/// </param>
public sealed record CommitOptions(int Capacity, int GroupSize, TimeSpan RetryAfter, int Lanes = 1)
{
    public static CommitOptions Default { get; } = new(4096, 128, TimeSpan.FromSeconds(1));
}

/// <summary>
/// The one way into the database. Callers put writes into a bounded queue; a lane takes what is waiting, writes it in one
/// transaction, and answers each caller after the commit, never before.
/// </summary>
public sealed class CommitPipeline : IAsyncDisposable
{
    public const string MeterName = "GridWorkflow.Commit";

    private readonly IStore _store;
    private readonly CommitOptions _options;
    private readonly ILogger<CommitPipeline> _logger;
    private readonly Channel<Pending> _queue;
    private readonly Task[] _lanes;
    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<int> _groupSizes;
    private readonly Histogram<double> _commitSeconds;

    public CommitPipeline(IStore store, CommitOptions options, ILogger<CommitPipeline> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Capacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.GroupSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Lanes);
        _store = store;
        _options = options;
        _logger = logger;
        _queue = Channel.CreateBounded<Pending>(new BoundedChannelOptions(options.Capacity) { SingleReader = options.Lanes == 1 });
        _groupSizes = _meter.CreateHistogram<int>("gridworkflow.commit.group_size", "{write}", "Writes in one transaction");
        _commitSeconds = _meter.CreateHistogram<double>("gridworkflow.commit.duration", "s", "Time of one transaction");
        _meter.CreateObservableGauge("gridworkflow.commit.queue", () => _queue.Reader.Count, "{write}", "Writes waiting");
        _lanes = [.. Enumerable.Range(0, options.Lanes).Select(_ =>
            Task.Factory.StartNew(WriteGroups, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
    }

    /// <summary>Queues a write and answers after its commit. Once queued it cannot be called back.</summary>
    public Task<WriteOutcome> Commit(Write write)
    {
        var pending = new Pending(write);
        return _queue.Writer.TryWrite(pending)
            ? pending.Answer.Task
            : Task.FromResult<WriteOutcome>(new WriteOutcome.Busy(_options.RetryAfter));
    }

    /// <summary>Takes no more writes, makes those that wait, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await Task.WhenAll(_lanes);
        _meter.Dispose();
    }

    /// <summary>Writes one group of those that wait, on the caller's thread.</summary>
    /// <returns>How many writes were answered; 0: none waits.</returns>
    public int CommitWaiting() => WriteGroup(new List<Pending>(_options.GroupSize), new List<Write>(_options.GroupSize));

    private void WriteGroups()
    {
        var group = new List<Pending>(_options.GroupSize);
        var writes = new List<Write>(_options.GroupSize);
        while (WaitForFirst())
            WriteGroup(group, writes);
    }

    private int WriteGroup(List<Pending> group, List<Write> writes)
    {
        Gather(group);
        var count = group.Count;
        // Another lane may have taken them all.
        if (count == 0)
            return 0;
        foreach (var pending in group)
            writes.Add(pending.Write);
        var outcomes = Make(writes);
        for (var index = 0; index < count; index++)
            group[index].Answer.SetResult(outcomes[index]);
        group.Clear();
        writes.Clear();
        return count;
    }

    private bool WaitForFirst()
    {
        var waiting = _queue.Reader.WaitToReadAsync();
        return waiting.IsCompleted ? waiting.Result : waiting.AsTask().GetAwaiter().GetResult();
    }

    // No wait for company: while one group is on its way to the disk the next one gathers by itself, and a lone caller is not held up.
    private void Gather(List<Pending> group)
    {
        while (group.Count < _options.GroupSize && _queue.Reader.TryRead(out var pending))
            group.Add(pending);
    }

    private IReadOnlyList<WriteOutcome> Make(List<Write> writes)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            return _store.Commit(writes);
        }
        catch (StoreUnavailableException unavailable)
        {
            _logger.LogError(unavailable, "A group of {Count} writes was not committed", writes.Count);
            WriteOutcome outcome = unavailable.Trouble == StoreTrouble.Busy
                ? new WriteOutcome.Busy(_options.RetryAfter)
                : new WriteOutcome.Unavailable(unavailable.Trouble, unavailable.Message);
            return Enumerable.Repeat(outcome, writes.Count).ToArray();
        }
#pragma warning disable CA1031 // The one writer must outlive whatever a store throws; every caller gets a clean answer.
        catch (Exception unexpected)
#pragma warning restore CA1031
        {
            _logger.LogError(unexpected, "A group of {Count} writes failed in a way that the store does not know", writes.Count);
            WriteOutcome outcome = new WriteOutcome.Unavailable(StoreTrouble.Broken, unexpected.Message);
            return Enumerable.Repeat(outcome, writes.Count).ToArray();
        }
        finally
        {
            _groupSizes.Record(writes.Count);
            _commitSeconds.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
    }

    private sealed class Pending(Write write)
    {
        public Write Write { get; } = write;

        public TaskCompletionSource<WriteOutcome> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
