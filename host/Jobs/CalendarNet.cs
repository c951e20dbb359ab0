using GridWorkflow.Runtime.Timers;
using Hangfire;

namespace GridWorkflow.Host.Jobs;

/// <summary>Brings changed calendars and ladders to running cases.</summary>
public sealed class CalendarNet(CalendarSweep sweep, LadderSweep ladders, ILogger<CalendarNet> log)
{
    public const string Id = "calendar-net";

    [AutomaticRetry(Attempts = 0), DisableConcurrentExecution(timeoutInSeconds: 1), JobDisplayName("Take changed calendars and ladders over into running cases")]
    public async Task Sweep(CancellationToken cancellation)
    {
        var moved = await sweep.RunOnce(cancellation);
        if (moved > 0)
            log.LogInformation("Took changed calendars over into {Cases} cases", moved);
        var climbing = await ladders.RunOnce(cancellation);
        if (climbing > 0)
            log.LogInformation("Took changed ladders over into {Cases} cases", climbing);
    }
}
