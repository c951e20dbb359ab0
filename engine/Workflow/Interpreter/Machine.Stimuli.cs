using System.Collections.Immutable;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Interpreter;

/// <summary>From a state at rest through a stimulus to a state at rest.</summary>
internal sealed partial class Machine
{
    private static readonly ImmutableSortedDictionary<string, object?> NoValues =
        ImmutableSortedDictionary.Create<string, object?>(StringComparer.OrdinalIgnoreCase);

    private void Apply(InstanceState? state, Stimulus stimulus)
    {
        if (stimulus is Stimulus.Start start)
        {
            if (state is not null)
                throw new StimulusRefusedException(StimulusRefusal.StartExpected, $"Expected no instance to start, but {state.Id} exists.");
            Begin(start);
            return;
        }

        if (state is null)
            throw new StimulusRefusedException(StimulusRefusal.StartExpected, $"Expected a start, but found {stimulus.GetType().Name} without an instance.");
        if (!string.Equals(state.ProgramHash, Program.ContentHash, StringComparison.Ordinal))
            throw new StimulusRefusedException(StimulusRefusal.OtherProgram, $"Expected the program {state.ProgramHash}, but found {Program.ContentHash}.");
        if (state.Status == InstanceStatus.Finished && !(stimulus is Stimulus.Retry && state.SubStatus == InstanceSubStatus.Faulted))
            throw new StimulusRefusedException(StimulusRefusal.Finished, $"Expected a running instance, but {state.Id} is {state.SubStatus}.");
        Thaw(state);
        switch (stimulus)
        {
            case Stimulus.Resume resume:
                Resume(resume.BookmarkId, resume.Payload);
                break;
            case Stimulus.TimerDue due:
                FireTimer(due);
                break;
            case Stimulus.Cancel:
                Cancel(_workflow);
                _subStatus = InstanceSubStatus.Cancelled;
                _ended = true;
                return;
            case Stimulus.Retry retry:
                Retry(retry.ActivityId);
                break;
        }

        Drain();
    }

    private void Begin(Stimulus.Start start)
    {
        InstanceId = start.InstanceId;
        CorrelationId = start.CorrelationId;
        InstanceName = start.Name;
        Attachment = start.Attachment;
        _parent = start.Parent;
        _startedAt = World.Now;
        _input = NoValues;
        _output = NoValues;
        if (start.Input.Count > 0)
            _input = InputOf(start.Input);
        TriggerPayload = ValueCopy.Of(start.TriggerPayload);
        if (start.TriggerActivityId is { } trigger)
            Trigger = Program.Find(trigger)
                ?? throw new StimulusRefusedException(StimulusRefusal.UnknownActivity, $"Expected an activity of '{Program.DefinitionId}', but found '{trigger}'.");
        _workflow = NewContext(Program.Table[0], null, ++_lastExecution);
        Record(_workflow, StepKind.Started);
        Invoke(_workflow, static (c, _) =>
        {
            c.Declare(c.Activity.Variables);
            c.Activity.Type.Execute(c);
        }, null);
        Drain();
    }

    private static ImmutableSortedDictionary<string, object?> InputOf(IReadOnlyDictionary<string, object?> given)
    {
        // What nobody can change needs no copy.
        if (given is ImmutableSortedDictionary<string, object?> fixedInput && ReferenceEquals(fixedInput.KeyComparer, StringComparer.OrdinalIgnoreCase)
            && fixedInput.Values.All(static value => value is null or string or ValueType))
            return fixedInput;
        return NoValues.AddRange(given.Select(entry => KeyValuePair.Create(entry.Key, ValueCopy.Of(entry.Value))));
    }

    /// <summary>The activity that triggered the start, in the burst of the start only.</summary>
    public ProgramActivity? Trigger { get; private set; }

    /// <summary>What the trigger brought.</summary>
    public object? TriggerPayload { get; private set; }

    private void Resume(Guid bookmarkId, object? payload)
    {
        var index = IndexOf(bookmarkId);
        if (index < 0)
            throw new StimulusRefusedException(StimulusRefusal.UnknownBookmark, $"Expected a bookmark of instance {InstanceId}, but found {bookmarkId}.");
        var (bookmark, owner) = _bookmarks[index];
        RemoveBookmark(index);
        owner.HasSuspended = false;
        Record(owner, StepKind.Resumed);
        Invoke(owner, (c, value) => c.Activity.Type.Resume(c, bookmark, value), ValueCopy.Of(payload));
    }

    private int IndexOf(Guid bookmarkId)
    {
        for (var index = 0; index < _bookmarks.Count; index++)
        {
            if (_bookmarks[index].Bookmark.Id == bookmarkId)
                return index;
        }

        return -1;
    }

