using System.Collections.Concurrent;
using GridWorkflow.Casework;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>
/// The reference data in force, and every definition version that a case may be pinned to: those in force from memory, older ones
/// from the database.
/// </summary>
public sealed class ReferenceCatalog(IStore store, CommitPipeline pipeline, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Program> _older = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _kept = new(StringComparer.Ordinal);
    private volatile ReferenceData _current = ReferenceData.Empty;

    /// <summary>
    /// Another set of programs is in force: whoever has armed something for their triggers arms it anew. Raised on the thread that
    /// changed it, after the change; handlers only take note and do not throw.
    /// </summary>
    public event EventHandler<ProgramsChangedEventArgs>? Changed;

    /// <summary>The snapshot in force; immutable.</summary>
    public ReferenceData Current => _current;

    /// <summary>
    /// How many acts what is in force knows of at least; acts are only ever added, so another count in the database means that something
    /// may have changed. Null: it did not come from the database.
    /// </summary>
    internal ActCount? AsOf { get; private set; }

    /// <summary>Keeps the definitions of a snapshot for ever, then puts it in force.</summary>
    /// <exception cref="StoreUnavailableException">The definitions cannot be kept; the old snapshot stays in force.</exception>
    public async Task Use(ReferenceData data)
    {
        await Keep(data);
        PutInForce(data);
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
        var program = KeptProgram.Compile(row, current.Definitions);
        return program.ContentHash == contentHash ? _older.GetOrAdd(contentHash, program) : null;
    }

    /// <summary>Keeps the programs of a snapshot, so that cases can be pinned to them before and after it is in force.</summary>
    internal async Task Keep(ReferenceData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        foreach (var program in data.Definitions.All.Where(program => !_kept.ContainsKey(program.ContentHash)))
        {
            var row = KeptProgram.Row(program, time.Now());
            (await pipeline.Commit(new Write.KeepDefinition(row))).ThrowUnlessCommitted($"Version {program.Version} of definition '{program.DefinitionId}'");
            _kept[program.ContentHash] = true;
        }
    }

    /// <summary>Puts a kept snapshot in force. Cannot fail.</summary>
    /// <param name="data">The snapshot.</param>
    /// <param name="asOf">See <see cref="AsOf"/>; null: it stays as it is.</param>
    internal void PutInForce(ReferenceData data, ActCount? asOf = null)
    {
        var before = _current;
        AsOf = asOf ?? AsOf;
        _current = data;
        if (!Programs(before).SetEquals(Programs(data)))
            Changed?.Invoke(this, new ProgramsChangedEventArgs(before, data));
    }

    private static HashSet<(string, int, string)> Programs(ReferenceData data) =>
        [.. data.Definitions.All.Select(program => (program.DefinitionId, program.Version, program.ContentHash))];
}

/// <summary>Another set of programs is in force.</summary>
public sealed class ProgramsChangedEventArgs(ReferenceData before, ReferenceData after) : EventArgs
{
    public ReferenceData Before { get; } = before;

    public ReferenceData After { get; } = after;
}
