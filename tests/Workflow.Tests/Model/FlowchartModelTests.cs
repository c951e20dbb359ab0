using CsCheck;
using GridWorkflow.Workflow.Interpreter;
using static GridWorkflow.Workflow.Tests.Drawn;

namespace GridWorkflow.Workflow.Tests.Model;

/// <summary>Random structured flowcharts run alike in the engine and in the reference model.</summary>
public sealed class FlowchartModelTests
{
    [Fact]
    public void The_engine_does_what_the_reference_model_does() => Block.Any.Sample(
        block =>
        {
            var chart = new DrawnChart(block);
            var program = chart.Compile();
            var bursts = new ReferenceModel(chart).Run().Take(40).ToList();
            var burst = Start(program);
            for (var index = 0; index < bursts.Count; index++)
            {
                if (index > 0)
                {
                    var oldest = burst.State.Bookmarks[0].ActivityId;
                    burst = Resume(program, StateFormat.Read(StateFormat.Write(burst.State), program), oldest);
                }

                Lines(burst).ShouldBe(bursts[index].Lines, $"burst {index} of {Show(chart)}");
                burst.State.Bookmarks.Select(bookmark => bookmark.ActivityId).ShouldBe(bursts[index].Waiting, $"burst {index} of {Show(chart)}");
            }

            if (bursts[^1].Waiting.Count == 0)
                burst.State.SubStatus.ShouldBe(InstanceSubStatus.Finished, Show(chart));
        },
        iter: 600);

    private static string Show(DrawnChart chart) => string.Join("; ", chart.Connections.Select(connection => $"{connection.Source}.{connection.Port}->{connection.Target}"));
}