    private void FireTimer(Stimulus.TimerDue due)
    {
        var index = _timers.FindIndex(timer => string.Equals(timer.Key, due.Key, StringComparison.Ordinal));
        // Rows keep whole milliseconds, rounded up: a wait that ends within one comes back at its end.
        if (index < 0 || due.DueAt < _timers[index].DueAt || due.DueAt - _timers[index].DueAt >= TimeSpan.FromMilliseconds(1))
            throw new StimulusRefusedException(StimulusRefusal.UnknownTimer, $"Expected a pending timer, but found '{due.Key}' for {due.DueAt:O}.");
        var timer = _timers[index];
        if (timer.DueAt > World.Now)
            throw new StimulusRefusedException(StimulusRefusal.TooEarly, $"Expected '{due.Key}' at or after {timer.DueAt:O}, but it is {World.Now:O}.");
        RemoveTimer(index);
        if (timer.BookmarkId is { } bookmark)
        {
            Resume(bookmark, null);
            return;
        }

        var owner = _contexts.Find(c => c.Execution == timer.Execution);
        if (owner is null)
        {
            owner = NewContext(Program.Find(timer.ActivityId)!, _workflow, timer.Execution);
            owner.Status = ExecutionStatus.Completed;
        }

        Invoke(owner, (c, _) => c.Activity.Type.TimerDue(c, timer.Key, timer.DueAt), null);
    }

    private void Retry(string activityId)
    {
        var faulted = _contexts.Where(c => c.Status == ExecutionStatus.Faulted && string.Equals(c.Activity.Id, activityId, StringComparison.Ordinal)).ToList();
        if (faulted.Count == 0)
            throw new StimulusRefusedException(StimulusRefusal.NotFaulted, $"Expected a faulted execution of '{activityId}', but found none.");
        foreach (var c in faulted)
        {
            CancelChildren(c);
            Unlink(c);
            DropWaits(c);
            c.Status = ExecutionStatus.Canceled;
            Record(c, StepKind.Canceled);
            _incidents.RemoveAll(incident => incident.Execution == c.Execution);
            Schedule(c.Parent!, c.Activity.Index, c.Tag, c.Dynamic);
        }

        _subStatus = _incidents.Count > 0 && !Program.ContinuesWithIncidents ? InstanceSubStatus.Faulted : InstanceSubStatus.Executing;
        if (_before!.SubStatus == InstanceSubStatus.Faulted)
            ResumeTimers();
    }

    private void Thaw(InstanceState state)
    {
        _before = state;
        InstanceId = state.Id;
        CorrelationId = state.CorrelationId;
        InstanceName = state.Name;
        Attachment = state.Attachment;
        _parent = state.Parent;
        _startedAt = state.StartedAt;
        _input = state.Input;
        _output = state.Output;
        _lastExecution = state.LastExecution;
        foreach (var incident in state.Incidents)
        {
            if (incident.Code != Incident.NothingWakes)
                _incidents.Add(incident);
        }

        foreach (var timer in state.Timers)
            _timers.Add(timer);
        _subStatus = state.SubStatus == InstanceSubStatus.Faulted ? InstanceSubStatus.Faulted : InstanceSubStatus.Executing;
        foreach (var execution in state.Executions)
        {
            var parent = execution.Parent < 0 ? null : _contexts[execution.Parent];
            var c = NewContext(Program.Table[execution.ActivityIndex], parent, execution.Number);
            c.Status = execution.Status;
            c.Tag = execution.Tag;
            c.Counter = execution.Counter;
            c.IsBreaking = execution.IsBreaking;
            c.Data = ValueCopy.Of(execution.Data);
            c.Numbers = execution.Numbers.Length == 0 ? [] : execution.Numbers.AsSpan().ToArray();
            if (execution.Dynamic.Length > 0)
                c.Dynamic = [.. execution.Dynamic.Select(entry => (entry.Name, ValueCopy.Of(entry.Value)))];
            var slots = c.Activity.Variables;
            if (slots.Length > 0)
            {
                c.Slots = new object?[slots.Length];
                for (var index = 0; index < slots.Length; index++)
                    c.Slots[index] = ValueCopy.Of(slots[index].Persists ? execution.Slots[index] : slots[index].Default);
            }

            if (c.Status is ExecutionStatus.Running or ExecutionStatus.Faulted)
                Link(c);
            c.HasSuspended = true;
        }

        _workflow = _contexts[0];
        foreach (var bookmark in state.Bookmarks)
            _bookmarks.Add((bookmark, ContextOf(bookmark.Execution)));
        foreach (var output in state.Outputs)
            _outputs[(output.ActivityIndex, output.Name)] = ValueCopy.Of(output.Value);
    }

    private ActivityContext ContextOf(int execution)
    {
        foreach (var c in _contexts)
        {
            if (c.Execution == execution)
                return c;
        }

        return null!;
    }

