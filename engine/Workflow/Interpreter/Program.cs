using System.Collections.Frozen;
using System.Collections.Immutable;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Expressions;

namespace GridWorkflow.Workflow.Interpreter;

/// <summary>Which of Elsa's two ways of running flowcharts.</summary>
public enum FlowchartMode : byte
{
    /// <summary>Elsa's default.</summary>
    Counter,
    Token,
}

/// <summary>What a compilation may be told besides the definition.</summary>
public sealed record CompileOptions
{
    public static CompileOptions Default { get; } = new();

    /// <summary>The mode for definitions that name none.</summary>
    public FlowchartMode FlowchartMode { get; init; }

    /// <summary>
    /// Finds the definition that is used as an activity: by definition id and version (null: the published one), or null when there
    /// is none. It is compiled into the program.
    /// </summary>
    public Func<string, int?, WorkflowDefinition?> FindDefinition { get; init; } = static (_, _) => null;

    /// <summary>Finds the published definition whose name makes this activity type name; null when there is none.</summary>
    public Func<string, WorkflowDefinition?> FindActivityDefinition { get; init; } = static _ => null;
}

/// <summary>
/// One definition version, compiled: immutable, shared by all instances and threads. Activities stand in an array, children and
/// connections are integer indices, inputs are compiled expressions.
/// </summary>
public sealed class Program
{
    private readonly FrozenDictionary<string, int> _byId;

    internal Program(
        WorkflowDefinition definition, ProgramActivity[] activities, string contentHash, ImmutableArray<Trigger> triggers, CompileOptions options)
    {
        Definition = definition;
        // Views of the JSON; every burst asks for them.
        DefinitionId = definition.DefinitionId;
        Version = definition.Version;
        Name = definition.Name;
        Activities = AsImmutable(activities);
        Table = activities;
        ContentHash = contentHash;
        Triggers = triggers;
        FlowchartMode = options.FlowchartMode;
        var byId = new Dictionary<string, int>(activities.Length, StringComparer.Ordinal);
        foreach (var activity in activities)
            byId.TryAdd(activity.Id, activity.Index);
        _byId = byId.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public WorkflowDefinition Definition { get; }

    public string DefinitionId { get; }

    public int Version { get; }

    public string Name { get; }

    /// <summary>SHA-256 in lower-case hex over the canonical JSON of what matters for running: layout and names of people do not.</summary>
    public string ContentHash { get; }

    /// <summary>All activities; index 0 is the workflow itself, its only child the root.</summary>
    public ImmutableArray<ProgramActivity> Activities { get; }

    /// <summary>What starts new instances of this definition.</summary>
    public ImmutableArray<Trigger> Triggers { get; }

    /// <summary>Definitions that are used as activities and compiled into this program; with them it can be compiled again to the same hash.</summary>
    public ImmutableArray<DefinitionPart> Parts { get; internal init; } = [];

    public FlowchartMode FlowchartMode { get; }

    internal ProgramActivity[] Table { get; }

    /// <summary>What compiling noticed that does not keep the program from running.</summary>
    internal IReadOnlyList<Problem> Notes { get; init; } = [];

    /// <summary>A fault leaves the instance running, for an admin to look at.</summary>
    internal bool ContinuesWithIncidents { get; init; }

    /// <summary>Some expression asks for outputs of activities.</summary>
    internal bool KeepsOutputs { get; init; }

    /// <summary>Compiles a definition.</summary>
    /// <exception cref="RefusedException">Something in it cannot run; every problem names activity, property, reason and remedy.</exception>
    public static Program Compile(WorkflowDefinition definition, ActivityTypes types, CompileOptions? options = null) =>
        Compilation.Compile(definition, types, options ?? CompileOptions.Default);

    /// <summary>The activity with this id; null when there is none.</summary>
    public ProgramActivity? Find(string activityId) => _byId.TryGetValue(activityId, out var index) ? Table[index] : null;

    private static ImmutableArray<ProgramActivity> AsImmutable(ProgramActivity[] activities) =>
        System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(activities);
}

/// <summary>One compiled activity.</summary>
public sealed class ProgramActivity
{
    internal ProgramActivity(int index, int parentIndex, ActivityType type, ActivityNode node, string nodeId)
    {
        Index = index;
        ParentIndex = parentIndex;
        Type = type;
        Node = node;
        NodeId = nodeId;
        Id = node.Id;
    }

    /// <summary>Index into <see cref="Program.Activities"/>; what <see cref="Step.ActivityIndex"/> names.</summary>
    public int Index { get; }

    /// <summary>Index of the enclosing activity; -1 for the workflow itself.</summary>
    public int ParentIndex { get; }

    public string Id { get; internal set; }

    public string? Name => Node.Name;

    public string? DisplayText => Node.DisplayText;

    public string TypeName => Type.TypeName;

    public ActivityType Type { get; }

    /// <summary>Path of ids from the workflow down, as the designer knows it: <c>Workflow1:fc1:dec</c>.</summary>
    public string NodeId { get; }

    /// <summary>The activity as it stands in the definition.</summary>
    public ActivityNode Node { get; }

    /// <summary>Compiled inputs, in the order of the type's specs; null where the definition gives none.</summary>
    internal CompiledInput?[] Inputs { get; set; } = [];

    /// <summary>Where outputs go, by the order of the type's specs.</summary>
    internal VariableTarget?[] OutputTargets { get; set; } = [];

    /// <summary>Outputs of the workflow around it that outputs are bound to, by the order of the type's specs.</summary>
    internal string?[] WorkflowOutputs { get; set; } = [];

    /// <summary>Variables that live with an execution of this activity.</summary>
    internal VariableSlot[] Variables { get; set; } = [];

    /// <summary>Position among the children of a flowchart.</summary>
    internal int Position { get; set; }

    /// <summary>What the type prepared.</summary>
    internal object? Prepared { get; set; }
}

/// <summary>A definition that is used as an activity in another.</summary>
/// <param name="Definition">The version that is compiled in.</param>
/// <param name="TypeName">The activity type that names it.</param>
/// <param name="ByVersion">The activity names this very version; else whatever is published under the type name was taken.</param>
public sealed record DefinitionPart(WorkflowDefinition Definition, string TypeName, bool ByVersion);
