using Hangfire;
using Hangfire.Server;

namespace GridWorkflow.Host.Jobs;

/// <summary>
/// Says once what recurs. Beside the start, not in it: a node that is killed while it says so leaves its lock behind, and until that ends
/// no other node could start.
/// </summary>
internal sealed class RecurringJobsProcess(IRecurringJobManager recurring, ILogger<RecurringJobsProcess> log) : SteadyProcess(log)
{
    protected override void Work(BackgroundProcessContext context)
    {
        recurring.AddOrUpdate<MinuteNet>(MinuteNet.Id, net => net.Sweep(CancellationToken.None), Cron.Minutely());
        recurring.AddOrUpdate<CalendarNet>(CalendarNet.Id, net => net.Sweep(CancellationToken.None), Cron.Minutely());
        recurring.AddOrUpdate<LadderNet>(LadderNet.Id, net => net.Sweep(CancellationToken.None), Cron.Minutely());
        recurring.AddOrUpdate<ScheduleNet>(ScheduleNet.CutOffId, net => net.CutOffs(CancellationToken.None), Cron.Minutely());
        recurring.AddOrUpdate<ScheduleNet>(ScheduleNet.RankingId, net => net.Rankings(CancellationToken.None), Cron.Minutely());
        recurring.AddOrUpdate<ScheduleNet>(ScheduleNet.OpeningId, net => net.Openings(CancellationToken.None), Cron.Minutely());
        recurring.AddOrUpdate<ScheduleNet>(ScheduleNet.OrphanId, net => net.Orphans(CancellationToken.None), Cron.Minutely());
        recurring.AddOrUpdate<CoverageNet>(CoverageNet.Id, net => net.Warn(), Cron.Daily(6));
        recurring.AddOrUpdate<Housekeeping>(Housekeeping.Id, house => house.Run(CancellationToken.None), Cron.Daily(3));
        recurring.AddOrUpdate<StayNet>(StayNet.Id, net => net.Rebuild(CancellationToken.None), Cron.Hourly());
        // A database that comes from an older version need not wait for the hour.
        recurring.Trigger(StayNet.Id);
        recurring.AddOrUpdate<KeptEvents>(KeptEvents.Id, kept => kept.Expire(), Cron.Daily());
        context.Wait(Timeout.InfiniteTimeSpan);
    }
}