    private Burst Freeze()
    {
        if (_subStatus == InstanceSubStatus.Executing)
            _subStatus = _ended || !_contexts.Exists(c => c.Status == ExecutionStatus.Running) ? InstanceSubStatus.Finished : InstanceSubStatus.Suspended;
        if (_subStatus == InstanceSubStatus.Suspended)
            ReportStuck();
        var status = _subStatus == InstanceSubStatus.Suspended ? InstanceStatus.Running : InstanceStatus.Finished;
        if (_subStatus is InstanceSubStatus.Finished or InstanceSubStatus.Cancelled)
        {
            for (var index = _bookmarks.Count - 1; index >= 0; index--)
                RemoveBookmark(index);
        }

        if (status == InstanceStatus.Finished)
            StopTimers();

        ReportToParent(status);
        var state = new InstanceState
        {
            Id = InstanceId,
            DefinitionId = Program.DefinitionId,
            DefinitionVersion = Program.Version,
            ProgramHash = Program.ContentHash,
            Status = status,
            SubStatus = _subStatus,
            CorrelationId = CorrelationId,
            Name = InstanceName,
            Parent = _parent,
            Attachment = Attachment,
            Bookmarks = FreezeBookmarks(),
            Incidents = [.. _incidents],
            Timers = [.. _timers],
            Input = _input,
            Output = _output,
            StartedAt = _startedAt,
            LastExecution = _lastExecution,
            Executions = FreezeExecutions(),
            Outputs = _outputs.Count == 0 ? [] : [.. _outputs.Select(entry => new OutputState(entry.Key.Activity, entry.Key.Name, entry.Value))],
        };
        return new Burst(state, [.. _effects], [.. _journal], [.. _steps]);
    }

    /// <summary>Nothing fires on an instance that has ended. One that faulted keeps its timers in mind, for the case that it is retried.</summary>
    private void StopTimers()
    {
        for (var index = _timers.Count - 1; index >= 0; index--)
        {
            if (_subStatus == InstanceSubStatus.Faulted)
                _effects.Add(new TimerCleared(_timers[index].Key));
            else
                RemoveTimer(index);
        }
    }

    /// <summary>A retried instance waits again for what it waited for when it faulted; what has come due since fires at once.</summary>
    private void ResumeTimers()
    {
        for (var index = 0; index < _timers.Count; index++)
        {
            var timer = _timers[index] with { Epoch = _timers[index].Epoch + 1 };
            _timers[index] = timer;
            _effects.Add(new TimerSet(timer.Key, timer.DueAt, timer.Epoch));
        }
    }

    private ImmutableArray<Bookmark> FreezeBookmarks()
    {
        if (_bookmarks.Count == 0)
            return [];
        var bookmarks = ImmutableArray.CreateBuilder<Bookmark>(_bookmarks.Count);
        foreach (var (bookmark, _) in _bookmarks)
            bookmarks.Add(bookmark);
        return bookmarks.DrainToImmutable();
    }

    private void ReportToParent(InstanceStatus status)
    {
        if (_parent is not { } parent || (status == InstanceStatus.Running && !parent.AtFirstRest))
            return;
        _parent = null;
        _effects.Add(new ChildRested(parent, new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["InstanceId"] = InstanceId.ToString(),
            ["Status"] = status.ToString(),
            ["SubStatus"] = _subStatus.ToString(),
            ["CorrelationId"] = CorrelationId,
            ["Output"] = _output.ToDictionary(entry => entry.Key, entry => ValueCopy.Of(entry.Value), StringComparer.Ordinal),
        }));
    }

    /// <summary>
    /// An instance that rests with nothing to wake it would rest for ever, and a stock Elsa says nothing about it. Here an admin
    /// hears of it and can cancel or migrate the instance.
    /// </summary>
    private void ReportStuck()
    {
        if (_bookmarks.Count > 0 || _timers.Count > 0 || _contexts.Exists(static c => c.Status == ExecutionStatus.Faulted))
            return;
        var innermost = _contexts.FindLast(static c => c.Status == ExecutionStatus.Running)!;
        AddIncident(innermost.Activity.Id, innermost.Execution, new ActivityFaultException(
            $"Expected something to wait for, but '{innermost.Activity.Id}' ({innermost.Activity.TypeName}) still runs and nothing will wake it.")
        { Code = Incident.NothingWakes });
    }

    private ImmutableArray<ExecutionState> FreezeExecutions()
    {
        var keep = ImmutableArray.CreateBuilder<ExecutionState>();
        foreach (var c in _contexts)
            c.FrozenAt = -1;
        foreach (var c in _contexts)
        {
            if (c.Status is ExecutionStatus.Running or ExecutionStatus.Faulted || c.Parent is null)
                Keep(keep, c);
        }

        return keep.DrainToImmutable();
    }

    private static int Keep(ImmutableArray<ExecutionState>.Builder keep, ActivityContext c)
    {
        if (c.FrozenAt >= 0)
            return c.FrozenAt;
        var parent = c.Parent is null ? -1 : Keep(keep, c.Parent);
        keep.Add(new ExecutionState
        {
            Number = c.Execution,
            ActivityIndex = c.Activity.Index,
            Parent = parent,
            Status = c.Status,
            Tag = c.Tag,
            Counter = c.Counter,
            IsBreaking = c.IsBreaking,
            Slots = c.Slots,
            Dynamic = c.Dynamic is null ? [] : [.. c.Dynamic],
            Numbers = c.Numbers,
            Data = c.Data,
        });
        return c.FrozenAt = keep.Count - 1;
    }
}
