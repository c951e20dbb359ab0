using GridWorkflow.Runtime.Delivery;
using Hangfire.Server;

namespace GridWorkflow.Host.Jobs;

/// <summary>Starts workflows whose hour has come, once a second.</summary>
internal sealed class TriggerProcess(TriggerSweep sweep, ILogger<TriggerProcess> log) : SteadyProcess(log)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = log;

    protected override void Work(BackgroundProcessContext context)
    {
        var started = sweep.RunOnce(context.StoppingToken).GetAwaiter().GetResult();
        if (started > 0)
            _log.LogInformation("Triggers: {Started} workflows started by time", started);
        context.Wait(Poll);
    }
}
