using System.Text.Json.Nodes;
using static GridWorkflow.Workflow.Tests.Drawn;

namespace GridWorkflow.Workflow.Tests.Activities;

public sealed class ExecutionModeTests
{
    [Theory]
    [InlineData(null, "A P Q Q2 Z")]
    [InlineData("CounterBased", "A P Q Q2 Z")]
    [InlineData("TokenBased", "A P Q Z Q2 Z")]
    public void A_flowchart_may_say_how_it_runs(string? mode, string lines)
    {
        var root = Flowchart("f", "A->P; A->Q; Q->Q2; P->Z; Q2->Z", Line("A"), Line("P"), Line("Q"), Line("Q2"), Line("Z"));
        root["customProperties"] = new JsonObject { ["executionMode"] = mode };
        Lines(Start(Program(root))).ShouldBe(lines);
    }
}
