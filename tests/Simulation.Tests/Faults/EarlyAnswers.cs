using GridWorkflow.Runtime.Commit;
using GridWorkflow.Simulation.Tests.Scheduling;
using GridWorkflow.Simulation.Tests.Store;

namespace GridWorkflow.Simulation.Tests.Faults;

/// <summary>The planted fault <see cref="Plant.AnswerBeforeCommit"/>: a disk that says that it has written what it still holds.</summary>
internal sealed class EarlyAnswers(SimDatabase database, Scheduler scheduler, Strand strand, Dice dice)
{
    public IReadOnlyList<WriteOutcome> Commit(IReadOnlyList<Write> group, Action<IReadOnlyList<Write>, IReadOnlyList<WriteOutcome>> committed)
    {
        var outcomes = database.Rehearse(group);
        Write[] held = [.. group];
        // Nobody writes it when the node's life is cut before.
        scheduler.At(scheduler.Now + dice.Span(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(50)), strand, () => committed(held, database.Commit(held)));
        return outcomes;
    }
}
