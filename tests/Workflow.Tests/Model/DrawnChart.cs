using System.Text.Json.Nodes;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;
using static GridWorkflow.Workflow.Tests.Drawn;

namespace GridWorkflow.Workflow.Tests.Model;

/// <summary>A node of the reference model.</summary>
/// <param name="Id">As in the definition.</param>
/// <param name="Waits">Waits for the event of its name.</param>
/// <param name="Writes">Writes its id.</param>
internal sealed record ChartNode(string Id, bool Waits, bool Writes)
{
    /// <summary>The mode of a FlowJoin; null for everything else.</summary>
    public string? Join { get; init; }

    /// <summary>The node whose runs say which port is active; itself when null. In token mode two rounds of a loop may be under way at once.</summary>
    public string? Counts { get; init; }

    /// <summary>The port that is active after the nth run, from 1; Done unless it decides.</summary>
    public Func<int, string> Port { get; init; } = static _ => "Done";
}

internal sealed record ChartConnection(string Source, string Port, string Target, bool IsBackward);

/// <summary>A structured flowchart twice: as a definition for the engine and as nodes and connections for the reference model.</summary>
internal sealed class DrawnChart
{
    private static readonly string[] Modes = ["", "WaitAll", "WaitAllActive", "WaitAny"];

    private readonly List<JsonNode> _activities = [];
    private readonly List<(string Name, string Type, JsonNode? Value)> _variables = [];
    private int _last;
    private int _loops;
    private int _branches;

    public DrawnChart(Block block)
    {
        Add(Activity("Start", "start"), new ChartNode("start", Waits: false, Writes: false));
        var (entry, _) = Draw(block);
        Connections.Insert(0, new ChartConnection("start", "Done", entry, IsBackward: false));
    }

    public List<ChartNode> Nodes { get; } = [];

    public List<ChartConnection> Connections { get; } = [];

    public GridWorkflow.Workflow.Interpreter.Program Compile(FlowchartMode mode) => GridWorkflow.Workflow.Interpreter.Program.Compile(
        Definition(Flowchart("f", string.Join(';', Connections.Select(connection => $"{connection.Source}.{connection.Port}->{connection.Target}")), [.. _activities]), [.. _variables]),
        ActivityTypes.Elsa, new CompileOptions { FlowchartMode = mode });

    private (string Entry, string Exit) Draw(Block block)
    {
        switch (block.Kind)
        {
            case BlockKind.Line:
                return Alone(AddLine());
            case BlockKind.Wait:
                var wait = NewId("e");
                return Alone(Add(Event(wait), new ChartNode(wait, Waits: true, Writes: false)));
            case BlockKind.Chain:
                return Chain(block);
            case BlockKind.Split:
                return Split(block);
            case BlockKind.Choice:
                return Choice(block);
            default:
                // Each round of a loop skips its way out anew, so a loop within a branch has meanings of its own where branches meet:
                // the recorded cases hold those, the model does not.
                return _branches > 0 ? Draw(block.Parts[0]) : Loop(block);
        }
    }

    private (string Entry, string Exit) Chain(Block block)
    {
        var (entry, exit) = Draw(block.Parts[0]);
        foreach (var part in block.Parts[1..])
        {
            var (next, end) = Draw(part);
            Connect(exit, "Done", next);
            exit = end;
        }

        return (entry, exit);
    }

    private (string Entry, string Exit) Split(Block block)
    {
        var entry = AddLine();
        var mode = block.Number == 3 && _loops > 0 ? "WaitAll" : Modes[block.Number];
        _branches++;
        var branches = block.Parts.Select(Draw).ToList();
        _branches--;
        string exit;
        if (mode.Length == 0)
        {
            exit = AddLine();
        }
        else
        {
            exit = NewId("j");
            Add(Join(exit, mode), new ChartNode(exit, Waits: false, Writes: false) { Join = mode });
        }

        foreach (var branch in branches)
            Connect(entry, "Done", branch.Entry);
        foreach (var branch in branches)
            Connect(branch.Exit, "Done", exit);
        return (entry, exit);
    }

    private (string Entry, string Exit) Choice(Block block)
    {
        var way = block.Number % 2 == 0;
        var entry = NewId("d");
        Add(Decision(entry, way ? "true" : "false"), new ChartNode(entry, Waits: false, Writes: false) { Port = _ => way ? "True" : "False" });
        var exit = AddLine();
        _branches++;
        foreach (var (port, index) in new[] { ("True", 0), ("False", 1) })
        {
            if (index < block.Parts.Length)
            {
                var branch = Draw(block.Parts[index]);
                Connect(entry, port, branch.Entry);
                Connect(branch.Exit, "Done", exit);
            }
            else
            {
                Connect(entry, port, exit);
            }
        }

        _branches--;
        return (entry, exit);
    }

    private (string Entry, string Exit) Loop(Block block)
    {
        var rounds = block.Number;
        var counter = $"N{++_last}";
        _variables.Add((counter, "Int32", 0));
        var head = NewId("v");
        // An inner loop counts on over the rounds of the outer one, in both worlds.
        Add(Set(head, counter, $"get{counter}() + 1"), new ChartNode(head, Waits: false, Writes: false));
        _loops++;
        var body = Draw(block.Parts[0]);
        _loops--;
        var back = NewId("d");
        Add(Decision(back, $"get{counter}() < {rounds}"), new ChartNode(back, Waits: false, Writes: false) { Counts = head, Port = run => run < rounds ? "True" : "False" });
        var exit = AddLine();
        Connect(head, "Done", body.Entry);
        Connect(body.Exit, "Done", back);
        Connections.Add(new ChartConnection(back, "True", head, IsBackward: true));
        Connect(back, "False", exit);
        return (head, exit);
    }

    private string AddLine()
    {
        var id = NewId("w");
        return Add(Line(id), new ChartNode(id, Waits: false, Writes: true));
    }

    private string Add(JsonNode activity, ChartNode node)
    {
        _activities.Add(activity);
        Nodes.Add(node);
        return node.Id;
    }

    private void Connect(string source, string port, string target) => Connections.Add(new ChartConnection(source, port, target, IsBackward: false));

    private string NewId(string kind) => $"{kind}{++_last}";

    private static (string, string) Alone(string id) => (id, id);
}
