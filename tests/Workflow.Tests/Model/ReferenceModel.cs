namespace GridWorkflow.Workflow.Tests.Model;

/// <summary>
/// Elsa's counter mode for structured flowcharts, as its observed meaning says it and with no thought of speed: one queue; a
/// connection is waiting, followed or skipped; an activity takes its forward inbound connections together once all were visited and
/// runs when one was followed, else is skipped with all that only it leads to.
/// </summary>
internal sealed class ReferenceModel(DrawnChart chart)
{
    private readonly Dictionary<ChartConnection, bool> _visited = [];
    private readonly Dictionary<string, int> _runs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _won = new(StringComparer.Ordinal);
    private readonly Queue<ChartNode> _queue = new();
    private readonly List<ChartNode> _waiting = [];
    private readonly List<string> _lines = [];

    /// <summary>Lines of the first burst and of one burst for each wait, the oldest first, and whether nothing waits at the end.</summary>
    public IEnumerable<(string Lines, IReadOnlyList<string> Waiting)> Run()
    {
        _queue.Enqueue(chart.Nodes[0]);
        yield return Rest();
        while (_waiting.Count > 0)
        {
            var resumed = _waiting[0];
            _waiting.RemoveAt(0);
            Complete(resumed);
            yield return Rest();
        }
    }

    private (string, IReadOnlyList<string>) Rest()
    {
        while (_queue.TryDequeue(out var node))
        {
            if (node.Writes)
                _lines.Add(node.Id);
            if (node.Join == "WaitAny")
                CancelAncestors(node);
            if (node.Waits)
                _waiting.Add(node);
            else
                Complete(node);
        }

        var said = string.Join(' ', _lines);
        _lines.Clear();
        return (said, [.. _waiting.Select(node => node.Id)]);
    }

    private void Complete(ChartNode node)
    {
        var run = _runs[node.Id] = _runs.GetValueOrDefault(node.Id) + 1;
        Leave(node, node.Port(run));
    }

    /// <param name="node">What has run, was skipped or was cancelled.</param>
    /// <param name="port">The active port; null when none is.</param>
    private void Leave(ChartNode node, string? port)
    {
        foreach (var connection in chart.Connections.Where(connection => connection.Source == node.Id))
        {
            var follows = connection.Port == port;
            if (!connection.IsBackward)
                Visit(connection, follows);
            else if (follows)
                _queue.Enqueue(Node(connection.Target));
        }
    }

    private void Visit(ChartConnection connection, bool follows)
    {
        var target = Node(connection.Target);
        var inbound = Inbound(target);
        _visited[connection] = follows;
        var complete = inbound.TrueForAll(_visited.ContainsKey);
        if (target.Join == "WaitAny")
        {
            if (_won.Contains(target.Id))
                return;
            if (follows)
            {
                _won.Add(target.Id);
                _queue.Enqueue(target);
                CancelAncestors(target);
            }
            else if (complete)
            {
                // Skipped in a round of a loop before it: the next round counts afresh.
                inbound.ForEach(one => _visited.Remove(one));
                Leave(target, null);
            }

            return;
        }

        if (!complete)
            return;
        var runs = target.Join == "WaitAll" ? inbound.TrueForAll(one => _visited[one]) : inbound.Exists(one => _visited[one]);
        inbound.ForEach(one => _visited.Remove(one));
        if (runs)
            _queue.Enqueue(target);
        else
            Leave(target, null);
    }

    private void CancelAncestors(ChartNode join)
    {
        var ancestors = new HashSet<string>(StringComparer.Ordinal);
        Climb(join.Id);
        foreach (var node in _waiting.Where(node => ancestors.Contains(node.Id)).ToList())
        {
            _waiting.Remove(node);
            Leave(node, null);
        }

        void Climb(string id)
        {
            foreach (var connection in chart.Connections.Where(connection => connection.Target == id && !connection.IsBackward))
            {
                if (ancestors.Add(connection.Source))
                    Climb(connection.Source);
            }
        }
    }

    private List<ChartConnection> Inbound(ChartNode node) => chart.Connections.FindAll(connection => connection.Target == node.Id && !connection.IsBackward);

    private ChartNode Node(string id) => chart.Nodes.Find(node => node.Id == id)!;
}
