using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using Hangfire.Server;

namespace GridWorkflow.Host.Jobs;

/// <summary>Hears from the database at once what the watch would find with its next look.</summary>
internal sealed class ChangeListenProcess(GridDatabase database, CatalogWatch watch, ILogger<ChangeListenProcess> log) : SteadyProcess(log)
{
    protected override void Work(BackgroundProcessContext context) =>
        database.Listen(watch.Ring, context.StoppingToken).GetAwaiter().GetResult();
}
