namespace GridWorkflow.Designer.Studio;

/// <summary>Elsa Studio's files and our pages around it.</summary>
public static class StudioEndpoints
{
    /// <summary>Adds what the pages need.</summary>
    public static void AddStudio(this IServiceCollection services) => ArgumentNullException.ThrowIfNull(services);

    /// <summary>Maps the files.</summary>
    public static void MapStudio(this IEndpointRouteBuilder app, DesignerDoors doors)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(doors);
    }
}
