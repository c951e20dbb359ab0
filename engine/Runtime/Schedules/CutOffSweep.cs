using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Figures;
using GridWorkflow.Casework.Schedules;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GridWorkflow.Runtime.Schedules;

/// <summary>
/// 日產日清: makes the list of each cut-off that has passed, once for each schedule and date: the row is the proof, so any number of nodes
/// may look at once, and who comes back after a stop makes what was missed, as it was at the cut-off.
/// </summary>
public sealed class CutOffSweep(
    IDbContextFactory<GridDbContext> contexts, FigureQueries figures, BulletinQueries bulletins, CommitPipeline pipeline, ReferenceCatalog catalog, TimeProvider time,
    ILogger<CutOffSweep> log)
{
    private const int Batch = 200;

    /// <summary>Makes what is due.</summary>
    /// <returns>How many lists this node has made.</returns>
    /// <exception cref="StoreUnavailableException">The rest is made by the next round.</exception>
    public async Task<int> RunOnce(CancellationToken cancellation)
    {
        var data = catalog.Current;
        var made = 0;
        foreach (var schedule in data.Schedules.Values.OfType<Schedule.DailyCutOff>())
        {
            if (schedule.CalendarIn(data) is not { } calendar)
                continue;
            var last = await bulletins.Last(schedule.Id, cancellation);
            DateOnly? done = last is null ? null : DateOnly.ParseExact(last.Value.Period, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            foreach (var day in ScheduleTimes.CutOffs(calendar, schedule.At, done, time.Now()))
            {
                if (await Make(schedule, calendar, day, data, cancellation))
                    made++;
            }
        }

        return made;
    }

    private async Task<bool> Make(Schedule.DailyCutOff schedule, BusinessCalendar calendar, CutOffDay day, ReferenceData data, CancellationToken cancellation)
    {
        var content = await List(schedule, calendar, day, data, cancellation);
        var readers = Readers.Of(schedule, data);
        var period = Period.Of(PeriodKind.Day, day.Date).Key;
        var now = time.Now();
        var row = new BulletinRow
        {
            Id = BulletinDesk.IdOf(schedule.Id, period, 1),
            Kind = BulletinKind.DailyClearance,
            ScheduleId = schedule.Id,
            Period = period,
            Edition = 1,
            Status = BulletinStatus.Published,
            DueAt = day.At,
            MadeAt = now,
            Content = BulletinText.Write(content),
            PublishedAt = now,
            PublishedBy = "system",
        };
        var outcome = await pipeline.Commit(new Write.AddBulletin(row, readers) { Mails = BulletinOutbox.Rows(row.Id, BulletinMail.Of(schedule, row.Id, content, readers, data), now) });
        if (outcome is WriteOutcome.Conflict)
            return false;
        outcome.ThrowUnlessCommitted($"The daily list {period} of '{schedule.Id}'");
        if (readers.IsEmpty)
            log.LogWarning("The daily list {Period} of {Schedule} is addressed to nobody", period, schedule.Id);
        log.LogInformation("Made the daily list {Period} of {Schedule}: {Cleared} of {Asked} done by {CutOff:u}", period, schedule.Id, content.Cleared, content.Asked, day.At);
        return true;
    }

    private async Task<ClearanceContent> List(Schedule.DailyCutOff schedule, BusinessCalendar calendar, CutOffDay day, ReferenceData data, CancellationToken cancellation)
    {
        var period = new FigurePeriod(day.From, day.At, day.At, calendar);
        var cases = (await figures.Cases(schedule.Lifecycle, period, data, cancellation))
            .Where(one => period.Contains(one.RegisteredAt) && LiesIn(schedule.UnitId, one.GridCode, data)).ToArray();
        var rate = FigureSheet.Of(cases, [], period, FigureRulesOf.With(schedule)).Single(figure => figure.Key == "daily-clearance");
        var left = cases.Where(one => !one.IsVoid && !one.IsSelfHandled && !((schedule.OfHandling ? one.FedBackAt : one.DispatchedAt) <= day.At)).Select(one => one.Id).ToArray();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var outstanding = new List<CaseRow>(left.Length);
        foreach (var batch in left.Chunk(Batch))
            outstanding.AddRange(await context.Cases.AsNoTracking().Where(row => batch.Contains(row.Id)).ToListAsync(cancellation));
        var at = day.At;
        var older = context.Cases.AsNoTracking()
            .Where(row => row.DefinitionId == schedule.Lifecycle && row.Status == CaseStatus.Open && row.RegisteredAt < day.From && row.SuspendedAt == null);
        older = schedule.OfHandling
            ? older.Where(row => row.FedBackAt == null || row.FedBackAt > at)
            : older.Where(row => row.FirstDispatchedAt == null || row.FirstDispatchedAt > at);
        if (schedule.UnitId is { } unit)
        {
            // Before the first so many are taken: those of other units must not use up the places.
            var grids = data.Organisation.Grids.Where(grid => LiesIn(unit, grid.Id, data)).Select(grid => grid.Id).ToArray();
            older = older.Where(row => grids.AsEnumerable().Contains(row.GridCode));
        }

        var earlier = await older.OrderBy(row => row.RegisteredAt).ThenBy(row => row.Id).Take(ClearanceContent.MostEarlier).ToListAsync(cancellation);
        return new ClearanceContent(
            day.From, day.At, schedule.OfHandling, (int)rate.Denominator, (int)rate.Numerator, Lines(outstanding),
            Lines(earlier));
    }

    private static ImmutableArray<OutstandingCase> Lines(IEnumerable<CaseRow> rows) =>
    [
        .. rows.OrderBy(row => row.RegisteredAt).ThenBy(row => row.Number, StringComparer.Ordinal)
            .Select(row => new OutstandingCase(row.Number, row.Title, row.CategoryCode, row.GridCode, row.HandlingUnit ?? row.UnitId, row.RegisteredAt!.Value)),
    ];

    internal static bool LiesIn(string? unitId, string? gridCode, ReferenceData data) =>
        unitId is null || (gridCode is not null && data.Organisation.IsWithin(gridCode, unitId));
}
