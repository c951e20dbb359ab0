using System.Collections.Frozen;
using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework;

/// <summary>The compiled lifecycles: the version of each that new cases run, and every version by content hash.</summary>
public sealed class DefinitionSet
{
    private readonly FrozenDictionary<string, Program> _current;
    private readonly FrozenDictionary<string, Program> _byHash;

    /// <param name="programs">Any versions; of each definition the highest version is the current one.</param>
    public DefinitionSet(IEnumerable<Program> programs)
    {
        All = [.. programs];
        _current = All.GroupBy(program => program.DefinitionId)
            .ToFrozenDictionary(group => group.Key, group => group.MaxBy(program => program.Version)!, StringComparer.Ordinal);
        Ids = _current.Keys.ToFrozenSet(StringComparer.Ordinal);
        Published = [.. _current.Values.OrderBy(program => program.DefinitionId, StringComparer.Ordinal)];
        _byHash = All.DistinctBy(program => program.ContentHash).ToFrozenDictionary(program => program.ContentHash, StringComparer.Ordinal);
    }

    public static DefinitionSet Empty { get; } = new([]);

    /// <summary>How definitions find those that they use as activities: among the given ones, by version else by type name.</summary>
    /// <param name="definitions">What is, or shall be, in force.</param>
    /// <param name="find">Finds any other version: by definition id and version.</param>
    public static CompileOptions Options(IReadOnlyCollection<WorkflowDefinition> definitions, Func<string, int, WorkflowDefinition?> find) => new()
    {
        FindDefinition = (id, version) => definitions
            .Where(definition => definition.DefinitionId == id && (version is null || definition.Version == version))
            .MaxBy(definition => definition.Version) ?? (version is { } wanted ? find(id, wanted) : null),
        FindActivityDefinition = typeName => definitions
            .Where(definition => definition.UsableAsActivity && definition.ActivityTypeName == typeName)
            .MaxBy(definition => definition.Version),
    };

    public ImmutableArray<Program> All { get; }

    /// <summary>Ids of all definitions.</summary>
    public IReadOnlySet<string> Ids { get; }

    /// <summary>The current version of each definition, by id.</summary>
    public ImmutableArray<Program> Published { get; }

    /// <summary>What a new case of this definition runs; null when there is no such definition.</summary>
    public Program? Current(string definitionId) => _current.GetValueOrDefault(definitionId);

    /// <summary>The version that a running case is pinned to; null when it is not among these files.</summary>
    public Program? Pinned(string contentHash) => _byHash.GetValueOrDefault(contentHash);
}
