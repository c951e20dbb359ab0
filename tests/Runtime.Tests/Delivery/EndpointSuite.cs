using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Delivery;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using GridWorkflow.Workflow.Delivery;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Tests.Delivery;

/// <summary>Requests find their endpoints, among definitions and among instances that wait.</summary>
public abstract class EndpointSuite<TDatabase> : IAsyncLifetime
    where TDatabase : TestDatabase, new()
{
    private static readonly string Starts = Drawn.Sequence(
        "greets",
        Drawn.Trigger("in", "HttpEndpoint", "path=greet/{name}"),
        Drawn.Activity("out", "WriteHttpResponse", "content==`Hello, ${getRouteDataFromIn().name}`", "statusCode=201"));

    private static readonly string Waits = Drawn.Sequence(
        "waits", Drawn.Activity("in", "HttpEndpoint", "path=answers", "supportedMethods==['PUT']"), Drawn.Activity("out", "WriteHttpResponse", "content=thanks"));

    private readonly TDatabase _database = new();
    private Rig _rig = null!;
    private Postman _post = null!;

    public async ValueTask InitializeAsync()
    {
        _rig = await Rig.On(_database, decide: InstanceDesk.Decide, reference: Drawn.Data(Starts, Waits));
        _post = new Postman(_rig, _database);
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_request_starts_the_definition_whose_trigger_it_fits()
    {
        var found = (await Match("GET", "greet/ada")).ShouldBeOfType<HttpMatch<EndpointTarget>.Found>();
        var target = found.Route.Target.ShouldBeOfType<EndpointTarget.NewInstance>();
        var call = new HttpCall("GET", "greet/ada") { RouteValues = found.Values };

        var started = (await _rig.Instances.Start(
            new StartOrder(target.DefinitionId) { TriggerActivityId = target.ActivityId, TriggerPayload = call.ToPayload() }, new Actor("system:http")))
            .ShouldBeOfType<StartOutcome.Started>();

        started.SubStatus.ShouldBe(InstanceSubStatus.Finished);
        started.Response.ShouldNotBeNull().StatusCode.ShouldBe(201);
        started.Response.Content.ShouldBe("Hello, ada");
    }

    [Fact]
    public async Task A_request_reaches_the_instance_that_waits_for_it()
    {
        var waiting = await _post.Start("waits");
        var found = (await Match("PUT", "answers")).ShouldBeOfType<HttpMatch<EndpointTarget>.Found>();
        var target = found.Route.Target.ShouldBeOfType<EndpointTarget.Waiting>();
        target.Bookmark.InstanceId.ShouldBe(waiting);

        var moved = (await _rig.Instances.Wake(waiting, target.Bookmark.BookmarkId, new HttpCall("PUT", "answers").ToPayload(), new Actor("system:http"), Rig.Cancellation))
            .ShouldBeOfType<MoveOutcome.Moved>();

        moved.Response.ShouldNotBeNull().Content.ShouldBe("thanks");
        (await Match("PUT", "answers")).ShouldBeOfType<HttpMatch<EndpointTarget>.NoPath>();
    }

    [Fact]
    public async Task A_method_that_nobody_waits_for_is_told_the_others()
    {
        await _post.Start("waits");

        (await Match("GET", "answers")).ShouldBeOfType<HttpMatch<EndpointTarget>.NoMethod>().Allowed.ShouldBe(["PUT"]);
        (await Match("GET", "nowhere")).ShouldBeOfType<HttpMatch<EndpointTarget>.NoPath>();
    }

    [Fact]
    public async Task Of_two_that_wait_on_one_path_the_correlation_id_chooses()
    {
        var one = await _post.Start("waits", "one");
        await _post.Start("waits", "two");

        (await Match("PUT", "answers")).ShouldBeOfType<HttpMatch<EndpointTarget>.Ambiguous>();
        (await Match("PUT", "answers", "one")).ShouldBeOfType<HttpMatch<EndpointTarget>.Found>()
            .Route.Target.ShouldBeOfType<EndpointTarget.Waiting>().Bookmark.InstanceId.ShouldBe(one);
    }

    private Task<HttpMatch<EndpointTarget>> Match(string method, string path, string? correlationId = null) =>
        _rig.Routes.Match(method, path, correlationId, Rig.Cancellation);
}
