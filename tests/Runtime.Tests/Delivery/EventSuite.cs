using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Delivery;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using GridWorkflow.Runtime.Tests.Store;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Tests.Delivery;

/// <summary>Events reach whom they concern: once, also when they are delivered twice.</summary>
public abstract class EventSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private static readonly string Waiter = Drawn.Sequence("waiter", Drawn.Await("wait", "Paid"), Drawn.Say("say"));
    private static readonly string Twice = Drawn.Sequence("twice", Drawn.Await("first", "Paid"), Drawn.Await("second", "Paid"), Drawn.Say("say"));
    private static readonly string Started = Drawn.Sequence("started", Drawn.Trigger("trigger", "Event", "eventName=Paid"), Drawn.Activity("hello", "WriteLine", "text=hello"));
    private static readonly string Publisher = Drawn.Sequence("publisher", Drawn.Activity("publish", "PublishEvent", "eventName=Paid", "payload==({ amount: 7 })"));

    private readonly TDatabase _database = new();
    private Rig _rig = null!;
    private Postman _post = null!;

    public async ValueTask InitializeAsync()
    {
        _rig = await Rig.On(_database, decide: InstanceDesk.Decide, reference: Drawn.Data(Waiter, Twice, Publisher));
        _post = new Postman(_rig, _database);
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_event_resumes_all_that_wait_for_it()
    {
        Guid[] waiting = [await _post.Start("waiter"), await _post.Start("waiter"), await _post.Start("waiter")];

        var message = await _post.Publish("Paid", 7L);
        await _post.DeliverAll();

        foreach (var id in waiting)
        {
            (await _post.StatusOf(id)).ShouldBe(InstanceSubStatus.Finished);
            _post.Lines(id).ShouldBe(["got 7"]);
        }

        _post.Message(message).Status.ShouldBe(OutboxStatus.Sent);
        _post.Kept().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_instance_publishes_and_another_goes_on()
    {
        var waiting = await _post.Start("waiter");
        await _post.Start("publisher");

        await _post.DeliverAll();

        (await _post.StatusOf(waiting)).ShouldBe(InstanceSubStatus.Finished);
    }

    [Fact]
    public async Task An_event_with_a_correlation_id_or_an_instance_is_for_those_only()
    {
        var one = await _post.Start("waiter", "one");
        var two = await _post.Start("waiter", "two");
        var three = await _post.Start("waiter", "two");

        await _post.Publish("Paid", correlationId: "one");
        await _post.Publish("Paid", instanceId: three);
        await _post.DeliverAll();

        (await _post.StatusOf(one)).ShouldBe(InstanceSubStatus.Finished);
        (await _post.StatusOf(two)).ShouldBe(InstanceSubStatus.Suspended);
        (await _post.StatusOf(three)).ShouldBe(InstanceSubStatus.Finished);
    }

    [Fact]
    public async Task Names_match_with_case()
    {
        var waiting = await _post.Start("waiter");

        await _post.Publish("paid");
        await _post.DeliverAll();

        (await _post.StatusOf(waiting)).ShouldBe(InstanceSubStatus.Suspended);
    }

    [Fact]
    public async Task One_event_is_one_step_also_for_an_instance_that_waits_for_it_again()
    {
        var waiting = await _post.Start("twice");
        await _post.Publish("Paid", 1L);
        var owner = "first";
        var row = (await _rig.Outbox.Lease(owner, 10, TimeSpan.FromMinutes(1))).ShouldHaveSingleItem();

        (await _rig.Delivery.Deliver(row, owner, Rig.Cancellation)).ShouldBeNull();
        // The sender dies before it says so, as it believes: the same row once more.
        (await _rig.Delivery.Deliver(row, owner, Rig.Cancellation)).ShouldBeNull();

        (await _post.StatusOf(waiting)).ShouldBe(InstanceSubStatus.Suspended);
        await _post.Publish("Paid", 2L);
        await _post.DeliverAll();
        _post.Lines(waiting).ShouldBe(["got 2"]);
    }

    [Fact]
    public async Task A_lease_that_went_to_another_sender_delivers_nothing()
    {
        var waiting = await _post.Start("waiter");
        await _post.Publish("Paid");
        var stale = (await _rig.Outbox.Lease("slow", 10, TimeSpan.FromMinutes(1))).ShouldHaveSingleItem();
        _rig.Time.Advance(TimeSpan.FromMinutes(2));
        (await _rig.Outbox.Lease("quick", 10, TimeSpan.FromMinutes(1))).ShouldHaveSingleItem();

        (await _rig.Delivery.Deliver(stale, "slow", Rig.Cancellation)).ShouldBeNull();

        (await _post.StatusOf(waiting)).ShouldBe(InstanceSubStatus.Suspended);
        (await _rig.Store.Load(waiting, Rig.Cancellation)).ShouldNotBeNull().Version.ShouldBe(1);
    }

    [Fact]
    public async Task An_event_that_nobody_waits_for_is_kept_until_somebody_does()
    {
        var message = await _post.Publish("Paid", 9L);
        await _post.DeliverAll();
        _post.Message(message).Status.ShouldBe(OutboxStatus.Kept);
        _post.Kept().ShouldHaveSingleItem().Name.ShouldBe("Paid");

        var late = await _post.Start("waiter");
        await _post.DeliverAll();

        _post.Lines(late).ShouldBe(["got 9"]);
        _post.Message(message).Status.ShouldBe(OutboxStatus.Sent);
        _post.Kept().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_kept_event_waits_for_its_correlation_id()
    {
        var message = await _post.Publish("Paid", correlationId: "one");
        await _post.DeliverAll();

        var other = await _post.Start("waiter", "two");
        await _post.DeliverAll();
        (await _post.StatusOf(other)).ShouldBe(InstanceSubStatus.Suspended);
        _post.Message(message).Status.ShouldBe(OutboxStatus.Kept);

        var right = await _post.Start("waiter", "one");
        await _post.DeliverAll();
        (await _post.StatusOf(right)).ShouldBe(InstanceSubStatus.Finished);
    }

    [Fact]
    public async Task Two_kept_events_resume_one_instance_twice()
    {
        await _post.Publish("Paid", 1L);
        await _post.Publish("Paid", 2L);
        await _post.DeliverAll();

        var waiting = await _post.Start("twice");
        await _post.DeliverAll();

        (await _post.StatusOf(waiting)).ShouldBe(InstanceSubStatus.Finished);
    }

    [Fact]
    public async Task A_waiter_that_comes_between_the_look_and_the_keeping_is_not_missed()
    {
        // Both orders of the race: a bookmark before the event is kept makes keeping lose; after it, the bookmark calls it back.
        var message = await _post.Publish("Paid");
        var claim = new MessageClaim(message, "first");
        (await _rig.Outbox.Lease("first", 10, TimeSpan.FromMinutes(1))).ShouldHaveSingleItem();
        var waiting = await _post.Start("waiter");
        var kept = new KeptEventRow { MessageId = message, Name = "Paid", KeptAt = _rig.Time.GetUtcNow() };

        (await _rig.Pipeline.Commit(new Write.KeepEvent(claim, kept, "{}"))).ShouldBeOfType<WriteOutcome.Conflict>();

        (await _rig.Delivery.Deliver(_post.Message(message), "first", Rig.Cancellation)).ShouldBeNull();
        (await _post.StatusOf(waiting)).ShouldBe(InstanceSubStatus.Finished);
    }

    [Fact]
    public async Task Two_events_at_once_are_two_steps_of_each_that_waits()
    {
        Guid[] waiting = [await _post.Start("twice"), await _post.Start("twice")];
        await _post.Publish("Paid", 1L);
        await _post.Publish("Paid", 2L);

        await _post.DeliverAll();

        // The second one found nobody free when the first had been split, was kept, and came when they waited again.
        foreach (var id in waiting)
            _post.Lines(id).ShouldBe(["got 2"]);
        _post.Kept().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_kept_event_comes_when_an_instance_gets_its_correlation_id()
    {
        await _rig.Catalog.Use(Drawn.Data(Drawn.Sequence(
            "late-id", Drawn.Activity("fork", "Delay", "timeSpan=00:00:01"), Drawn.Activity("correlate", "Correlate", "correlationId=P-7"), Drawn.Await("wait", "Paid"), Drawn.Say("say"))));
        var message = await _post.Publish("Paid", 7L, "P-7");
        await _post.DeliverAll();
        _post.Message(message).Status.ShouldBe(OutboxStatus.Kept);

        var id = await _post.Start("late-id");
        _rig.Time.Advance(TimeSpan.FromSeconds(2));
        await _rig.Sweep.RunOnce(Rig.Cancellation);
        await _post.DeliverAll();

        _post.Lines(id).ShouldBe(["got 7"]);
    }

    [Fact]
    public async Task What_comes_for_a_faulted_instance_comes_when_it_is_retried()
    {
        await _rig.Catalog.Use(Drawn.Data("""
            {"id":"fork:1","definitionId":"fork","name":"fork","version":1,"isLatest":true,"isPublished":true,
             "variables":[{"id":"v","name":"Got","typeName":"Object","isArray":false,"storageDriverTypeName":"Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core"},
                          {"id":"w","name":"Mended","typeName":"Object","isArray":false,"storageDriverTypeName":"Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core"}],
             "root":{"id":"root","type":"Elsa.Fork","version":1,"joinMode":{"typeName":"String","expression":{"type":"Literal","value":"WaitAll"}},"branches":[
                {"id":"a","type":"Elsa.Event","version":1,"eventName":{"typeName":"String","expression":{"type":"Literal","value":"Paid"}}},
                {"id":"b","type":"Elsa.Delay","version":1,"timeSpan":{"typeName":"TimeSpan","expression":{"type":"Literal","value":"00:10:00"}}},
                {"id":"c","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"JavaScript","value":"if (Math.random() >= 0) throw new Error('not mended'); ''"}}}]}}
            """));
        var id = await _post.Start("fork");
        (await _post.StatusOf(id)).ShouldBe(InstanceSubStatus.Faulted);
        var message = await _post.Publish("Paid");
        await _post.DeliverAll();
        _post.Message(message).Status.ShouldBe(OutboxStatus.Kept);
        (await _rig.Sweep.NextDue(Rig.Cancellation)).ShouldBeNull();

        // It faults again, and again keeps in mind what it waits for.
        (await _rig.Instances.Retry(id, new Actor("admin"), "c", Rig.Cancellation)).ShouldBeOfType<MoveOutcome.Moved>();

        var state = StoredState.Read((await _rig.Store.Load(id, Rig.Cancellation)).ShouldNotBeNull(), _rig.Catalog.Current.Definitions.Current("fork")!);
        state.Timers.ShouldHaveSingleItem().Epoch.ShouldBe(2);
        state.Bookmarks.Length.ShouldBe(2);
    }

    [Fact]
    public async Task Kept_events_are_given_up_after_a_while()
    {
        var message = await _post.Publish("Paid");
        await _post.DeliverAll();

        _rig.Time.Advance(TimeSpan.FromDays(31));
        await _rig.Pipeline.Commit(new Write.ExpireEvents(_rig.Time.GetUtcNow().AddDays(-30), "Nobody came for it."));

        _post.Message(message).Status.ShouldBe(OutboxStatus.Suppressed);
        _post.Kept().ShouldBeEmpty();
        var late = await _post.Start("waiter");
        await _post.DeliverAll();
        (await _post.StatusOf(late)).ShouldBe(InstanceSubStatus.Suspended);
    }

    [Fact]
    public async Task A_finished_or_faulted_instance_is_passed_over()
    {
        var cancelled = await _post.Start("waiter");
        (await _rig.Instances.Cancel(cancelled, new Actor("admin"), "no longer wanted", Rig.Cancellation)).ShouldBeOfType<MoveOutcome.Moved>();

        var message = await _post.Publish("Paid");
        await _post.DeliverAll();

        (await _post.StatusOf(cancelled)).ShouldBe(InstanceSubStatus.Cancelled);
        _post.Message(message).Status.ShouldBe(OutboxStatus.Kept);
    }

    [Fact]
    public async Task An_event_starts_what_it_triggers_once()
    {
        await _rig.Catalog.Use(Drawn.Data(Started, Waiter));
        await _post.Publish("Paid");
        var row = (await _rig.Outbox.Lease("first", 10, TimeSpan.FromMinutes(1))).ShouldHaveSingleItem();

        await _rig.Delivery.Deliver(row, "first", Rig.Cancellation);
        await _rig.Delivery.Deliver(row, "first", Rig.Cancellation);

        _post.Lines(_post.Of("started").ShouldHaveSingleItem().Id).ShouldBe(["hello"]);
        // Starts do not count as resuming: it waits for a bookmark, and then it starts nothing again.
        var late = await _post.Start("waiter");
        await _post.DeliverAll();
        (await _post.StatusOf(late)).ShouldBe(InstanceSubStatus.Finished);
        _post.Of("started").Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_same_message_from_outside_is_one_event()
    {
        var waiting = await _post.Start("twice");
        var first = await _post.Publish("Paid", 1L, messageId: "m-1");

        (await _rig.Events.Publish("test", "m-1", new OutsideEvent("Paid", 1L))).ShouldBe(new EventOutcome.Taken(first, Duplicate: true));
        (await _rig.Events.Publish("test", "m-1", new OutsideEvent("Paid", 2L))).ShouldBeOfType<EventOutcome.Conflicting>();
        await _post.DeliverAll();

        (await _post.StatusOf(waiting)).ShouldBe(InstanceSubStatus.Suspended);
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_is_dead_and_stops_nobody()
    {
        var bad = new OutboxRow { Id = Samples.Id(5), Kind = OutboxKind.Event, CaseId = Guid.Empty, Payload = "{\"name\":7}", NextAt = Rig.Morning, CreatedAt = Rig.Morning };
        await _rig.Pipeline.Commit(new Write.PostMessage(bad, null));
        var waiting = await _post.Start("waiter");
        await _post.Publish("Paid");

        await _post.DeliverAll();

        _post.Message(bad.Id).Status.ShouldBe(OutboxStatus.Dead);
        (await _post.StatusOf(waiting)).ShouldBe(InstanceSubStatus.Finished);
    }
}
