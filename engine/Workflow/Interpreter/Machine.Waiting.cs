using System.Collections.Immutable;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Interpreter;

/// <summary>Bookmarks, timers, outputs and what else an activity leaves behind.</summary>
internal sealed partial class Machine
{
    public Bookmark SetBookmark(ActivityContext c, string kind, string? key, object? data)
    {
        var bookmark = new Bookmark(World.Ids.NextId(), kind, key, c.Activity.Id, c.Execution) { Data = data };
        _bookmarks.Add((bookmark, c));
        _effects.Add(new BookmarkSet(bookmark));
        if (!c.HasSuspended)
        {
            c.HasSuspended = true;
            Record(c, StepKind.Suspended);
        }

        return bookmark;
    }

    public void BurnBookmark(ActivityContext c, Guid bookmarkId)
    {
        var index = _bookmarks.FindIndex(entry => entry.Bookmark.Id == bookmarkId && ReferenceEquals(entry.Owner, c));
        if (index < 0)
            throw new ActivityFaultException($"Expected a bookmark of this execution, but found {bookmarkId}.") { Code = "unknown-bookmark" };
        RemoveBookmark(index);
    }

    public ImmutableArray<Bookmark> BookmarksOf(ActivityContext c) =>
        [.. _bookmarks.Where(entry => ReferenceEquals(entry.Owner, c)).Select(entry => entry.Bookmark)];

    private void RemoveBookmark(int index)
    {
        var id = _bookmarks[index].Bookmark.Id;
        _bookmarks.RemoveAt(index);
        _effects.Add(new BookmarkBurned(id));
        for (var timer = _timers.Count - 1; timer >= 0; timer--)
        {
            if (_timers[timer].BookmarkId == id)
                RemoveTimer(timer);
        }
    }

    public void SetTimer(ActivityContext c, string key, DateTimeOffset dueAt, TimerLife life, Guid? bookmark)
    {
        var epoch = 1;
        var index = _timers.FindIndex(timer => string.Equals(timer.Key, key, StringComparison.Ordinal));
        if (index >= 0)
        {
            epoch = _timers[index].Epoch + 1;
            _timers.RemoveAt(index);
        }

        dueAt = dueAt.ToUniversalTime();
        _timers.Add(new PendingTimer(key, dueAt, epoch) { ActivityId = c.Activity.Id, Execution = c.Execution, Life = life, BookmarkId = bookmark });
        _effects.Add(new TimerSet(key, dueAt, epoch));
    }

    public void ClearTimer(string key)
    {
        var index = _timers.FindIndex(timer => string.Equals(timer.Key, key, StringComparison.Ordinal));
        if (index >= 0)
            RemoveTimer(index);
    }

    private void RemoveTimer(int index)
    {
        _effects.Add(new TimerCleared(_timers[index].Key));
        _timers.RemoveAt(index);
    }

    public void Emit(Effect effect) => _effects.Add(effect);

    public void Say(ActivityContext c, string kind, Facts facts)
    {
        for (var index = 0; index < facts.Count; index++)
        {
            var (name, value) = facts[index];
            if (!StoredValue.IsWorkflowValue(value))
                throw new ArgumentException($"Expected a workflow value in '{name}', but found {value!.GetType()}.", nameof(facts));
        }

        _journal.Add(new JournalEntry(kind, c.Activity.Id, facts));
    }

    public object? WorkflowInput(string name) => _input.GetValueOrDefault(name);

    public IReadOnlyDictionary<string, object?> WorkflowInputs => _input;

    public void SetWorkflowOutput(string name, object? value) => _output = _output.SetItem(name, value);

    /// <summary>Sets an output of the nearest workflow around an execution that declares it, else of the instance.</summary>
    public void SetContainerOutput(ActivityContext c, string name, object? value)
    {
        for (var scope = c.Parent; scope is not null; scope = scope.Parent)
        {
            if (scope.Activity.Type is WorkflowAsActivity nested && nested.TrySetOutput(scope, name, value))
                return;
        }

        SetWorkflowOutput(name, value);
    }

    public void SetActivityOutput(ActivityContext c, string name, object? value)
    {
        LastResult = value;
        var specs = c.Activity.Type.Outputs;
        for (var index = 0; index < specs.Length; index++)
        {
            if (!string.Equals(specs[index].Name, name, StringComparison.OrdinalIgnoreCase))
                continue;
            if (index < c.Activity.OutputTargets.Length && c.Activity.OutputTargets[index] is { } target)
                c.WriteRaw(target, value);
            else if (index < c.Activity.WorkflowOutputs.Length && c.Activity.WorkflowOutputs[index] is { } workflowOutput)
                SetContainerOutput(c, workflowOutput, value);
            if (Program.KeepsOutputs)
                _outputs[(c.Activity.Index, specs[index].Name)] = value;
            return;
        }

        throw new ArgumentException($"Expected an output of '{c.Activity.TypeName}', but found '{name}'.", nameof(name));
    }

    /// <summary>Input of the nearest workflow around an execution: of the one that stands as an activity, or of the instance.</summary>
    public object? InputOf(ActivityContext c, string name)
    {
        for (var scope = c.Parent; scope is not null; scope = scope.Parent)
        {
            if (scope.Activity.Type is WorkflowAsActivity nested)
                return nested.InputOf(scope, name);
        }

        return WorkflowInput(name);
    }

    /// <summary>The last output of an activity by id or name; without an output name its <c>Result</c>, or its only one.</summary>
    public object? OutputOf(ActivityContext c, string activity, string? output)
    {
        var found = Program.Find(activity) ?? Array.Find(Program.Table, candidate => string.Equals(candidate.Name, activity, StringComparison.Ordinal))
            ?? throw new ActivityFaultException($"Expected an activity of the workflow, but found '{activity}'.") { Code = "unknown-activity" };
        output ??= found.Type.Outputs is [var only] ? only.Name : "Result";
        return TryGetOutput(found.Index, output, out var value) ? value : null;
    }

    /// <summary>The last output of an activity.</summary>
    public bool TryGetOutput(int activityIndex, string name, out object? value) => _outputs.TryGetValue((activityIndex, name), out value);
}
