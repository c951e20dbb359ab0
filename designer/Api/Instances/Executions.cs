using System.Collections.Immutable;
using System.Globalization;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Designer.Api.Instances;

/// <summary>One execution of one activity of an instance, as its journal tells it.</summary>
/// <param name="Number">Number within the instance.</param>
/// <param name="Activity">Null when the version that the instance has now does not know the activity.</param>
internal sealed record Execution(int Number, string ActivityId, ProgramActivity? Activity, DateTimeOffset StartedAt)
{
    /// <summary>Execution of the container.</summary>
    public Execution? Parent { get; init; }

    /// <summary>What led to it: the activity before it in the flow, else its container.</summary>
    public Execution? ScheduledBy { get; init; }

    public StepKind Last { get; set; } = StepKind.Started;

    public DateTimeOffset? EndedAt { get; set; }

    public bool HasBookmarks { get; set; }

    public Incident? Fault { get; set; }

    public bool IsEnded => Last is StepKind.Completed or StepKind.Canceled;

    public bool IsFaulted => Last == StepKind.Faulted;

    public string NodeId => Activity?.NodeId ?? $"Workflow1:{ActivityId}";

    public string TypeName => Activity?.TypeName ?? "Elsa.NotFoundActivity";

    public int Depth => ScheduledBy is { } by ? by.Depth + 1 : 0;

    public string Status => Last switch
    {
        StepKind.Completed => "Completed",
        StepKind.Canceled => "Canceled",
        StepKind.Faulted => "Faulted",
        _ => "Running",
    };
}

/// <param name="Event">In Elsa's words for steps; the name of the fact for what a case adds.</param>
internal sealed record ExecutionEvent(int Sequence, Execution? Execution, string? ActivityId, DateTimeOffset At, string Event, string? Message);

/// <summary>The executions of an instance with all that happened in them, from its journal.</summary>
internal sealed class Executions
{
    private readonly Dictionary<int, Execution> _byNumber = [];
    private readonly List<ExecutionEvent> _events = [];

    private Executions(InstanceDetail detail)
    {
        Detail = detail;
        var incidents = detail.State.Incidents.Where(incident => incident.Execution > 0).ToLookup(incident => incident.Execution);
        var waiting = detail.State.Bookmarks.Select(bookmark => bookmark.Execution).ToHashSet();
        var latest = new Dictionary<int, Execution>();
        Execution? completed = null;
        foreach (var row in detail.Timeline)
        {
            foreach (var step in row.Path)
            {
                if (!_byNumber.TryGetValue(step.Execution, out var execution))
                {
                    var activity = detail.Program.Find(step.ActivityId);
                    var parent = activity is not null && latest.TryGetValue(activity.ParentIndex, out var around) ? around : null;
                    var before = completed is not null && ReferenceEquals(completed.Parent, parent) ? completed : parent;
                    execution = new Execution(step.Execution, step.ActivityId, activity, row.At) { Parent = parent, ScheduledBy = before };
                    _byNumber[step.Execution] = execution;
                    if (activity is not null)
                        latest[activity.Index] = execution;
                }

                execution.Last = step.Kind;
                execution.EndedAt = execution.IsEnded || execution.IsFaulted ? row.At : null;
                if (step.Kind == StepKind.Completed)
                    completed = execution;
                _events.Add(new ExecutionEvent(_events.Count, execution, step.ActivityId, row.At, step.Kind.ToString(), null));
            }

            foreach (var entry in row.Entries)
                _events.Add(new ExecutionEvent(_events.Count, Of(entry.ActivityId), entry.ActivityId, row.At, entry.Kind, $"{row.Command} by {row.Actor}"));
        }

        foreach (var execution in _byNumber.Values)
        {
            execution.HasBookmarks = waiting.Contains(execution.Number);
            execution.Fault = incidents[execution.Number].LastOrDefault();
        }

        All = [.. _byNumber.Values.OrderBy(execution => execution.Number)];

        // What a case notes of an activity belongs to its latest execution.
        Execution? Of(string? activityId) => activityId is not null && detail.Program.Find(activityId) is { } activity ? latest.GetValueOrDefault(activity.Index) : null;
    }

    public InstanceDetail Detail { get; }

    /// <summary>In the order in which they began.</summary>
    public ImmutableArray<Execution> All { get; }

    public IReadOnlyList<ExecutionEvent> Events => _events;

    public static Executions Of(InstanceDetail detail) => new(detail);

    public Execution? Find(int number) => _byNumber.GetValueOrDefault(number);

    /// <summary>Faults in it and below it.</summary>
    public int Faults(Execution execution) => All.Count(other => other.Fault is not null && Chain(other).Contains(execution));

    /// <summary>From the workflow down to the execution, by what led to what.</summary>
    public static IReadOnlyList<Execution> CallStack(Execution execution)
    {
        var stack = new List<Execution>();
        for (var one = execution; one is not null; one = one.ScheduledBy)
            stack.Add(one);
        stack.Reverse();
        return stack;
    }

    /// <summary>Id of an execution, which names its instance too: Studio asks for it alone.</summary>
    public string IdOf(Execution execution) => string.Create(CultureInfo.InvariantCulture, $"{Detail.Item.Id:N}-{execution.Number}");

    public static bool TryReadId(string? id, out Guid instanceId, out int number)
    {
        (instanceId, number) = (Guid.Empty, 0);
        var cut = id?.LastIndexOf('-') ?? -1;
        return cut > 0 && Guid.TryParseExact(id.AsSpan(0, cut), "N", out instanceId) && int.TryParse(id.AsSpan(cut + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static IEnumerable<Execution> Chain(Execution execution)
    {
        for (var one = execution; one is not null; one = one.Parent)
            yield return one;
    }
}
