using System.Runtime.CompilerServices;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Runtime.Store;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Timers;

/// <summary>Clocks that run or stand still for a while, of one case after the other, for what must reach them all.</summary>
internal static class RunningClocks
{
    private const int Batch = 200;

    /// <summary>The rows of each case, in the order of their ids; a case that ends meanwhile may be among them.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    public static async IAsyncEnumerable<IGrouping<Guid, ClockRow>> OfEachCase(IDbContextFactory<GridDbContext> contexts, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (Guid? after = null; ;)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            var rows = context.Clocks.AsNoTracking().Where(row => row.Status == ClockStatus.Running || row.Status == ClockStatus.Paused);
            if (after is { } last)
                rows = rows.Where(row => row.CaseId > last);
            var cases = await rows.Select(row => row.CaseId).Distinct().OrderBy(id => id).Take(Batch).ToListAsync(cancellation);
            if (cases.Count == 0)
                yield break;
            after = cases[^1];
            foreach (var one in (await rows.Where(row => cases.Contains(row.CaseId)).OrderBy(row => row.CaseId).ToListAsync(cancellation)).GroupBy(row => row.CaseId))
                yield return one;
        }
    }
}
