using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using Microsoft.Extensions.Time.Testing;

namespace GridWorkflow.Runtime.Tests.Timers;

/// <summary>
/// The clock jumps an hour on or back, over changes of summer time and leap days, and nodes are restarted in between (fault 8): no timer
/// comes early, none is left out, none comes twice.
/// </summary>
public abstract class TrickyClockSuite<TDatabase> : IDisposable
    where TDatabase : TestDatabase, new()
{
    private const int Timers = 60;

    private readonly TDatabase _database = new();

    public void Dispose()
    {
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("2026-03-29T01:00:00Z", 1)] // Berlin: 02:00 becomes 03:00.
    [InlineData("2026-10-25T01:00:00Z", 2)] // Berlin: 03:00 becomes 02:00.
    [InlineData("2026-03-08T07:00:00Z", 3)] // New York: 02:00 becomes 03:00.
    [InlineData("2026-04-04T15:00:00Z", 4)] // Lord Howe: half an hour back.
    [InlineData("2028-02-29T00:00:00Z", 5)] // A leap day begins in UTC,
    [InlineData("2028-02-28T16:00:00Z", 6)] // and in Shanghai,
    [InlineData("2028-02-29T16:00:00Z", 7)] // and ends there.
    [InlineData("2026-12-31T16:00:00Z", 8)] // A year begins in Shanghai.
    public async Task Each_timer_fires_once_and_never_early(string change, int seed)
    {
        var dice = new Random(seed);
        var middle = DateTimeOffset.Parse(change, System.Globalization.CultureInfo.InvariantCulture);
        var clock = new FakeTimeProvider(middle - TimeSpan.FromHours(2));
        var rig = await Rig.On(_database, time: clock);
        try
        {
            var ids = new List<Guid>();
            for (var timer = 0; timer < Timers; timer++)
            {
                ids.Add(await rig.Open($"m-{timer}"));
                // To the millisecond around the change, then anywhere within four hours.
                await rig.Say(ids[^1], FormattableString.Invariant($"timer t {(timer < 3 ? 7200 + ((timer - 1) / 1000.0) : dice.Next(1, 14_400_000) / 1000.0)}"));
            }

            var fired = 0;
            for (var step = 0; clock.GetUtcNow() < middle + TimeSpan.FromHours(4); step++)
            {
                var jump = TimeSpan.FromSeconds(dice.Next(10, 600));
                if (step % 6 == 5)
                    jump += TimeSpan.FromHours(dice.Next(2) == 0 ? 1 : -1);
                // Back only by adjusting: time itself does not run backwards.
                if (jump >= TimeSpan.Zero)
                    clock.Advance(jump);
                else
                    clock.AdjustTime(clock.GetUtcNow() + jump);
                if (step % 10 == 9)
                {
                    await rig.DisposeAsync();
                    rig = await Rig.On(_database, time: clock, seed: (ulong)step);
                }

                var swept = await rig.Sweep.RunOnce(Rig.Cancellation);
                // The desk throws when a timer comes early: it would be put off.
                (swept.PutOff, swept.Parked, swept.Trouble).ShouldBe((0, 0, null));
                fired += swept.Fired;
            }

            fired.ShouldBe(Timers);
            foreach (var id in ids)
                (await rig.Journal(id)).File.HandledBy.Count(said => said == "fired t").ShouldBe(1);
            (await rig.Sweep.NextDue(Rig.Cancellation)).ShouldBeNull();
        }
        finally
        {
            await rig.DisposeAsync();
        }
    }
}
