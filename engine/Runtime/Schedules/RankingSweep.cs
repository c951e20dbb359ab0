using GridWorkflow.Casework.Schedules;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using Microsoft.Extensions.Logging;

namespace GridWorkflow.Runtime.Schedules;

/// <summary>Makes the draft of each bulletin whose time has come, once for each schedule and period; after a stop, those that were missed.</summary>
public sealed class RankingSweep(BulletinDesk desk, BulletinQueries bulletins, ReferenceCatalog catalog, TimeProvider time, ILogger<RankingSweep> log)
{
    // A year of months.
    private const int MostMissed = 12;

    /// <returns>How many drafts this node has made.</returns>
    /// <exception cref="StoreUnavailableException">The rest is made by the next round.</exception>
    public async Task<int> RunOnce(CancellationToken cancellation)
    {
        var data = catalog.Current;
        var made = 0;
        foreach (var schedule in data.Schedules.Values.OfType<Schedule.Ranking>())
        {
            if (schedule.CalendarIn(data) is not { } calendar)
                continue;
            var last = await bulletins.Last(schedule.Id, cancellation);
            foreach (var due in ScheduleTimes.Occurrences(schedule.Cron, calendar, last?.DueAt, time.Now(), MostMissed))
            {
                var period = Period.EndedBefore(schedule.Period, calendar.LocalDate(due));
                if (await desk.Draft(schedule, calendar, period, due, 1, cancellation) is null)
                    continue;
                made++;
                log.LogInformation("Drafted bulletin {Period} of {Schedule}, due {Due:u}", period.Key, schedule.Id, due);
            }
        }

        return made;
    }
}
