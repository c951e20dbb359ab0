using System.Globalization;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using Lifecycle = GridWorkflow.Workflow.Interpreter.Program;

namespace GridWorkflow.Benchmarks;

/// <summary>Bursts in memory: the interpreter and the desk, no database.</summary>
internal static class Bursts
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    public static void Measure(Table table)
    {
        var sequence = Compile(SequenceOf(10));
        var flowchart = Compile(FlowchartOf(10));
        table.Measure(
            "Ten WriteLine activities from start to end, one thread",
            "activities",
            ("raw loop that makes ten lines", () => Task.FromResult(RawLoop(2_000_000))),
            ("sequence", () => Task.FromResult(Run(sequence, 40_000))),
            ("flowchart", () => Task.FromResult(Run(flowchart, 40_000)))).GetAwaiter().GetResult();

        var district = ReferenceData.Load(WorkflowFolder.Read(Repository.Path("workflows"), demo: true));
        // Enough runs that what is measured is compiled code, as in a server that has run for a minute.
        table.Measure(
            "The community case at the desk: start to the first task, and its completion",
            "pairs",
            ("in memory, one thread", () => Task.FromResult(FileJudge(district, 40_000))),
            ("in memory, a thread for each of two cores", () => OnTwoCores(() => FileJudge(district, 40_000))),
            ("state and case file written and read between, one thread", () => Task.FromResult(FileJudge(district, 10_000, stored: true)))).GetAwaiter().GetResult();
    }

    private static int RawLoop(int runs)
    {
        var lines = new List<LineWritten>(10);
        for (var run = 0; run < runs; run++)
        {
            lines.Clear();
            for (var line = 0; line < 10; line++)
                lines.Add(new LineWritten("hello"));
        }

        return runs * lines.Count;
    }

    private static int Run(Lifecycle program, int runs)
    {
        var input = new Dictionary<string, object?>();
        for (var run = 0; run < runs; run++)
        {
            var world = new World(Monday, new IdSource((ulong)run, Monday));
            var burst = Interpreter.Run(program, null, new Stimulus.Start(world.Ids.NextId(), input), world);
            if (burst.State.SubStatus != InstanceSubStatus.Finished || burst.Effects.Length != 10)
                throw new InvalidOperationException($"Expected ten lines and an end, but got {burst.Effects.Length} and {burst.State.SubStatus}.");
        }

        return runs * 10;
    }

    private static async Task<int> OnTwoCores(Func<int> run) => (await Task.WhenAll(Task.Run(run), Task.Run(run))).Sum();

    private static int FileJudge(ReferenceData district, int runs, bool stored = false)
    {
        var program = district.Definitions.Current("community-case")!;
        for (var run = 0; run < runs; run++)
        {
            var state = Rest(Filed(district, run));
            var task = ((CaseFile)state.Attachment!).Tasks.Single().Id;
            Decide(program, state, new CaseCommand.Complete(new Actor("zheng-kai"), task, "General", null), district, run);
        }

        return runs;

        InstanceState Rest(InstanceState state) => stored
            ? StateFormat.Read(StateFormat.Write(state), program) with { Attachment = CaseFileFormat.Read(CaseFileFormat.Write((CaseFile)state.Attachment!)) }
            : state;
    }

    private static InstanceState Filed(ReferenceData district, int run)
    {
        var program = district.Definitions.Current("community-case")!;
        var report = new Report { Title = "Neighbours quarrel", CategoryCode = "G0101", GridCode = "yangliu-1" };
        var id = new IdSource((ulong)run, Monday).NextId();
        return Decide(program, null, new CaseCommand.File(Actor.Source("benchmark"), id, "n", "t", "benchmark", "community", report), district, run);
    }

    private static InstanceState Decide(Lifecycle program, InstanceState? state, CaseCommand command, ReferenceData district, int run) =>
        CaseDesk.Decide(program, state, command, new World(Monday, new IdSource((ulong)run, Monday), district)) is Decision.Accepted accepted
            ? accepted.Burst.State
            : throw new InvalidOperationException($"Expected {command.GetType().Name} to be accepted.");

    private static Lifecycle Compile(string json) => Lifecycle.Compile(WorkflowDefinition.Parse(json), ActivityTypes.Elsa);

    private static string SequenceOf(int count) => Definition(
        $$"""{"id":"root","type":"Elsa.Sequence","version":1,"activities":[{{string.Join(',', Enumerable.Range(0, count).Select(Line))}}]}""");

    private static string FlowchartOf(int count)
    {
        var connections = Enumerable.Range(1, count - 1).Select(number => string.Create(
            CultureInfo.InvariantCulture, $$$"""{"source":{"activity":"line{{{number - 1}}}","port":"Done"},"target":{"activity":"line{{{number}}}","port":"In"}}"""));
        return Definition(
            $$"""{"id":"root","type":"Elsa.Flowchart","version":1,"start":"line0","activities":[{{string.Join(',', Enumerable.Range(0, count).Select(Line))}}],"connections":[{{string.Join(',', connections)}}]}""");
    }

    private static string Line(int number) =>
        $$$"""{"id":"line{{{number}}}","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"Literal","value":"hello"} } }""";

    private static string Definition(string root) =>
        $$$"""{"id":"b:1","definitionId":"b","name":"b","version":1,"isLatest":true,"isPublished":true,"root":{{{root}}} }""";
}
