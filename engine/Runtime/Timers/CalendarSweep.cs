using System.Collections.Immutable;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Timers;

/// <summary>
/// Brings a changed calendar to the clocks that count in it, a command for each case. Looks through the running clocks once after a start
/// and once after each change; in between a round costs nothing. Nodes may look at once: who comes second finds nothing to do.
/// </summary>
public sealed class CalendarSweep(IDbContextFactory<GridDbContext> contexts, CaseRunner runner, ReferenceCatalog catalog)
{
    private string? _settled;

    /// <summary>Takes over what has changed.</summary>
    /// <returns>How many cases were moved.</returns>
    /// <exception cref="StoreUnavailableException">What was moved stays; the next round goes on.</exception>
    public async Task<int> RunOnce(CancellationToken cancellation)
    {
        var calendars = catalog.Current.Calendars;
        var versions = string.Join(' ', calendars.Values.Select(calendar => $"{calendar.Id}:{calendar.Version}"));
        if (calendars.IsEmpty || versions == _settled)
            return 0;
        var (moved, complete) = (0, true);
        await foreach (var clocks in RunningClocks.OfEachCase(contexts, cancellation))
        {
            foreach (var calendar in Changed(clocks, calendars))
            {
                var told = clocks.Where(row => row.DueAt is not null).ToImmutableSortedDictionary(row => row.Id, row => row.DueAt!.Value);
                switch (await runner.Run(clocks.Key, new CaseCommand.TakeCalendar(CaseCommand.TakeCalendar.Sweep, calendar, told, null), null, cancellation))
                {
                    case CommandOutcome.Done:
                        moved++;
                        break;
                    case CommandOutcome.Busy or CommandOutcome.Failed:
                        complete = false;
                        break;
                }
            }
        }

        if (complete)
            _settled = versions;
        return moved;
    }

    private static IEnumerable<string> Changed(IEnumerable<ClockRow> rows, ImmutableSortedDictionary<string, BusinessCalendar> calendars) => rows
        .Select(row => StoredJson.Read<SlaClock>(row.Ledger))
        .Where(clock => calendars.TryGetValue(clock.CalendarId, out var calendar) && calendar.Version != clock.CalendarVersion)
        .Select(clock => clock.CalendarId)
        .Distinct();
}
