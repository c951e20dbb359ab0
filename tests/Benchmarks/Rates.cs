using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;
using Lifecycle = GridWorkflow.Workflow.Interpreter.Program;

namespace GridWorkflow.Benchmarks;

/// <summary>The interpreter on what definitions are really made of: variables, decisions, scripts, many versions.</summary>
internal static class Rates
{
    private const int Activities = 10;
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);
    private static readonly Dictionary<string, object?> NoInput = [];

    public static void Measure(Table table)
    {
        var sequence = Compile(Sequence());
        var flowchart = Compile(Flowchart("variables.N > 3", "5"));
        var scripts = Compile(Flowchart("[1, 2, 3].some(x => x > variables.N)", null));
        table.Measure(
            "Ten activities (seven SetVariable, three decisions), one thread",
            "activities",
            ("sequence, literals and simple conditions", () => Task.FromResult(Run(sequence, 40_000))),
            ("flowchart, literals and simple conditions", () => Task.FromResult(Run(flowchart, 40_000))),
            ("flowchart, a script that needs Jint in each", () => Task.FromResult(Run(scripts, 2_000)))).GetAwaiter().GetResult();
        foreach (var (name, program) in new[] { ("sequence", sequence), ("flowchart", flowchart), ("flowchart with Jint", scripts) })
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {BytesOf(program):N0} bytes allocated per activity"));

        Loading();
        Growth(table);
    }

    private static int Run(Lifecycle program, int runs)
    {
        for (var run = 0; run < runs; run++)
            Start(program, run);
        return runs * Activities;
    }

    private static InstanceState Start(Lifecycle program, int run)
    {
        var world = new World(Monday, new IdSource((ulong)run, Monday));
        var state = Interpreter.Run(program, null, new Stimulus.Start(world.Ids.NextId(), NoInput), world).State;
        return state.SubStatus == InstanceSubStatus.Finished
            ? state
            : throw new InvalidOperationException($"Expected an end, but got {state.SubStatus}: {string.Join("; ", state.Incidents)}");
    }

    private static double BytesOf(Lifecycle program)
    {
        const int Runs = 1_000;
        Run(program, 100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(program, Runs);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)(Runs * Activities);
    }

    /// <summary>1,000 versions of the community case, each with another text, parsed and compiled: first in this process, then warm.</summary>
    private static void Loading()
    {
        var root = JsonNode.Parse(File.ReadAllText(Repository.Path("workflows/definitions/community-case.json")))!;
        var versions = Enumerable.Range(1, 1_000).Select(version =>
        {
            root["version"] = version;
            root["description"] = $"Version {version.ToString(CultureInfo.InvariantCulture)}";
            root["root"]!["activities"]![0]!["name"] = $"File case {version.ToString(CultureInfo.InvariantCulture)}";
            return root.ToJsonString();
        }).ToArray();
        foreach (var turn in new[] { "first", "again" })
        {
            var started = Stopwatch.GetTimestamp();
            foreach (var json in versions)
                Lifecycle.Compile(WorkflowDefinition.Parse(json), CaseActivities.Types);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"1,000 versions of the community case parsed and compiled, {turn}: {Stopwatch.GetElapsedTime(started).TotalSeconds:0.00} s"));
        }
    }

    /// <summary>One step costs the same whatever else is held: versions and instances are looked up, never walked.</summary>
    private static void Growth(Table table)
    {
        var rows = new List<(string, Func<Task<int>>)>();
        foreach (var count in new[] { 1, 100, 10_000 })
        {
            var programs = Enumerable.Range(0, count).Select(number => Compile(Flowchart("variables.N >= 0", number.ToString(CultureInfo.InvariantCulture)))).ToArray();
            var instances = programs.Select((program, number) => Start(program, number)).ToArray();
            rows.Add((string.Create(CultureInfo.InvariantCulture, $"{count:N0} versions, {instances.Length:N0} instances held"), () => Task.FromResult(Run(programs[count / 2], 20_000))));
        }

        table.Measure("The same flowchart beside others", "activities", [.. rows]).GetAwaiter().GetResult();
    }

    private static Lifecycle Compile(string json) => Lifecycle.Compile(WorkflowDefinition.Parse(json), ActivityTypes.Elsa);

    private static string Sequence() => Definition("Elsa.Sequence", Enumerable.Range(0, Activities).Select(number => number % 4 == 3
        ? $$$"""{"id":"a{{{number}}}","type":"Elsa.If","version":1,"condition":{{{Expression("Boolean", "JavaScript", "variables.N > 3")}}} }"""
        : SetVariable(number, "Literal", "5")), "");

    /// <param name="condition">Condition of the decisions.</param>
    /// <param name="value">Literal that the variables are set to; null: a script that needs Jint.</param>
    private static string Flowchart(string condition, string? value)
    {
        var connections = Enumerable.Range(1, Activities - 1).Select(number =>
            $$$"""{"source":{"activity":"a{{{number - 1}}}","port":"{{{((number - 1) % 4 == 3 ? "True" : "Done")}}}"},"target":{"activity":"a{{{number}}}","port":"In"}}""");
        var activities = Enumerable.Range(0, Activities).Select(number => number % 4 == 3
            ? $$$"""{"id":"a{{{number}}}","type":"Elsa.FlowDecision","version":1,"condition":{{{Expression("Boolean", "JavaScript", condition)}}} }"""
            : value is null
                ? SetVariable(number, "JavaScript", "[1, 2, 3].map(x => x * 0 + 2)[0]")
                : SetVariable(number, "Literal", value));
        return Definition("Elsa.Flowchart", activities, $",\"connections\":[{string.Join(',', connections)}]");
    }

    private static string SetVariable(int number, string type, string value) =>
        $$$"""{"id":"a{{{number}}}","type":"Elsa.SetVariable","version":1,"variable":{"id":"n","name":"N","typeName":"Int32"},"value":{{{Expression("Object", type, value)}}} }""";

    private static string Expression(string typeName, string type, string value) =>
        $$$"""{"typeName":"{{{typeName}}}","expression":{"type":"{{{type}}}","value":"{{{value}}}"} }""";

    private static string Definition(string type, IEnumerable<string> activities, string more) =>
        $$$"""
        {"id":"b:1","definitionId":"b","name":"b","version":1,"isLatest":true,"isPublished":true,
         "variables":[{"id":"n","name":"N","typeName":"Int32","isArray":false,"value":"0"}],
         "root":{"id":"root","type":"{{{type}}}","version":1,"activities":[{{{string.Join(',', activities)}}}]{{{more}}}} }
        """;
}
