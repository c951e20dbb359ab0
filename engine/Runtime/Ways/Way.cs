using System.Collections.Immutable;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Ways;

/// <summary>One stay of an instance in a step of its drawing.</summary>
/// <param name="Number">From 1, in the order in which the steps were come to.</param>
/// <param name="ActivityId">The step.</param>
/// <param name="Execution">Number of the execution within the instance.</param>
/// <param name="From">The step from which a connection led here; null at the start, and where none did.</param>
/// <param name="EnteredSeq">The journal row that came to it.</param>
/// <param name="Round">How many times the step was come to, this time included.</param>
public sealed record Stay(int Number, string ActivityId, int Execution, string? From, DateTimeOffset EnteredAt, long EnteredSeq, int Round)
{
    /// <summary>Null: it stands there.</summary>
    public DateTimeOffset? LeftAt { get; init; }

    /// <summary>The journal row that left it.</summary>
    public long? LeftSeq { get; init; }

    public StayEnd? End { get; init; }

    /// <summary>When the step could not go on; it stays set when it was run again.</summary>
    public DateTimeOffset? FaultedAt { get; init; }

    /// <summary>The step was come to before: a loop, a return, a rework.</summary>
    public bool IsReturn => Round > 1;
}

/// <summary>The way of an instance through its drawing, as its journal tells it.</summary>
public sealed record Way(ImmutableArray<Stay> Stays)
{
    /// <summary>Rebuilds the way from the journal, oldest row first. Pure.</summary>
    /// <param name="program">The program by which the rows are read: the one that the instance is pinned to.</param>
    /// <param name="journal">The rows, in order.</param>
    public static Way Of(Program program, IEnumerable<TimelineItem> journal)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(journal);
        var map = StepMap.Of(program);
        var stays = new List<Stay>();
        var places = new Dictionary<int, int>();
        var rounds = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in journal)
        {
            foreach (var move in StayMove.Of(map, row.Path.Select(step => new PathMove(step.ActivityId, step.Execution, step.Kind))))
                Take(move, row);
        }

        return new Way([.. stays]);

        void Take(StayMove move, TimelineItem row)
        {
            switch (move)
            {
                case StayMove.Entered entered:
                    var round = rounds[entered.ActivityId] = rounds.GetValueOrDefault(entered.ActivityId) + 1;
                    places[entered.Execution] = stays.Count;
                    stays.Add(new Stay(stays.Count + 1, entered.ActivityId, entered.Execution, entered.From, row.At, row.Seq, round));
                    break;
                case StayMove.Left left when places.TryGetValue(left.Execution, out var place):
                    stays[place] = stays[place] with { LeftAt = row.At, LeftSeq = row.Seq, End = left.End };
                    break;
                case StayMove.Faulted faulted when places.TryGetValue(faulted.Execution, out var place):
                    stays[place] = stays[place] with { FaultedAt = row.At };
                    break;
                case StayMove.Over:
                    for (var place = 0; place < stays.Count; place++)
                    {
                        if (stays[place].LeftAt is null)
                            stays[place] = stays[place] with { LeftAt = row.At, LeftSeq = row.Seq, End = StayEnd.Canceled };
                    }

                    break;
            }
        }
    }

    /// <summary>The way as it was when a stay had just begun: later ones are not there yet, and what was left later still stands.</summary>
    /// <param name="number">Number of the stay; the last one, or more, gives the whole way as it is now.</param>
    public Way UpTo(int number)
    {
        if (number >= Stays.Length)
            return this;
        var kept = Stays[..Math.Max(number, 0)];
        if (kept.IsEmpty)
            return new Way([]);
        var seq = kept[^1].EnteredSeq;
        return new Way(
        [
            .. kept.Select(stay => stay.LeftSeq < seq || (stay.LeftSeq == seq && stay.Number != kept[^1].Number)
                ? stay
                : stay with { LeftAt = null, LeftSeq = null, End = null, FaultedAt = stay.FaultedAt <= kept[^1].EnteredAt ? stay.FaultedAt : null }),
        ]);
    }

    /// <summary>How often each connection was gone.</summary>
    public ImmutableDictionary<(string Source, string Target), ImmutableArray<int>> Walked =>
        Stays.Where(stay => stay.From is not null).GroupBy(stay => (stay.From!, stay.ActivityId))
            .ToImmutableDictionary(group => group.Key, group => group.Select(stay => stay.Number).ToImmutableArray());
}
