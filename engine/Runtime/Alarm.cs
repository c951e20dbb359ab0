namespace GridWorkflow.Runtime;

/// <summary>
/// Wakes a sleeper when a commit of this node made work for it before the time it meant to sleep until. A hint only: commits of
/// other nodes are found by the poll.
/// </summary>
internal sealed class Alarm(TimeProvider time)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _rung = New();
    private DateTimeOffset _sleepsUntil = DateTimeOffset.MinValue;

    /// <summary>There is work at this instant.</summary>
    public void Ring(DateTimeOffset workAt)
    {
        lock (_gate)
        {
            if (workAt < _sleepsUntil)
                _rung.TrySetResult();
        }
    }

    /// <summary>Sleeps until the next work, but no longer than the poll, and wakes when somebody rings for earlier work.</summary>
    /// <param name="poll">Longest sleep.</param>
    /// <param name="next">Asks for the next work that is known; asked after the alarm is set, so that nothing falls between.</param>
    /// <param name="cancellation">Ends the sleep.</param>
    public async Task Sleep(TimeSpan poll, Func<CancellationToken, ValueTask<DateTimeOffset?>> next, CancellationToken cancellation)
    {
        Task rung;
        lock (_gate)
        {
            _rung = New();
            rung = _rung.Task;
            _sleepsUntil = DateTimeOffset.MaxValue;
        }

        var now = time.GetUtcNow();
        var wake = now + poll;
        if (await next(cancellation) is { } known && known < wake)
            wake = known;
        if (wake <= now)
            return;
        lock (_gate)
            _sleepsUntil = wake;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(rung, Task.Delay(Left(wake), time, over.Token));
        await over.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    // Asking for the next work took its time.
    private TimeSpan Left(DateTimeOffset wake) => wake - time.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
