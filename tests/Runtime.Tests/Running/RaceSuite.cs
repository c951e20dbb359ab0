using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Tests.Commit;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Delivery;
using GridWorkflow.Runtime.Tests.Desk;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.Extensions.Time.Testing;

namespace GridWorkflow.Runtime.Tests.Running;

/// <summary>What the simulation found: two nodes over one database, each in the order that once went wrong.</summary>
public abstract class RaceSuite<TDatabase> : IDisposable
    where TDatabase : TestDatabase, new()
{
    private static readonly ReferenceData District = ReferenceData.Load(WorkflowFolder.Read(Repository.Path("workflows"), demo: true));

    private static readonly ReferenceData Twice = Drawn.Data(
        Drawn.Sequence("twice", Drawn.Await("first", "Paid"), Drawn.Await("second", "Paid"), Drawn.Say("say")),
        Drawn.Sequence("nap", Drawn.Activity("nap", "Delay", "timeSpan=00:00:02.0005000")));

    // Monday, 09:00 in Shanghai.
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    private readonly TDatabase _database = new();
    private WatchedStore _watched = null!;

    public void Dispose()
    {
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Of_two_events_at_once_none_is_lost_to_who_was_promised_to_the_other()
    {
        await using var one = await Node(Twice);
        await using var two = await Node(Twice, watched: true);
        var post = new Postman(one, _database);
        Guid[] waiting = [await post.Start("twice"), await post.Start("twice")];
        var (first, second) = (await post.Publish("Paid", 1L), await post.Publish("Paid", 2L));
        await one.Outbox.Lease("o", 2, TimeSpan.FromMinutes(1));

        // The second one has seen both waiting when the first one is split.
        _watched.AfterWaiting = async () => (await one.Delivery.Deliver(post.Message(first), "o", Rig.Cancellation)).ShouldBeNull();
        (await two.Delivery.Deliver(post.Message(second), "o", Rig.Cancellation)).ShouldBeNull();
        await post.DeliverAll();

        foreach (var id in waiting)
            post.Lines(id).ShouldBe(["got 2"]);
    }

    [Fact]
    public async Task An_event_that_has_found_one_who_waits_does_not_take_the_place_of_the_event_that_it_was_promised_to()
    {
        await using var one = await Node(Twice);
        await using var two = await Node(Twice, watched: true);
        var post = new Postman(one, _database);
        var waiting = await post.Start("twice");
        var (first, second) = (await post.Publish("Paid", 1L), await post.Publish("Paid", 2L));
        await one.Outbox.Lease("o", 2, TimeSpan.FromMinutes(1));

        _watched.AfterWaiting = async () =>
        {
            await post.Start("twice");
            (await one.Delivery.Deliver(post.Message(first), "o", Rig.Cancellation)).ShouldBeNull();
        };
        (await two.Delivery.Deliver(post.Message(second), "o", Rig.Cancellation)).ShouldBeNull();
        await post.DeliverAll();

        post.Lines(waiting).ShouldBe(["got 2"]);
    }

    [Fact]
    public async Task A_second_event_reaches_also_those_who_have_not_got_the_first_one_yet()
    {
        await using var rig = await Node(Twice);
        var post = new Postman(rig, _database);
        Guid[] waiting = [await post.Start("twice"), await post.Start("twice")];
        await post.Publish("Paid", 1L);
        await post.DeliverOnce();
        var wakes = await rig.Outbox.Lease("slow", 2, TimeSpan.FromMinutes(1));
        wakes.ShouldAllBe(row => row.Kind == OutboxKind.Wake);
        (await rig.Delivery.Deliver(wakes[0], "slow", Rig.Cancellation)).ShouldBeNull();

        // One waits again, the other is still promised.
        await post.Publish("Paid", 2L);
        await post.DeliverAll();
        (await rig.Delivery.Deliver(wakes[1], "slow", Rig.Cancellation)).ShouldBeNull();
        await post.DeliverAll();

        foreach (var id in waiting)
            post.Lines(id).ShouldBe(["got 2"]);
        post.Kept().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wait_that_ends_between_two_milliseconds_ends()
    {
        await using var rig = await Node(Twice);
        var post = new Postman(rig, _database);
        var id = await post.Start("nap");

        rig.Time.SetUtcNow((await rig.Sweep.NextDue(Rig.Cancellation)).ShouldNotBeNull());
        (await rig.Sweep.RunOnce(Rig.Cancellation)).Fired.ShouldBe(1);

        (await post.StatusOf(id)).ShouldBe(InstanceSubStatus.Finished);
    }

    [Fact]
    public async Task A_sweep_that_comes_late_does_not_take_the_timer_of_the_next_rung()
    {
        await using var one = await Node(District);
        await using var two = await Node(District, watched: true);
        var id = await File(one);
        var due = (await one.Sweep.NextDue(Rig.Cancellation)).ShouldNotBeNull();
        one.Time.SetUtcNow(due);
        two.Time.SetUtcNow(due);

        _watched.AfterDue = async () => (await one.Sweep.RunOnce(Rig.Cancellation)).Fired.ShouldBe(1);
        (await two.Sweep.RunOnce(Rig.Cancellation)).ShouldBe(SweepResultOf(dropped: 1));

        (await one.Journal(id)).Version.ShouldBe(2);
        (await one.Sweep.NextDue(Rig.Cancellation)).ShouldNotBeNull().ShouldBeGreaterThan(due);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_during_a_sweep_does_not_spoil_a_timer_that_was_due()
    {
        await using var rig = await Node(District, watched: true);
        var id = await File(rig);
        var due = (await rig.Sweep.NextDue(Rig.Cancellation)).ShouldNotBeNull();
        rig.Time.SetUtcNow(due);

        _watched.AfterDue = () =>
        {
            rig.Time.AdjustTime(due.AddMinutes(-30));
            return Task.CompletedTask;
        };
        (await rig.Sweep.RunOnce(Rig.Cancellation)).Fired.ShouldBe(1);

        (await rig.Journal(id)).File.Clocks.SelectMany(clock => clock.Fired).ShouldHaveSingleItem().FiredAt.ShouldBe(due);
    }

    [Fact]
    public async Task People_go_on_though_the_clock_of_another_node_is_behind()
    {
        await using var ahead = await Node(District, Monday.AddSeconds(20));
        await using var behind = await Node(District, Monday);
        var id = await File(ahead);
        var task = (await behind.Journal(id)).File.Tasks.ShouldHaveSingleItem();

        var complete = new CaseCommand.Complete(new Actor("xie-fang"), task.Id, "General", null);
        (await behind.Runner.Run(id, complete, "k", Rig.Cancellation)).ShouldBeOfType<CommandOutcome.Done>();

        (await behind.Journal(id)).Verdict.ShouldBe(new ChainVerdict.Sound(2));
    }

    private async Task<Rig> Node(ReferenceData reference, DateTimeOffset? now = null, bool watched = false) => await Rig.On(
        _database, store => watched ? _watched = new WatchedStore(store) : store, new FakeTimeProvider(now ?? Monday), seed: watched ? 2UL : 1UL,
        decide: InstanceDesk.Decide, reference: reference);

    private static async Task<Guid> File(Rig rig)
    {
        var report = new Report { Title = "Neighbours quarrel 鄰里矛盾", CategoryCode = "G0101", GridCode = "yangliu-2" };
        return (await rig.Runner.File("webhook:hotline", "m-1", [1], report, Rig.Cancellation)).ShouldBeOfType<IntakeOutcome.Filed>().CaseId;
    }

    private static Runtime.Timers.SweepResult SweepResultOf(int dropped) => Runtime.Timers.SweepResult.Nothing with { Dropped = dropped };
}
