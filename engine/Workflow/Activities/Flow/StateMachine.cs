using System.Text.Json;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Expressions;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Migration;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Flow;

/// <summary>
/// Named states and transitions between them. On the way in a state runs its entry, then waits on the triggers of all its
/// transitions; the first that completes while its condition holds cancels the others, then come its action, the exit of the old
/// state and the entry of the new one. A trigger whose condition does not hold is armed again. A state without transitions ends the
/// machine; its exit does not run. A transition without a trigger is taken at once when its condition holds.
/// </summary>
internal sealed class StateMachine : ActivityType
{
    private const int Entry = 0, Trigger = 1, Action = 2, Exit = 3;

    public override string TypeName => "Elsa.StateMachine";

    public override string DisplayName => "State Machine";

    public override string Category => "Flow";

    public override string Description => "Executes a state machine made of named states and trigger-driven transitions.";

    internal override object? Prepare(Compilation.Scope scope, ActivityNode node)
    {
        var states = new List<State>();
        foreach (var (json, path) in Items(node, "states"))
            states.Add(new State(Json.Text(json, "name") ?? "", ChildOf(scope, json, path, "entry"), ChildOf(scope, json, path, "exit"), []));
        foreach (var (json, path) in Items(node, "transitions"))
        {
            var from = Find(scope, states, Json.Text(json, "from"), $"{path}.from");
            var to = Find(scope, states, Json.Text(json, "to"), $"{path}.to");
            var condition = json.TryGetProperty("condition", out var written) && written.ValueKind != JsonValueKind.Null
                ? scope.Input($"{path}.condition", DataType.Boolean, written)
                : null;
            var transition = new Transition(to, ChildOf(scope, json, path, "trigger"), condition, ChildOf(scope, json, path, "action"));
            if (from >= 0 && to >= 0)
                states[from].Transitions.Add(transition);
        }

        var initial = Json.Text(node.Json, "initialState") is { Length: > 0 } name ? Find(scope, states, name, "initialState") : -1;
        return new Plan([.. states], initial);
    }

    /// <summary>State and transitions are kept by position: the machine must be the same.</summary>
    internal override ExecutionState? Migrate(
        ExecutionState execution, ProgramActivity old, ProgramActivity image, ActivityImages images, IReadOnlyList<ProgramActivity> live, out string? reason)
    {
        var same = JsonElement.DeepEquals(old.Node.Json, image.Node.Json);
        reason = same ? null : "Expected the same state machine in the new version, but it was changed.";
        return same ? execution : null;
    }

    public override void Execute(ActivityContext c)
    {
        var plan = (Plan)c.Activity.Prepared!;
        if (plan.Initial < 0)
            c.Complete();
        else
            Enter(c, plan, plan.Initial);
    }

    public override void ChildCompleted(ActivityContext c, ActivityContext child, IReadOnlyList<string> outcomes)
    {
        var plan = (Plan)c.Activity.Prepared!;
        var state = plan.States[c.Counter];
        var transition = child.Tag >> 2;
        switch (child.Tag & 3)
        {
            case Entry:
                Arm(c, plan);
                break;
            case Trigger when state.Transitions[transition].IsOpen(c):
                c.Machine.Unschedule(c);
                c.Machine.CancelChildren(c);
                Take(c, plan, transition);
                break;
            case Trigger:
                c.Schedule(state.Transitions[transition].Trigger, Trigger | (transition << 2));
                break;
            case Action:
                Leave(c, plan, transition);
                break;
            default:
                Enter(c, plan, state.Transitions[transition].To);
                break;
        }
    }

    private static void Enter(ActivityContext c, Plan plan, int state)
    {
        c.Counter = state;
        if (plan.States[state].Entry >= 0)
            c.Schedule(plan.States[state].Entry, Entry);
        else
            Arm(c, plan);
    }

    private static void Arm(ActivityContext c, Plan plan)
    {
        var state = plan.States[c.Counter];
        if (state.Transitions.Count == 0)
        {
            c.Complete();
            return;
        }

        var immediate = state.Transitions.FindIndex(transition => transition.Trigger < 0 && transition.IsOpen(c));
        if (immediate >= 0)
        {
            // A round of states without anything to wait on would never come back here through the queue.
            if (c.Numbers.Length == 0)
                c.Numbers = new int[1];
            if (plan.States.Length < ++c.Numbers[0])
                throw new ActivityFaultException($"Expected a trigger on the way through state '{state.Name}', but its states follow each other without end.");
            Take(c, plan, immediate);
            return;
        }

        if (c.Numbers.Length > 0)
            c.Numbers[0] = 0;
        var armed = false;
        for (var index = 0; index < state.Transitions.Count; index++)
        {
            if (state.Transitions[index].Trigger < 0)
                continue;
            c.Schedule(state.Transitions[index].Trigger, Trigger | (index << 2));
            armed = true;
        }

        if (!armed)
            throw new ActivityFaultException($"Expected a way out of state '{state.Name}', but no condition holds and no transition has a trigger.") { Code = "stuck-state" };
    }

    private static void Take(ActivityContext c, Plan plan, int transition)
    {
        var action = plan.States[c.Counter].Transitions[transition].Action;
        if (action >= 0)
            c.Schedule(action, Action | (transition << 2));
        else
            Leave(c, plan, transition);
    }

    private static void Leave(ActivityContext c, Plan plan, int transition)
    {
        var state = plan.States[c.Counter];
        if (state.Exit >= 0)
            c.Schedule(state.Exit, Exit | (transition << 2));
        else
            Enter(c, plan, state.Transitions[transition].To);
    }

    private static IEnumerable<(JsonElement Json, string Path)> Items(ActivityNode node, string property)
    {
        if (!node.TryGet(property, out var list) || list.ValueKind != JsonValueKind.Array)
            yield break;
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object)
                yield return (item, $"{property}[{index}]");
            index++;
        }
    }

    private static int ChildOf(Compilation.Scope scope, JsonElement owner, string path, string property) =>
        owner.TryGetProperty(property, out var json) && json.ValueKind == JsonValueKind.Object
            ? scope.Child(json, $"{scope.Owner.Node.Path}.{path}.{property}")
            : -1;

    private static int Find(Compilation.Scope scope, List<State> states, string? name, string property)
    {
        var index = states.FindIndex(state => string.Equals(state.Name, name, StringComparison.Ordinal));
        if (index < 0)
            scope.Report("unknown-state", $"Expected a state of the machine, but found '{name}'.",
                Nearest.Suggest(name ?? "", states.Select(state => state.Name)) ?? "Name one of its states.", property);
        return index;
    }

    private sealed record Plan(State[] States, int Initial);

    private sealed record State(string Name, int Entry, int Exit, List<Transition> Transitions);

    private sealed record Transition(int To, int Trigger, CompiledInput? Condition, int Action)
    {
        /// <exception cref="ActivityFaultException">The condition fails or is neither true nor false.</exception>
        public bool IsOpen(ActivityContext c)
        {
            if (Condition is null)
                return true;
            return DataType.Boolean.TryConvert(Condition.Expression.Evaluate(c), out var met, out var reason)
                ? met is true
                : throw new ActivityFaultException($"Condition of a transition: {reason}") { Code = "conversion-failed" };
        }
    }
}
