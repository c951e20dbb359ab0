using GridWorkflow.Runtime.Delivery;
using GridWorkflow.Runtime.Store;
using Hangfire.Server;

namespace GridWorkflow.Host.Jobs;

/// <summary>Starts workflows whose hour has come, once a second.</summary>
internal sealed class TriggerProcess(TriggerSweep sweep, ILogger<TriggerProcess> log) : IBackgroundProcess
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    public void Execute(BackgroundProcessContext context)
    {
        try
        {
            var started = sweep.RunOnce(context.StoppingToken).GetAwaiter().GetResult();
            if (started > 0)
                log.LogInformation("Triggers: {Started} workflows started by time", started);
        }
        catch (StoreUnavailableException unavailable)
        {
            log.LogWarning("Timed starts wait: {Reason}", unavailable.Message);
        }

        context.Wait(Poll);
    }
}
