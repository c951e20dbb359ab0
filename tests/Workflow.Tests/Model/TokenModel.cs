namespace GridWorkflow.Workflow.Tests.Model;

/// <summary>
/// Elsa's token mode for structured flowcharts, as its observed meaning says it and with no thought of speed: who completes puts a
/// token on each connection of its outcome and takes those that wait in front of it; the target says whether it runs now, once a
/// token waits on each of its forward connections (a join that waits for all), or for the first arrival only (one that waits for any).
/// </summary>
internal sealed class TokenModel(DrawnChart chart)
{
    private readonly List<Token> _tokens = [];
    private readonly Dictionary<string, int> _runs = new(StringComparer.Ordinal);
    private readonly Queue<ChartNode> _queue = new();
    private readonly List<ChartNode> _waiting = [];
    private readonly List<string> _lines = [];

    /// <summary>True when no token waits before an activity that never takes it: then the flowchart completes.</summary>
    public bool IsClear => !_tokens.Exists(token => token.IsFree);

    /// <summary>Lines of the first burst and of one burst for each wait, the oldest first, with what waits after it.</summary>
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
        _runs[node.Id] = _runs.GetValueOrDefault(node.Id) + 1;
        var port = node.Port(_runs[node.Counts ?? node.Id]);
        var followed = chart.Connections.FindAll(connection => connection.Source == node.Id && connection.Port == port);
        followed.ForEach(connection => _tokens.Add(new Token(connection)));
        var taken = _tokens.FindAll(token => token.IsFree && token.On.Target == node.Id);
        taken.ForEach(token => token.IsFree = false);
        followed.ForEach(connection => Arrive(Node(connection.Target), connection));
        _tokens.RemoveAll(token => token.On.Target == node.Id && (taken.Contains(token) || token.IsSpent));
    }

    private void Arrive(ChartNode target, ChartConnection by)
    {
        var inbound = chart.Connections.FindAll(connection => connection.Target == target.Id && !connection.IsBackward);
        switch (target.Join)
        {
            case "WaitAny":
                CancelAncestors(target);
                if (_tokens.Find(token => token.Blocks && !token.IsSpent && token.On == by) is { } block)
                {
                    block.IsSpent = true;
                    return;
                }

                foreach (var other in inbound.Where(other => other.Source != by.Source))
                    _tokens.Add(new Token(other) { Blocks = true, IsFree = false });
                break;
            case not null when inbound.Count > 1:
                if (!inbound.TrueForAll(one => _tokens.Exists(token => token.IsFree && token.On == one)))
                    return;
                break;
            case null when inbound.Exists(one => _tokens.Exists(token => token.IsFree && token.On.Target == one.Source)):
                return;
        }

        _queue.Enqueue(target);
    }

    private void CancelAncestors(ChartNode join)
    {
        var ancestors = new HashSet<string>(StringComparer.Ordinal);
        Climb(join.Id);
        foreach (var node in _waiting.Where(node => ancestors.Contains(node.Id)).ToList())
        {
            _waiting.Remove(node);
            _tokens.RemoveAll(token => token.On.Target == node.Id || token.On.Source == node.Id);
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

    private ChartNode Node(string id) => chart.Nodes.Find(node => node.Id == id)!;

    private sealed class Token(ChartConnection on)
    {
        public ChartConnection On { get; } = on;

        /// <summary>Waits to be taken by the activity before which it lies.</summary>
        public bool IsFree { get; set; } = true;

        /// <summary>Swallows the next arrival on its connection.</summary>
        public bool Blocks { get; init; }

        public bool IsSpent { get; set; }
    }
}
