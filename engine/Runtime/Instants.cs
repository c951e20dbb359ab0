namespace GridWorkflow.Runtime;

/// <summary>The database keeps whole milliseconds; so do all instants that the runtime hands out.</summary>
public static class Instants
{
    /// <summary>Now, in whole milliseconds, so that what is decided and what is read again are the same.</summary>
    public static DateTimeOffset Now(this TimeProvider time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>The first whole millisecond at or after an instant: what is due must not come early.</summary>
    public static DateTimeOffset NotBefore(DateTimeOffset instant)
    {
        var floor = DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
        return floor < instant ? floor.AddMilliseconds(1) : floor;
    }
}
