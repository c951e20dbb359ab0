using System.Reflection;

namespace GridWorkflow.Designer.Descriptors;

/// <summary>What Studio draws with: activities, their properties, types, strategies, features.</summary>
public static class DescriptorEndpoints
{
    /// <summary>Adds what the endpoints need.</summary>
    public static void AddDescriptors(this IServiceCollection services) => ArgumentNullException.ThrowIfNull(services);

    /// <summary>Maps the endpoints.</summary>
    /// <param name="app">The host.</param>
    /// <param name="routes">Who may call what.</param>
    public static void MapDescriptors(this IEndpointRouteBuilder app, ElsaRoutes routes)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(routes);
        var reads = routes.Reads;
        reads.MapGet("/package/version", () => Results.Ok(new { packageVersion = Version }));
    }

    private static string Version { get; } =
        typeof(DescriptorEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
