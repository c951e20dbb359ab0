using System.Text.Json.Nodes;
using GridWorkflow.Designer.Api.Definitions;
using GridWorkflow.Designer.Api.Instances;
using GridWorkflow.Designer.Api.Live;

namespace GridWorkflow.Designer.Api;

/// <summary>The part of Elsa's REST API that Studio calls for definitions and instances, under <c>/elsa/api</c>.</summary>
public static class ElsaApi
{
    /// <summary>Adds what the endpoints need.</summary>
    public static void AddElsaApi(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton<DefinitionView>();
        services.AddSignalR();
        services.AddSingleton<InstanceWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<InstanceWatch>());
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
        routes.Reads.MapSubgraphReads();
        routes.Reads.MapDefinitionExports();
        routes.Changes.MapDefinitionChanges();
        routes.Changes.MapBulkDefinitions();
        routes.Changes.MapDefinitionImports();

        // Instances: looked at, started, ended, run again.
        routes.Reads.MapInstanceReads();
        routes.Reads.MapExecutionReads();
        routes.Changes.MapInstanceChanges();
        routes.Changes.MapRunning();
        routes.Changes.MapActivityTrial();

        // What moves while somebody looks.
        routes.Hubs.MapHub<WorkflowInstanceHub>("/workflow-instance");

        // Studio's own sign-in has nothing to do here: the page's cookie is what counts. Whoever gets this far has it.
        routes.Reads.MapPost("/identity/login", () => ElsaJson.Answer(new JsonObject { ["isAuthenticated"] = false }));
        // Other modules of Elsa: secrets, labels, dashboard, diagnostics.
        routes.Reads.Map("/{**rest}", (string? rest) => ElsaAnswers.NotFound($"'{rest}' is not offered by this host."));
    }
}
