using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using GridWorkflow.Runtime.Tests.Store;

namespace GridWorkflow.Runtime.Tests.Timers;

/// <summary>How sweeps of several nodes share due timers on PostgreSQL.</summary>
public sealed class HeldTimersTests : IDisposable
{
    private readonly PostgresBase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task What_one_sweep_holds_another_passes_over_until_it_is_given_back()
    {
        using var store = _database.OpenStore();
        var now = Rig.Morning;
        store.Commit([.. Enumerable.Range(1, 10).Select(number => Samples.Opening(number, now, new RowChange.PutTimer(Samples.Timer(number, "a", now.AddSeconds(number)))))]);

        await using var first = await store.HoldDue(now.AddMinutes(1), 4, Rig.Cancellation);
        var second = await store.HoldDue(now.AddMinutes(1), 4, Rig.Cancellation);
        await using var third = await store.HoldDue(now.AddMinutes(1), 4, Rig.Cancellation);
        await using var fourth = await store.HoldDue(now.AddMinutes(1), 4, Rig.Cancellation);

        Numbers(first).ShouldBe([1, 2, 3, 4]);
        Numbers(second).ShouldBe([5, 6, 7, 8]);
        Numbers(third).ShouldBe([9, 10]);
        Numbers(fourth).ShouldBeEmpty();

        await second.DisposeAsync();
        await using var again = await store.HoldDue(now.AddMinutes(1), 4, Rig.Cancellation);
        Numbers(again).ShouldBe([5, 6, 7, 8]);
        (await store.DueTimers(now.AddMinutes(1), 100, Rig.Cancellation)).Count.ShouldBe(10);
    }

    [Fact]
    public async Task Sweeps_of_three_nodes_at_once_fire_each_timer_once()
    {
        await using var one = await Rig.On(_database, seed: 1);
        await using var two = await Rig.On(_database, time: one.Time, seed: 2);
        await using var three = await Rig.On(_database, time: one.Time, seed: 3);
        var ids = await Task.WhenAll(Enumerable.Range(0, 300).Select(number => Task.Run(() => one.Open($"m-{number}"))));
        await Task.WhenAll(ids.Select(id => Task.Run(() => one.Say(id, "timer a 30"))));
        one.Time.Advance(TimeSpan.FromMinutes(1));

        var results = await Task.WhenAll(new[] { one, two, three }.Select(rig => Task.Run(() => rig.Sweep.RunOnce(Rig.Cancellation))));

        results.Sum(result => result.Fired).ShouldBe(300);
        results.ShouldAllBe(result => result.Trouble == null);
        foreach (var id in ids)
            (await one.Journal(id)).Version.ShouldBe(3);
    }

    private static int[] Numbers(Runtime.Store.HeldTimers held) => [.. held.Timers.Select(timer => (int)timer.InstanceId.ToByteArray(bigEndian: true)[15])];
}
