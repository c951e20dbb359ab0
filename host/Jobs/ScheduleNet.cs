using GridWorkflow.Runtime.Schedules;
using Hangfire;

namespace GridWorkflow.Host.Jobs;

/// <summary>Looks once a minute what the calendar brings. Only the arm: what was made is rows, and each is made once whoever looks.</summary>
public sealed class ScheduleNet(CutOffSweep cutOffs, RankingSweep rankings, OpeningSweep openings, OrphanSweep orphans, ILogger<ScheduleNet> log)
{
    public const string CutOffId = "daily-cut-off";
    public const string RankingId = "bulletins";
    public const string OpeningId = "scheduled-cases";
    public const string OrphanId = "orphan-monitor";

    [AutomaticRetry(Attempts = 0), DisableConcurrentExecution(timeoutInSeconds: 1), JobDisplayName("Make the daily lists of cut-offs that have passed (日產日清)")]
    public Task CutOffs(CancellationToken cancellation) => cutOffs.RunOnce(cancellation);

    [AutomaticRetry(Attempts = 0), DisableConcurrentExecution(timeoutInSeconds: 1), JobDisplayName("Draft the bulletins that are due (通報)")]
    public Task Rankings(CancellationToken cancellation) => rankings.RunOnce(cancellation);

    [AutomaticRetry(Attempts = 0), DisableConcurrentExecution(timeoutInSeconds: 1), JobDisplayName("Open the cases of schedules")]
    public Task Openings(CancellationToken cancellation) => openings.RunOnce(cancellation);

    [AutomaticRetry(Attempts = 0), DisableConcurrentExecution(timeoutInSeconds: 1), JobDisplayName("Look for what is nobody's")]
    public async Task Orphans(CancellationToken cancellation)
    {
        var changed = await orphans.RunOnce(cancellation);
        if (changed > 0)
            log.LogWarning("In {Cases} cases something has become nobody's, or somebody's again", changed);
    }
}
