using GridWorkflow.Designer.Api.Definitions;

namespace GridWorkflow.Designer.Api;

/// <summary>The part of Elsa's REST API that Studio calls for definitions and instances, under <c>/elsa/api</c>.</summary>
public static class ElsaApi
{
    /// <summary>Adds what the endpoints need.</summary>
    public static void AddElsaApi(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton<DefinitionView>();
    }

    /// <summary>Maps the endpoints.</summary>
    /// <param name="app">The host.</param>
    /// <param name="routes">Who may call what.</param>
    public static void MapElsaApi(this IEndpointRouteBuilder app, ElsaRoutes routes)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(routes);

        // Definitions: read, changed one by one and in bulk, as files.
        routes.Reads.MapDefinitionReads();
        routes.Reads.MapDefinitionExports();
        routes.Changes.MapDefinitionChanges();
        routes.Changes.MapBulkDefinitions();
        routes.Changes.MapDefinitionImports();
    }
}
