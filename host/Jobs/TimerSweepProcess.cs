using GridWorkflow.Runtime.Timers;
using Hangfire.Server;

namespace GridWorkflow.Host.Jobs;

/// <summary>The alarm clock: sleeps to the next due instant, never longer than a poll, and has the sweep fire what is due.</summary>
internal sealed class TimerSweepProcess(TimerSweep sweep, ILogger<TimerSweepProcess> log) : SteadyProcess(log)
{
    /// <summary>A timer that another node set while this one sleeps is found after this at the latest.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    protected override void Work(BackgroundProcessContext context)
    {
        var result = sweep.RunOnce(context.StoppingToken).GetAwaiter().GetResult();
        if (result.More)
            return;
        // With trouble in the store, asking for the next instant would ask the same store: wait for the poll.
        if (result.Trouble is not null)
            context.Wait(Poll);
        else
            sweep.WaitForDue(Poll, context.StoppingToken).GetAwaiter().GetResult();
    }
}
