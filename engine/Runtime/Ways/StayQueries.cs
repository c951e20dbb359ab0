using GridWorkflow.Casework.Clocks;
using GridWorkflow.Runtime.Store;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Ways;

/// <summary>What many cases did in the steps of a drawing. Made of the rows of <see cref="StayRow"/>; no journal is read.</summary>
public sealed class StayQueries(IDbContextFactory<GridDbContext> contexts)
{
    /// <summary>The figures of one definition.</summary>
    public async Task<DrawingFigures> Of(StayQuestion question, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(question);
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        // One read transaction, so that what is left and what stands are of one moment.
        await using var moment = await context.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        var (from, to, now) = (question.From.ToUniversalTime(), question.To.ToUniversalTime(), question.AsOf.ToUniversalTime());
        var stays = Narrow(context, question);
        var left = stays.Where(stay => stay.LeftAt >= from && stay.LeftAt < to);
        var open = stays.Where(stay => stay.LeftAt == null);
        var sums = new Dictionary<string, StepSum>(StringComparer.Ordinal);

        // Most stays take no time: they are counted where they lie, only the others come over.
        foreach (var group in await left.Where(stay => stay.LeftAt == stay.EnteredAt).GroupBy(stay => new { stay.ActivityId, stay.Ending })
            .Select(group => new { group.Key.ActivityId, group.Key.Ending, Count = group.Count() }).ToListAsync(cancellation))
            Sum(group.ActivityId).AddAtOnce(group.Ending ?? StayEnd.Canceled, group.Count);
        await foreach (var stay in left.Where(stay => stay.LeftAt > stay.EnteredAt)
            .Select(stay => new { stay.ActivityId, stay.Ending, stay.EnteredAt, stay.LeftAt, stay.DueAt, stay.CountedMs, stay.IsOverdue }).AsAsyncEnumerable().WithCancellation(cancellation))
            Sum(stay.ActivityId).AddLeft(stay.Ending ?? StayEnd.Canceled, stay.EnteredAt, stay.LeftAt!.Value, stay.DueAt, stay.CountedMs, stay.IsOverdue);
        // What stands is due when its clock says so now: extensions and pauses are in it. A clock that stands still is not past due.
        await foreach (var stay in open
            .GroupJoin(context.Clocks, stay => stay.ClockId, clock => (Guid?)clock.Id, (stay, clocks) => new { stay, clocks })
            .SelectMany(pair => pair.clocks.DefaultIfEmpty(), (pair, clock) => new { pair.stay.ActivityId, pair.stay.EnteredAt, DueAt = clock!.Status == ClockStatus.Running ? clock.DueAt : null })
            .AsAsyncEnumerable().WithCancellation(cancellation))
            Sum(stay.ActivityId).AddStanding(stay.EnteredAt, stay.DueAt, now);
        foreach (var group in await stays.Where(stay => stay.FaultedAt >= from && stay.FaultedAt < to).GroupBy(stay => stay.ActivityId)
            .Select(group => new { group.Key, Count = group.Count() }).ToListAsync(cancellation))
            Sum(group.Key).AddIncidents(group.Count);
        var connections = await stays.Where(stay => stay.FromActivity != null && stay.EnteredAt >= from && stay.EnteredAt < to && (stay.LeftAt == null || stay.LeftAt >= from))
            .GroupBy(stay => new { stay.FromActivity, stay.ActivityId })
            .Select(group => new { group.Key.FromActivity, group.Key.ActivityId, Count = group.Count() }).ToListAsync(cancellation);
        return new DrawingFigures(
            [.. sums.Values.Select(sum => sum.Total()).OrderBy(step => step.ActivityId, StringComparer.Ordinal)],
            [.. connections.Select(group => new ConnectionFigures(group.FromActivity!, group.ActivityId, group.Count)).OrderBy(group => group.Source, StringComparer.Ordinal).ThenBy(group => group.Target, StringComparer.Ordinal)]);

        StepSum Sum(string activity) => sums.TryGetValue(activity, out var known) ? known : sums[activity] = new StepSum(activity);
    }

    private static IQueryable<StayRow> Narrow(GridDbContext context, StayQuestion question)
    {
        var stays = context.Stays.AsNoTracking().Where(stay => stay.DefinitionId == question.DefinitionId);
        if (question.Version is { } version)
            stays = stays.Where(stay => stay.DefinitionVersion == version);
        if (question.UnitIds is { Length: > 0 } units)
            stays = stays.Where(stay => stay.UnitId != null && units.AsEnumerable().Contains(stay.UnitId));
        if (question.CategoryCode is { } category)
            stays = stays.Where(stay => context.Cases.Any(row => row.Id == stay.InstanceId && row.CategoryCode == category));
        return stays;
    }
}
