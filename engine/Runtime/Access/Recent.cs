namespace GridWorkflow.Runtime.Access;

/// <summary>A small table in memory, read again after two seconds or when it is known to have changed.</summary>
internal sealed class Recent<T>(TimeProvider time, Func<CancellationToken, Task<T>> read)
    where T : class
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(2);

    private volatile Reading? _last;

    public void Forget() => _last = null;

    public async ValueTask<T> Get(CancellationToken cancellation)
    {
        if (_last is { } last && time.GetElapsedTime(last.At) < Life)
            return last.Value;
        var at = time.GetTimestamp();
        var value = await read(cancellation);
        _last = new Reading(value, at);
        return value;
    }

    private sealed record Reading(T Value, long At);
}
