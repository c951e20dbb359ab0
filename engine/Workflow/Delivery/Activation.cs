namespace GridWorkflow.Workflow.Delivery;

/// <summary>When a definition lets itself be started again. Honoured by starters and triggers; a child is always started.</summary>
public enum ActivationStrategy : byte
{
    AllowAlways,

    /// <summary>One running instance of the definition at a time.</summary>
    Singleton,

    /// <summary>One running instance of the definition for each correlation id.</summary>
    CorrelatedSingleton,

    /// <summary>One running instance of whatever definition for each correlation id.</summary>
    Correlation,
}

/// <summary>A running instance, as far as a start looks at it.</summary>
public sealed record RunningInstance(Guid InstanceId, string DefinitionId, string? CorrelationId);

/// <summary>Whether a start is allowed.</summary>
public abstract record Activation
{
    private static readonly Allowed Yes = new();

    private Activation()
    {
    }

    public sealed record Allowed : Activation;

    /// <param name="Reason">What was expected and what was found.</param>
    /// <param name="InstanceId">The running instance that stands in the way.</param>
    public sealed record Refused(string Reason, Guid InstanceId) : Activation;

    /// <summary>Decides on a start.</summary>
    /// <param name="strategy">The strategy of the definition.</param>
    /// <param name="definitionId">The definition to start.</param>
    /// <param name="correlationId">
    /// The correlation id of the start. Without one both correlation strategies allow one instance of the definition at a time, as
    /// Elsa does.
    /// </param>
    /// <param name="running">The running instances; a store may leave out those of other definitions and correlation ids.</param>
    public static Activation Decide(ActivationStrategy strategy, string definitionId, string? correlationId, IEnumerable<RunningInstance> running)
    {
        ArgumentNullException.ThrowIfNull(running);
        if (strategy == ActivationStrategy.AllowAlways)
            return Yes;
        foreach (var instance in running)
        {
            var sameDefinition = string.Equals(instance.DefinitionId, definitionId, StringComparison.Ordinal);
            var sameCorrelation = string.Equals(instance.CorrelationId, correlationId, StringComparison.Ordinal);
            if (strategy == ActivationStrategy.Singleton || correlationId is null)
            {
                if (sameDefinition)
                    return new Refused($"Expected no running instance of '{definitionId}', but {instance.InstanceId} runs.", instance.InstanceId);
            }
            else if (sameCorrelation && (sameDefinition || strategy == ActivationStrategy.Correlation))
            {
                return new Refused(
                    $"Expected no running instance with the correlation id '{correlationId}', but {instance.InstanceId} of '{instance.DefinitionId}' runs.",
                    instance.InstanceId);
            }
        }

        return Yes;
    }

    /// <summary>
    /// The strategy that a definition names: the .NET name that a stock Elsa writes, with or without assembly, or the short alias.
    /// None is <see cref="ActivationStrategy.AllowAlways"/>; null when there is no such strategy.
    /// </summary>
    public static ActivationStrategy? Read(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
            return ActivationStrategy.AllowAlways;
        var comma = name.IndexOf(',', StringComparison.Ordinal);
        var type = (comma < 0 ? name : name[..comma]).Trim();
        return type[(type.LastIndexOf('.') + 1)..] switch
        {
            "AllowAlwaysStrategy" => ActivationStrategy.AllowAlways,
            "SingletonStrategy" => ActivationStrategy.Singleton,
            "CorrelatedSingletonStrategy" => ActivationStrategy.CorrelatedSingleton,
            "CorrelationStrategy" => ActivationStrategy.Correlation,
            _ => null,
        };
    }
}
