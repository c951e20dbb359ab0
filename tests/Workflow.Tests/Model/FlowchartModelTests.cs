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
            var end = Compare(chart, FlowchartMode.Counter, [.. new ReferenceModel(chart).Run().Take(40)]);
            if (end is not null)
                end.State.SubStatus.ShouldBe(InstanceSubStatus.Finished, Show(chart));
        },
        iter: 600);

    /// <summary>An implicit join runs once for each branch here, so a nest of them runs often: such charts are cut short.</summary>
    [Fact]
    public void The_engine_does_what_the_reference_model_of_tokens_does() => Block.Any.Sample(
        block =>
        {
            var chart = new DrawnChart(block);
            var model = new TokenModel(chart);
            var end = Compare(chart, FlowchartMode.Token, [.. model.Run().Take(40)]);
            // What arrives at a race that is over is swallowed, "and the instance may end Suspended": when, the description leaves open.
            if (end is null || chart.Nodes.Exists(node => node.Join == "WaitAny"))
                return;
            end.State.SubStatus.ShouldBe(model.IsClear ? InstanceSubStatus.Finished : InstanceSubStatus.Suspended, Show(chart));
            end.State.Incidents.Select(incident => incident.Code).ShouldBe(model.IsClear ? [] : [Incident.NothingWakes], Show(chart));
        },
        iter: 600);

    /// <summary>The last burst, when the model has come to its end.</summary>
    private static Burst? Compare(DrawnChart chart, FlowchartMode mode, List<(string Lines, IReadOnlyList<string> Waiting)> bursts)
    {
        var program = chart.Compile(mode);
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

        return bursts[^1].Waiting.Count == 0 ? burst : null;
    }

    private static string Show(DrawnChart chart) => string.Join("; ", chart.Connections.Select(connection => $"{connection.Source}.{connection.Port}->{connection.Target}"));
}
