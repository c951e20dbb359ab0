using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Commit;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using GridWorkflow.Runtime.Timers;

namespace GridWorkflow.Runtime.Tests.Timers;

/// <summary>Timers fire once, never early, and a poison one stops nobody.</summary>
public abstract class TimerSweepSuite<TDatabase> : IDisposable
    where TDatabase : TestDatabase, new()
{
    private readonly TDatabase _database = new();

    public void Dispose()
    {
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    public async Task A_timer_fires_at_its_instant_and_not_before(int ticksFromDue, int fired)
    {
        await using var rig = await Rig.On(_database);
        var id = await rig.Open();
        await rig.Say(id, "timer a 60");

        rig.Time.SetUtcNow(Rig.Morning.AddSeconds(60).AddTicks(ticksFromDue));

        (await rig.Sweep.RunOnce(Rig.Cancellation)).Fired.ShouldBe(fired);
    }

    [Fact]
    public async Task An_instant_between_two_milliseconds_waits_for_the_later_one()
    {
        await using var rig = await Rig.On(_database);
        var id = await rig.Open();
        // 60.00041 s is due at 60.001 s: the desk throws when a timer comes early.
        await rig.Say(id, "timer a 60.00041");

        (await rig.Sweep.NextDue(Rig.Cancellation)).ShouldBe(Rig.Morning.AddMilliseconds(60_001));
        rig.Time.SetUtcNow(Rig.Morning.AddMilliseconds(60_000.9));
        (await rig.Sweep.RunOnce(Rig.Cancellation)).Total.ShouldBe(0);
        rig.Time.SetUtcNow(Rig.Morning.AddMilliseconds(60_001));
        (await rig.Sweep.RunOnce(Rig.Cancellation)).Fired.ShouldBe(1);
    }

    [Fact]
    public async Task Timers_of_a_case_fire_in_the_order_in_which_they_were_due()
    {
        await using var rig = await Rig.On(_database);
        var id = await rig.Open();
        foreach (var (key, seconds) in new[] { ("c", 30), ("a", 10), ("b", 20) })
            await rig.Say(id, $"timer {key} {seconds}");

        rig.Time.Advance(TimeSpan.FromHours(1));
        (await rig.Sweep.RunOnce(Rig.Cancellation)).Fired.ShouldBe(3);

        (await rig.Journal(id)).File.HandledBy[^3..].ShouldBe(["fired a", "fired b", "fired c"]);
    }

    [Fact]
    public async Task A_timer_that_was_set_again_fires_for_its_new_instant_only()
    {
        await using var rig = await Rig.On(_database);
        var id = await rig.Open();
        await rig.Say(id, "timer a 10");
        await rig.Say(id, "timer a 60");

        rig.Time.Advance(TimeSpan.FromSeconds(30));
        (await rig.Sweep.RunOnce(Rig.Cancellation)).Total.ShouldBe(0);
        rig.Time.Advance(TimeSpan.FromSeconds(30));
        (await rig.Sweep.RunOnce(Rig.Cancellation)).Fired.ShouldBe(1);
    }

    [Fact]
    public async Task After_a_downtime_a_repeating_timer_catches_up_in_one_sweep()
    {
        await using var rig = await Rig.On(_database);
        var id = await rig.Open();
        await rig.Say(id, "timer again 600");

        rig.Time.Advance(TimeSpan.FromMinutes(65));
        (await rig.Sweep.RunOnce(Rig.Cancellation)).Fired.ShouldBe(6);
        (await rig.Sweep.NextDue(Rig.Cancellation)).ShouldBe(Rig.Morning.AddMinutes(70));
    }

    [Fact]
    public async Task A_poison_timer_among_a_hundred_is_parked_and_the_others_fire()
    {
        await using var rig = await Rig.On(_database);
        var ids = await Task.WhenAll(Enumerable.Range(0, 1000).Select(number => Task.Run(() => rig.Open($"m-{number}"))));
        await Task.WhenAll(ids.Select((id, number) => Task.Run(() => rig.Say(id, $"timer {(number == 41 ? "poison" : "good")} 60"))));

        rig.Time.Advance(TimeSpan.FromMinutes(1));
        var first = await rig.Sweep.RunOnce(Rig.Cancellation);
        (first.Fired, first.PutOff, first.Parked).ShouldBe((999, 1, 0));

        var parked = 0;
        for (var attempt = 2; attempt <= SweepOptions.Default.MostAttempts; attempt++)
        {
            (await rig.Sweep.RunOnce(Rig.Cancellation)).Total.ShouldBe(0);
            rig.Time.SetUtcNow((await rig.Sweep.NextDue(Rig.Cancellation)).ShouldNotBeNull());
            parked += (await rig.Sweep.RunOnce(Rig.Cancellation)).Parked;
        }

        parked.ShouldBe(1);
        (await rig.Sweep.NextDue(Rig.Cancellation)).ShouldBeNull();
        var parkedTimer = (await rig.Troubles.ParkedTimers(new PageRequest(1), Rig.Cancellation)).Rows.ShouldHaveSingleItem();
        parkedTimer.CaseNumber.ShouldNotBeNull();
        var timer = parkedTimer.Timer;
        (timer.InstanceId, timer.Key, timer.Error, timer.Attempts).ShouldBe((ids[41], "poison", "A poison timer.", SweepOptions.Default.MostAttempts));
        (await rig.Journal(ids[41])).Version.ShouldBe(2);

        (await rig.Sweep.Release(ids[41], "poison")).ShouldBeTrue();
        (await rig.Sweep.RunOnce(Rig.Cancellation)).PutOff.ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_timer_says_why()
    {
        await using var rig = await Rig.On(_database);
        var id = await rig.Open();
        await rig.Say(id, "timer refused 1");
        rig.Time.Advance(TimeSpan.FromSeconds(1));

        (await rig.Sweep.RunOnce(Rig.Cancellation)).PutOff.ShouldBe(1);

        rig.Time.Advance(TimeSpan.FromSeconds(1));
        (await rig.Store.DueTimers(rig.Time.GetUtcNow(), 10, Rig.Cancellation)).ShouldHaveSingleItem().Error.ShouldBe("not-possible: Expected something else.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_sweeps_that_see_the_same_timer_one_fires_it(bool firstNodeCommitsFirst)
    {
        // Both nodes read the due timer, then one is held before its commit until the other is through.
        using var held = new ManualResetEventSlim();
        using var holding = new ManualResetEventSlim();
        await using var one = await Rig.On(_database, store => new WatchedStore(store) { BeforeCommit = group => Hold(group, !firstNodeCommitsFirst) }, seed: 1);
        await using var other = await Rig.On(_database, store => new WatchedStore(store) { BeforeCommit = group => Hold(group, firstNodeCommitsFirst) }, time: one.Time, seed: 2);
        void Hold(IReadOnlyList<Write> group, bool hold)
        {
            if (!hold || !group.OfType<Write.Transition>().Any(transition => transition.Claim is not null))
                return;
            holding.Set();
            held.Wait(Rig.Cancellation);
        }

        var id = await one.Open();
        await one.Say(id, "timer a 60");
        one.Time.Advance(TimeSpan.FromMinutes(1));

        var (slow, fast) = firstNodeCommitsFirst ? (other, one) : (one, other);
        var slowSweep = Task.Run(() => slow.Sweep.RunOnce(Rig.Cancellation));
        holding.Wait(Rig.Cancellation);
        // As the net does: a store that lets sweeps hold timers would keep them apart.
        var fastResult = await fast.Sweep.RunOnce(Rig.Cancellation, heldToo: true);
        held.Set();
        var slowResult = await slowSweep;

        fastResult.Fired.ShouldBe(1);
        (slowResult.Fired, slowResult.PutOff, slowResult.Dropped).ShouldBe((0, 0, 1));
        var journal = await one.Journal(id);
        journal.File.HandledBy.ShouldBe(["Filed", "timer a", "fired a"]);
        journal.Verdict.ShouldBe(new ChainVerdict.Sound(3));
    }

    [Fact]
    public async Task A_sweep_over_a_database_that_does_not_answer_costs_no_attempt()
    {
        WatchedStore watched = null!;
        await using var rig = await Rig.On(_database, store => watched = new WatchedStore(store));
        var id = await rig.Open();
        await rig.Say(id, "timer a 60");
        rig.Time.Advance(TimeSpan.FromMinutes(1));

        watched.BeforeCommit = _ => throw new StoreUnavailableException(StoreTrouble.Full, "No room.");
        var result = await rig.Sweep.RunOnce(Rig.Cancellation);
        result.Trouble.ShouldBe("No room.");
        result.Total.ShouldBe(0);

        watched.BeforeCommit = null;
        (await rig.Sweep.RunOnce(Rig.Cancellation)).Fired.ShouldBe(1);
    }

    [Fact]
    public async Task A_sleeping_sweep_wakes_for_an_earlier_timer()
    {
        await using var rig = await Rig.On(_database);
        var id = await rig.Open();
        await rig.Say(id, "timer late 3000");
        var sleep = rig.Sweep.WaitForDue(TimeSpan.FromHours(1), Rig.Cancellation);
        sleep.IsCompleted.ShouldBeFalse();

        await rig.Say(id, "timer soon 5");

        await sleep;
    }

    [Fact]
    public async Task A_sleeping_sweep_wakes_when_the_timer_is_due()
    {
        await using var rig = await Rig.On(_database);
        await rig.Say(await rig.Open(), "timer a 60");
        var sleep = rig.Sweep.WaitForDue(TimeSpan.FromHours(1), Rig.Cancellation);
        sleep.IsCompleted.ShouldBeFalse();

        rig.Time.Advance(TimeSpan.FromSeconds(60));

        await sleep;
        (await rig.Sweep.RunOnce(Rig.Cancellation)).Fired.ShouldBe(1);
    }

    [Fact]
    public async Task A_thousand_timers_of_one_sweep_all_fire()
    {
        await using var rig = await Rig.On(_database);
        var ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(() => rig.Open($"m-{number}"))));
        await Task.WhenAll(ids.Select(id => Task.Run(async () =>
        {
            for (var timer = 0; timer < 20; timer++)
                await rig.Say(id, $"timer t{timer} {timer}");
        })));

        rig.Time.Advance(TimeSpan.FromMinutes(1));

        (await rig.Sweep.RunOnce(Rig.Cancellation)).Fired.ShouldBe(1000);
        (await rig.Sweep.NextDue(Rig.Cancellation)).ShouldBeNull();
    }
}
