using System.Collections;
using System.Collections.Immutable;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Delivery;

namespace GridWorkflow.Runtime.Delivery;

/// <summary>Whom an HTTP request is for.</summary>
public abstract record EndpointTarget
{
    private EndpointTarget()
    {
    }

    /// <summary>It starts a workflow.</summary>
    public sealed record NewInstance(string DefinitionId, string ActivityId) : EndpointTarget;

    /// <summary>An instance waits for it.</summary>
    public sealed record Waiting(WaitingBookmark Bookmark) : EndpointTarget;
}

/// <summary>Finds the HttpEndpoint that a request is for: triggers of published definitions and bookmarks of instances alike.</summary>
public sealed class EndpointRoutes(ReferenceCatalog catalog, WaiterQueries waiters)
{
    /// <param name="method">Of the request.</param>
    /// <param name="path">Below the base path.</param>
    /// <param name="correlationId">When the request names one: only instances with it.</param>
    /// <param name="cancellation">Ends the search.</param>
    public async Task<HttpMatch<EndpointTarget>> Match(string method, string path, string? correlationId, CancellationToken cancellation)
    {
        var routes = new List<HttpRoute<EndpointTarget>>();
        foreach (var program in catalog.Current.Definitions.Published.Where(program => !InstanceDesk.IsLifecycle(program)))
        {
            foreach (var trigger in program.Triggers)
            {
                if (trigger is { Kind: BookmarkKinds.HttpEndpoint, Key: { } template })
                    routes.Add(new HttpRoute<EndpointTarget>(template, Methods(trigger.Data), new EndpointTarget.NewInstance(program.DefinitionId, trigger.ActivityId)));
            }
        }

        foreach (var template in await waiters.EndpointPaths(cancellation))
        {
            if (!HttpRoutes.Fits(template, path))
                continue;
            foreach (var (waiting, methods) in await waiters.ForEndpoint(template, correlationId, cancellation))
                routes.Add(new HttpRoute<EndpointTarget>(template, methods, new EndpointTarget.Waiting(waiting)));
        }

        return HttpRoutes.Match(method, path, routes);
    }

    internal static ImmutableArray<string> Methods(object? data) => data is IList list ? [.. list.OfType<string>()] : ["GET"];
}
