using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Schedules;

/// <summary>
/// The orphan monitor (不讓事情中斷): finds what of live cases is nobody's, and has the case itself tell of it. Which cases to ask is found
/// from rows: tasks of a role that nobody holds in the unit, or of somebody who has left; cases without task and timer; and those of
/// which something was nobody's before. After a start, and after each change of the reference data, every case with a task is asked.
/// </summary>
public sealed class OrphanSweep(IDbContextFactory<GridDbContext> contexts, CaseRunner runner, ReferenceCatalog catalog)
{
    private const int Batch = 200;

    private static readonly Actor Monitor = Actor.Source("orphan-monitor");

    private string? _settled;

    /// <summary>Looks once at everything.</summary>
    /// <returns>In how many cases something has become nobody's, or somebody's again.</returns>
    /// <exception cref="StoreUnavailableException">What was told stays told; the next round goes on.</exception>
    public async Task<int> RunOnce(CancellationToken cancellation)
    {
        var data = catalog.Current;
        if (data.Organisation.Levels.IsEmpty)
            return 0;
        var (changed, complete) = (0, true);
        if (data.ContentHash != _settled)
        {
            for (Guid? after = null; await WithTasks(after, cancellation) is { Count: > 0 } batch; after = batch[^1])
                Add(await Ask(batch, cancellation));
        }

        foreach (var batch in (await Suspects(data.Organisation, cancellation)).Chunk(Batch))
            Add(await Ask(batch, cancellation));
        if (complete)
            _settled = data.ContentHash;
        return changed;

        void Add((int Changed, bool Complete) asked)
        {
            changed += asked.Changed;
            complete &= asked.Complete;
        }
    }

    private async Task<(int Changed, bool Complete)> Ask(IReadOnlyCollection<Guid> cases, CancellationToken cancellation)
    {
        HashSet<Guid> timed;
        await using (var context = await contexts.CreateDbContextAsync(cancellation))
            timed = [.. await context.Timers.AsNoTracking().Where(row => cases.Contains(row.InstanceId) && row.ParkedAt == null).Select(row => row.InstanceId).Distinct().ToListAsync(cancellation)];
        var (changed, complete) = (0, true);
        foreach (var id in cases)
        {
            switch (await runner.Run(id, new CaseCommand.WatchOwner(Monitor, timed.Contains(id)), null, cancellation))
            {
                case CommandOutcome.Done:
                    changed++;
                    break;
                case CommandOutcome.Busy or CommandOutcome.Failed:
                    complete = false;
                    break;
            }
        }

        return (changed, complete);
    }

    private async Task<List<Guid>> WithTasks(Guid? after, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var rows = context.Tasks.AsNoTracking().Where(row => row.Status == CaseTaskStatus.Open);
        if (after is { } last)
            rows = rows.Where(row => row.CaseId > last);
        return await rows.Select(row => row.CaseId).Distinct().OrderBy(id => id).Take(Batch).ToListAsync(cancellation);
    }

    private async Task<HashSet<Guid>> Suspects(OrganisationChart organisation, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var open = context.Tasks.AsNoTracking().Where(row => row.Status == CaseTaskStatus.Open);
        var suspects = (await context.Cases.AsNoTracking().Where(row => row.OrphanedAt != null).Select(row => row.Id).ToListAsync(cancellation)).ToHashSet();
        foreach (var post in await open.Where(row => row.Assignee == null).Select(row => new { row.Role, row.UnitId }).Distinct().ToListAsync(cancellation))
        {
            if (organisation.HoldersOf(post.Role, post.UnitId).IsEmpty)
                suspects.UnionWith(await open.Where(row => row.Assignee == null && row.Role == post.Role && row.UnitId == post.UnitId).Select(row => row.CaseId).ToListAsync(cancellation));
        }

        foreach (var person in await open.Where(row => row.Assignee != null).Select(row => row.Assignee!).Distinct().ToListAsync(cancellation))
        {
            if (organisation.Person(person) is null)
                suspects.UnionWith(await open.Where(row => row.Assignee == person).Select(row => row.CaseId).ToListAsync(cancellation));
        }

        suspects.UnionWith(await context.Cases.AsNoTracking()
            .Where(row => (row.Status == CaseStatus.Open || row.Status == CaseStatus.Closed) && row.OrphanedAt == null
                && !context.Timers.Any(timer => timer.InstanceId == row.Id && timer.ParkedAt == null) && !open.Any(task => task.CaseId == row.Id))
            .Select(row => row.Id).ToListAsync(cancellation));
        return suspects;
    }
}
