using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Instances;

/// <summary>
/// What an instance can be asked to do, whether a case hangs on it or not. Closed: <see cref="CaseCommand"/> adds what people do with
/// cases, and nothing else moves an instance.
/// </summary>
public abstract record InstanceCommand(Actor Actor)
{
    /// <summary>Begins an instance that is no case. Cases begin with a report: <see cref="CaseCommand.File"/>.</summary>
    /// <param name="Input">Workflow input by name.</param>
    public sealed record Start(Actor Actor, Guid InstanceId, ImmutableSortedDictionary<string, object?> Input) : InstanceCommand(Actor)
    {
        public string? CorrelationId { get; init; }

        public string? Name { get; init; }

        /// <summary>The activity that triggers the start; null starts where the root says.</summary>
        public string? TriggerActivityId { get; init; }

        /// <summary>What the trigger brings: a workflow value.</summary>
        public object? TriggerPayload { get; init; }

        /// <summary>Where it reports to; null when nobody waits.</summary>
        public ParentLink? Parent { get; init; }
    }

    /// <summary>What a bookmark waited for has come. Nothing happens when the bookmark is gone.</summary>
    /// <param name="Payload">What came: a workflow value.</param>
    public sealed record Wake(Actor Actor, Guid BookmarkId, object? Payload) : InstanceCommand(Actor);

    /// <summary>Ends an instance that is no case. Nothing happens when it has finished.</summary>
    public sealed record Cancel(Actor Actor, string Reason) : InstanceCommand(Actor);

    /// <summary>A timer row has come due. Nothing happens when its epoch is no longer the current one.</summary>
    public sealed record TimerDue(string Key, int Epoch, DateTimeOffset DueAt) : InstanceCommand(Actor.Timer);

    /// <summary>An admin moves a running instance to another program. It asks for two programs: <see cref="InstanceMove"/> decides it.</summary>
    /// <param name="From">Content hash of the program that it is pinned to.</param>
    /// <param name="To">Content hash of the program that it goes on with.</param>
    /// <param name="Map">New activity ids by old ones, where they differ.</param>
    public sealed record Migrate(Actor Actor, string From, string To, ImmutableSortedDictionary<string, string> Map) : InstanceCommand(Actor)
    {
        /// <summary>
        /// What becomes of the clocks of steps, by task key or id of the task's activity in the old program; null, as in journals of before it
        /// was asked for: all keep.
        /// </summary>
        public ImmutableSortedDictionary<string, ClockFate>? Clocks { get; init; }

        /// <summary>The second person; null in journals of before one was asked for, and where none has to approve it.</summary>
        public string? ApprovedBy { get; init; }
    }

    /// <summary>An admin has mended what an incident named; the activity runs again.</summary>
    public sealed record RetryActivity(Actor Actor, string ActivityId) : InstanceCommand(Actor)
    {
        /// <summary>Why; null in journals of before it was asked for, and where a system asks.</summary>
        public string? Reason { get; init; }
    }
}
