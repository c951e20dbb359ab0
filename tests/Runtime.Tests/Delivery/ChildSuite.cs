using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Outbox;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Tests.Delivery;

/// <summary>Parents and children: started once, told once, cancelled with whom they belong to.</summary>
public abstract class ChildSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private static readonly string[] Definitions =
    [
        Drawn.Sequence("child", Drawn.Await("wait", "Go"), Drawn.Activity("out", "SetOutput", "outputName=Answer", "outputValue==getGot()")),
        Drawn.Sequence("quick", Drawn.Activity("hello", "WriteLine", "text=hello")),
        Drawn.Sequence("waits", Drawn.Activity("run", "ExecuteWorkflow", "workflowDefinitionId=child", "waitForCompletion==true"), Drawn.Activity("say", "WriteLine", "text==`child is ${getResultFromRun().SubStatus}`")),
        Drawn.Sequence("fires", Drawn.Activity("run", "DispatchWorkflow", "workflowDefinitionId=quick"), Drawn.Activity("say", "WriteLine", "text=sent")),
        Drawn.Sequence("bulk", Drawn.Activity("run", "BulkDispatchWorkflows", "workflowDefinitionId=quick", "items==[1, 2, 3]", "waitForCompletion==true"), Drawn.Activity("say", "WriteLine", "text=all done")),
    ];

    private readonly TDatabase _database = new();
    private Rig _rig = null!;
    private Postman _post = null!;

    public async ValueTask InitializeAsync()
    {
        _rig = await Rig.On(_database, decide: InstanceDesk.Decide, reference: Drawn.Data(Definitions));
        _post = new Postman(_rig, _database);
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_parent_that_waits_goes_on_when_its_child_has_finished()
    {
        var parent = await _post.Start("waits");
        await _post.DeliverAll();
        (await _post.StatusOf(parent)).ShouldBe(InstanceSubStatus.Suspended);
        (await _post.StatusOf(_post.Of("child").ShouldHaveSingleItem().Id)).ShouldBe(InstanceSubStatus.Suspended);

        await _post.Publish("Go", 5L);
        await _post.DeliverAll();

        (await _post.StatusOf(parent)).ShouldBe(InstanceSubStatus.Finished);
        _post.Lines(parent).ShouldBe(["child is Finished"]);
    }

    [Fact]
    public async Task A_parent_that_does_not_wait_has_gone_on()
    {
        var parent = await _post.Start("fires");

        (await _post.StatusOf(parent)).ShouldBe(InstanceSubStatus.Finished);
        _post.Of("quick").ShouldBeEmpty();
        await _post.DeliverAll();
        _post.Of("quick").ShouldHaveSingleItem().SubStatus.ShouldBe(InstanceSubStatus.Finished);
    }

    [Fact]
    public async Task Many_children_report_one_by_one()
    {
        var parent = await _post.Start("bulk");
        await _post.DeliverAll();

        _post.Of("quick").Count.ShouldBe(3);
        _post.Lines(parent).ShouldBe(["all done"]);
    }

    [Fact]
    public async Task Reports_of_brothers_that_come_at_once_all_count()
    {
        var parent = await _post.Start("bulk");
        await _post.DeliverOnce();
        var reports = await _rig.Outbox.Lease("race", 10, TimeSpan.FromMinutes(1));
        reports.Length.ShouldBe(3);
        reports.ShouldAllBe(row => row.Kind == OutboxKind.ChildReport);

        // Each has found the bookmark that the first one burns.
        var settlements = await Task.WhenAll(reports.Select(row => Task.Run(() => _rig.Delivery.Deliver(row, "race", Rig.Cancellation))));

        settlements.ShouldAllBe(settlement => settlement == null);
        (await _post.StatusOf(parent)).ShouldBe(InstanceSubStatus.Finished);
        _post.Lines(parent).ShouldBe(["all done"]);
    }

    [Fact]
    public async Task A_child_is_started_once_however_often_its_message_comes()
    {
        await _post.Start("fires");
        var row = (await _rig.Outbox.Lease("first", 10, TimeSpan.FromMinutes(1))).ShouldHaveSingleItem();

        (await _rig.Delivery.Deliver(row, "first", Rig.Cancellation)).ShouldBeNull();
        await _rig.Delivery.Deliver(row, "first", Rig.Cancellation);

        _post.Of("quick").Count.ShouldBe(1);
        _post.Message(row.Id).Status.ShouldBe(OutboxStatus.Sent);
    }

    [Fact]
    public async Task Cancelling_a_parent_cancels_the_child_that_it_waits_for()
    {
        var parent = await _post.Start("waits");
        await _post.DeliverAll();

        (await _rig.Instances.Cancel(parent, new Actor("admin"), "no longer wanted", Rig.Cancellation)).ShouldBeOfType<MoveOutcome.Moved>();
        await _post.DeliverAll();

        _post.Of("child").ShouldHaveSingleItem().SubStatus.ShouldBe(InstanceSubStatus.Cancelled);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_child_that_is_cancelled_before_it_was_started_never_runs(bool cancelIsDeliveredFirst)
    {
        var parent = await _post.Start("waits");
        var start = (await _rig.Outbox.Lease("start", 10, TimeSpan.FromMinutes(1))).ShouldHaveSingleItem();
        await _rig.Instances.Cancel(parent, new Actor("admin"), "no longer wanted", Rig.Cancellation);
        var cancel = (await _rig.Outbox.Lease("cancel", 10, TimeSpan.FromMinutes(1))).ShouldHaveSingleItem();
        cancel.Kind.ShouldBe(OutboxKind.ChildCancel);

        foreach (var (row, owner) in cancelIsDeliveredFirst ? [(cancel, "cancel"), (start, "start")] : new[] { (start, "start"), (cancel, "cancel") })
        {
            if (await _rig.Delivery.Deliver(row, owner, Rig.Cancellation) is { } settlement)
                await _rig.Outbox.Settle(owner, [settlement]);
        }

        if (cancelIsDeliveredFirst)
        {
            _post.Of("child").ShouldBeEmpty();
            _post.Message(start.Id).Status.ShouldBe(OutboxStatus.Withdrawn);
            (await _rig.Outbox.Revive(start.Id)).ShouldBeFalse();
        }
        else
            _post.Of("child").ShouldHaveSingleItem().SubStatus.ShouldBe(InstanceSubStatus.Cancelled);
        (await _post.DeliverAll()).ShouldAllBe(row => row.Kind == OutboxKind.ChildReport);
    }

    [Fact]
    public async Task A_child_of_a_definition_that_was_taken_back_waits_for_an_admin()
    {
        await _post.Start("fires");
        await _rig.Catalog.Use(Drawn.Data(Definitions[0]));
        var row = (await _post.DeliverAll()).ShouldHaveSingleItem();
        _post.Message(row.Id).Status.ShouldBe(OutboxStatus.Dead);
        _post.Message(row.Id).LastError.ShouldNotBeNull().ShouldContain("quick");

        await _rig.Catalog.Use(Drawn.Data(Definitions));
        (await _rig.Outbox.Revive(row.Id)).ShouldBeTrue();
        await _post.DeliverAll();

        _post.Of("quick").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_is_not_published_is_not_started()
    {
        var refused = (await _rig.Instances.Start(new StartOrder("no-such"), new Actor("admin"))).ShouldBeOfType<StartOutcome.Refused>();

        refused.Refusal.Code.ShouldBe("definition-not-published");
    }
}
