using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Store;

/// <summary>What an admin looks at: what was parked, given up, forbidden, or cannot go on.</summary>
public sealed class TroubleQueries(IDbContextFactory<GridDbContext> contexts)
{
    public async Task<TroubleCounts> Counts(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return new TroubleCounts(
            await context.Timers.CountAsync(row => row.ParkedAt != null, cancellation),
            await context.Outbox.CountAsync(row => row.Status == OutboxStatus.Dead, cancellation),
            await context.Instances.CountAsync(row => row.Incidents > 0, cancellation));
    }

    /// <summary>Timers that failed too often, latest first, with what they belong to.</summary>
    public async Task<Page<ParkedTimer>> ParkedTimers(PageRequest page, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var parked = context.Timers.AsNoTracking().Where(row => row.ParkedAt != null);
        var total = await parked.CountAsync(cancellation);
        var rows = await parked.OrderByDescending(row => row.ParkedAt).ThenBy(row => row.InstanceId).ThenBy(row => row.Key)
            .Skip((page.ValidNumber - 1) * page.ValidSize).Take(page.ValidSize)
            .Select(row => new ParkedTimer(
                row,
                context.Cases.Where(one => one.Id == row.InstanceId).Select(one => one.Number).FirstOrDefault(),
                context.Instances.Where(one => one.Id == row.InstanceId).Select(one => one.DefinitionId).FirstOrDefault()))
            .ToListAsync(cancellation);
        return new Page<ParkedTimer>([.. rows], page.ValidNumber, page.ValidSize, total);
    }

    /// <summary>Messages that were given up, latest first.</summary>
    public async Task<ImmutableArray<OutboxRow>> DeadMessages(int max, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return [.. await context.Outbox.AsNoTracking().Where(row => row.Status == OutboxStatus.Dead).OrderByDescending(row => row.CreatedAt).Take(max).ToListAsync(cancellation)];
    }

    /// <summary>Messages of the outbox by state; states without any are left out.</summary>
    public async Task<ImmutableArray<OutboxCount>> OutboxCounts(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var counts = await context.Outbox.GroupBy(row => row.Status).Select(group => new { group.Key, Count = group.Count() }).ToListAsync(cancellation);
        return [.. counts.OrderBy(count => count.Key).Select(count => new OutboxCount(count.Key, count.Count))];
    }

    /// <summary>Messages of the outbox in any state, latest first.</summary>
    public async Task<ImmutableArray<OutboxRow>> Messages(int max, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return [.. await context.Outbox.AsNoTracking().OrderByDescending(row => row.Seq).Take(max).ToListAsync(cancellation)];
    }

    /// <summary>What was forbidden to somebody, latest first, with the numbers of the cases.</summary>
    /// <param name="actor">Of this person or system only; null: of all.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<Page<Forbidden>> Refusals(string? actor, PageRequest page, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var rows = context.Audit.AsNoTracking().Where(row => actor == null || row.Actor == actor);
        var total = await rows.CountAsync(cancellation);
        var found = await rows.OrderByDescending(row => row.Id).Skip((page.ValidNumber - 1) * page.ValidSize).Take(page.ValidSize)
            .Select(row => new Forbidden(row, context.Cases.Where(one => one.Id == row.CaseId).Select(one => one.Number).FirstOrDefault()))
            .ToListAsync(cancellation);
        return new Page<Forbidden>([.. found], page.ValidNumber, page.ValidSize, total);
    }

    /// <summary>Instances that cannot go on, latest first.</summary>
    public async Task<ImmutableArray<Guid>> Incidents(int max, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return [.. await context.Instances.Where(row => row.Incidents > 0).OrderByDescending(row => row.UpdatedAt).Select(row => row.Id).Take(max).ToListAsync(cancellation)];
    }
}

/// <summary>Something that was forbidden to somebody.</summary>
/// <param name="CaseNumber">Null: it concerned no case.</param>
public sealed record Forbidden(AuditRow Row, string? CaseNumber);

/// <summary>A timer that waits for an admin.</summary>
/// <param name="CaseNumber">Null: its instance is no case.</param>
/// <param name="DefinitionId">Of its instance; null: it has gone.</param>
public sealed record ParkedTimer(TimerRow Timer, string? CaseNumber, string? DefinitionId);
