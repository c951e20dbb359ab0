namespace GridWorkflow.Conformance.Elsa;

/// <summary>What the engine did with a case, in the words of <c>expected.json</c>.</summary>
internal sealed class Observation
{
    public List<string> Lines { get; } = [];

    public List<PhaseObservation> Phases { get; } = [];

    /// <summary>The main instance; null when it was never started.</summary>
    public InstanceObservation? Main { get; set; }

    public List<InstanceObservation> Others { get; } = [];

    /// <summary>Why a definition was refused; null when all were published.</summary>
    public string? Refusal { get; set; }

    /// <summary>Codes of the problems for which a definition was refused, or of the incidents of all instances.</summary>
    public HashSet<string> Causes { get; } = new(StringComparer.Ordinal);
}

/// <param name="Status">Of the main instance; null when there is none.</param>
/// <param name="SubStatus">Of the main instance.</param>
/// <param name="Bookmarks">Ids of the waiting activities of the main instance, sorted.</param>
/// <param name="Lines">Written in this phase.</param>
/// <param name="Failed">The step itself was refused.</param>
internal sealed record PhaseObservation(string? Status, string? SubStatus, IReadOnlyList<string> Bookmarks, IReadOnlyList<string> Lines, bool Failed);

/// <param name="Definition">Definition id.</param>
/// <param name="Variables">Workflow variables as plain JSON.</param>
/// <param name="Output">Workflow output as plain JSON.</param>
/// <param name="Bookmarks">Activity id, name and, where they apply, event and task.</param>
/// <param name="Activities">Activity id, then status, then count.</param>
internal sealed record InstanceObservation(
    string Definition,
    string Status,
    string SubStatus,
    string? Name,
    string? CorrelationId,
    string Variables,
    string Output,
    IReadOnlyList<IReadOnlyDictionary<string, string>> Bookmarks,
    int Incidents,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Activities);
