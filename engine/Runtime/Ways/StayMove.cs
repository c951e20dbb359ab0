using System.Collections.Immutable;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Ways;

/// <summary>How an instance left a step.</summary>
public enum StayEnd : byte
{
    /// <summary>The step was done.</summary>
    Completed,

    /// <summary>Another branch won, the instance was ended, or a faulted step was run again.</summary>
    Canceled,
}

/// <summary>What one burst did to the stays of an instance in the steps of its drawing.</summary>
internal abstract record StayMove(int Execution)
{
    /// <summary>It came to a step.</summary>
    /// <param name="From">The step from which a connection led here; null at the start, and where none did.</param>
    public sealed record Entered(int Execution, string ActivityId, string? From) : StayMove(Execution);

    public sealed record Left(int Execution, string ActivityId, StayEnd End) : StayMove(Execution);

    /// <summary>The step could not go on; it stays until an admin runs it again.</summary>
    public sealed record Faulted(int Execution) : StayMove(Execution);

    /// <summary>The instance is over: whatever still stands open is left.</summary>
    public sealed record Over() : StayMove(0);

    /// <summary>
    /// Reads the moves of one burst. A step is begun in the burst in which the one before it is completed, so that a burst says by itself
    /// from where each step was reached: from the latest completed one that a connection leads from.
    /// </summary>
    public static ImmutableArray<StayMove> Of(StepMap map, IEnumerable<PathMove> path)
    {
        var moves = ImmutableArray.CreateBuilder<StayMove>();
        var done = new List<string>();
        var over = false;
        foreach (var move in path)
        {
            over |= map.Ends(move);
            if (!map.IsStep(move.ActivityId))
                continue;
            switch (move.Kind)
            {
                case StepKind.Started:
                    moves.Add(new Entered(move.Execution, move.ActivityId, done.FindLast(source => map.Leads(source, move.ActivityId))));
                    break;
                case StepKind.Completed:
                    done.Add(move.ActivityId);
                    moves.Add(new Left(move.Execution, move.ActivityId, StayEnd.Completed));
                    break;
                case StepKind.Canceled:
                    moves.Add(new Left(move.Execution, move.ActivityId, StayEnd.Canceled));
                    break;
                case StepKind.Faulted:
                    moves.Add(new Faulted(move.Execution));
                    break;
            }
        }

        if (over)
            moves.Add(new Over());
        return moves.ToImmutable();
    }
}
