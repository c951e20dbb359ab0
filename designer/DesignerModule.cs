using GridWorkflow.Designer.Api;
using GridWorkflow.Designer.Descriptors;
using GridWorkflow.Designer.Studio;

namespace GridWorkflow.Designer;

/// <summary>All that the designer is made of: Elsa Studio, what it draws with, and the API that it calls.</summary>
public static class DesignerModule
{
    /// <summary>Adds what the endpoints need.</summary>
    /// <param name="services">The host's.</param>
    /// <param name="doors">The host's policies and what it knows of a request.</param>
    public static void AddDesigner(this IServiceCollection services, DesignerDoors doors)
    {
        services.AddSingleton(doors);
        services.AddElsaApi();
        services.AddDescriptors();
        services.AddStudio();
    }

    /// <summary>Maps the designer; every call has a policy of <see cref="DesignerDoors"/>.</summary>
    public static void MapDesigner(this IEndpointRouteBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var doors = app.ServiceProvider.GetRequiredService<DesignerDoors>();
        var routes = ElsaRoutes.Of(app, doors);

        // Definitions, instances, the hub.
        app.MapElsaApi(routes);
        // What can be drawn, and with which properties.
        app.MapDescriptors(routes);
        // Studio itself.
        app.MapStudio(doors);
    }
}
