namespace GridWorkflow.Runtime.Store;

/// <summary>Due timers that one sweep has to itself until it disposes of this.</summary>
/// <param name="timers">Earliest first.</param>
/// <param name="release">Gives them back; null: nothing holds them.</param>
/// <param name="instances">Instances of the timers, read after them, where reading all at once is cheaper than one by one.</param>
public sealed class HeldTimers(IReadOnlyList<TimerRow> timers, Func<ValueTask>? release = null, IReadOnlyDictionary<Guid, InstanceRow>? instances = null)
    : IAsyncDisposable
{
    public IReadOnlyList<TimerRow> Timers { get; } = timers;

    /// <summary>The instance of a timer as it was after the timers were read; null: it must be loaded.</summary>
    public InstanceRow? InstanceOf(TimerRow timer) => instances?.GetValueOrDefault(timer.InstanceId);

    public ValueTask DisposeAsync() => release?.Invoke() ?? ValueTask.CompletedTask;
}
