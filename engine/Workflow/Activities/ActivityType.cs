using System.Collections.Immutable;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Migration;

namespace GridWorkflow.Workflow.Activities;

/// <summary>
/// A type of activity: what the designer shows of it and what it does. One stateless sealed subclass per type; everything that an
/// execution keeps lives in its <see cref="ActivityContext"/>. An activity does no I/O: it reads the world and its inputs, and
/// leaves effects, bookmarks and timers.
/// </summary>
public abstract class ActivityType
{
    /// <summary>The name in definitions: <c>Elsa.Sequence</c>, <c>Grid.Task</c>. Case matters.</summary>
    public abstract string TypeName { get; }

    public virtual int Version => 1;

    /// <summary>English name that the designer shows.</summary>
    public virtual string DisplayName => TypeName[(TypeName.LastIndexOf('.') + 1)..];

    /// <summary>Group in the designer's palette.</summary>
    public virtual string Category => "Primitives";

    public virtual string Description => "";

    public virtual ActivityKind Kind => ActivityKind.Action;

    /// <summary>Inputs in a fixed order; their index is what <see cref="ActivityContext.Input(int)"/> takes.</summary>
    public virtual ImmutableArray<InputSpec> Inputs => [];

    public virtual ImmutableArray<OutputSpec> Outputs => [];

    /// <summary>Fixed outcomes and child slots. An activity without flow ports has the outcome <c>Done</c>.</summary>
    public virtual ImmutableArray<PortSpec> Ports => [];

    /// <summary>Holds child activities.</summary>
    public virtual bool IsContainer => false;

    /// <summary>Its completion completes the enclosing sequence or flowchart.</summary>
    public virtual bool IsTerminal => false;

    /// <summary>Where a flowchart begins.</summary>
    public virtual bool IsStart => false;

    /// <summary>False hides it from the designer's palette.</summary>
    public virtual bool IsBrowsable => true;

    /// <summary>May suspend the instance: what a loop needs so as not to run away.</summary>
    public virtual bool Waits => Kind != ActivityKind.Action;

    /// <summary>May start new instances.</summary>
    public bool IsTrigger => Kind == ActivityKind.Trigger;

    /// <summary>
    /// Runs the activity. It completes, faults, sets a bookmark or a timer, or schedules children; an instance in which something
    /// still runs that nothing will wake gets an incident.
    /// </summary>
    public abstract void Execute(ActivityContext c);

    /// <summary>A bookmark of this execution was resumed; it is burned already. Completes by default.</summary>
    /// <param name="c">The execution that had set the bookmark.</param>
    /// <param name="bookmark">The bookmark, with the data kept in it.</param>
    /// <param name="payload">What the waker brought: a workflow value.</param>
    public virtual void Resume(ActivityContext c, Bookmark bookmark, object? payload) => c.Complete();

    /// <summary>
    /// A timer that this activity set by <see cref="ActivityContext.SetTimer"/> is due. With <see cref="TimerLife.Instance"/> the
    /// execution that set it may have ended: then <see cref="ActivityContext.IsLive"/> is false.
    /// </summary>
    public virtual void TimerDue(ActivityContext c, string key, DateTimeOffset dueAt) =>
        throw new ActivityFaultException($"'{TypeName}' does not expect a timer, but '{key}' came due.");

    /// <summary>A child scheduled by this execution has completed.</summary>
    public virtual void ChildCompleted(ActivityContext c, ActivityContext child, IReadOnlyList<string> outcomes)
    {
    }

    /// <summary>A suspended or running execution was cancelled by its container, by the end of its container or of the instance.</summary>
    public virtual void Canceled(ActivityContext c)
    {
    }

    /// <summary>What is wrong with the use of this type in a definition, beyond what the inputs and ports already say.</summary>
    /// <param name="node">The activity as it stands in the definition.</param>
    public virtual IEnumerable<Problem> Check(ActivityNode node) => [];

    /// <summary>What starts new instances through this activity; null when it does not. Asked when the definition is compiled.</summary>
    /// <param name="activity">The compiled activity.</param>
    /// <param name="input">Value of a literal input by name; null when it is not known without an instance.</param>
    public virtual Trigger? StartTrigger(ProgramActivity activity, Func<string, object?> input) => null;

    /// <summary>Outcomes that an activity of this type can have, for validation; null when they are not known beforehand.</summary>
    public virtual IReadOnlyList<string>? OutcomesOf(ActivityNode node) =>
        Ports.Any(port => port.Kind == PortKind.Flow) ? [.. Ports.Where(port => port.Kind == PortKind.Flow).Select(port => port.Name)] : ["Done"];

    /// <summary>A break passes on its way up; true stops it here.</summary>
    internal virtual bool OnBreak(ActivityContext c) => false;

    /// <summary>A child was cancelled while this execution goes on.</summary>
    internal virtual void ChildCanceled(ActivityContext c, ActivityContext child)
    {
    }

    /// <summary>
    /// What an execution of an activity of this type keeps, as it is under the activity's image in another version. Null refuses.
    /// </summary>
    internal virtual ExecutionState? Migrate(
        ExecutionState execution, ProgramActivity old, ProgramActivity image, ActivityImages images, IReadOnlyList<ProgramActivity> live, out string? reason)
    {
        reason = null;
        return execution;
    }

    /// <summary>Compiles children and whatever else the type wants prepared; the result is <see cref="ProgramActivity.Prepared"/>.</summary>
    internal virtual object? Prepare(Compilation.Scope scope, ActivityNode node) => null;
}

/// <summary>An activity cannot go on. Becomes an incident with this reason.</summary>
public sealed class ActivityFaultException(string reason, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>Name of the rule that was broken, kebab-case.</summary>
    public string Code { get; init; } = "activity-fault";
}
