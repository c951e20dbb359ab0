using System.Collections.Immutable;
using System.Text.Json.Nodes;
using GridWorkflow.Workflow.Definitions;
using GridWorkflow.Workflow.Delivery;
using GridWorkflow.Workflow.Interpreter;
using static GridWorkflow.Workflow.Tests.Drawn;

namespace GridWorkflow.Workflow.Tests.Activities;

public sealed class HttpActivityTests
{
    [Theory]
    [InlineData(200, "matched ok")]
    [InlineData(404, "missing ok")]
    [InlineData(500, "other ok")]
    public void A_status_code_leads_to_its_outcome(int status, string lines)
    {
        var program = Program(Flowchart("f", "H.200->matched; H.404->missing; H.Unmatched status code->other; H.Done->ok",
            Activity("FlowSendHttpRequest", "H", ("url", Literal("https://example.org/a?b=1")), ("expectedStatusCodes", Expression("Object", "[200,404]"))),
            Line("matched"), Line("missing"), Line("other"), Line("ok")));
        var burst = Start(program);
        var request = burst.Effects.OfType<HttpRequested>().ShouldHaveSingleItem();
        (request.Method, request.Url, request.BookmarkId).ShouldBe(("GET", "https://example.org/a?b=1", burst.State.Bookmarks.Single().Id));
        Lines(Resume(program, burst.State, "H", new HttpAnswer.Response(status).ToPayload())).ShouldBe(lines);
    }

    [Fact]
    public void Without_a_response_the_failure_has_an_outcome_of_its_own()
    {
        var program = Program(Flowchart("f", "H.Failed to connect->no; H.Timeout->late; H.Done->ok",
            Activity("FlowSendHttpRequest", "H", ("url", Literal("https://example.org/"))), Line("no"), Line("late"), Line("ok")));
        var state = Start(program).State;
        Lines(Resume(program, state, "H", new HttpAnswer.NoConnection("refused").ToPayload())).ShouldBe("no");
        Lines(Resume(program, state, "H", new HttpAnswer.TimedOut().ToPayload())).ShouldBe("late");
    }

    [Fact]
    public void A_request_carries_its_content_as_json_and_its_response_is_read_as_json()
    {
        var program = Program(Sequence("s", Activity("SendHttpRequest", "H",
                ("url", Literal("https://example.org/")), ("method", Literal("post")), ("content", Script("({ a: [1] })")), ("authorization", Literal("Bearer t")),
                ("requestHeaders", Script("({ 'X-A': '1' })")),
                ("expectedStatusCodes", new JsonArray(new JsonObject { ["statusCode"] = 201, ["activity"] = Say("made", "getParsedContentFromH().id") })),
                ("unmatchedStatusCode", Line("other"))),
            Line("Z")));
        var burst = Start(program);
        var request = burst.Effects.OfType<HttpRequested>().Single();
        (request.Method, request.Content, request.ContentType, request.Authorization, request.Headers["x-a"]).ShouldBe(("POST", """{"a":[1]}""", "application/json", "Bearer t", "1"));
        var created = new HttpAnswer.Response(201) { ContentType = "application/json; charset=utf-8", Content = """{"id":"n7"}""" };
        Lines(Resume(program, burst.State, "H", created.ToPayload())).ShouldBe("n7 Z");
        Lines(Resume(program, burst.State, "H", new HttpAnswer.Response(500).ToPayload())).ShouldBe("other Z");
    }

    [Theory]
    [InlineData("/relative")]
    [InlineData("ftp://example.org/")]
    [InlineData("file:///etc/passwd")]
    public void Anything_but_an_absolute_http_url_is_an_incident(string url) =>
        Start(Program(Activity("FlowSendHttpRequest", "H", ("url", Literal(url))))).State.Incidents.ShouldHaveSingleItem().Code.ShouldBe("bad-url");

    [Fact]
    public void A_header_of_two_lines_is_an_incident() =>
        Start(Program(Activity("WriteHttpResponse", "W", ("responseHeaders", Script("({ a: 'x\\r\\nb: y' })"))))).State.Incidents.ShouldHaveSingleItem().Code.ShouldBe("bad-header");

