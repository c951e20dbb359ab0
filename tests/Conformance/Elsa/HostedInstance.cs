using System.Globalization;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;
using Definition = GridWorkflow.Workflow.Interpreter.Program;

namespace GridWorkflow.Conformance.Elsa;

/// <summary>An instance with the records of its activity executions.</summary>
internal sealed class HostedInstance(Definition program, Guid id)
{
    private readonly Dictionary<int, (string ActivityId, StepKind Kind)> _executions = [];

    public Definition Program { get; } = program;

    public Guid Id { get; } = id;

    /// <summary>The state after the last burst.</summary>
    public InstanceState State { get; private set; } = null!;

    /// <param name="steps">What moved: number of the execution, id of the activity, what it did; without the workflow itself.</param>
    /// <param name="kept">The state as it was kept.</param>
    /// <param name="cancelled">
    /// The burst is a cancellation from outside: a stock Elsa leaves the records of its executions as they were.
    /// </param>
    public void Apply(IEnumerable<(int Execution, string ActivityId, StepKind Kind)> steps, InstanceState kept, bool cancelled)
    {
        State = kept;
        if (cancelled)
            return;
        foreach (var (execution, activityId, kind) in steps)
            _executions[execution] = (activityId, kind);
    }

    public InstanceObservation Observe(Func<string, string> mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        return new InstanceObservation(
            Program.DefinitionId,
            State.Status.ToString(),
            State.SubStatus.ToString(),
            State.Name,
            State.CorrelationId,
            mask(Json(State.Variables(Program))),
            mask(Json(State.Output)),
            [.. State.Bookmarks.Select(Observe)],
            // Said in addition to all that Elsa does: differences.md.
            State.Incidents.Count(incident => incident.Code != Incident.NothingWakes),
            _executions.Values
                .GroupBy(execution => execution.ActivityId, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, Counts, StringComparer.Ordinal));
    }

    private static string Json(IReadOnlyDictionary<string, object?> values) =>
        StoredValue.ToJson(values.ToDictionary(entry => entry.Key, entry => Recorded(entry.Value), StringComparer.Ordinal));

    /// <summary>The cases write instants with all their digits.</summary>
    private static object? Recorded(object? value) => value switch
    {
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        IDictionary<string, object?> entries => entries.ToDictionary(entry => entry.Key, entry => Recorded(entry.Value), StringComparer.Ordinal),
        _ => value,
    };

    private static IReadOnlyDictionary<string, int> Counts(IEnumerable<(string ActivityId, StepKind Kind)> executions) =>
        executions.GroupBy(execution => Status(execution.Kind), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

    private static string Status(StepKind kind) => kind is StepKind.Completed or StepKind.Faulted or StepKind.Canceled ? kind.ToString() : "Running";

    private IReadOnlyDictionary<string, string> Observe(Bookmark bookmark)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["activity"] = bookmark.ActivityId,
            ["name"] = Program.Find(bookmark.ActivityId)!.TypeName,
        };
        if (bookmark.Kind == "Event")
            facts["event"] = bookmark.Key ?? "";
        if (bookmark.Kind == "RunTask")
            facts["task"] = bookmark.Key ?? "";
        return facts;
    }
}
