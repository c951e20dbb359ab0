using System.Collections.Immutable;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities;

/// <summary>An input of an activity type.</summary>
/// <param name="Name">PascalCase; in definitions it matches without regard to case.</param>
/// <param name="Type">What its value is converted to.</param>
public sealed record InputSpec(string Name, DataType Type)
{
    /// <summary>Must have an expression, or the definition is refused.</summary>
    public bool Required { get; init; }

    /// <summary>Editor that the designer shows: <c>singleline</c>, <c>dropdown</c> …; null takes the one of the type.</summary>
    public string? UiHint { get; init; }

    public string? DisplayName { get; init; }

    public string? Description { get; init; }

    public string? Category { get; init; }

    /// <summary>The value when the definition gives none.</summary>
    public object? Default { get; init; }

    /// <summary>What a drop-down offers.</summary>
    public ImmutableArray<Choice> Choices { get; init; } = [];

    /// <summary>False: a bare JSON value in the definition, no expression.</summary>
    public bool IsWrapped { get; init; } = true;

    /// <summary>False: not evaluated before the activity executes, but whenever the activity asks.</summary>
    public bool AutoEvaluate { get; init; } = true;

    /// <summary>False: the activity takes the value as the expression gives it.</summary>
    public bool Converts { get; init; } = true;
}

/// <summary>One value that a drop-down offers.</summary>
public sealed record Choice(string Text, string Value);

/// <summary>An output of an activity type; a definition may bind it to a variable.</summary>
public sealed record OutputSpec(string Name, DataType Type)
{
    public string? DisplayName { get; init; }

    public string? Description { get; init; }
}

public enum PortKind : byte
{
    /// <summary>An outcome that a flowchart connects.</summary>
    Flow,

    /// <summary>A slot that holds a child activity.</summary>
    Embedded,
}

/// <summary>A port of an activity type.</summary>
public sealed record PortSpec(string Name, PortKind Kind = PortKind.Flow)
{
    public string? DisplayName { get; init; }
}

/// <summary>What starts new instances of a definition.</summary>
/// <param name="ActivityId">The activity that starts them.</param>
/// <param name="Kind">As of a bookmark: <c>Event</c>, <c>Timer</c>, <c>Cron</c>, <c>Http</c> …</param>
/// <param name="Key">As of a bookmark: the name of the event, the path …</param>
/// <param name="Data">What the host needs besides, a workflow value.</param>
public sealed record Trigger(string ActivityId, string Kind, string? Key, object? Data);

public enum ActivityKind : byte
{
    Action,
    Trigger,
    Task,
}
