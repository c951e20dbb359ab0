using System.Collections.Immutable;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Expressions;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace GridWorkflow.Workflow.Interpreter;

/// <summary>
/// The working state of one burst: a tree of executions and one first-in-first-out queue. An activity that schedules children only
/// appends to the queue; the completion of a child calls its owner at once, inside the child's own execution. So branches advance
/// in turn, breadth first, as they do in Elsa.
/// </summary>
internal sealed partial class Machine
{
    private const int KeptContexts = 256;

    [ThreadStatic]
    private static Machine? s_spare;

    private readonly Queue<WorkItem> _queue = new();
    private readonly List<ActivityContext> _contexts = [];
    private readonly Stack<ActivityContext> _spareContexts = new();
    private readonly List<(Bookmark Bookmark, ActivityContext Owner)> _bookmarks = [];
    private readonly List<PendingTimer> _timers = [];
    private readonly List<Incident> _incidents = [];
    private readonly List<Step> _steps = [];
    private readonly List<Effect> _effects = [];
    private readonly List<JournalEntry> _journal = [];
    private readonly Dictionary<(int Activity, string Name), object?> _outputs = [];
    private ImmutableSortedDictionary<string, object?> _input = null!;
    private ImmutableSortedDictionary<string, object?> _output = null!;
    private InstanceState? _before;
    private ActivityContext _workflow = null!;
    private ActivityContext? _current;
    private DateTimeOffset _startedAt;
    private ParentLink? _parent;
    private int _lastExecution;
    private int _executed;
    private long _began;
    private long _allocated;
    private bool _ended;

    // A Complete ends the workflow first and, though cancelled by that, itself and the container around it afterwards.
    private ActivityContext? _completing;
    private InstanceSubStatus _subStatus;

    public Program Program { get; private set; } = null!;

    public World World { get; private set; } = null!;

    public Guid InstanceId { get; private set; }

    public string? CorrelationId { get; set; }

    public string? InstanceName { get; set; }

    public Attachment? Attachment { get; set; }

    /// <summary>The engine that tame scripts of this burst share; made when first asked for.</summary>
    public ScriptSession? Scripts { get; set; }

    public object? LastResult { get; private set; }

