using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Runtime.Store;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Schedules;

/// <summary>A case of which something is nobody's.</summary>
/// <param name="Tasks">The open tasks that are; empty: the whole case is.</param>
public sealed record OrphanedCase(CaseRow Case, ImmutableArray<CaseTask> Tasks);

/// <summary>What admins look at of orphans, and of due instants that nobody knows yet.</summary>
public sealed class OrphanQueries(IDbContextFactory<GridDbContext> contexts)
{
    /// <summary>Earliest first.</summary>
    public async Task<Page<OrphanedCase>> Orphans(PageRequest page, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var orphaned = context.Cases.AsNoTracking().Where(row => row.OrphanedAt != null);
        var total = await orphaned.CountAsync(cancellation);
        var rows = await orphaned.OrderBy(row => row.OrphanedAt).ThenBy(row => row.Id).Skip((page.ValidNumber - 1) * page.ValidSize).Take(page.ValidSize)
            .Join(context.Instances, row => row.Id, instance => instance.Id, (row, instance) => new { row, instance.CaseFile }).ToListAsync(cancellation);
        return new Page<OrphanedCase>(
            [.. rows.Select(pair =>
            {
                var file = CaseFileFormat.Read(pair.CaseFile);
                return new OrphanedCase(pair.row, [.. file.Tasks.Where(task => file.Orphans.Any(orphan => orphan.Of == task.Id))]);
            })],
            page.ValidNumber, page.ValidSize, total);
    }

    /// <summary>How many clocks count without a due instant, since it lies beyond what their calendar knows; by calendar.</summary>
    public async Task<ImmutableSortedDictionary<string, int>> ProvisionalClocks(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var ledgers = await context.Clocks.AsNoTracking().Where(row => row.DueAt == null && (row.Status == ClockStatus.Running || row.Status == ClockStatus.Paused))
            .Select(row => row.Ledger).ToListAsync(cancellation);
        return ledgers.Select(StoredJson.Read<SlaClock>).GroupBy(clock => clock.CalendarId).ToImmutableSortedDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
    }

    /// <summary>Which of these cases have a clock that counts without a due instant.</summary>
    public async Task<IReadOnlySet<Guid>> Provisional(IReadOnlyCollection<Guid> cases, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return (await context.Clocks.AsNoTracking()
            .Where(row => cases.Contains(row.CaseId) && row.DueAt == null && (row.Status == ClockStatus.Running || row.Status == ClockStatus.Paused))
            .Select(row => row.CaseId).Distinct().ToListAsync(cancellation)).ToHashSet();
    }
}
