namespace GridWorkflow.Host.Workflows;

/// <summary>Section <c>Workflows</c> of the configuration: HttpEndpoint activities.</summary>
public sealed record EndpointSettings
{
    public const string Section = "Workflows";

    /// <summary>
    /// Paths below <c>/workflows</c> that anybody may call, each with all below it. Every other needs an API key with the scope
    /// <c>workflows.run</c> or an admin's session, whatever a definition says: who opens a door to the world is who runs the server.
    /// </summary>
    public IReadOnlyList<string> OpenPaths { get; init; } = [];

    public bool IsOpen(PathString below) =>
        OpenPaths.Any(path => below.StartsWithSegments($"/{path.Trim('/')}", StringComparison.OrdinalIgnoreCase));
}
