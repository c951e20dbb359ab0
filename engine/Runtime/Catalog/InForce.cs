using System.Collections.Immutable;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Runtime.Catalog;

/// <summary>
/// What the acts share that change what is in force on a node: their turn, the files in force beside definitions, and what the installation
/// adds to reference data.
/// </summary>
internal sealed class InForce(DefinitionQueries definitions) : IDisposable
{
    // Acts that change what is in force look at all that is in force: on a node they go one after the other.
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>By path.</summary>
    public ImmutableArray<PublishedFile> Files { get; private set; } = [];

    public PublishGate Gate { get; private set; } = new([], definitions.FindDefinition);

    /// <summary>What the installation adds to the data, such as its address.</summary>
    public Func<ReferenceData, ReferenceData> Finish { get; set; } = static data => data;

    public void Take(ImmutableArray<PublishedFile> files) => (Files, Gate) = (files, GateOver([.. files.Select(file => file.File)]));

    /// <summary>The gate as it would be with other files.</summary>
    public PublishGate GateOver(IReadOnlyList<SourceFile> files) => new(files, definitions.FindDefinition);

    /// <summary>Runs an act in its turn.</summary>
    public async Task<T> InTurn<T>(Func<Task<T>> act, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return await act();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
