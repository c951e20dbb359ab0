using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Conformance;

/// <summary>The smallest host: definitions, instances and a queue of effects in memory, with a clock that stands until it is moved.</summary>
internal sealed class MemoryHost(FlowchartMode mode)
{
    private readonly List<Program> _programs = [];
    private readonly Queue<Action> _background = new();
    private readonly List<(string Name, object? Payload, string? CorrelationId, Guid? Only)> _kept = [];
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private ulong _seed = 1;
    private int _taken;

    public HashSet<string> Codes { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<Program> Definitions => _programs;

    public List<MemoryInstance> Instances { get; } = [];

    public List<string> Lines { get; } = [];

    public void Import(WorkflowDefinition definition) => _programs.Add(Program.Compile(definition, ActivityTypes.Elsa, new CompileOptions
    {
        FlowchartMode = mode,
        FindActivityDefinition = typeName => _programs.LastOrDefault(program => program.Definition.UsableAsActivity && TypeNameOf(program.Name) == typeName)?.Definition,
    }));

    public Program? Find(string definitionId) => _programs.LastOrDefault(program => program.DefinitionId == definitionId);

    public IEnumerable<string> TakeLines()
    {
        var taken = Lines.Skip(_taken).ToList();
        _taken = Lines.Count;
        return taken;
    }

    public MemoryInstance? Start(
        Program program, IReadOnlyDictionary<string, object?> input, string? correlationId, string? name, bool viaStarter = false,
        Trigger? trigger = null, object? payload = null, Guid? parent = null)
    {
        if (viaStarter && !IsAllowed(program, correlationId))
            return null;
        var world = NewWorld();
        var instance = new MemoryInstance(program, world.Ids.NextId()) { ParentId = parent };
        Instances.Add(instance);
        Move(instance, new Stimulus.Start(instance.Id, input)
        {
            CorrelationId = correlationId, Name = name, TriggerActivityId = trigger?.ActivityId, TriggerPayload = payload,
        });
        return instance;
    }

    public bool IsWaitingFor(string name) => Instances.Any(instance => instance.IsRunning && instance.State!.Bookmarks.Any(bookmark => Matches(bookmark, name)));

    public void Publish(string name, object? payload, string? correlationId, Guid? only)
    {
        var moved = false;
        foreach (var program in _programs.ToList())
        {
            foreach (var trigger in program.Triggers.Where(trigger => only is null && trigger.Kind == "Event" && trigger.Key == name))
                moved |= Start(program, new Dictionary<string, object?>(), correlationId, null, viaStarter: true, trigger, payload) is not null;
        }

        moved |= Deliver(name, payload, correlationId, only);
        if (!moved)
            _kept.Add((name, payload, correlationId, only));
    }

    public void CompleteTask(string name, object? result)
    {
        var (instance, bookmark) = Waiting().First(waiting => waiting.Bookmark.Kind == "RunTask" && waiting.Bookmark.Key == name);
        Move(instance, new Stimulus.Resume(bookmark.Id, result));
    }

    public void ResumeOldest(string activityId, object? input)
    {
        var (instance, bookmark) = Waiting().FirstOrDefault(waiting => waiting.Bookmark.ActivityId == activityId);
        if (instance is not null)
            Move(instance, new Stimulus.Resume(bookmark!.Id, input));
    }

    public void Cancel(MemoryInstance instance)
    {
        if (instance.IsRunning)
            Move(instance, new Stimulus.Cancel("asked for"));
    }

    public void Advance(TimeSpan span)
    {
        _now += span;
        foreach (var (instance, timer) in Instances.SelectMany(instance => instance.State!.Timers.Select(timer => (instance, timer))).Where(due => due.timer.DueAt <= _now).ToList())
            Move(instance, new Stimulus.TimerDue(timer.Key, timer.DueAt));
    }

    /// <summary>Does what waits in the background until nothing changes.</summary>
    public void Settle()
    {
        do
        {
            while (_background.TryDequeue(out var work))
                work();
            foreach (var kept in _kept.ToList())
            {
                if (Deliver(kept.Name, kept.Payload, kept.CorrelationId, kept.Only))
                    _kept.Remove(kept);
            }
        }
        while (_background.Count > 0);
    }

    private bool Deliver(string name, object? payload, string? correlationId, Guid? only)
    {
        var matching = Instances
            .Where(instance => instance.IsRunning && (only is null || instance.Id == only) && (correlationId is null || instance.State!.CorrelationId == correlationId))
            .SelectMany(instance => instance.State!.Bookmarks.Where(bookmark => Matches(bookmark, name)).Select(bookmark => (instance, bookmark)))
            .ToList();
        foreach (var (instance, bookmark) in matching.Where(waiting => waiting.instance.State!.Bookmarks.Contains(waiting.bookmark)))
            Move(instance, new Stimulus.Resume(bookmark.Id, payload));
        return matching.Count > 0;
    }

    private static bool Matches(Bookmark bookmark, string name) => bookmark.Kind == "Event" && bookmark.Key == name;

    private IEnumerable<(MemoryInstance Instance, Bookmark Bookmark)> Waiting() =>
        Instances.Where(instance => instance.IsRunning).SelectMany(instance => instance.State!.Bookmarks.Select(bookmark => (instance, bookmark)));

    private bool IsAllowed(Program program, string? correlationId)
    {
        var running = Instances.Where(instance => instance.IsRunning && instance.Program.DefinitionId == program.DefinitionId);
        var strategy = program.Definition.ActivationStrategy ?? "";
        if (strategy.Contains("CorrelatedSingleton", StringComparison.Ordinal) || strategy.Contains("CorrelationStrategy", StringComparison.Ordinal))
            return !running.Any(instance => instance.State!.CorrelationId == correlationId);
        return !strategy.Contains("Singleton", StringComparison.Ordinal) || !running.Any();
    }

    private World NewWorld() => new(_now, new IdSource(_seed++, _now));

    private void Move(MemoryInstance instance, Stimulus stimulus)
    {
        var burst = instance.Move(stimulus, NewWorld());
        Codes.UnionWith(burst.State.Incidents.Select(incident => incident.Code));
        foreach (var effect in burst.Effects)
            Apply(instance, effect);
    }

    private void Apply(MemoryInstance instance, Effect effect)
    {
        switch (effect)
        {
            case LineWritten line:
                Lines.AddRange(line.Text.Split('\n'));
                break;
            case EventPublished published:
                _background.Enqueue(() => Publish(published.Name, published.Payload, published.CorrelationId, published.InstanceId));
                break;
        }
    }

    private static string TypeNameOf(string name) =>
        string.Concat(name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
