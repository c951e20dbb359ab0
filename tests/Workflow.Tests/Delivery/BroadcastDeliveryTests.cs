using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Delivery;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Workflow.Tests.Delivery;

public sealed class BroadcastDeliveryTests
{
    private static readonly Guid First = new("00000000-0000-0000-0000-000000000001");
    private static readonly Guid Second = new("00000000-0000-0000-0000-000000000002");

    [Theory]
    [InlineData("Go", null, 2)]
    [InlineData("go", null, 0)]
    [InlineData("Go", "c1", 1)]
    [InlineData("Go", "c3", 0)]
    [InlineData("Stop", null, 0)]
    public void A_broadcast_resumes_whoever_waits_for_its_name_and_has_its_correlation_id(string name, string? correlationId, int resumed)
    {
        Waiter[] waiting = [Waiting(First, "c1", "Go"), Waiting(Second, null, "Go"), Waiting(Second, null, "Other")];
        BroadcastDelivery.Resumes(Event(name, correlationId), waiting).Count.ShouldBe(resumed);
    }

    [Fact]
    public void A_local_broadcast_reaches_its_own_instance_only_and_starts_nothing()
    {
        var local = Event("Go", null) with { InstanceId = Second };
        BroadcastDelivery.Resumes(local, [Waiting(First, null, "Go"), Waiting(Second, null, "Go")]).ShouldHaveSingleItem().InstanceId.ShouldBe(Second);
        BroadcastDelivery.Starts(local, [Starting("d", "Go")]).ShouldBeEmpty();
    }

    [Fact]
    public void A_broadcast_starts_every_definition_with_its_trigger_in_the_order_given() =>
        BroadcastDelivery.Starts(Event("Go", "c1"), [Starting("a", "Go"), Starting("b", "Stop"), Starting("c", "Go")])
            .Select(startable => startable.DefinitionId)
            .ShouldBe(["a", "c"]);

    [Fact]
    public void Of_what_is_kept_the_oldest_that_somebody_waits_for_comes_next()
    {
        Broadcast[] kept = [Event("Stop", null), Event("Go", "c2"), Event("Go", null), Event("Go", null)];
        BroadcastDelivery.NextKept(kept, [Waiting(First, "c1", "Go")]).ShouldBe(kept[2]);
        BroadcastDelivery.NextKept(kept, [Waiting(First, "c1", "Wait")]).ShouldBeNull();
        BroadcastDelivery.IsKept(resumed: 0).ShouldBeTrue();
        BroadcastDelivery.IsKept(resumed: 1).ShouldBeFalse();
    }

    private static Broadcast Event(string name, string? correlationId) => new(Guid.Empty, BookmarkKinds.Event, name, correlationId, null);

    private static Waiter Waiting(Guid instance, string? correlationId, string name) =>
        new(instance, correlationId, new Bookmark(Guid.Empty, BookmarkKinds.Event, name, "e", 1));

    private static Startable Starting(string definition, string name) => new(definition, new Trigger("e", BookmarkKinds.Event, name, null));
}
