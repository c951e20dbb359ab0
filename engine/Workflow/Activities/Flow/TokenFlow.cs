namespace GridWorkflow.Workflow.Activities.Flow;

/// <summary>
/// Elsa's token mode: a completing activity puts one token on each connection of its outcomes and consumes those that lead to it;
/// the merge mode of the target decides when it runs. Numbers: start, then one number per token, its connection shifted left by
/// two with a bit for consumed and a bit for blocked.
/// </summary>
internal static class TokenFlow
{
    private const int Consumed = 1;
    private const int Blocked = 2;

    /// <summary>Blocked tokens pile up in a loop that goes round a Cascade or a Race; nothing that means well has so many.</summary>
    private const int MaxTokens = 4096;

    public static void Begin(ActivityContext c, FlowPlan plan, int start)
    {
        c.Numbers = [start];
        c.Schedule(plan.Children[start]);
    }

    public static void Advance(ActivityContext c, ActivityContext child, IReadOnlyList<string> outcomes)
    {
        var plan = (FlowPlan)c.Activity.Prepared!;
        var graph = plan.GraphFrom(c.Numbers[0]);
        var tokens = Read(c);
        var node = child.Activity.Position;
        var active = Array.FindAll(graph.Outbound[node], index => outcomes.Contains(graph.Connections[index].Port));
        foreach (var index in active)
            tokens.Add(index << 2);
        for (var token = 0; token < tokens.Count; token++)
        {
            if (IsFree(tokens[token]) && graph.Connections[tokens[token] >> 2].Target == node)
                tokens[token] |= Consumed;
        }

        Write(c, tokens);
        foreach (var index in active)
            Arrive(c, plan, graph, index, node);
        tokens = Read(c);
        tokens.RemoveAll(token => (token & Consumed) != 0 && graph.Connections[token >> 2].Target == node);
        Write(c, tokens);
        CompleteIfIdle(c);
    }

    public static void Canceled(ActivityContext c, ActivityContext child)
    {
        var graph = ((FlowPlan)c.Activity.Prepared!).GraphFrom(c.Numbers[0]);
        var node = child.Activity.Position;
        var tokens = Read(c);
        tokens.RemoveAll(token => graph.Connections[token >> 2].Target == node || graph.Connections[token >> 2].Source == node);
        Write(c, tokens);
        CompleteIfIdle(c);
    }

    private static void Arrive(ActivityContext c, FlowPlan plan, FlowGraph graph, int index, int from)
    {
        var target = graph.Connections[index].Target;
        var mode = plan.MergeOf(c, target);
        switch (mode)
        {
            case MergeMode.Race or MergeMode.Cascade:
                if (mode == MergeMode.Race)
                    CancelAncestors(c, graph, target);
                Swallow(c, plan, graph, index, from);
                return;
            case MergeMode.Merge or MergeMode.Converge:
                var awaited = mode == MergeMode.Merge ? graph.ForwardInbound[target] : graph.Inbound[target];
                if (awaited.Length > 1 && !Array.TrueForAll(awaited, inbound => Read(c).Contains(inbound << 2)))
                    return;
                break;
            default:
                if (Array.Exists(graph.ForwardInbound[target], inbound => IsAwaited(c, graph, graph.Connections[inbound].Source)))
                    return;
                break;
        }

        c.Schedule(plan.Children[target]);
    }

    /// <summary>Runs the target and blocks its other connections, or spends a block that stands on this one.</summary>
    private static void Swallow(ActivityContext c, FlowPlan plan, FlowGraph graph, int index, int from)
    {
        var target = graph.Connections[index].Target;
        var tokens = Read(c);
        var block = tokens.FindIndex(token => token >> 2 == index && (token & Blocked) != 0);
        if (block >= 0)
        {
            tokens[block] |= Consumed;
        }
        else
        {
            c.Schedule(plan.Children[target]);
            foreach (var other in graph.ForwardInbound[target])
            {
                if (graph.Connections[other].Source != from)
                    tokens.Add((other << 2) | Blocked);
            }
        }

        Write(c, tokens);
    }

    /// <summary>True when a token waits directly in front of an activity.</summary>
    private static bool IsAwaited(ActivityContext c, FlowGraph graph, int node) =>
        Read(c).Exists(token => IsFree(token) && graph.Connections[token >> 2].Target == node);

    private static void CancelAncestors(ActivityContext c, FlowGraph graph, int target)
    {
        for (var child = c.FirstChild; child is not null;)
        {
            var next = child.NextSibling;
            if (graph.IsAncestor(child.Activity.Position, target))
                c.Machine.Cancel(child);
            child = next;
        }
    }

    private static void CompleteIfIdle(ActivityContext c)
    {
        if (!Read(c).Exists(token => IsFree(token)))
            Flowchart.CompleteIfIdle(c);
    }

    private static bool IsFree(int token) => (token & (Consumed | Blocked)) == 0;

    private static List<int> Read(ActivityContext c) => [.. c.Numbers.AsSpan(1)];

    private static void Write(ActivityContext c, List<int> tokens) => c.Numbers = tokens.Count <= MaxTokens
        ? [c.Numbers[0], .. tokens]
        : throw new ActivityFaultException($"Expected at most {MaxTokens} tokens in a flowchart, but a loop leaves more and more of them.") { Code = "budget-spent" };
}
