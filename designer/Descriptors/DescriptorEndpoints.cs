using System.Reflection;
using System.Text;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Designer.Studio;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Workflow.Definitions;
using Microsoft.Net.Http.Headers;

namespace GridWorkflow.Designer.Descriptors;

/// <summary>What Studio draws with: activities, their properties, types, strategies, features.</summary>
public static class DescriptorEndpoints
{
    /// <summary>Adds what the endpoints need.</summary>
    public static void AddDescriptors(this IServiceCollection services) => services.AddSingleton<PaletteShelf>();

    /// <summary>Maps the endpoints.</summary>
    /// <param name="app">The host.</param>
    /// <param name="routes">Who may call what.</param>
    public static void MapDescriptors(this IEndpointRouteBuilder app, ElsaRoutes routes)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(routes);
        var doors = app.ServiceProvider.GetRequiredService<DesignerDoors>();
        DescriptorTexts Texts(HttpContext http) => DescriptorTexts.In(doors.Language(http));

        var reads = routes.Reads;
        reads.MapGet("/descriptors/activities", (PaletteShelf shelf, HttpContext http) => Send(shelf.In(doors.Language(http)), http));
        reads.MapPost("/descriptors/activities/{type}/options/{property}", (string type, string property, ReferenceCatalog reference, HttpContext http) =>
            CaseActivities.Types.Find(type)?.Inputs.FirstOrDefault(input => string.Equals(input.Name, property, StringComparison.OrdinalIgnoreCase)) is { } found
                ? Results.Ok(new { items = InputEditors.Of(type, found, reference.Current, Texts(http)).Specifications })
                : Results.NotFound());
        reads.MapGet("/descriptors/expression-descriptors", (HttpContext http) => Strategies.ExpressionTypes(Texts(http)));
        reads.MapGet("/descriptors/variables", (HttpContext http) => Strategies.VariableTypes(Texts(http)));
        reads.MapGet("/descriptors/storage-drivers", (HttpContext http) => Strategies.StorageDrivers(Texts(http)));
        reads.MapGet("/descriptors/workflow-activation-strategies", (HttpContext http) => Strategies.Activation(Texts(http)));
        reads.MapGet("/descriptors/incident-strategies", (HttpContext http) => Strategies.Incidents(Texts(http)));
        reads.MapGet("/descriptors/log-persistence-strategies", (HttpContext http) => Strategies.LogPersistence(Texts(http)));
        reads.MapGet("/descriptors/commit-strategies/workflows", () => Strategies.Commits());
        reads.MapGet("/descriptors/commit-strategies/activities", () => Strategies.Commits());
        reads.MapGet("/descriptors/output-converters", () => Strategies.List([]));
        reads.MapGet("/resilience/strategies", () => Strategies.List([]));
        reads.MapGet("/features/installed", () => Strategies.List(Strategies.Features.Select(Strategies.Feature)));
        reads.MapGet("/features/installed/{fullName}", (string fullName) => Strategies.Features.Contains(fullName) ? Results.Ok(Strategies.Feature(fullName)) : Results.NotFound());
        reads.MapGet("/package/version", () => new { packageVersion = Version });
        reads.MapPost("/scripting/javascript/type-definitions/{definitionId}", TypeDefinitions);
    }

    /// <summary>Kept by the browser, but asked for anew: what is drawn with must be what is in force.</summary>
    private static IResult Send(PaletteShelf.Made made, HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "private, no-cache";
        headers.Vary = $"{HeaderNames.AcceptEncoding}, {HeaderNames.AcceptLanguage}, {HeaderNames.Cookie}";
        if (!StudioEndpoints.Takes(http.Request, "br"))
            return Results.Bytes(made.Json, "application/json", entityTag: EntityTagHeaderValue.Parse(made.Tag));
        headers.ContentEncoding = "br";
        return Results.Bytes(made.Packed, "application/json", entityTag: EntityTagHeaderValue.Parse(made.Tag[..^1] + "-br\""));
    }

    private static async Task<IResult> TypeDefinitions(string definitionId, DefinitionQueries queries, HttpContext http)
    {
        var found = await queries.Find(definitionId, new VersionChoice.Latest(), http.RequestAborted);
        WorkflowDefinition? definition = null;
        if (found is not null)
        {
            try
            {
                definition = WorkflowDefinition.Parse(found.Json);
            }
            catch (RefusedException)
            {
                // A draft may be incomplete: then scripts are completed with what always holds.
            }
        }

        return Results.File(Encoding.UTF8.GetBytes(ScriptTypes.Of(definition)), "application/x-typescript", $"{definitionId}.d.ts");
    }

    private static string Version { get; } =
        typeof(DescriptorEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