    [Fact]
    public void An_endpoint_hands_over_the_request_and_the_response_answers_it()
    {
        var program = Program(Flowchart("f", "E->W; W->R", Endpoint("E", canStart: true),
            Say("W", "getRouteDataFromE().id + getQueryStringDataFromE().q + getParsedContentFromE().n"),
            Activity("WriteHttpResponse", "R", ("statusCode", Literal("Accepted")), ("content", Script("({ ok: true })")))));
        var trigger = program.Triggers.ShouldHaveSingleItem();
        (trigger.Kind, trigger.Key).ShouldBe(("HttpEndpoint", "orders/{id}"));
        trigger.Data.ShouldBe(new List<object?> { "POST" });
        var burst = GridWorkflow.Workflow.Interpreter.Interpreter.Run(
            program, null, new Stimulus.Start(Guid.Empty, new Dictionary<string, object?>()) { TriggerActivityId = "E", TriggerPayload = Call(10).ToPayload() }, World());
        Lines(burst).ShouldBe("42y5");
        var response = burst.Effects.OfType<HttpResponded>().ShouldHaveSingleItem();
        (response.StatusCode, response.Content, response.ContentType).ShouldBe((202, """{"ok":true}""", "application/json"));
    }

    [Theory]
    [InlineData(false, "", 413)]
    [InlineData(true, "large", 0)]
    public void Too_large_a_request_is_answered_or_leads_to_its_outcome(bool exposed, string lines, int answered)
    {
        var endpoint = Endpoint("E", canStart: false);
        endpoint["requestSizeLimit"] = Literal(100);
        endpoint["exposeRequestTooLargeOutcome"] = exposed;
        var program = Program(Flowchart("f", "E.Request too large->large; E->ok", endpoint, Line("large"), Line("ok")));
        var burst = Resume(program, Start(program).State, "E", Call(101).ToPayload());
        Lines(burst).ShouldBe(lines);
        (burst.Effects.OfType<HttpResponded>().SingleOrDefault()?.StatusCode ?? 0).ShouldBe(answered);
        burst.State.Bookmarks.Length.ShouldBe(exposed ? 0 : 1); // a request that keeps to the limit may still come
    }

    [Theory]
    [InlineData("orders//{id}", "bad-route")]
    [InlineData("x{id}", "bad-route")]
    public void A_path_that_is_no_route_is_refused(string path, string code)
    {
        var endpoint = Endpoint("E", canStart: true);
        endpoint["path"] = Literal(path);
        Should.Throw<RefusedException>(() => Program(endpoint)).Problems.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Fact]
    public void A_trigger_whose_path_is_not_known_without_an_instance_is_refused()
    {
        var endpoint = Endpoint("E", canStart: true);
        endpoint["path"] = Script("'orders/' + getX()");
        Should.Throw<RefusedException>(() => Program(endpoint, ("X", "String", "a"))).Problems.ShouldHaveSingleItem().Code.ShouldBe("unknown-trigger");
    }

    [Theory]
    [InlineData("Elsa.RunCSharp", "JavaScript")]
    [InlineData("Elsa.RunPython", "JavaScript")]
    [InlineData("Elsa.ReadLine", "event")]
    public void Types_that_do_not_run_here_are_refused_with_a_remedy(string type, string remedy)
    {
        var activity = Line("a");
        activity["type"] = type;
        var problem = Should.Throw<RefusedException>(() => Program(activity)).Problems.ShouldHaveSingleItem();
        (problem.Code, problem.ActivityId).ShouldBe(("refused-activity-type", "a"));
        problem.Remedy.ShouldContain(remedy);
    }

    private static JsonObject Endpoint(string id, bool canStart)
    {
        var endpoint = Activity("HttpEndpoint", id, ("path", Literal("orders/{id}")), ("supportedMethods", Literal("""["post"]""")));
        endpoint["customProperties"] = new JsonObject { ["canStartWorkflow"] = canStart };
        return endpoint;
    }

    private static HttpCall Call(long length) => new("POST", "orders/42")
    {
        RouteValues = ImmutableSortedDictionary<string, object?>.Empty.Add("id", "42"),
        Query = ImmutableSortedDictionary<string, object?>.Empty.Add("q", "y"),
        ContentType = "application/json",
        Body = """{"n":5}""",
        Length = length,
    };
}
