using System.Runtime.CompilerServices;

namespace GridWorkflow.Workflow.Activities.Flow;

/// <summary>
/// Elsa's default mode: every connection counts how often it was visited and whether it was followed the last time. An activity
/// with several forward inbound connections waits until all were visited, then runs when one was followed, else is skipped; a skip
/// visits the connections behind it. Numbers: start, visits and last follow per connection, visits per activity.
/// </summary>
internal static class CounterFlow
{
    private const int BackwardTag = 1;
    private const int Visits = 1;

    public static void Begin(ActivityContext c, FlowPlan plan, int start)
    {
        c.Numbers = new int[Visits + (2 * plan.ConnectionCount) + plan.Children.Length];
        c.Numbers[0] = start;
        c.Schedule(plan.Children[start]);
    }

    public static void Advance(ActivityContext c, ActivityContext child, IReadOnlyList<string> outcomes)
    {
        var flow = new Flow(c);
        if (!flow.Leave(child.Activity.Position, outcomes, child.Tag == BackwardTag))
            Flowchart.CompleteIfIdle(c);
    }

    /// <summary>A cancelled activity counts as visited, so that what comes later does not hang on it.</summary>
    public static void Canceled(ActivityContext c, ActivityContext child)
    {
        var flow = new Flow(c);
        if (!flow.Leave(child.Activity.Position, Outcomes.None, child.Tag == BackwardTag))
            Flowchart.CompleteIfIdle(c);
    }

    /// <summary>The first to arrive at a join has won: what still runs on the ways to it is cancelled.</summary>
    public static void CancelAncestors(ActivityContext join)
    {
        if (join.Parent is not { } c || c.Activity.Prepared is not FlowPlan plan)
            return;
        CancelRunning(c, plan.GraphFrom(c.Numbers[0]), join.Activity.Position);
    }

    private static void CancelRunning(ActivityContext c, FlowGraph graph, int join)
    {
        for (var child = c.FirstChild; child is not null;)
        {
            var next = child.NextSibling;
            if (graph.IsAncestor(child.Activity.Position, join))
                c.Machine.Cancel(child);
            child = next;
        }
    }

    private readonly ref struct Flow(ActivityContext c)
    {
        private readonly FlowPlan _plan = (FlowPlan)c.Activity.Prepared!;
        private readonly FlowGraph _graph = ((FlowPlan)c.Activity.Prepared!).GraphFrom(c.Numbers[0]);
        private readonly Span<int> _visits = c.Numbers.AsSpan(Visits, ((FlowPlan)c.Activity.Prepared!).ConnectionCount);
        private readonly Span<int> _followed =
            c.Numbers.AsSpan(Visits + ((FlowPlan)c.Activity.Prepared!).ConnectionCount, ((FlowPlan)c.Activity.Prepared!).ConnectionCount);
        private readonly Span<int> _visited = c.Numbers.AsSpan(Visits + (2 * ((FlowPlan)c.Activity.Prepared!).ConnectionCount));
        private readonly ActivityContext _c = c;

        /// <summary>Visits the connections out of an activity; true when something was scheduled.</summary>
        public bool Leave(int node, IReadOnlyList<string> outcomes, bool cameBackward)
        {
            // A skip goes as deep as the skipped branch is long.
            RuntimeHelpers.EnsureSufficientExecutionStack();
            if (!_graph.IsReached[node])
                throw new ActivityFaultException($"Activity {_plan.Activities[node].Id} is not reachable from the flowchart graph.") { Code = "unreachable-activity" };
            if (!cameBackward)
                _visited[node]++;
            var scheduled = false;
            foreach (var index in _graph.Outbound[node])
            {
                ref readonly var connection = ref _graph.Connections[index];
                var follows = Contains(outcomes, connection.Port);
                _visits[index]++;
                _followed[index] = follows ? 1 : 0;
                scheduled |= _graph.IsBackward[index] ? GoBack(index, follows) : GoForward(index);
            }

            return scheduled;
        }

        private static bool Contains(IReadOnlyList<string> outcomes, string port)
        {
            for (var index = 0; index < outcomes.Count; index++)
            {
                if (string.Equals(outcomes[index], port, StringComparison.Ordinal))
                    return true;
            }

            return false;
        }

        private bool GoBack(int index, bool follows)
        {
            if (!follows)
                return false;
            var (source, _, target) = _graph.Connections[index];
            if (_graph.IsInvalid[index])
            {
                throw new ActivityFaultException(
                    $"Invalid backward connection: Every path from the source ('{_plan.Activities[source].Id}') must go through the target ('{_plan.Activities[target].Id}') when tracing back to the start.")
                { Code = "invalid-backward-connection" };
            }

            _c.Schedule(_plan.Children[target], BackwardTag);
            return true;
        }

        private bool GoForward(int index)
        {
            var target = _graph.Connections[index].Target;
            var inbound = _graph.ForwardInbound[target];
            switch (_plan.JoinOf(_c, target))
            {
                case JoinMode.WaitAny:
                    return Race(index, target, inbound);
                case JoinMode.WaitAll:
                    return AllVisited(inbound, target) && (AllFollowed(inbound) ? Enter(target) : Leave(target, Outcomes.None, cameBackward: false));
                default:
                    return AllVisited(inbound, target) && (AnyFollowed(inbound) ? Enter(target) : Leave(target, Outcomes.None, cameBackward: false));
            }
        }

        private bool Race(int index, int target, int[] inbound)
        {
            if (_visits[index] <= _visited[target] || IsUnderWay(target))
                return false;
            if (AnyFollowed(inbound))
            {
                Enter(target);
                CancelRunning(_c, _graph, target);
                return true;
            }

            return AllVisited(inbound, target) && Leave(target, Outcomes.None, cameBackward: false);
        }

        /// <summary>True when an activity is queued or executes: what arrives meanwhile belongs to the same round.</summary>
        private bool IsUnderWay(int node)
        {
            for (var child = _c.FirstChild; child is not null; child = child.NextSibling)
            {
                if (child.Activity.Position == node)
                    return true;
            }

            return _c.Machine.IsScheduled(_c, _plan.Children[node]);
        }

        private bool Enter(int target)
        {
            _c.Schedule(_plan.Children[target]);
            return true;
        }

        private bool AllVisited(int[] inbound, int target)
        {
            foreach (var index in inbound)
            {
                if (_visits[index] <= _visited[target])
                    return false;
            }

            return true;
        }

        private bool AnyFollowed(int[] inbound)
        {
            foreach (var index in inbound)
            {
                if (_followed[index] != 0)
                    return true;
            }

            return false;
        }

        private bool AllFollowed(int[] inbound)
        {
            foreach (var index in inbound)
            {
                if (_followed[index] == 0)
                    return false;
            }

            return true;
        }
    }
}
