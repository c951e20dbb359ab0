using System.Diagnostics;
using Npgsql;

namespace GridWorkflow.Runtime.Store.Postgres;

/// <summary>
/// The time of the database server, so that nodes whose own clocks differ agree on what is due. It is read now and then and carried
/// on by the machine's steady counter, which no change of the machine's clock touches. It is never ahead of the server: a reading is
/// taken as of its arrival, so that a timer does not fire early by it.
/// </summary>
internal sealed class DatabaseClock : TimeProvider, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    // Smaller steps back are held until the time has caught up: nobody sees the clock go back by the length of a round trip.
    private static readonly TimeSpan MostHeld = TimeSpan.FromSeconds(2);

    private readonly NpgsqlDataSource _source;
    private readonly ITimer _timer;
    private volatile Reading _reading;
    private long _lastTicks;

    /// <exception cref="StoreUnavailableException">The server does not answer.</exception>
    public DatabaseClock(NpgsqlDataSource source)
    {
        _source = source;
        try
        {
            using var connection = source.OpenConnection();
            _reading = Read(new NpgsqlCommand(Question, connection).ExecuteScalar());
        }
        catch (Exception fault) when (PostgresFaults.IsTrouble(fault))
        {
            throw PostgresFaults.Unavailable(fault);
        }

        _timer = System.CreateTimer(_ => _ = ReadAgain(), null, Period, Period);
    }

    private const string Question = "select clock_timestamp()";

    public override DateTimeOffset GetUtcNow()
    {
        var reading = _reading;
        var ticks = (reading.Instant + Stopwatch.GetElapsedTime(reading.At)).UtcTicks;
        for (var last = Interlocked.Read(ref _lastTicks); ; last = Interlocked.Read(ref _lastTicks))
        {
            if (ticks < last && last - ticks < MostHeld.Ticks)
                return new DateTimeOffset(last, TimeSpan.Zero);
            if (Interlocked.CompareExchange(ref _lastTicks, ticks, last) == last)
                return new DateTimeOffset(ticks, TimeSpan.Zero);
        }
    }

    public void Dispose() => _timer.Dispose();

    internal async Task ReadAgain()
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync();
            await using var command = new NpgsqlCommand(Question, connection);
            _reading = Read(await command.ExecuteScalarAsync());
        }
        catch (Exception fault) when (PostgresFaults.IsTrouble(fault))
        {
            // The last reading is carried on; whoever needs the database will say that it is gone.
        }
    }

    private static Reading Read(object? answer) => new(new DateTimeOffset((DateTime)answer!), Stopwatch.GetTimestamp());

    private sealed record Reading(DateTimeOffset Instant, long At);
}
