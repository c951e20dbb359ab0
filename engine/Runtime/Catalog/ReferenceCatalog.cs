using System.Collections.Concurrent;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>
/// The reference data in force, and every definition version that a case may be pinned to: those of the files from memory, older
/// ones from the database.
/// </summary>
public sealed class ReferenceCatalog(IStore store, CommitPipeline pipeline, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Program> _older = new(StringComparer.Ordinal);
    private volatile ReferenceData _current = ReferenceData.Empty;

    /// <summary>The snapshot in force; immutable.</summary>
    public ReferenceData Current => _current;

    /// <summary>Keeps the definitions of a snapshot for ever, then puts it in force.</summary>
    /// <exception cref="StoreUnavailableException">The definitions cannot be kept; the old snapshot stays in force.</exception>
    public async Task Use(ReferenceData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        foreach (var program in data.Definitions.All)
        {
            var row = new DefinitionRow
            {
                ContentHash = program.ContentHash,
                DefinitionId = program.DefinitionId,
                Version = program.Version,
                Json = program.Definition.Json.GetRawText(),
                LoadedAt = time.Now(),
            };
            (await pipeline.Commit(new Write.KeepDefinition(row))).ThrowUnlessCommitted($"Version {program.Version} of definition '{program.DefinitionId}'");
        }

        _current = data;
    }

    /// <summary>The definition version with this content hash, or null when it was never in force here or can no longer be compiled to the same.</summary>
    public async ValueTask<Program?> Pinned(string contentHash, CancellationToken cancellation)
    {
        var current = _current;
        if (current.Definitions.Pinned(contentHash) is { } loaded)
            return loaded;
        if (_older.TryGetValue(contentHash, out var older))
            return older;
        if (await store.FindDefinition(contentHash, cancellation) is not { } row)
            return null;
        // A workflow that it uses as an activity is compiled into it; another version of that one gives another hash, and no program.
        var options = new CompileOptions
        {
            FindDefinition = (id, version) => version is { } wanted
                ? current.Definitions.All.FirstOrDefault(candidate => candidate.DefinitionId == id && candidate.Version == wanted)?.Definition
                : current.Definitions.Current(id)?.Definition,
        };
        var program = Program.Compile(WorkflowDefinition.Parse(row.Json), CaseActivities.Types, options);
        return program.ContentHash == contentHash ? _older.GetOrAdd(contentHash, program) : null;
    }
}
