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

    /// <summary>
    /// Events that sources of signed webhooks may publish: <c>hotline/Paid</c>, or <c>hotline/*</c> for any. None by default: a source that was
    /// made for reports wakes no workflow.
    /// </summary>
    public IReadOnlyList<string> WebhookEvents { get; init; } = [];

    public bool MayPublish(string source, string eventName) => WebhookEvents.Contains($"{source}/{eventName}") || WebhookEvents.Contains($"{source}/*");

    /// <exception cref="Composition.RefusedStartException">An entry means nothing.</exception>
    public EndpointSettings Checked()
    {
        if (OpenPaths.FirstOrDefault(path => path.Trim('/').Length == 0 || path.Contains('{', StringComparison.Ordinal)) is { } path)
            throw new Composition.RefusedStartException($"Expected a path of literal segments in Workflows:OpenPaths, such as 'public', but found '{path}'.");
        return WebhookEvents.FirstOrDefault(entry => entry.IndexOf('/', StringComparison.Ordinal) is var slash && (slash <= 0 || slash == entry.Length - 1)) is { } wrong
            ? throw new Composition.RefusedStartException($"Expected 'source/event' in Workflows:WebhookEvents, such as 'hotline/Paid' or 'hotline/*', but found '{wrong}'.")
            : this;
    }

    public bool IsOpen(PathString below) =>
        OpenPaths.Any(path => below.StartsWithSegments($"/{path.Trim('/')}", StringComparison.OrdinalIgnoreCase));
}
