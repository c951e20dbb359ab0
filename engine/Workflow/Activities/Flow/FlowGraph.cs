namespace GridWorkflow.Workflow.Activities.Flow;

/// <summary>A connection between two activities of a flowchart, by their positions in its list.</summary>
internal readonly record struct FlowConnection(int Source, string Port, int Target);

/// <summary>
/// A flowchart as arrays, seen from where it starts. A breadth-first walk over the connections in file order tells forward from
/// backward: a connection that would close a cycle is backward and is left out of join counting.
/// </summary>
internal sealed class FlowGraph
{
    private readonly ulong[][] _ancestors;

    public FlowGraph(int start, FlowConnection[] connections, int count)
    {
        Start = start;
        Connections = connections;
        Outbound = Group(connections, count, static connection => connection.Source, static _ => true);
        var reached = new bool[count];
        var order = Walk(reached);
        IsReached = reached;
        Order = order;
        ForwardInbound = Group(connections, count, static connection => connection.Target, index => !IsBackward[index]);
        Inbound = Group(connections, count, static connection => connection.Target, index => reached[connections[index].Source]);
        _ancestors = Ancestors(order, count);
        FindInvalid(count);
    }

    public int Start { get; }

    public FlowConnection[] Connections { get; }

    /// <summary>Connections out of each activity, in file order.</summary>
    public int[][] Outbound { get; }

    /// <summary>Connections into each activity that are not backward and whose source can be reached.</summary>
    public int[][] ForwardInbound { get; }

    /// <summary>Connections into each activity, backward ones too.</summary>
    public int[][] Inbound { get; }

    public bool[] IsReached { get; }

    /// <summary>What can be reached, in the order of the walk.</summary>
    public IReadOnlyList<int> Order { get; }

    public bool[] IsBackward { get; private set; } = [];

    /// <summary>Backward, and some path from the start to its source goes round its target.</summary>
    public bool[] IsInvalid { get; private set; } = [];

    /// <summary>True when a forward path leads from one activity to another.</summary>
    public bool IsAncestor(int ancestor, int of) => (_ancestors[of][ancestor >> 6] & (1UL << (ancestor & 63))) != 0;

    private static int[][] Group(FlowConnection[] connections, int count, Func<FlowConnection, int> by, Predicate<int> wanted)
    {
        var groups = new List<int>[count];
        for (var index = 0; index < connections.Length; index++)
        {
            if (wanted(index))
                (groups[by(connections[index])] ??= []).Add(index);
        }

        return Array.ConvertAll(groups, group => group?.ToArray() ?? []);
    }

    private List<int> Walk(bool[] reached)
    {
        IsBackward = new bool[Connections.Length];
        Array.Fill(IsBackward, true);
        var order = new List<int>();
        if (Start < 0)
            return order;
        var forward = new List<int>[reached.Length];
        reached[Start] = true;
        order.Add(Start);
        for (var next = 0; next < order.Count; next++)
        {
            var source = order[next];
            foreach (var index in Outbound[source])
            {
                var target = Connections[index].Target;
                if (!reached[target])
                {
                    reached[target] = true;
                    order.Add(target);
                }
                else if (target == source || Leads(forward, target, source))
                {
                    continue;
                }

                IsBackward[index] = false;
                (forward[source] ??= []).Add(target);
            }
        }

        return order;
    }

    private static bool Leads(List<int>[] forward, int from, int to)
    {
        var seen = new HashSet<int> { from };
        var open = new Stack<int>([from]);
        while (open.TryPop(out var node))
        {
            if (node == to)
                return true;
            foreach (var target in forward[node] ?? [])
            {
                if (seen.Add(target))
                    open.Push(target);
            }
        }

        return false;
    }

    private ulong[][] Ancestors(List<int> order, int count)
    {
        var words = (count + 63) / 64;
        var ancestors = new ulong[count][];
        for (var node = 0; node < count; node++)
            ancestors[node] = new ulong[words];
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var node in order)
            {
                foreach (var index in ForwardInbound[node])
                {
                    var source = Connections[index].Source;
                    for (var word = 0; word < words; word++)
                    {
                        var more = ancestors[source][word] | (word == source >> 6 ? 1UL << (source & 63) : 0);
                        changed |= (more & ~ancestors[node][word]) != 0;
                        ancestors[node][word] |= more;
                    }
                }
            }
        }

        return ancestors;
    }

    /// <summary>A backward connection must lead to something that every path to its source goes through.</summary>
    private void FindInvalid(int count)
    {
        IsInvalid = new bool[Connections.Length];
        for (var index = 0; index < Connections.Length; index++)
        {
            var (source, _, target) = Connections[index];
            if (!IsBackward[index] || !IsReached[source] || target == source || target == Start)
                continue;
            var seen = new bool[count];
            seen[target] = true;
            var open = new Stack<int>([Start]);
            seen[Start] = true;
            while (open.TryPop(out var node))
            {
                foreach (var connection in Outbound[node])
                {
                    if (IsBackward[connection] || seen[Connections[connection].Target])
                        continue;
                    seen[Connections[connection].Target] = true;
                    open.Push(Connections[connection].Target);
                }
            }

            IsInvalid[index] = seen[source];
        }

    }
}
