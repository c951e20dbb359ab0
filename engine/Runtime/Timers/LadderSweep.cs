using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Timers;

/// <summary>
/// Brings changed ladders to the clocks that climb them, a command for each case, so that a rung that now comes sooner has its timer. Looks
/// through the running clocks once after a start and once after each change; in between a round costs nothing. Nodes may look at once: who
/// comes second finds nothing to do.
/// </summary>
public sealed class LadderSweep(IDbContextFactory<GridDbContext> contexts, CaseRunner runner, ReferenceCatalog catalog)
{
    private static readonly Actor Ladder = Actor.Source("ladder");

    private string? _settled;

    /// <summary>Takes over what has changed.</summary>
    /// <returns>How many cases took a ladder over.</returns>
    /// <exception cref="StoreUnavailableException">What was taken over stays; the next round goes on.</exception>
    public async Task<int> RunOnce(CancellationToken cancellation)
    {
        var ladders = catalog.Current.Ladders;
        var versions = string.Join(' ', ladders.Values.Select(ladder => $"{ladder.Id}:{ladder.Version}"));
        if (ladders.IsEmpty || versions == _settled)
            return 0;
        var (taken, complete) = (0, true);
        await foreach (var clocks in RunningClocks.OfEachCase(contexts, cancellation))
        {
            if (!clocks.Select(row => StoredJson.Read<SlaClock>(row.Ledger)).Any(clock => clock.LadderId is { } id && ladders.TryGetValue(id, out var ladder) && !clock.Knows(ladder)))
                continue;
            switch (await runner.Run(clocks.Key, new CaseCommand.TakeLadders(Ladder), null, cancellation))
            {
                case CommandOutcome.Done:
                    taken++;
                    break;
                case CommandOutcome.Busy or CommandOutcome.Failed:
                    complete = false;
                    break;
            }
        }

        if (complete)
            _settled = versions;
        return taken;
    }
}
