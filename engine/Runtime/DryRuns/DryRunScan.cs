using System.Runtime.CompilerServices;
using System.Threading.Channels;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.DryRuns;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.DryRuns;

/// <summary>
/// Reads every running case once, in the order of their ids and page by page, and holds the draft against each on all cores. What waits
/// between reading and writing is bounded, so memory does not grow with the cases.
/// </summary>
internal sealed class DryRunScan(IDbContextFactory<GridDbContext> contexts, ReferenceCatalog catalog, ReferenceData current, ReferenceData draft, DryRun dryRun, DryRunSpool spool)
{
    private const int Batch = 400;

    private readonly SortedDictionary<int, List<(ShiftMark, byte[])>> _early = [];
    private readonly Lock _gate = new();
    private int _next;
    private int _done;

    /// <summary>Cases that were looked at so far.</summary>
    public int Done => Volatile.Read(ref _done);

    /// <summary>How many there are to look at.</summary>
    public async Task<int> Count(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await Running(context).CountAsync(cancellation);
    }

    /// <summary>Looks at all of them.</summary>
    /// <param name="workers">How many at a time.</param>
    /// <param name="cancellation">Breaks off.</param>
    public async Task<DryRunTally> Run(int workers, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pages = Channel.CreateBounded<PageOfRows>(workers * 2);
        var tallies = Enumerable.Range(0, workers).Select(_ => new DryRunTally()).ToList();
        var work = tallies.Select(tally => Task.Run(() => Work(pages.Reader, tally, stop), CancellationToken.None)).ToList();
        try
        {
            await foreach (var page in Pages(stop.Token))
                await pages.Writer.WriteAsync(page, stop.Token);
            pages.Writer.Complete();
        }
        catch (Exception fault)
        {
            pages.Writer.TryComplete(fault);
            // Of a worker's fault the worker tells.
            if (fault is not OperationCanceledException || cancellation.IsCancellationRequested)
            {
                await Task.WhenAll(work).ContinueWith(static _ => { }, TaskScheduler.Default);
                throw;
            }
        }

        await Task.WhenAll(work);
        foreach (var tally in tallies.Skip(1))
            tallies[0].Add(tally);
        return tallies[0];
    }

    private async Task Work(ChannelReader<PageOfRows> pages, DryRunTally tally, CancellationTokenSource stop)
    {
        try
        {
            await foreach (var page in pages.ReadAllAsync(stop.Token))
            {
                var lines = new List<(ShiftMark, byte[])>();
                foreach (var row in page.Rows)
                {
                    var shift = Assess(row, page.Programs.GetValueOrDefault(row.ProgramHash));
                    tally.Add(shift);
                    if (!shift.IsStill)
                        lines.Add((shift.Marks, DryRunSpool.Line(shift)));
                }

                Put(page.Number, lines);
                Interlocked.Add(ref _done, page.Rows.Count);
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private CaseShift Assess(Row row, Program? pinned)
    {
        var file = CaseFileFormat.Read(row.CaseFile);
        var state = row.State is null || pinned is null ? null : StateFormat.Read(row.State, pinned) with { Attachment = file };
        return dryRun.Assess(file, row.DefinitionId, state, pinned);
    }

    /// <summary>Pages go to the spool in their order, whoever was done first.</summary>
    private void Put(int number, List<(ShiftMark, byte[])> lines)
    {
        lock (_gate)
        {
            _early.Add(number, lines);
            while (_early.Remove(_next, out var next))
            {
                spool.Write(next);
                _next++;
            }
        }
    }

    private async IAsyncEnumerable<PageOfRows> Pages([EnumeratorCancellation] CancellationToken cancellation)
    {
        // The state of an instance is only of interest where its lifecycle changes.
        var changed = draft.Definitions.Ids.Union(current.Definitions.Ids).Where(dryRun.Changes).ToList();
        var programs = new Dictionary<string, Program>(StringComparer.Ordinal);
        var last = Guid.Empty;
        for (var number = 0; ; number++)
        {
            List<Row> rows;
            await using (var context = await contexts.CreateDbContextAsync(cancellation))
            {
                var running = Running(context).Where(row => row.Id > last).OrderBy(row => row.Id).Take(Batch);
                rows = changed.Count == 0
                    ? await running.Select(row => new Row(row.Id, row.DefinitionId, row.ProgramHash, row.CaseFile, null)).ToListAsync(cancellation)
                    : await running.Select(row => new Row(row.Id, row.DefinitionId, row.ProgramHash, row.CaseFile, row.State)).ToListAsync(cancellation);
            }

            if (rows.Count == 0)
                yield break;
            last = rows[^1].Id;
            foreach (var row in rows.Where(row => row.State is not null && changed.Contains(row.DefinitionId) && !programs.ContainsKey(row.ProgramHash)))
            {
                if (await catalog.Pinned(row.ProgramHash, cancellation) is { } program)
                    programs = new Dictionary<string, Program>(programs, StringComparer.Ordinal) { [row.ProgramHash] = program };
            }

            yield return new PageOfRows(number, rows, programs);
        }
    }

    private static IQueryable<InstanceRow> Running(GridDbContext context) =>
        context.Instances.AsNoTracking().Where(row => row.IsCase && row.Status == InstanceStatus.Running);

    private sealed record Row(Guid Id, string DefinitionId, string ProgramHash, byte[] CaseFile, byte[]? State);

    private sealed record PageOfRows(int Number, IReadOnlyList<Row> Rows, IReadOnlyDictionary<string, Program> Programs);
}
