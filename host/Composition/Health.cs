using GridWorkflow.Runtime.Store;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GridWorkflow.Host.Composition;

internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        // Alive: the process answers. Ready: the database does, too.
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        routes.MapHealthChecks("/health/ready").AllowAnonymous();
    }
}

/// <summary>Ready when the store answers and the node is not on its way out.</summary>
internal sealed class Readiness(IStore store, Draining draining) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (draining.Began)
            return HealthCheckResult.Unhealthy("The node is on its way out.");
        try
        {
            await store.NextDue(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (StoreUnavailableException e)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", e);
        }
    }
}
