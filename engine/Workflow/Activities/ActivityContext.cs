using System.Collections.Immutable;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Workflow.Activities;

/// <summary>How long a timer lives.</summary>
public enum TimerLife : byte
{
    /// <summary>Until the execution that set it ends.</summary>
    Activity,

    /// <summary>Until it is cleared or the instance ends.</summary>
    Instance,
}

/// <summary>
/// One execution of one activity, and all that it may do. Valid within the call that received it: contexts are used again, so keep
/// none.
/// </summary>
public sealed partial class ActivityContext
{
    internal Machine Machine = null!;
    internal ProgramActivity Activity = null!;
    internal ActivityContext? Parent;
    internal ExecutionStatus Status;

    /// <summary>The world of the burst.</summary>
    public World World => Machine.World;

    public Guid InstanceId => Machine.InstanceId;

    /// <summary>Correlation id of the instance.</summary>
    public string? CorrelationId
    {
        get => Machine.CorrelationId;
        set => Machine.CorrelationId = value;
    }

    /// <summary>Name of the instance.</summary>
    public string? InstanceName
    {
        get => Machine.InstanceName;
        set => Machine.InstanceName = value;
    }

    /// <summary>What the layer above keeps with the instance. Read it, and put a changed one in its place.</summary>
    public Attachment? Attachment
    {
        get => Machine.Attachment;
        set => Machine.Attachment = value;
    }

    /// <summary>The program that runs.</summary>
    public Program Program => Machine.Program;

    public string ActivityId => Activity.Id;

    public string? ActivityName => Activity.Name;

    /// <summary>What the designer shows on the node: display text, else name, else id.</summary>
    public string DisplayText => Activity.DisplayText ?? Activity.Name ?? Activity.Id;

    /// <summary>Number of this execution within the instance, from 1.</summary>
    public int Execution { get; internal set; }

    /// <summary>False once the execution has completed, faulted or was cancelled.</summary>
    public bool IsLive => Status is ExecutionStatus.Running;

    /// <summary>A workflow value that is kept with this execution while it is suspended.</summary>
    public object? Data { get; set; }

    /// <summary>Input of the instance by name, without regard to case; null when it was not given.</summary>
    public object? WorkflowInput(string name) => Machine.WorkflowInput(name);

    /// <summary>Value of an input of this activity, converted to its declared type.</summary>
    /// <exception cref="ArgumentException">The type declares no such input.</exception>
    /// <exception cref="ActivityFaultException">The expression fails or its value is not of the type.</exception>
    public object? Input(string name) => Input(IndexOf(name));

    /// <inheritdoc cref="Input(string)"/>
    public T? Input<T>(string name) => Input(name) is T value ? value : default;

    /// <summary>Value of an input by its index in <see cref="ActivityType.Inputs"/>.</summary>
    public object? Input(int index) => InputValue(index);

    /// <summary>True when the definition gives an expression for the input.</summary>
    public bool HasInput(string name) => Activity.Inputs[IndexOf(name)] is not null;

    /// <summary>Sets an output of this activity: kept for scripts and written to the variable that the definition binds.</summary>
    public void SetOutput(string name, object? value) => Machine.SetActivityOutput(this, name, value);

    /// <summary>Sets an output of the workflow.</summary>
    public void SetWorkflowOutput(string name, object? value) => Machine.SetWorkflowOutput(name, value);

    /// <summary>A variable by name, nearest scope first; null when there is none.</summary>
    public object? GetVariable(string name) => TryGetVariable(name, out var value) ? value : null;

    /// <summary>Sets a variable by name, nearest scope first; makes one in this scope when there is none.</summary>
    /// <exception cref="ActivityFaultException">The value cannot be converted to the variable's type.</exception>
    public void SetVariable(string name, object? value) => WriteVariable(name, value);

    /// <summary>Ends this execution with the outcome <c>Done</c>.</summary>
    public void Complete() => Machine.Complete(this, Outcomes.Done);

    /// <summary>Ends this execution with these outcomes. None is allowed: then no connection is followed.</summary>
    public void Complete(params string[] outcomes) => Machine.Complete(this, outcomes);

    /// <summary>Ends this execution as faulted and makes an incident.</summary>
    public void Fault(string reason) => Machine.Fault(this, new ActivityFaultException(reason));

    /// <summary>Suspends on a bookmark.</summary>
    /// <param name="kind">What it waits for.</param>
    /// <param name="key">What a broadcast is matched with.</param>
    /// <param name="data">A workflow value that comes back at the resume.</param>
    public Bookmark SetBookmark(string kind, string? key = null, object? data = null) => Machine.SetBookmark(this, kind, key, data);

    /// <summary>Stops waiting on a bookmark of this execution.</summary>
    public void BurnBookmark(Guid bookmarkId) => Machine.BurnBookmark(this, bookmarkId);

    /// <summary>The bookmarks on which this execution waits.</summary>
    public ImmutableArray<Bookmark> Bookmarks => Machine.BookmarksOf(this);

    /// <summary>Sets a timer; the same key again replaces it.</summary>
    /// <param name="key">Unique within the instance.</param>
    /// <param name="dueAt">Never fires earlier.</param>
    /// <param name="life">When it goes without being cleared.</param>
    public void SetTimer(string key, DateTimeOffset dueAt, TimerLife life = TimerLife.Activity) => Machine.SetTimer(this, key, dueAt, life, bookmark: null);

    /// <summary>Clears a timer; nothing happens when there is none of that key.</summary>
    public void ClearTimer(string key) => Machine.ClearTimer(key);

    /// <summary>Leaves an effect, to be written together with the state.</summary>
    public void Emit(Effect effect) => Machine.Emit(effect);

    /// <summary>Says something in the audit journal.</summary>
    /// <param name="kind">PascalCase, past tense.</param>
    /// <param name="facts">Workflow values by name.</param>
    public void Journal(string kind, Facts facts) => Machine.Say(this, kind, facts);

    private int IndexOf(string name)
    {
        var specs = Activity.Type.Inputs;
        for (var index = 0; index < specs.Length; index++)
        {
            if (string.Equals(specs[index].Name, name, StringComparison.OrdinalIgnoreCase))
                return index;
        }

        throw new ArgumentException($"Expected an input of '{Activity.TypeName}', but found '{name}'.", nameof(name));
    }
}

internal enum ExecutionStatus : byte
{
    Running,
    Completed,
    Faulted,
    Canceled,
}

internal static class Outcomes
{
    public static readonly string[] Done = ["Done"];
    public static readonly string[] None = [];
    public static readonly string[] True = ["True"];
    public static readonly string[] False = ["False"];
}
