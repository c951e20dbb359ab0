using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Schedules;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GridWorkflow.Runtime.Schedules;

/// <summary>
/// Opens the cases of a schedule: for each subject one in a period. Source and message id name schedule, period and subject, so the inbox
/// lets each come once, whatever the nodes, stops and repetitions.
/// </summary>
public sealed class OpeningSweep(IDbContextFactory<GridDbContext> contexts, CaseRunner runner, ReferenceCatalog catalog, TimeProvider time, ILogger<OpeningSweep> log)
{
    /// <summary>Before the id of the schedule, in the source of its cases.</summary>
    public const string SourcePrefix = "schedule:";

    // So many wait in the pipeline at once; the cases of others go in between.
    private const int SideBySide = 16;

    /// <summary>Opens what is due and not open yet.</summary>
    /// <returns>How many cases this node has opened.</returns>
    /// <exception cref="StoreUnavailableException">The rest is opened by the next round.</exception>
    public async Task<int> RunOnce(CancellationToken cancellation)
    {
        var data = catalog.Current;
        var opened = 0;
        foreach (var schedule in data.Schedules.Values.OfType<Schedule.Opening>())
        {
            var now = time.Now();
            if (schedule.CalendarIn(data) is not { } calendar || ScheduleTimes.Occurrences(schedule.Cron, calendar, null, now, 1) is not [var due])
                continue;
            // The count begins anew with each period: what was missed in one that is over stays missed.
            var period = Period.Of(schedule.Period, calendar.LocalDate(due));
            if (Period.Of(schedule.Period, calendar.LocalDate(now)) == period)
                opened += await Open(schedule, calendar, period, data, cancellation);
        }

        return opened;
    }

    private async Task<int> Open(Schedule.Opening schedule, BusinessCalendar calendar, Period period, ReferenceData data, CancellationToken cancellation)
    {
        var done = await Done(schedule, calendar, period, data, cancellation);
        var left = data.Subjects.Values.Where(subject =>
            subject.Kind == schedule.SubjectKind && !done.Contains(subject.Id) && CutOffSweep.LiesIn(schedule.UnitId, subject.GridCode, data)).ToArray();
        var (opened, refused) = (0, 0);
        await Parallel.ForEachAsync(left, new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancellation }, async (subject, token) =>
        {
            switch (await File(schedule, period, subject, data, token))
            {
                case IntakeOutcome.Filed { Duplicate: false }:
                    Interlocked.Increment(ref opened);
                    break;
                case IntakeOutcome.Refused(var refusal):
                    if (Interlocked.Increment(ref refused) == 1)
                        log.LogError("Schedule {Schedule} could not open a case for {Subject}: {Reason} {Remedy}", schedule.Id, subject.Id, refusal.Reason, refusal.Remedy);
                    break;
            }
        });
        if (opened > 0)
            log.LogInformation("Schedule {Schedule} opened {Opened} cases of {Period}", schedule.Id, opened, period.Key);
        return opened;
    }

    private Task<IntakeOutcome> File(Schedule.Opening schedule, Period period, Subject subject, ReferenceData data, CancellationToken cancellation)
    {
        var id = $"{period.Key}:{subject.Id}";
        var language = data.Organisation.Language;
        var report = new Report
        {
            Title = $"{schedule.Names.In(language)} {period.Key} {subject.Names.In(language)}",
            CategoryCode = schedule.CategoryCode,
            GridCode = subject.GridCode,
            Subject = subject.Id,
        };
        // The id is all that the message is: a name that is mended later is no other message.
        return runner.File(SourcePrefix + schedule.Id, id, SHA256.HashData(Encoding.UTF8.GetBytes(id)), report, cancellation);
    }

    private async Task<HashSet<string>> Done(Schedule.Opening schedule, BusinessCalendar calendar, Period period, ReferenceData data, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var (source, prefix) = (SourcePrefix + schedule.Id, period.Key + ":");
        var done = (await context.Inbox.AsNoTracking().Where(row => row.Source == source && row.MessageId.StartsWith(prefix)).Select(row => row.MessageId).ToListAsync(cancellation))
            .Select(id => id[prefix.Length..]).ToHashSet(StringComparer.Ordinal);
        if (!schedule.OnlyUncovered)
            return done;
        var (from, to) = period.In(calendar);
        var lifecycle = data.Catalogue.Find(schedule.CategoryCode)!.DefinitionId;
        done.UnionWith(await context.Cases.AsNoTracking()
            .Where(row => row.Subject != null && row.DefinitionId == lifecycle && row.Status != CaseStatus.Void
                && ((row.ReportedAt >= from && row.ReportedAt < to) || (row.ClosedAt >= from && row.ClosedAt < to)))
            .Select(row => row.Subject!).Distinct().ToListAsync(cancellation));
        return done;
    }
}
