using GridWorkflow.Runtime.Timers;
using Hangfire;

namespace GridWorkflow.Host.Jobs;

/// <summary>Brings changed ladders to running cases.</summary>
public sealed class LadderNet(LadderSweep sweep, ILogger<LadderNet> log)
{
    public const string Id = "ladder-net";

    [AutomaticRetry(Attempts = 0), DisableConcurrentExecution(timeoutInSeconds: 1), JobDisplayName("Take changed ladders over into running cases")]
    public async Task Sweep(CancellationToken cancellation)
    {
        var climbing = await sweep.RunOnce(cancellation);
        if (climbing > 0)
            log.LogInformation("Took changed ladders over into {Cases} cases", climbing);
    }
}
