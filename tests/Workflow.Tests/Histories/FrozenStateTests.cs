using System.Text;
using System.Text.Json.Nodes;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Workflow.Tests.Histories;

/// <summary>
/// Stored states of every released format still load and go on as they did. A file holds a definition, a state as it was written,
/// what is resumed and what follows. Files are added with a new format and never changed.
/// </summary>
public sealed class FrozenStateTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Histories"), "*.json", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(AppContext.BaseDirectory, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_stored_state_goes_on(string file)
    {
        var history = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file)))!;
        var definition = WorkflowDefinition.Parse(history["definition"]!.ToJsonString());
        var options = new CompileOptions { FlowchartMode = history["mode"]!.GetValue<string>() == "token" ? FlowchartMode.Token : FlowchartMode.Counter };
        var program = Workflow.Interpreter.Program.Compile(definition, ActivityTypes.Elsa, options);
        foreach (var step in history["steps"]!.AsArray())
        {
            var state = StateFormat.Read(Encoding.UTF8.GetBytes(step!["state"]!.ToJsonString()), program);
            var resumed = step["resume"]!.GetValue<string>();
            var burst = resumed.StartsWith("retry:", StringComparison.Ordinal)
                ? Workflow.Interpreter.Interpreter.Run(program, state, new Stimulus.Retry(resumed[6..]), Drawn.World(8))
                : Drawn.Resume(program, state, resumed, "payload");
            Drawn.Lines(burst).ShouldBe(step["lines"]!.GetValue<string>());
            burst.State.SubStatus.ToString().ShouldBe(step["subStatus"]!.GetValue<string>());
        }
    }
}
