using System.Text.Json;
using GridWorkflow.Workflow.Activities.Flow;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Workflow.Publishing;

/// <summary>What is wrong with the connections of one flowchart.</summary>
internal static class FlowCheck
{
    public static IEnumerable<Problem> Run(ProgramActivity flowchart, FlowPlan plan)
    {
        if (plan.Start < 0)
            return [];
        var graph = plan.GraphFrom(plan.Start);
        var triggers = plan.Activities.Where(activity => activity.Node.CanStartWorkflow && activity.Type.IsTrigger).Select(activity => plan.GraphFrom(activity.Position));
        return
        [
            .. Ends(flowchart, plan),
            .. Unreachable(plan, [graph, .. triggers]),
            .. Outcomes(plan, graph),
            .. Backward(plan, graph),
            .. Joins(plan, graph),
            .. Cycles(plan, graph),
            .. EarlyJoins(plan, graph),
        ];
    }

    /// <summary>Connections from or to activities that are not there.</summary>
    private static IEnumerable<Problem> Ends(ProgramActivity flowchart, FlowPlan plan)
    {
        if (!flowchart.Node.TryGet("connections", out var list) || list.ValueKind != JsonValueKind.Array)
            yield break;
        var ids = plan.Activities.Select(activity => activity.Id).ToList();
        var index = 0;
        foreach (var json in list.EnumerateArray())
        {
            foreach (var (end, id) in new[] { ("source", FlowPlan.End(json, "source", "sourcePort").Activity), ("target", FlowPlan.End(json, "target", "targetPort").Activity) })
            {
                if (id is null || !ids.Contains(id))
                {
                    yield return PublishCheck.At(flowchart, "dangling-connection", $"Expected an activity of '{flowchart.Id}', but a connection names '{id}'.",
                        Nearest.Suggest(id ?? "", ids) ?? "Remove the connection.", $"connections[{index}].{end}");
                }
            }

            index++;
        }
    }

    private static IEnumerable<Problem> Unreachable(FlowPlan plan, IReadOnlyList<FlowGraph> graphs) =>
        from activity in plan.Activities
        where !graphs.Any(graph => graph.IsReached[activity.Position])
        select PublishCheck.At(activity, "unreachable-activity", $"Expected a way from the start to '{activity.Id}', but there is none.",
            "Connect it or remove it.", null, Severity.Warning);

    private static IEnumerable<Problem> Outcomes(FlowPlan plan, FlowGraph graph)
    {
        foreach (var activity in plan.Activities.Where(activity => graph.IsReached[activity.Position]))
        {
            var known = activity.Type.OutcomesOf(activity.Node);
            var connected = graph.Outbound[activity.Position].Select(index => graph.Connections[index].Port).ToHashSet(StringComparer.Ordinal);
            if (known is null)
                continue;
            foreach (var port in connected.Where(port => !known.Contains(port)))
            {
                yield return PublishCheck.At(activity, "unknown-outcome", $"Expected an outcome of '{activity.Id}' ({activity.TypeName}), but a connection leaves it by '{port}'.",
                    Nearest.Suggest(port, known) ?? $"Choose one of {string.Join(", ", known)}.", null);
            }

            if (known.Count < 2 || activity.Type.IsTerminal)
                continue;
            foreach (var outcome in known.Where(outcome => !connected.Contains(outcome) && outcome is not ("Default" or "Done")))
            {
                yield return PublishCheck.At(activity, "unconnected-outcome", $"Expected a connection for the outcome '{outcome}' of '{activity.Id}', but there is none: that branch ends here.",
                    "Connect it, to an End if the branch shall end.", null, Severity.Warning);
            }
        }
    }

    private static IEnumerable<Problem> Backward(FlowPlan plan, FlowGraph graph)
    {
        if (plan.Mode != FlowchartMode.Counter)
            yield break;
        for (var index = 0; index < graph.Connections.Length; index++)
        {
            var (source, port, target) = graph.Connections[index];
            if (graph.IsInvalid[index])
            {
                yield return PublishCheck.At(plan.Activities[source], "invalid-backward-connection",
                    $"Expected every way from the start to '{plan.Activities[source].Id}' to go through '{plan.Activities[target].Id}', to which '{port}' goes back; one does not.",
                    "Go back to an activity before the fork.", null);
            }
        }
    }

