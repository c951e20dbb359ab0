using System.Collections.Immutable;

namespace GridWorkflow.Workflow.Interpreter;

public enum InstanceStatus : byte
{
    Running,
    Finished,
}

public enum InstanceSubStatus : byte
{
    Executing,
    Suspended,
    Finished,
    Faulted,
    Cancelled,
}

/// <summary>A place where an instance waits.</summary>
/// <param name="Id">What a waker names.</param>
/// <param name="Kind">What it waits for: <c>Event</c>, <c>Delay</c>, <c>Task</c> …</param>
/// <param name="Key">What a broadcast is matched with, such as the name of an event; null when woken by id only.</param>
/// <param name="ActivityId">The waiting activity.</param>
/// <param name="Execution">Number of the waiting activity execution.</param>
public sealed record Bookmark(Guid Id, string Kind, string? Key, string ActivityId, int Execution)
{
    /// <summary>What the activity wants to know again when it wakes; a workflow value.</summary>
    public object? Data { get; init; }
}

/// <summary>Something that an admin must look at before the instance can go on.</summary>
/// <param name="ActivityId">Where; null for the whole instance.</param>
/// <param name="Reason">What was expected and what was found.</param>
/// <param name="At">When it came up.</param>
public sealed record Incident(string? ActivityId, string Reason, DateTimeOffset At)
{
    /// <summary>Code of an instance that rests with nothing to wake it.</summary>
    public const string NothingWakes = "nothing-wakes";

    /// <summary>Name of the rule that was broken, kebab-case: <c>conversion-failed</c>, <c>budget-spent</c> …</summary>
    public string Code { get; init; } = "activity-fault";

    /// <summary>Number of the faulted execution; 0 for the whole instance.</summary>
    public int Execution { get; init; }
}

/// <summary>A timer that an instance has set.</summary>
/// <param name="Key">Unique within the instance.</param>
/// <param name="DueAt">Never fires earlier.</param>
/// <param name="Epoch">Grows with each setting of the key.</param>
public sealed record PendingTimer(string Key, DateTimeOffset DueAt, int Epoch)
{
    /// <summary>The activity that set it.</summary>
    public required string ActivityId { get; init; }

    /// <summary>The execution that set it.</summary>
    public required int Execution { get; init; }

    /// <summary>The bookmark that it resumes; null when it goes to the activity itself.</summary>
    public Guid? BookmarkId { get; init; }

    /// <summary>When it goes without being cleared.</summary>
    public Activities.TimerLife Life { get; init; }
}

/// <summary>An instance at rest. Immutable to everybody but the interpreter, which makes a new one in each burst.</summary>
public sealed record InstanceState
{
    public required Guid Id { get; init; }

    public required string DefinitionId { get; init; }

    public required int DefinitionVersion { get; init; }

    /// <summary>Content hash of the program that the instance is pinned to.</summary>
    public required string ProgramHash { get; init; }

    public required InstanceStatus Status { get; init; }

    public required InstanceSubStatus SubStatus { get; init; }

    public string? CorrelationId { get; init; }

    public string? Name { get; init; }

    /// <summary>Where the instance reports to when it finishes; null when nobody waits (any more).</summary>
    public ParentLink? Parent { get; init; }

    public ImmutableArray<Bookmark> Bookmarks { get; init; } = [];

    public ImmutableArray<Incident> Incidents { get; init; } = [];

    public ImmutableArray<PendingTimer> Timers { get; init; } = [];

    /// <summary>Input by name, as it was given at the start.</summary>
    public ImmutableSortedDictionary<string, object?> Input { get; init; } = NoValues;

    /// <summary>Output by name, as far as it was set.</summary>
    public ImmutableSortedDictionary<string, object?> Output { get; init; } = NoValues;

    /// <summary>When the instance started.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Highest execution number so far.</summary>
    public int LastExecution { get; init; }

    /// <summary>Live executions with their ancestors, parents first.</summary>
    internal ImmutableArray<ExecutionState> Executions { get; init; } = [];

    /// <summary>Last outputs of activities, as far as the program's expressions ask for them.</summary>
    internal ImmutableArray<OutputState> Outputs { get; init; } = [];

    private static ImmutableSortedDictionary<string, object?> NoValues { get; } =
        ImmutableSortedDictionary.Create<string, object?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Variables of the workflow by name, as they are at rest.</summary>
    public IReadOnlyDictionary<string, object?> Variables(Program program)
    {
        ArgumentNullException.ThrowIfNull(program);
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (Executions.IsEmpty)
            return values;
        var slots = program.Table[0].Variables;
        for (var index = 0; index < slots.Length; index++)
            values[slots[index].Name] = Executions[0].Slots[index];
        foreach (var (name, value) in Executions[0].Dynamic)
            values[name] = value;
        return values;
    }

    /// <summary>What the layer above keeps with the instance; stored by that layer, beside the state.</summary>
    public Attachment? Attachment { get; init; }
}

/// <summary>One execution at rest.</summary>
internal sealed record ExecutionState
{
    public required int Number { get; init; }

    public required int ActivityIndex { get; init; }

    /// <summary>Position of the parent in the list; -1 for the workflow.</summary>
    public required int Parent { get; init; }

    public required Activities.ExecutionStatus Status { get; init; }

    /// <summary>What its container wants to know when it completes.</summary>
    public int Tag { get; init; }

    public int Counter { get; init; }

    /// <summary>A break has passed on its way up.</summary>
    public bool IsBreaking { get; init; }

    public object?[] Slots { get; init; } = [];

    public (string Name, object? Value)[] Dynamic { get; init; } = [];

    public int[] Numbers { get; init; } = [];

    public object? Data { get; init; }
}

/// <summary>The last output of an activity.</summary>
internal sealed record OutputState(int ActivityIndex, string Name, object? Value);
