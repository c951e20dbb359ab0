namespace GridWorkflow.Runtime;

/// <summary>A clock that stands where it is put: a replay moves it from one event to the next.</summary>
public sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>Moves the clock; it may also be set back, as a wrong server clock would be.</summary>
    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref _ticks, now.UtcTicks);
}
