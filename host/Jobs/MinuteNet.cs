using GridWorkflow.Runtime.Timers;
using Hangfire;

namespace GridWorkflow.Host.Jobs;

/// <summary>The net below the alarm clock: sweeps once a minute, whatever became of the process that should have.</summary>
public sealed class MinuteNet(TimerSweep sweep)
{
    public const string Id = "timer-net";

    [AutomaticRetry(Attempts = 0), DisableConcurrentExecution(timeoutInSeconds: 1), JobDisplayName("Sweep due timers (net)")]
    public Task Sweep(CancellationToken cancellation) => sweep.RunOnce(cancellation, heldToo: true);
}
