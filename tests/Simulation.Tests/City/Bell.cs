namespace GridWorkflow.Simulation.Tests.City;

/// <summary>
/// Wakes a process of a node for new work. It stands for the poll of the product: a process that sleeps a second and looks again would
/// make a million steps of nothing in two weeks.
/// </summary>
internal sealed class Bell
{
    private TaskCompletionSource? _sleeper;
    private bool _rung;

    /// <summary>There is work; the sleeper finds it at its next poll.</summary>
    public void Ring(NodeLife life)
    {
        if (_sleeper is not { } sleeper)
        {
            _rung = true;
            return;
        }

        _sleeper = null;
        life.Town.Scheduler.At(life.Town.Scheduler.Now + Poll(life), life, () => sleeper.TrySetResult());
    }

    /// <summary>Sleeps until the instant, or until somebody rings.</summary>
    public async Task Sleep(NodeLife life, DateTimeOffset? until)
    {
        if (_rung)
        {
            _rung = false;
            await life.Pause(Poll(life));
            return;
        }

        var sleeper = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sleeper = sleeper;
        if (until is { } instant)
            life.Town.Scheduler.At(instant + life.Town.Dice.Span(TimeSpan.Zero, TimeSpan.FromMilliseconds(life.Town.Dice.Of([0, 0, 20]))), life, () => sleeper.TrySetResult());
        await sleeper.Task;
        if (_sleeper == sleeper)
            _sleeper = null;
    }

    // Often all nodes at once, so that they meet.
    private static TimeSpan Poll(NodeLife life) => life.Town.Dice.Span(TimeSpan.Zero, TimeSpan.FromMilliseconds(life.Town.Dice.Of([0, 0, 1000])));
}
