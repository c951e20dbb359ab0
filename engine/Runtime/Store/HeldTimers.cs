namespace GridWorkflow.Runtime.Store;

/// <summary>Due timers that one sweep has to itself until it disposes of this.</summary>
/// <param name="timers">Earliest first.</param>
/// <param name="release">Gives them back; null: nothing holds them.</param>
public sealed class HeldTimers(IReadOnlyList<TimerRow> timers, Func<ValueTask>? release = null) : IAsyncDisposable
{
    public IReadOnlyList<TimerRow> Timers { get; } = timers;

    public ValueTask DisposeAsync() => release?.Invoke() ?? ValueTask.CompletedTask;
}