    public static Burst Run(Program program, InstanceState? state, Stimulus stimulus, World world)
    {
        var machine = s_spare ?? new Machine();
        s_spare = null;
        machine.Program = program;
        machine.World = world;
        machine._began = Stopwatch.GetTimestamp();
        machine._allocated = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            machine.Apply(state, stimulus);
            return machine.Freeze();
        }
        finally
        {
            machine.Clear();
            s_spare = machine;
        }
    }

    private readonly record struct WorkItem(
        int ActivityIndex, ActivityContext Owner, int Tag, List<(string Name, object? Value)>? Dynamic);

    /// <summary>Appends a child to the queue.</summary>
    public void Schedule(ActivityContext owner, int activityIndex, int tag = 0, List<(string Name, object? Value)>? dynamic = null) =>
        _queue.Enqueue(new WorkItem(activityIndex, owner, tag, dynamic));

    /// <summary>True when the queue holds this child for this owner.</summary>
    public bool IsScheduled(ActivityContext owner, int activityIndex)
    {
        foreach (var item in _queue)
        {
            if (ReferenceEquals(item.Owner, owner) && item.ActivityIndex == activityIndex)
                return true;
        }

        return false;
    }

    /// <summary>True when the queue holds work for this execution or for one below it.</summary>
    public bool HasWorkBelow(ActivityContext c)
    {
        foreach (var item in _queue)
        {
            for (var owner = item.Owner; owner is not null; owner = owner.Parent)
            {
                if (ReferenceEquals(owner, c))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Ends the instance at once: nothing that is queued runs any more, whoever waits is told.</summary>
    public void Finish(ActivityContext c)
    {
        _queue.Clear();
        _ended = true;
        for (var index = 0; index < _contexts.Count; index++)
        {
            var other = _contexts[index];
            if (other.Status == ExecutionStatus.Running && !ReferenceEquals(other, c))
                other.Activity.Type.Canceled(other);
        }
    }

    /// <summary>Completes the nearest workflow around an execution: the instance's, or one that stands as an activity.</summary>
    public void CompleteComposite(ActivityContext c, string[] outcomes)
    {
        for (var scope = c.Parent; scope is not null; scope = scope.Parent)
        {
            if (scope.Activity.Type is not (WorkflowActivity or WorkflowAsActivity))
                continue;
            Complete(scope, outcomes);
            break;
        }

        _completing = c;
    }

    /// <summary>Takes what is queued for this owner out of the queue.</summary>
    public void Unschedule(ActivityContext owner)
    {
        for (var left = _queue.Count; left > 0; left--)
        {
            var item = _queue.Dequeue();
            if (!ReferenceEquals(item.Owner, owner))
                _queue.Enqueue(item);
        }
    }

    private void Drain()
    {
        while (_queue.TryDequeue(out var item))
        {
            if (Overspent() is { } reason)
            {
                _queue.Clear();
                AddIncident(item.Owner.Activity.Id, 0, new ActivityFaultException(reason) { Code = "budget-spent" });
                _subStatus = InstanceSubStatus.Faulted;
                return;
            }

            Execute(item);
        }
    }

    private string? Overspent()
    {
        var budget = World.Budget;
        if (++_executed > budget.MaxActivities)
            return $"Expected at most {budget.MaxActivities} activity executions in one burst, but the definition goes on.";
        if ((_executed & 15) != 0)
            return null;
        if (Stopwatch.GetElapsedTime(_began) > budget.MaxBurstTime)
            return $"Expected a burst of at most {budget.MaxBurstTime.TotalSeconds} seconds, but the definition goes on.";
        return GC.GetAllocatedBytesForCurrentThread() - _allocated > budget.MaxBurstMemoryBytes
            ? $"Expected a burst to allocate at most {budget.MaxBurstMemoryBytes} bytes, but the definition takes more."
            : null;
    }

    private void Execute(WorkItem item)
    {
        var c = NewContext(Program.Table[item.ActivityIndex], item.Owner, ++_lastExecution);
        c.Tag = item.Tag;
        if (item.Dynamic is not null)
            c.DeclareDynamic(item.Dynamic);
        Link(c);
        Record(c, StepKind.Started);
        Invoke(c, static (context, _) =>
        {
            context.Declare(context.Activity.Variables);
            context.EvaluateInputs();
            context.Activity.Type.Execute(context);
        }, null);
        // What started the instance has done so: on a way back to it, it waits like any other.
        if (ReferenceEquals(Trigger, c.Activity))
            Trigger = null;
    }

    /// <summary>Calls into an activity; what it throws becomes an incident.</summary>
    private void Invoke(ActivityContext c, Action<ActivityContext, object?> call, object? argument)
    {
        var outer = _current;
        _current = c;
        try
        {
            call(c, argument);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or StimulusRefusedException))
        {
            Fault(c, e as ActivityFaultException ?? new ActivityFaultException(e.Message, e));
        }
        finally
        {
            _current = outer;
        }
    }

    public void Complete(ActivityContext c, string[] outcomes)
    {
        if (c.Status != ExecutionStatus.Running && !(c.Status == ExecutionStatus.Canceled && ReferenceEquals(_completing, c)))
            return;
        c.IsEnding = true;
        CancelChildren(c);
        End(c, ExecutionStatus.Completed);
        Record(c, StepKind.Completed);
        if (_ended || c.Parent is not { } owner)
            return;
        if (ReferenceEquals(_completing, c))
            _completing = owner.Status == ExecutionStatus.Canceled ? owner : null;
        if (owner.Status == ExecutionStatus.Running || ReferenceEquals(_completing, owner))
            owner.Activity.Type.ChildCompleted(owner, c, outcomes);
        _completing = null;
    }

    public void Fault(ActivityContext c, ActivityFaultException fault)
    {
        c.Status = ExecutionStatus.Faulted;
        Record(c, StepKind.Faulted);
        AddIncident(c.Activity.Id, c.Execution, fault);
        if (!Program.ContinuesWithIncidents)
            _subStatus = InstanceSubStatus.Faulted;
    }

    private void AddIncident(string? activityId, int execution, ActivityFaultException fault) =>
        _incidents.Add(new Incident(activityId, fault.Message, World.Now) { Code = fault.Code, Execution = execution });

    /// <summary>Cancels an execution with everything below it.</summary>
    public void Cancel(ActivityContext c)
    {
        if (c.Status is ExecutionStatus.Completed or ExecutionStatus.Canceled)
            return;
        c.IsEnding = true;
        CancelChildren(c);
        End(c, ExecutionStatus.Canceled);
        Record(c, StepKind.Canceled);
        c.Activity.Type.Canceled(c);
        if (c.Parent is { Status: ExecutionStatus.Running, IsEnding: false } parent)
            parent.Activity.Type.ChildCanceled(parent, c);
    }

    public void CancelChildren(ActivityContext c)
    {
        for (var child = c.FirstChild; child is not null;)
        {
            var next = child.NextSibling;
            Cancel(child);
            child = next;
        }
    }

    private void End(ActivityContext c, ExecutionStatus status)
    {
        c.Status = status;
        Unlink(c);
        DropWaits(c);
    }

    /// <summary>What an execution waited for goes with it.</summary>
    private void DropWaits(ActivityContext c)
    {
        if (_bookmarks.Count > 0)
        {
            for (var index = _bookmarks.Count - 1; index >= 0; index--)
            {
                if (ReferenceEquals(_bookmarks[index].Owner, c))
                    RemoveBookmark(index);
            }
        }

        for (var index = _timers.Count - 1; index >= 0; index--)
        {
            if (_timers[index].Execution == c.Execution && _timers[index].Life == TimerLife.Activity)
                RemoveTimer(index);
        }
    }

    private void Record(ActivityContext c, StepKind kind) => _steps.Add(new Step(c.Activity.Index, c.Execution, kind));

    private ActivityContext NewContext(ProgramActivity activity, ActivityContext? parent, int execution)
    {
        var c = _spareContexts.TryPop(out var spare) ? spare : new ActivityContext();
        c.Reset(this, activity, parent, execution);
        _contexts.Add(c);
        return c;
    }

    private static void Link(ActivityContext c)
    {
        if (c.Parent is not { } parent)
            return;
        c.IsLinked = true;
        c.PreviousSibling = parent.LastChild;
        if (parent.LastChild is { } last)
            last.NextSibling = c;
        else
            parent.FirstChild = c;
        parent.LastChild = c;
    }

    private static void Unlink(ActivityContext c)
    {
        if (!c.IsLinked)
            return;
        c.IsLinked = false;
        var parent = c.Parent!;
        if (c.PreviousSibling is { } previous)
            previous.NextSibling = c.NextSibling;
        else
            parent.FirstChild = c.NextSibling;
        if (c.NextSibling is { } next)
            next.PreviousSibling = c.PreviousSibling;
        else
            parent.LastChild = c.PreviousSibling;
        c.NextSibling = c.PreviousSibling = null;
    }

    private void Clear()
    {
        _queue.Clear();
        foreach (var c in _contexts)
        {
            if (_spareContexts.Count >= KeptContexts)
                break;
            c.Release();
            _spareContexts.Push(c);
        }

        _contexts.Clear();
        _bookmarks.Clear();
        _timers.Clear();
        _incidents.Clear();
        _steps.Clear();
        _effects.Clear();
        _journal.Clear();
        _outputs.Clear();
        _workflow = null!;
        _current = _completing = null;
        _before = null;
        _parent = null;
        _input = _output = null!;
        _lastExecution = _executed = 0;
        _ended = false;
        _subStatus = InstanceSubStatus.Executing;
        Program = null!;
        World = null!;
        CorrelationId = InstanceName = null;
        Attachment = null;
        LastResult = null;
        Scripts = null;
        Trigger = null;
        TriggerPayload = null;
    }
}
