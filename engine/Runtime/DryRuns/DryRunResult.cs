using GridWorkflow.Casework.DryRuns;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GridWorkflow.Runtime.DryRuns;

public enum DryRunState : byte
{
    Running,
    Done,
    Cancelled,
    Failed,
}

/// <summary>One dry run: how far it is, and what it came to.</summary>
public sealed class DryRunResult : IDisposable
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly DryRunSpool _spool = new();
    private DryRunScan? _scan;
    private int _total;

    internal DryRunResult(Guid id, DryRunOrder order, DateTimeOffset startedAt) => (Id, Title, By, StartedAt, _order) = (id, order.Title, order.By, startedAt, order);

    private DryRunOrder? _order;

    public Guid Id { get; }

    public string Title { get; }

    public string By { get; }

    public DateTimeOffset StartedAt { get; }

    public DateTimeOffset? EndedAt { get; private set; }

    public DryRunState State { get; private set; }

    public bool IsRunning => State == DryRunState.Running;

    /// <summary>Cases that there are to look at; 0 while they are being counted.</summary>
    public int Total => Volatile.Read(ref _total);

    public int Done => _scan?.Done ?? 0;

    /// <summary>Why it failed.</summary>
    public string? Fault { get; private set; }

    /// <summary>Complete once it is done.</summary>
    public DryRunCounts Counts { get; private set; } = DryRunCounts.None;

    /// <summary>Ends when the work has ended, however it did.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Part of the list of cases that the draft changes something for, in the order of their ids.</summary>
    /// <param name="mark">Only those with this mark; none: all of them.</param>
    /// <param name="page">Which part.</param>
    public Page<CaseShift> Cases(ShiftMark mark, PageRequest page) => _spool.Read(mark, page);

    public void Dispose()
    {
        _spool.Dispose();
        _cancel.Dispose();
    }

    internal void Cancel() => _cancel.Cancel();

    internal void Begin(IDbContextFactory<GridDbContext> contexts, ReferenceCatalog catalog, TimeProvider time, ILogger logger)
    {
        var current = catalog.Current;
        var order = _order!;
        _scan = new DryRunScan(contexts, catalog, current, order.Draft, new DryRun(current, order.Draft, StartedAt, order.Map), _spool);
        Ended = Task.Run(() => Run(_scan, time, logger), CancellationToken.None);
    }

    private async Task Run(DryRunScan scan, TimeProvider time, ILogger logger)
    {
        var state = DryRunState.Failed;
        try
        {
            Volatile.Write(ref _total, await scan.Count(_cancel.Token));
            Counts = (await scan.Run(Math.Max(1, Environment.ProcessorCount), _cancel.Token)).Counts();
            state = DryRunState.Done;
        }
        catch (OperationCanceledException)
        {
            state = DryRunState.Cancelled;
        }
#pragma warning disable CA1031 // Whatever it is, the page says it and the node goes on.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Fault = fault.Message;
            logger.LogError(fault, "The dry run {Title} failed", Title);
        }

        // The draft is not needed any more, and it is large.
        _order = null;
        EndedAt = time.Now();
        State = state;
    }
}
