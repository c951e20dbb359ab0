using System.Collections.Immutable;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Delivery;
using GridWorkflow.Workflow.Interpreter;
using Definition = GridWorkflow.Workflow.Interpreter.Program;

namespace GridWorkflow.Conformance.Elsa;

/// <summary>
/// Runs instances on the pure interpreter: publishes definitions, carries out effects, delivers events, starts children. Between
/// bursts an instance is only the bytes of its state.
/// </summary>
/// <param name="flowchartMode">For definitions that name none.</param>
/// <param name="seed">Seeds of bursts are counted from here: the same case draws the same ids each time.</param>
internal sealed class WorkflowHost(FlowchartMode flowchartMode, ulong seed) : IElsaHost
{
    private readonly Dictionary<string, Definition> _published = new(StringComparer.Ordinal);
    private readonly List<Definition> _publishedInOrder = [];
    private readonly List<HostedInstance> _instances = [];
    private readonly Dictionary<Guid, HostedInstance> _byId = [];
    private readonly Queue<Action> _background = new();
    private readonly Queue<ChildRested> _inPlace = new();
    private readonly Dictionary<Guid, int> _born = [];
    private readonly Dictionary<Definition, DateTimeOffset> _lastStarts = [];
    private int _depth;
    private readonly List<Broadcast> _kept = [];
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private ulong _seed = seed;

    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public IReadOnlyList<HostedInstance> Instances => _instances;

    public Definition Publish(byte[] json, string fileName)
    {
        var program = Definition.Compile(WorkflowDefinition.Parse(json, fileName), ActivityTypes.Elsa, new CompileOptions
        {
            FlowchartMode = flowchartMode,
            FindDefinition = (id, version) => _published.TryGetValue(id, out var found) && (version is null || found.Version == version) ? found.Definition : null,
            FindActivityDefinition = name => _publishedInOrder.Find(known => known.Definition.UsableAsActivity && known.Definition.ActivityTypeName == name)?.Definition,
        });
        if (_published.TryGetValue(program.DefinitionId, out var former))
            _publishedInOrder.Remove(former);
        _published[program.DefinitionId] = program;
        _publishedInOrder.Add(program);
        _lastStarts[program] = _now;
        return program;
    }

    public Guid? Start(StartRequest start, bool byStarter)
    {
        if (!_published.TryGetValue(start.DefinitionId, out var program))
            throw new StepFailedException($"Expected a published definition, but found '{start.DefinitionId}'.");
        var instance = byStarter && !IsAllowed(program, start.CorrelationId) ? null : Begin(program, start);
        Settle();
        return instance?.Id;
    }

    public void Publish(string eventName, object? payload, string? correlationId)
    {
        Deliver(new Broadcast(NextIds().NextId(), BookmarkKinds.Event, eventName, correlationId, payload));
        Settle();
    }

    public bool WaitsFor(string eventName) => Waiting().Any(waiter => waiter.Bookmark.Kind == BookmarkKinds.Event && waiter.Bookmark.Key == eventName);

    public void Resume(Predicate<Bookmark> fits, object? payload)
    {
        var waiter = Waiting().Where(candidate => fits(candidate.Bookmark)).MinBy(candidate => _born[candidate.Bookmark.Id])
            ?? throw new StepFailedException("Expected a pending bookmark, but found none.");
        Run(_byId[waiter.InstanceId], new Stimulus.Resume(waiter.Bookmark.Id, payload));
        Settle();
    }

    public void Cancel(Guid instanceId)
    {
        CancelNow(_byId[instanceId], "asked for from outside");
        Settle();
    }

    public void Wait(TimeSpan time)
    {
        var end = _now + time;
        while (NextTurn() is var (at, act) && at <= end)
        {
            _now = at > _now ? at : _now;
            act();
            Settle();
        }

        _now = end;
    }

    /// <summary>What time does next: fire a timer of an instance, or start one by a trigger.</summary>
    private (DateTimeOffset At, Action Act)? NextTurn()
    {
        var timers = _instances.SelectMany(instance => instance.State.Timers.Select(
            timer => ((DateTimeOffset, Action)?)(timer.DueAt, () => Run(instance, new Stimulus.TimerDue(timer.Key, timer.DueAt)))));
        var starts = _publishedInOrder.SelectMany(program => program.Triggers.Select(
            trigger => TriggerSchedule.Next(trigger, _lastStarts[program]) is { } at ? ((DateTimeOffset, Action)?)(at, () => StartTimed(program, trigger, at)) : null));
        return timers.Concat(starts).Where(turn => turn is not null).MinBy(turn => turn!.Value.Item1);
    }

    private void StartTimed(Definition program, Trigger trigger, DateTimeOffset at)
    {
        _lastStarts[program] = at;
        if (IsAllowed(program, correlationId: null))
            Begin(program, new StartRequest(program.DefinitionId) { TriggerActivityId = trigger.ActivityId });
    }

    private HostedInstance Begin(Definition program, StartRequest start)
    {
        var ids = NextIds();
        var instance = new HostedInstance(program, start.InstanceId ?? ids.NextId());
        _instances.Add(instance);
        _byId.Add(instance.Id, instance);
        Run(instance, new Stimulus.Start(instance.Id, start.Input)
        {
            CorrelationId = start.CorrelationId,
            Name = start.Name,
            TriggerActivityId = start.TriggerActivityId,
            TriggerPayload = start.TriggerPayload,
            Parent = start.Parent,
        });
        return instance;
    }

