using GridWorkflow.Workflow.Expressions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities;

/// <summary>What an execution keeps: inputs, variables, its place in the tree of executions.</summary>
public sealed partial class ActivityContext
{
    internal static readonly object Unset = new();

    internal object?[] Slots = [];
    internal List<(string Name, object? Value)>? Dynamic;
    internal int[] Numbers = [];
    internal int Counter;
    internal int Tag;
    internal ActivityContext? FirstChild;
    internal ActivityContext? LastChild;
    internal ActivityContext? NextSibling;
    internal ActivityContext? PreviousSibling;
    internal bool IsLinked;
    internal bool HasSuspended;
    internal int FrozenAt;
    internal bool IsBreaking;
    internal bool IsEnding;
    internal string[]? ChosenOutcomes;

    private object?[] _inputs = [];

    /// <summary>Makes a used context ready for another execution.</summary>
    internal void Reset(Machine machine, ProgramActivity activity, ActivityContext? parent, int execution)
    {
        Machine = machine;
        Activity = activity;
        Parent = parent;
        Execution = execution;
        Status = ExecutionStatus.Running;
        Data = null;
        Slots = [];
        Dynamic = null;
        Numbers = [];
        Counter = 0;
        Tag = 0;
        FirstChild = LastChild = NextSibling = PreviousSibling = null;
        IsLinked = false;
        HasSuspended = false;
        IsBreaking = false;
        IsEnding = false;
        ChosenOutcomes = null;
        var count = activity.Inputs.Length;
        if (_inputs.Length < count)
            _inputs = new object?[Math.Max(4, count)];
        Array.Fill(_inputs, Unset, 0, count);
    }

    /// <summary>Forgets what it refers to, so that a pooled context keeps no instance alive.</summary>
    internal void Release()
    {
        Machine = null!;
        Parent = FirstChild = LastChild = NextSibling = PreviousSibling = null;
        Data = null;
        Slots = [];
        Dynamic = null;
        Numbers = [];
        Array.Clear(_inputs);
    }

    /// <summary>True when this activity triggered the start of the instance and executes for the first time.</summary>
    internal bool IsTriggerOfStart => ReferenceEquals(Machine.Trigger, Activity);

    /// <summary>Appends a child to the queue.</summary>
    internal void Schedule(int activityIndex, int tag = 0) => Machine.Schedule(this, activityIndex, tag);

    /// <summary>Suspends until an instant.</summary>
    internal void WaitUntil(string kind, DateTimeOffset instant)
    {
        var bookmark = Machine.SetBookmark(this, kind, null, null);
        Machine.SetTimer(this, bookmark.Id.ToString("N"), instant, TimerLife.Activity, bookmark.Id);
    }

    /// <summary>Evaluates the inputs in their order, as far as the type wants that.</summary>
    internal void EvaluateInputs()
    {
        var inputs = Activity.Inputs;
        var specs = Activity.Type.Inputs;
        for (var index = 0; index < inputs.Length; index++)
        {
            if (inputs[index] is not null && specs[index].AutoEvaluate)
                InputValue(index);
        }
    }

    /// <summary>Evaluates an input anew, whatever was known of it.</summary>
    internal object? FreshInput(int index)
    {
        _inputs[index] = Unset;
        return InputValue(index);
    }

    private object? InputValue(int index)
    {
        var value = _inputs[index];
        if (!ReferenceEquals(value, Unset))
            return value;
        var input = Activity.Inputs[index];
        if (input is null)
            return _inputs[index] = Activity.Type.Inputs[index].Default;
        value = input.Expression.Evaluate(this);
        if (input.IsSettled)
            return _inputs[index] = ValueCopy.Of(value);
        if (input.Type.Kind != DataKind.Object || input.Type.IsArray)
            value = Convert(input, value);
        return _inputs[index] = value;
    }

    private static object? Convert(CompiledInput input, object? value)
    {
        switch (value)
        {
            case null:
            case string when input.Type is { Kind: DataKind.String, IsArray: false }:
            case bool when input.Type is { Kind: DataKind.Boolean, IsArray: false }:
            case int when input.Type is { Kind: DataKind.Int32, IsArray: false }:
                return value;
        }

        return input.Type.TryConvert(value, out var converted, out var reason)
            ? converted
            : throw new ActivityFaultException($"Input '{input.Name}': {reason}") { Code = "conversion-failed" };
    }

