using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using Definition = GridWorkflow.Workflow.Interpreter.Program;

namespace GridWorkflow.Conformance.Elsa;

/// <summary>What runs the definitions of a case: the pure interpreter in memory, or the product's runtime on a database.</summary>
internal interface IElsaHost : IDisposable
{
    /// <summary>All that WriteLine wrote, in order.</summary>
    IReadOnlyList<string> Lines { get; }

    /// <summary>In the order of their starts.</summary>
    IReadOnlyList<HostedInstance> Instances { get; }

    /// <summary>Publishes a definition; a later one with the same id takes its place.</summary>
    /// <exception cref="RefusedException">It cannot run.</exception>
    Definition Publish(byte[] json, string fileName);

    /// <summary>Starts an instance and lets everything come to rest.</summary>
    /// <param name="start">What to start.</param>
    /// <param name="byStarter">Honours the activation strategy.</param>
    /// <returns>The instance; null when the strategy refused.</returns>
    Guid? Start(StartRequest start, bool byStarter);

    /// <summary>Publishes an event from outside.</summary>
    void Publish(string eventName, object? payload, string? correlationId);

    /// <summary>True when an instance waits for an event of this name.</summary>
    bool WaitsFor(string eventName);

    /// <summary>Resumes the oldest pending bookmark that fits.</summary>
    /// <exception cref="StepFailedException">None does.</exception>
    void Resume(Predicate<Bookmark> fits, object? payload);

    /// <summary>Cancels an instance; nothing happens when it has finished.</summary>
    void Cancel(Guid instanceId);

    /// <summary>Lets time pass and fires what comes due.</summary>
    void Wait(TimeSpan time);
}

/// <summary>What to start, and with what.</summary>
internal sealed record StartRequest(string DefinitionId)
{
    public Guid? InstanceId { get; init; }

    public IReadOnlyDictionary<string, object?> Input { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, object?>.Empty;

    public string? CorrelationId { get; init; }

    public string? Name { get; init; }

    public string? TriggerActivityId { get; init; }

    public object? TriggerPayload { get; init; }

    public ParentLink? Parent { get; init; }
}

/// <summary>A step of a case cannot be carried out; the case goes on.</summary>
internal sealed class StepFailedException(string reason) : Exception(reason);
