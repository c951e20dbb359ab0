using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using Microsoft.Extensions.Time.Testing;

namespace GridWorkflow.Runtime.Tests.Running;

/// <summary>What was answered is there after a restart, and what was due while nobody looked fires once.</summary>
public abstract class RestartSuite<TDatabase> : IDisposable
    where TDatabase : TestDatabase, new()
{
    private readonly TDatabase _database = new();

    public void Dispose()
    {
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_new_node_finds_cases_timers_messages_and_numbers()
    {
        Guid id;
        await using (var before = await Rig.On(_database, seed: 1))
        {
            id = await before.Open();
            await before.Say(id, "timer a 60");
            await before.Say(id, "mail a@example.org");
        }

        var later = new FakeTimeProvider(Rig.Morning.AddHours(2));
        await using var after = await Rig.On(_database, time: later, seed: 2);
        (await after.File("m-1")).ShouldBeOfType<IntakeOutcome.Filed>().Duplicate.ShouldBeTrue();
        (await after.File("m-2")).ShouldBeOfType<IntakeOutcome.Filed>().Number.ShouldBe("2026-11-24-000002");
        (await after.Outbox.Lease("s", 10, TimeSpan.FromMinutes(1))).ShouldHaveSingleItem();
        var sweep = await after.Sweep.RunOnce(Rig.Cancellation);
        sweep.Fired.ShouldBe(1);
        (await after.Sweep.RunOnce(Rig.Cancellation)).Total.ShouldBe(0);
        var journal = await after.Journal(id);
        journal.File.HandledBy.ShouldBe(["Filed", "timer a", "mail a@example.org", "fired a"]);
        journal.Verdict.ShouldBe(new ChainVerdict.Sound(4));
    }

    [Fact]
    public async Task A_stop_commits_what_waits()
    {
        var rig = await Rig.On(_database);
        var id = await rig.Open();
        var says = Enumerable.Range(0, 20).Select(number => Task.Run(() => rig.Say(id, $"c{number}"))).ToArray();
        await Task.WhenAny(says);
        await rig.Pipeline.DisposeAsync();

        var outcomes = await Task.WhenAll(says);
        outcomes.ShouldAllBe(outcome => outcome is CommandOutcome.Done || outcome is CommandOutcome.Busy);
        (await rig.Journal(id)).Version.ShouldBe(1 + outcomes.Count(outcome => outcome is CommandOutcome.Done));
        await rig.DisposeAsync();
    }
}