    internal void Declare(VariableSlot[] variables)
    {
        if (variables.Length == 0)
            return;
        Slots = new object?[variables.Length];
        for (var index = 0; index < variables.Length; index++)
            Slots[index] = ValueCopy.Of(variables[index].Default);
    }

    internal object? Read(VariableTarget target)
    {
        var scope = ScopeOf(target.ActivityIndex);
        return scope is null ? null : scope.Slots[target.Slot];
    }

    /// <summary>Converts and writes.</summary>
    internal void Write(VariableTarget target, object? value)
    {
        var scope = ScopeOf(target.ActivityIndex)
            ?? throw new ActivityFaultException($"Variable '{target.Variable.Name}' is out of scope here.") { Code = "unknown-variable" };
        if (!target.Variable.Type.TryConvert(value, out var converted, out var reason))
            throw new ActivityFaultException($"Variable '{target.Variable.Name}': {reason}") { Code = "conversion-failed" };
        scope.Slots[target.Slot] = converted;
    }

    /// <summary>Writes as it is: outputs convert nothing.</summary>
    internal void WriteRaw(VariableTarget target, object? value)
    {
        if (ScopeOf(target.ActivityIndex) is { } scope)
            scope.Slots[target.Slot] = value;
    }

    /// <summary>
    /// Makes variables that the definition does not declare, as this execution starts. Where an enclosing execution has made one of
    /// that name, that one is set: in Elsa too the outer body of nested loops sees the last value of the inner loop.
    /// </summary>
    internal void DeclareDynamic(List<(string Name, object? Value)> variables)
    {
        foreach (var (name, value) in variables)
        {
            var holder = Parent;
            while (holder is not null && holder.Dynamic?.Exists(entry => string.Equals(entry.Name, name, StringComparison.Ordinal)) != true)
                holder = holder.Parent;
            (holder ?? this).SetDynamic(name, value);
        }
    }

    internal void SetDynamic(string name, object? value)
    {
        Dynamic ??= [];
        for (var index = 0; index < Dynamic.Count; index++)
        {
            if (!string.Equals(Dynamic[index].Name, name, StringComparison.Ordinal))
                continue;
            Dynamic[index] = (name, value);
            return;
        }

        Dynamic.Add((name, value));
    }

    internal bool TryGetVariable(string name, out object? value)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope.Dynamic is not null)
            {
                foreach (var (known, held) in scope.Dynamic)
                {
                    if (!string.Equals(known, name, StringComparison.Ordinal))
                        continue;
                    value = held;
                    return true;
                }
            }

            var declared = scope.Activity.Variables;
            for (var index = 0; index < declared.Length; index++)
            {
                if (!string.Equals(declared[index].Name, name, StringComparison.Ordinal))
                    continue;
                value = scope.Slots[index];
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <summary>Puts a changed object in the place of the one that a variable holds.</summary>
    internal void ReplaceVariable(string name, object? value)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope.Dynamic is not null && scope.Dynamic.Exists(entry => string.Equals(entry.Name, name, StringComparison.Ordinal)))
            {
                scope.SetDynamic(name, value);
                return;
            }

            var index = Array.FindIndex(scope.Activity.Variables, slot => string.Equals(slot.Name, name, StringComparison.Ordinal));
            if (index < 0)
                continue;
            scope.Slots[index] = value;
            return;
        }
    }

    internal void WriteVariable(string name, object? value)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope.Dynamic is not null && scope.Dynamic.Exists(entry => string.Equals(entry.Name, name, StringComparison.Ordinal)))
            {
                scope.SetDynamic(name, value);
                return;
            }

            var declared = scope.Activity.Variables;
            for (var index = 0; index < declared.Length; index++)
            {
                if (!string.Equals(declared[index].Name, name, StringComparison.Ordinal))
                    continue;
                scope.Write(new VariableTarget(scope.Activity.Index, index, declared[index]), value);
                return;
            }
        }

        (Parent ?? this).SetDynamic(name, value);
    }

    private ActivityContext? ScopeOf(int activityIndex)
    {
        var scope = this;
        while (scope is not null && scope.Activity.Index != activityIndex)
            scope = scope.Parent;
        return scope;
    }
}
