using GridWorkflow.Runtime.Timers;
using Hangfire;

namespace GridWorkflow.Host.Jobs;

/// <summary>Brings changed calendars to running cases.</summary>
public sealed class CalendarNet(CalendarSweep sweep, ILogger<CalendarNet> log)
{
    public const string Id = "calendar-net";

    [AutomaticRetry(Attempts = 0), DisableConcurrentExecution(timeoutInSeconds: 1), JobDisplayName("Take changed calendars over into running cases")]
    public async Task Sweep(CancellationToken cancellation)
    {
        var moved = await sweep.RunOnce(cancellation);
        if (moved > 0)
            log.LogInformation("Took changed calendars over into {Cases} cases", moved);
    }
}
