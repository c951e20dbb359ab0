namespace GridWorkflow.Simulation.Tests.Scheduling;

/// <summary>The clock of one node: virtual time with an error of its own, which may jump. Its timers are steps of the scheduler.</summary>
internal sealed class NodeClock(Scheduler scheduler) : TimeProvider
{
    /// <summary>By how much the clock is ahead.</summary>
    public TimeSpan Error { get; set; }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => scheduler.Now + Error;

    /// <summary>Goes on whatever the clock shows.</summary>
    public override long GetTimestamp() => scheduler.Now.UtcTicks;

    /// <summary>The virtual instant at which the clock shows this.</summary>
    public DateTimeOffset Shows(DateTimeOffset instant) => instant - Error;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var strand = SynchronizationContext.Current as Strand
            ?? throw new InvalidOperationException("Expected a timer to be set in a step of a strand, but this is none.");
        var timer = new StepTimer(scheduler, strand, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class StepTimer(Scheduler scheduler, Strand strand, TimerCallback callback, object? state) : ITimer
    {
        private int _setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var setting = ++_setting;
            if (dueTime != Timeout.InfiniteTimeSpan)
                scheduler.At(scheduler.Now + dueTime, strand, () => Fire(setting, period));
            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire(int setting, TimeSpan period)
        {
            if (setting != _setting)
                return;
            if (period > TimeSpan.Zero)
                scheduler.At(scheduler.Now + period, strand, () => Fire(setting, period));
            callback(state);
        }
    }
}