    private bool IsAllowed(Definition program, string? correlationId) =>
        Activation.Decide(
            Activation.Read(program.Definition.ActivationStrategy) ?? ActivationStrategy.AllowAlways,
            program.DefinitionId,
            correlationId,
            _instances.Where(instance => instance.State.Status == InstanceStatus.Running)
                .Select(instance => new RunningInstance(instance.Id, instance.Program.DefinitionId, instance.State.CorrelationId))) is Activation.Allowed;

    private IReadOnlyList<Waiter> Waiting() =>
    [
        .. _instances.Where(instance => instance.State.Status == InstanceStatus.Running)
            .SelectMany(instance => instance.State.Bookmarks.Select(bookmark => new Waiter(instance.Id, instance.State.CorrelationId, bookmark))),
    ];

    private void Deliver(Broadcast broadcast)
    {
        var startable = _publishedInOrder.SelectMany(program => program.Triggers.Select(trigger => new Startable(program.DefinitionId, trigger)));
        foreach (var (definitionId, trigger) in BroadcastDelivery.Starts(broadcast, startable))
        {
            var program = _published[definitionId];
            if (IsAllowed(program, broadcast.CorrelationId))
                Begin(program, new StartRequest(definitionId) { CorrelationId = broadcast.CorrelationId, TriggerActivityId = trigger.ActivityId, TriggerPayload = broadcast.Payload });
        }

        if (BroadcastDelivery.IsKept(ResumeAll(broadcast)))
            _kept.Add(broadcast);
    }

    private int ResumeAll(Broadcast broadcast)
    {
        var resumed = 0;
        foreach (var waiter in BroadcastDelivery.Resumes(broadcast, Waiting()))
        {
            var instance = _byId[waiter.InstanceId];
            if (!instance.State.Bookmarks.Any(bookmark => bookmark.Id == waiter.Bookmark.Id))
                continue;
            Run(instance, new Stimulus.Resume(waiter.Bookmark.Id, broadcast.Payload));
            resumed++;
        }

        return resumed;
    }

    /// <summary>Works until nothing is left to do. What was kept comes last, as a stock Elsa's background worker does it.</summary>
    private void Settle()
    {
        while (true)
        {
            if (_background.TryDequeue(out var work))
                work();
            else if (BroadcastDelivery.NextKept(_kept, [.. Waiting()]) is { } broadcast)
            {
                _kept.Remove(broadcast);
                ResumeAll(broadcast);
            }
            else
                return;
        }
    }

    private void CancelNow(HostedInstance instance, string reason)
    {
        if (instance.State.Status == InstanceStatus.Running)
            Run(instance, new Stimulus.Cancel(reason));
    }

    private void Run(HostedInstance instance, Stimulus stimulus)
    {
        var before = stimulus is Stimulus.Start ? null : instance.State;
        var world = new World(_now, NextIds()) { PublishedDefinitions = _published.Keys.ToImmutableHashSet(StringComparer.Ordinal) };
        var burst = Interpreter.Run(instance.Program, before, stimulus, world);
        // Nothing goes from burst to burst but what a store would keep.
        var kept = StateFormat.Read(StateFormat.Write(burst.State), instance.Program);
        instance.Apply(burst.Steps.Where(step => step.ActivityIndex > 0).Select(step => (step.Execution, instance.Program.Activities[step.ActivityIndex].Id, step.Kind)), kept, stimulus is Stimulus.Cancel);
        foreach (var bookmark in kept.Bookmarks)
            _born.TryAdd(bookmark.Id, _born.Count);
        _depth++;
        foreach (var effect in burst.Effects)
            CarryOut(effect);
        _depth--;
        while (_depth == 0 && _inPlace.TryDequeue(out var rested))
            ResumeParent(rested);
    }

    private void CarryOut(Effect effect)
    {
        switch (effect)
        {
            case LineWritten line:
                _lines.AddRange(line.Text.Split('\n'));
                break;
            case EventPublished published:
                _background.Enqueue(() => Deliver(new Broadcast(published.MessageId, BookmarkKinds.Event, published.Name, published.CorrelationId, published.Payload)
                {
                    InstanceId = published.InstanceId,
                }));
                break;
            case ChildStarted { Mode: ChildMode.Background } child:
                _background.Enqueue(() => StartChild(child));
                break;
            case ChildStarted child:
                StartChild(child);
                break;
            case ChildCancelled cancelled when _byId.TryGetValue(cancelled.ChildId, out var child):
                CancelNow(child, cancelled.Reason);
                break;
            case ChildRested { Parent.Mode: ChildMode.InPlace } rested:
                _inPlace.Enqueue(rested);
                break;
            case ChildRested rested:
                _background.Enqueue(() => ResumeParent(rested));
                break;
        }
    }

    private void StartChild(ChildStarted child)
    {
        Begin(_published[child.DefinitionId], new StartRequest(child.DefinitionId)
        {
            InstanceId = child.ChildId,
            Input = child.Input,
            CorrelationId = child.CorrelationId,
            Parent = child.Parent,
        });
    }

    private void ResumeParent(ChildRested rested)
    {
        if (_byId.TryGetValue(rested.Parent.InstanceId, out var parent)
            && parent.State.Status == InstanceStatus.Running
            && parent.State.Bookmarks.FirstOrDefault(bookmark => bookmark.Kind == BookmarkKinds.Child && bookmark.Key == rested.Parent.Key) is { } bookmark)
            Run(parent, new Stimulus.Resume(bookmark.Id, rested.Report));
    }

    public void Dispose()
    {
    }

    /// <summary>Each burst has ids of its own; the same case draws the same ones each time.</summary>
    private IdSource NextIds() => new(++_seed, _now);
}
