using GridWorkflow.Runtime.Catalog;
using Hangfire.Server;

namespace GridWorkflow.Host.Jobs;

/// <summary>Puts in force on this node what another process has published or retracted.</summary>
internal sealed class CatalogWatchProcess(CatalogWatch watch, ILogger<CatalogWatchProcess> log) : SteadyProcess(log)
{
    protected override void Work(BackgroundProcessContext context)
    {
        watch.RunOnce(context.StoppingToken).GetAwaiter().GetResult();
        watch.WaitForChange(context.StoppingToken).GetAwaiter().GetResult();
    }
}