    /// <summary>A join that waits for branches of which a decision follows only one.</summary>
    private static IEnumerable<Problem> Joins(FlowPlan plan, FlowGraph graph)
    {
        foreach (var activity in plan.Activities.Where(activity => graph.IsReached[activity.Position] && plan.ConstantJoin(activity.Position) == JoinMode.WaitAll))
        {
            var sources = graph.ForwardInbound[activity.Position].Select(index => graph.Connections[index].Source).Distinct().ToList();
            foreach (var decision in plan.Activities.Where(candidate => candidate.Type is FlowDecision))
            {
                var ways = graph.Outbound[decision.Position].Where(index => !graph.IsBackward[index]).ToLookup(index => graph.Connections[index].Port);
                if (ways["True"].Any() && ways["False"].Any()
                    && sources.Any(source => Leads(ways["True"], source) && !Leads(ways["False"], source)) && sources.Any(source => Leads(ways["False"], source) && !Leads(ways["True"], source)))
                {
                    yield return PublishCheck.At(activity, "dead-join", $"Expected branches that can all arrive at '{activity.Id}', but '{decision.Id}' follows only one of them: nothing after the join would run.",
                        "Let the join wait for active branches only (WaitAllActive).", "mode");
                    break;
                }
            }

            bool Leads(IEnumerable<int> ways, int source) =>
                ways.Any(index => graph.Connections[index].Target == source || graph.IsAncestor(graph.Connections[index].Target, source));
        }
    }

    /// <summary>A loop in which nothing waits runs in one burst; one that nothing leaves runs until the budget stops it.</summary>
    private static IEnumerable<Problem> Cycles(FlowPlan plan, FlowGraph graph)
    {
        for (var index = 0; index < graph.Connections.Length; index++)
        {
            var (source, _, target) = graph.Connections[index];
            if (!graph.IsBackward[index] || !graph.IsReached[source])
                continue;
            var loop = Enumerable.Range(0, plan.Activities.Length)
                .Where(node => (node == target || graph.IsAncestor(target, node)) && (node == source || graph.IsAncestor(node, source)))
                .ToHashSet();
            if (loop.Any(node => MayWait(plan.Activities[node])))
                continue;
            var leaves = loop.Any(node => graph.Outbound[node].Any(way => !loop.Contains(graph.Connections[way].Target)) || plan.Activities[node].Type.IsTerminal
                || (plan.Activities[node].Type.OutcomesOf(plan.Activities[node].Node) is { } outcomes && outcomes.Any(outcome => !graph.Outbound[node].Any(way => graph.Connections[way].Port == outcome))));
            yield return PublishCheck.At(plan.Activities[source], leaves ? "loop-without-wait" : "endless-loop",
                leaves
                    ? $"Expected the loop back to '{plan.Activities[target].Id}' to wait somewhere, but nothing in it does: it runs in one burst."
                    : $"Expected a way out of the loop back to '{plan.Activities[target].Id}', but there is none and nothing in it waits.",
                leaves ? "Wait in it for an event, a task or a time, unless its rounds are few." : "Add a decision that leaves the loop.",
                null, leaves ? Severity.Warning : Severity.Error);
        }
    }

    /// <summary>
    /// In counter mode each round of a loop visits its way out, not followed: a join behind it takes that for a dead branch and does
    /// not wait for the last round.
    /// </summary>
    private static IEnumerable<Problem> EarlyJoins(FlowPlan plan, FlowGraph graph)
    {
        if (plan.Mode != FlowchartMode.Counter)
            yield break;
        foreach (var loop in Enumerable.Range(0, graph.Connections.Length).Where(index => graph.IsBackward[index] && !graph.IsInvalid[index] && graph.IsReached[graph.Connections[index].Source]))
        {
            var (source, _, head) = graph.Connections[loop];
            foreach (var join in plan.Activities.Where(activity => graph.IsAncestor(source, activity.Position) && graph.ForwardInbound[activity.Position].Length > 1
                && plan.ConstantJoin(activity.Position) != JoinMode.WaitAny && graph.IsReached[activity.Position]))
            {
                var sources = graph.ForwardInbound[join.Position].Select(index => graph.Connections[index].Source);
                if (!sources.Any(other => other != head && other != source && !graph.IsAncestor(head, other)))
                    continue;
                yield return PublishCheck.At(join, "early-join", $"Expected '{join.Id}' to wait for the loop that ends at '{plan.Activities[source].Id}', but it takes the first round for the last.",
                    "Put the loop into a flowchart of its own inside the branch.", null, Severity.Warning);
                break;
            }
        }
    }

    private static bool MayWait(ProgramActivity activity) => activity.Type.Waits || activity.Type.IsContainer || activity.Type.Ports.Any(port => port.Kind == Activities.PortKind.Embedded);
}
