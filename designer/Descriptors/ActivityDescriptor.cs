using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace GridWorkflow.Designer.Descriptors;

/// <summary>What Studio knows of a type of activity: its place in the palette, its ports, and an editor for each input.</summary>
public sealed record ActivityDescriptor
{
    /// <summary>As in definitions: <c>Grid.Task</c>.</summary>
    public required string TypeName { get; init; }

    /// <summary>A stock server says its class here; Studio only shows it.</summary>
    public required string ClrType { get; init; }

    /// <summary>The part before the last dot; none for a workflow.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Namespace { get; init; }

    /// <summary>The part after it.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the type.</summary>
    public required int Version { get; init; }

    /// <summary>Group of the palette, in the reader's language.</summary>
    public required string Category { get; init; }

    /// <summary>Name in the reader's language.</summary>
    public required string DisplayName { get; init; }

    /// <summary>What it does, in the reader's language.</summary>
    public string Description { get; init; } = "";

    /// <summary>In the order of the editors.</summary>
    public required ImmutableArray<InputDescriptor> Inputs { get; init; }

    /// <summary>What variables can be bound to.</summary>
    public required ImmutableArray<OutputDescriptor> Outputs { get; init; }

    /// <summary><c>Action</c>, <c>Trigger</c> or <c>Task</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Always false: a burst runs on one thread.</summary>
    public bool RunAsynchronously { get; init; }

    /// <summary>Outcomes and child slots; none of them means <c>Done</c>.</summary>
    public required ImmutableArray<PortDescriptor> Ports { get; init; }

    /// <summary>What Studio reads of a workflow that stands as an activity.</summary>
    public JsonObject CustomProperties { get; init; } = [];

    /// <summary>What Studio writes into an activity when it is dropped.</summary>
    public JsonObject ConstructionProperties { get; init; } = [];

    /// <summary>Holds child activities.</summary>
    public bool IsContainer { get; init; }

    /// <summary>Whether the palette shows it.</summary>
    public bool IsBrowsable { get; init; }

    /// <summary>Where a flowchart begins.</summary>
    public bool IsStart { get; init; }

    /// <summary>Its completion ends what it is in.</summary>
    public bool IsTerminal { get; init; }
}

/// <summary>An input with its editor.</summary>
public sealed record InputDescriptor
{
    /// <summary>False: a bare value in the definition, no expression.</summary>
    public required bool IsWrapped { get; init; }

    /// <summary>Editor: one of Studio's own.</summary>
    public required string UiHint { get; init; }

    /// <summary>Group below the other inputs; none for the first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Category { get; init; }

    /// <summary>What holds when nothing is given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public object? DefaultValue { get; init; }

    /// <summary>Language of a new expression, where it is not a literal.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DefaultSyntax { get; init; }

    /// <summary>Always false.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Always false: secrets do not stand in definitions.</summary>
    public bool IsSensitive { get; init; }

    /// <summary>False: evaluated whenever the activity asks.</summary>
    public required bool AutoEvaluate { get; init; }

    /// <summary>What the editor offers, by editor.</summary>
    public JsonObject UiSpecifications { get; init; } = [];

    /// <summary>As in definitions, but PascalCase.</summary>
    public required string Name { get; init; }

    /// <summary>What its value is converted to.</summary>
    public required string TypeName { get; init; }

    /// <summary>Name in the reader's language; a star marks what must be given.</summary>
    public required string DisplayName { get; init; }

    /// <summary>What it does, in the reader's language.</summary>
    public string Description { get; init; } = "";

    /// <summary>Place among the inputs.</summary>
    public required double Order { get; init; }

    /// <summary>Whether it is shown.</summary>
    public bool IsBrowsable { get; init; } = true;

    /// <summary>Whether it is saved.</summary>
    public bool IsSerializable { get; init; } = true;

    /// <summary>Whether it is an input of a workflow and not of a type.</summary>
    public bool IsSynthetic { get; init; }
}

/// <summary>An output that a variable can be bound to.</summary>
/// <param name="Name">As in definitions.</param>
/// <param name="TypeName">What it is.</param>
/// <param name="DisplayName">Name in the reader's language.</param>
/// <param name="Description">What it holds.</param>
public sealed record OutputDescriptor(string Name, string TypeName, string DisplayName, string Description)
{
    /// <summary>Place among the outputs.</summary>
    public double Order { get; init; }

    /// <summary>Whether it is shown.</summary>
    public bool IsBrowsable { get; init; } = true;

    /// <summary>Whether it is saved.</summary>
    public bool IsSerializable { get; init; } = true;

    /// <summary>Whether it is an output of a workflow and not of a type.</summary>
    public bool IsSynthetic { get; init; }
}

/// <summary>A port of the drawing.</summary>
/// <param name="Name">The outcome, or the property that holds the child.</param>
/// <param name="DisplayName">Name in the reader's language.</param>
/// <param name="Type"><c>Flow</c> or <c>Embedded</c>.</param>
/// <param name="IsBrowsable">Whether it is drawn.</param>
public sealed record PortDescriptor(string Name, string DisplayName, string Type, bool IsBrowsable = true);
