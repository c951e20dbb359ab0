using System.Text.Json.Nodes;
using CsCheck;
using GridWorkflow.Workflow.Interpreter;
using static GridWorkflow.Workflow.Tests.Drawn;

namespace GridWorkflow.Workflow.Tests.Activities;

/// <summary>
/// Random structured flowcharts against a model of a page: one queue, blocks instead of connections. What the engine finds out by
/// counting visits, the model knows from the structure.
/// </summary>
public sealed class ReferenceModelTests
{
    private static readonly Gen<Block> Steps = Gen.Const(0).Select(_ => (Block)new Step());

    private static readonly Gen<Block> Branching = Gen.Recursive<Block>((depth, inner) => depth >= 4 ? Steps : Gen.Frequency(
        (3, Steps),
        (2, Gen.Select(Gen.Bool, inner.Array[0, 3], inner.Array[0, 3]).Select(drawn => (Block)new Choice(drawn.Item1, drawn.Item2, drawn.Item3))),
        (2, inner.Array[0, 3].Array[2, 3].Select(branches => (Block)new Split(branches)))));

    // No loop inside of a branch: a join behind it would not wait for its rounds, in Elsa as here (PublishCheck: early-join).
    private static readonly Gen<Block> Blocks = Gen.Recursive<Block>((depth, inner) => depth >= 3 ? Branching : Gen.Frequency(
        (3, Branching),
        (1, Gen.Select(Gen.Int[1, 3], inner.Array[0, 3]).Select(drawn => (Block)new Repeat(drawn.Item1, drawn.Item2)))));

    [Fact]
    public void Structured_flowcharts_run_as_the_model_says() => Blocks.Array[1, 4].Sample(blocks =>
    {
        var drawing = new Drawing();
        var root = drawing.Draw(blocks);
        var burst = Start(Program(root, [.. drawing.Variables.Select(name => (name, "Int32", (JsonNode?)0))]));
        burst.State.Incidents.ShouldBeEmpty();
        burst.State.SubStatus.ShouldBe(InstanceSubStatus.Finished);
        Lines(burst).ShouldBe(string.Join(' ', new Model().Run(blocks)), drawing.ToString());
    }, iter: 500);

    private abstract class Block
    {
        public string Id { get; set; } = "";
    }

    private sealed class Step : Block;

    private sealed class Choice(bool takes, Block[] yes, Block[] no) : Block
    {
        public bool Takes => takes;

        public Block[] Yes => yes;

        public Block[] No => no;
    }

    private sealed class Split(Block[][] branches) : Block
    {
        public Block[][] Branches => branches;
    }

    private sealed class Repeat(int times, Block[] body) : Block
    {
        public int Times => times;

        public Block[] Body => body;
    }

    private sealed class Model
    {
        private readonly Queue<Action> _queue = new();
        private readonly List<string> _lines = [];

        public List<string> Run(Block[] blocks)
        {
            Enter(blocks, 0, () => { });
            while (_queue.TryDequeue(out var work))
                work();
            return _lines;
        }

        private void Enter(Block[] blocks, int at, Action done)
        {
            if (at == blocks.Length)
            {
                done();
                return;
            }

            void Next() => Enter(blocks, at + 1, done);
            switch (blocks[at])
            {
                case Step step:
                    _queue.Enqueue(() =>
                    {
                        _lines.Add(step.Id);
                        Next();
                    });
                    break;
                case Choice choice:
                    _queue.Enqueue(() => Enter(choice.Takes ? choice.Yes : choice.No, 0, Next));
                    break;
                case Split split:
                    var left = split.Branches.Length;
                    _queue.Enqueue(() =>
                    {
                        foreach (var branch in split.Branches)
                            Enter(branch, 0, () =>
                            {
                                if (--left == 0)
                                    Next();
                            });
                    });
                    break;
                case Repeat repeat:
                    Round(repeat, 1, Next);
                    break;
            }
        }

        private void Round(Repeat repeat, int round, Action done) => _queue.Enqueue(() =>
        {
            _lines.Add(repeat.Id);
            Enter(repeat.Body, 0, () => _queue.Enqueue(() => _queue.Enqueue(() =>
            {
                if (round < repeat.Times)
                    Round(repeat, round + 1, done);
                else
                    done();
            })));
        });
    }

    private sealed class Drawing
    {
        private readonly List<JsonNode> _nodes = [Activity("Start", "start")];
        private readonly List<string> _connections = [];

        public List<string> Variables { get; } = [];

        public JsonObject Draw(Block[] blocks)
        {
            Draw(blocks, ["start.Done"]);
            return Flowchart("f", string.Join(';', _connections), [.. _nodes]);
        }

        public override string ToString() => string.Join("; ", _connections);

        private List<string> Draw(Block[] blocks, List<string> ends)
        {
            foreach (var block in blocks)
            {
                block.Id = $"n{_nodes.Count}";
                switch (block)
                {
                    case Step:
                        ends = Add(Line(block.Id), ends, "Done");
                        break;
                    case Choice choice:
                        Add(Decision(block.Id, choice.Takes ? "true" : "false"), ends, "True");
                        ends = [.. Draw(choice.Yes, [$"{block.Id}.True"]), .. Draw(choice.No, [$"{block.Id}.False"])];
                        break;
                    case Split split:
                        var ports = Enumerable.Range(0, split.Branches.Length).Select(branch => $"b{branch}").ToArray();
                        Add(Activity("FlowFork", block.Id, ("branches", Expression("Object", new JsonArray([.. ports.Select(port => (JsonNode)port)]).ToJsonString()))), ends, "Done");
                        ends = [.. ports.SelectMany((port, branch) => Draw(split.Branches[branch], [$"{block.Id}.{port}"]))];
                        break;
                    case Repeat repeat:
                        var variable = $"V{_nodes.Count}";
                        Variables.Add(variable);
                        var body = Draw(repeat.Body, Add(Line(block.Id), ends, "Done"));
                        var (set, test) = ($"{block.Id}s", $"{block.Id}d");
                        Add(Decision(test, $"get{variable}() % {repeat.Times} != 0"), Add(Set(set, variable, $"get{variable}() + 1"), body, "Done"), "True");
                        _connections.Add($"{test}.True->{block.Id}");
                        ends = [$"{test}.False"];
                        break;
                }
            }

            return ends;
        }

        private List<string> Add(JsonObject node, List<string> ends, string port)
        {
            _nodes.Add(node);
            var id = node["id"]!.GetValue<string>();
            _connections.AddRange(ends.Select(end => $"{end}->{id}"));
            return [$"{id}.{port}"];
        }
    }
}
