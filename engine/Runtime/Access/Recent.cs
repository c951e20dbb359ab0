namespace GridWorkflow.Runtime.Access;

/// <summary>A small table in memory, read again after a second or when it is known to have changed.</summary>
internal sealed class Recent<T>(TimeProvider time, Func<CancellationToken, Task<T>> read)
    where T : class
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(1);

    private volatile Reading? _last;
    private int _forgotten;

    /// <summary>What was read until now, also by a reading that is on its way, is not taken any more.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _forgotten);
        _last = null;
    }

    public async ValueTask<T> Get(CancellationToken cancellation)
    {
        if (_last is { } last && last.Epoch == Volatile.Read(ref _forgotten) && time.GetElapsedTime(last.At) < Life)
            return last.Value;
        var epoch = Volatile.Read(ref _forgotten);
        var at = time.GetTimestamp();
        var value = await read(cancellation);
        _last = new Reading(value, at, epoch);
        return value;
    }

    private sealed record Reading(T Value, long At, int Epoch);
}
