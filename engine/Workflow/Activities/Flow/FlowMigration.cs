using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Migration;

namespace GridWorkflow.Workflow.Activities.Flow;

/// <summary>
/// What a flowchart counted, under the connections of another version. A connection between the images of two activities keeps its
/// counts; a new one counts as visited as often as its source, and a new activity as often as everything in front of it: what the
/// case has passed holds nothing up.
/// </summary>
internal sealed class FlowMigration(ExecutionState execution, ProgramActivity old, ProgramActivity image, ActivityImages images)
{
    private const int Visits = 1;

    private readonly FlowPlan _before = (FlowPlan)old.Prepared!;
    private readonly FlowPlan _after = (FlowPlan)image.Prepared!;

    public int[]? Run(out string? reason)
    {
        reason = null;
        if (execution.Numbers.Length == 0)
            return [];
        var before = _before.GraphFrom(execution.Numbers[0]);
        var start = PositionOf(execution.Numbers[0]);
        var after = _after.GraphFrom(start < 0 ? _after.Start : start);
        switch (_before.Mode == _after.Mode ? _before.Mode : (FlowchartMode?)null)
        {
            case FlowchartMode.Counter:
                return Counts(before, after);
            case FlowchartMode.Token:
                return Tokens(before, after, out reason);
            default:
                reason = "Expected flowcharts of both versions to run in one mode, but they do not.";
                return null;
        }
    }

    private int[] Counts(FlowGraph before, FlowGraph after)
    {
        var (was, now) = (_before.ConnectionCount, _after.ConnectionCount);
        var numbers = new int[Visits + (2 * now) + _after.Children.Length];
        numbers[0] = after.Start;
        var visits = numbers.AsSpan(Visits, now);
        var followed = numbers.AsSpan(Visits + now, now);
        var visited = numbers.AsSpan(Visits + (2 * now));
        foreach (var node in after.Order)
        {
            var source = images.Before(_after.Activities[node]);
            var isNew = source is null || source.ParentIndex != old.Index;
            var arrives = false;
            if (isNew)
            {
                visited[node] = after.ForwardInbound[node].Length == 0 ? 0 : int.MaxValue;
                foreach (var index in after.ForwardInbound[node])
                {
                    visited[node] = Math.Min(visited[node], visits[index]);
                    arrives |= followed[index] != 0;
                }
            }
            else
            {
                visited[node] = execution.Numbers[Visits + (2 * was) + source!.Position];
            }

            foreach (var index in after.Outbound[node])
            {
                var known = Array.FindIndex(before.Connections, connection => Same(connection, after.Connections[index]));
                visits[index] = known < 0 ? visited[node] : execution.Numbers[Visits + known];
                followed[index] = known < 0 ? (isNew && arrives ? 1 : 0) : execution.Numbers[Visits + was + known];
            }
        }

        return numbers;
    }

    private int[]? Tokens(FlowGraph before, FlowGraph after, out string? reason)
    {
        reason = null;
        var numbers = new List<int> { after.Start };
        foreach (var token in execution.Numbers.Skip(1))
        {
            var connection = before.Connections[token >> 2];
            var known = Array.FindIndex(after.Connections, candidate => Same(connection, candidate));
            if (known >= 0)
            {
                numbers.Add((known << 2) | (token & 3));
            }
            else if ((token & 3) == 0)
            {
                reason = $"Expected the connection from '{_before.Activities[connection.Source].Id}' to '{_before.Activities[connection.Target].Id}', on which a token waits, in the new version, but it is not there.";
                return null;
            }
        }

        return [.. numbers];
    }

    private bool Same(FlowConnection before, FlowConnection after) =>
        string.Equals(before.Port, after.Port, StringComparison.Ordinal) && PositionOf(before.Source) == after.Source && PositionOf(before.Target) == after.Target;

    private int PositionOf(int before) =>
        images.Of(_before.Activities[before]) is { } moved && moved.ParentIndex == image.Index ? moved.Position : -1;
}
