using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Simulation.Tests.Faults;

namespace GridWorkflow.Simulation.Tests.Store;

/// <summary>
/// A database in memory that means what the real ones mean: one transaction for a group, a savepoint for each write, the same keys, fences
/// and claims. <c>StoreModelTests</c> holds it against the real ones.
/// </summary>
/// <param name="plant">A fault that was planted to be found.</param>
internal sealed partial class SimDatabase(Plant plant = Plant.None)
{
    private readonly UndoLog _undo = new();

    /// <summary>The timers that the last group claimed, with the instant at which each was claimed.</summary>
    public List<(TimerRow Timer, DateTimeOffset At)> Claimed { get; } = [];

    /// <summary>Makes a group in one transaction.</summary>
    public WriteOutcome[] Commit(IReadOnlyList<Write> group)
    {
        var outcomes = Make(group);
        _undo.Forget();
        return outcomes;
    }

    /// <summary>What would become of a group; nothing is kept of it.</summary>
    public WriteOutcome[] Rehearse(IReadOnlyList<Write> group)
    {
        var outcomes = Make(group);
        _undo.BackTo(0);
        return outcomes;
    }

    private WriteOutcome[] Make(IReadOnlyList<Write> group)
    {
        Claimed.Clear();
        var outcomes = new WriteOutcome[group.Count];
        for (var index = 0; index < outcomes.Length; index++)
            outcomes[index] = BehindSavepoint(group[index]);
        return outcomes;
    }

    private WriteOutcome BehindSavepoint(Write write)
    {
        var savepoint = _undo.Mark;
        var claimed = Claimed.Count;
        WriteOutcome outcome;
        try
        {
            outcome = write is Write.Transition transition ? Make(transition) : Make(write);
        }
        catch (BrokenKeyException broken)
        {
            outcome = new WriteOutcome.Impossible(broken.Message);
        }

        if (outcome is not (WriteOutcome.Committed or WriteOutcome.Leased or WriteOutcome.Numbers or WriteOutcome.Purged))
        {
            _undo.BackTo(savepoint);
            Claimed.RemoveRange(claimed, Claimed.Count - claimed);
        }

        return outcome;
    }

    private static WriteOutcome One(bool changed, string otherwise) => changed ? WriteOutcome.Committed.Instance : new WriteOutcome.Conflict(otherwise);
}
