namespace GridWorkflow.Workflow.Interpreter;

/// <summary>
/// Everything outside an instance that a burst may look at: the instant, the id source and a snapshot of reference data.
/// The same program, state, stimulus and world give the same burst, bit for bit.
/// </summary>
/// <param name="now">The instant of the burst. One burst knows one instant.</param>
/// <param name="ids">Source of ids and of randomness for this burst; never shared between bursts.</param>
/// <param name="reference">An immutable snapshot of reference data; its type is known to the activities that read it.</param>
public sealed class World(DateTimeOffset now, IdSource ids, object? reference = null)
{
    /// <summary>The instant of the burst, always UTC.</summary>
    public DateTimeOffset Now { get; } = now.ToUniversalTime();

    public IdSource Ids { get; } = ids;

    public object? Reference { get; } = reference;

    /// <summary>Ids of the definitions that have a published version; null when they are not known: then a child is asked for in good faith.</summary>
    public IReadOnlySet<string>? PublishedDefinitions { get; init; }

    /// <summary>What a burst may spend before it becomes an incident.</summary>
    public BurstBudget Budget { get; init; } = BurstBudget.Default;
}

/// <summary>Limits of one burst. A definition that runs away becomes an incident on its instance, never a stuck server.</summary>
/// <param name="MaxActivities">Activity executions in one burst.</param>
/// <param name="MaxScriptStatements">Script statements in one expression.</param>
/// <param name="MaxScriptTime">Wall time of one expression; the only limit that depends on the machine.</param>
/// <param name="MaxScriptMemoryBytes">Memory that one expression may allocate.</param>
public sealed record BurstBudget(int MaxActivities, int MaxScriptStatements, TimeSpan MaxScriptTime, long MaxScriptMemoryBytes)
{
    /// <summary>Wall time of a whole burst; depends on the machine like <see cref="MaxScriptTime"/>.</summary>
    public TimeSpan MaxBurstTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Memory that a whole burst may allocate.</summary>
    public long MaxBurstMemoryBytes { get; init; } = 512L * 1024 * 1024;

    public static BurstBudget Default { get; } = new(100_000, 100_000, TimeSpan.FromMilliseconds(250), 32L * 1024 * 1024);
}
