using System.Net;
using System.Text.RegularExpressions;
using GridWorkflow.Host.Access;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.Instances;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;
using Microsoft.Extensions.DependencyInjection;

namespace GridWorkflow.Host.Tests.Rest;

/// <summary>The two-person rule by REST, on a host of its own: the rule holds for a whole installation.</summary>
public sealed partial class ReviewTests : IAsyncLifetime
{
    private const string Second = "zheng-kai";
    private const string Road = "/api/v1/definitions/two-persons";

    private readonly RunningHost _host = new();
    private HttpClient _admin = null!;
    private HttpClient _second = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        _admin = await _host.Admin();
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        _second?.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task One_admin_alone_cannot_turn_the_rule_on_and_two_do_everything_with_it()
    {
        (await JsonCall.Send(_admin, HttpMethod.Put, "/api/v1/reviews/two-person-rule", HttpStatusCode.UnprocessableEntity, """{"on":true}""")).GetProperty("type").GetString().ShouldBe("urn:gridworkflow:problem:one-admin");
        await using (var scope = _host.Services.CreateAsyncScope())
            (await scope.ServiceProvider.GetRequiredService<Accounts>().GiveAdmin(Second)).ShouldBeTrue();
        _second = await _host.Staff(Second);
        (await JsonCall.Send(_admin, HttpMethod.Put, "/api/v1/reviews/two-person-rule", HttpStatusCode.OK, """{"on":true}""")).GetProperty("on").GetBoolean().ShouldBeTrue();

        await JsonCall.Send(_admin, HttpMethod.Put, $"{Road}/draft", HttpStatusCode.OK, Text("A"), "\"0\"");
        var awaits = await JsonCall.Send(_admin, HttpMethod.Post, $"{Road}/publish?note=Please+look.", HttpStatusCode.Accepted);
        awaits.GetProperty("version").GetProperty("isPublished").GetBoolean().ShouldBeFalse();
        var review = awaits.GetProperty("review");
        var road = $"/api/v1/reviews/{review.GetProperty("id").GetString()}";
        (review.GetProperty("askedBy").GetString(), review.GetProperty("note").GetString()).ShouldBe(("system:account:admin", "Please look."));
        (await JsonCall.Send(_second, HttpMethod.Get, "/api/v1/reviews", HttpStatusCode.OK)).GetProperty("total").GetInt32().ShouldBe(1);
        (await JsonCall.Send(_second, HttpMethod.Get, road, HttpStatusCode.OK)).GetProperty("content").GetString().ShouldBe(Text("A"));

        // Neither alone, nor without a reason.
        (await JsonCall.Send(_admin, HttpMethod.Post, $"{road}/approve", HttpStatusCode.Forbidden)).GetProperty("type").GetString().ShouldBe("urn:gridworkflow:problem:second-person");
        (await JsonCall.Send(_second, HttpMethod.Post, $"{road}/refuse", HttpStatusCode.UnprocessableEntity, """{"reason":" "}""")).GetProperty("type").GetString().ShouldBe("urn:gridworkflow:problem:reason-required");
        (await JsonCall.Send(_second, HttpMethod.Post, $"{road}/withdraw", HttpStatusCode.Forbidden)).GetProperty("type").GetString().ShouldBe("urn:gridworkflow:problem:second-person");

        (await JsonCall.Send(_second, HttpMethod.Post, $"{road}/approve", HttpStatusCode.OK, """{"reason":"Good."}""")).GetProperty("state").GetString().ShouldBe("Approved");
        (await JsonCall.Send(_second, HttpMethod.Post, $"{road}/approve", HttpStatusCode.Conflict)).GetProperty("type").GetString().ShouldBe("urn:gridworkflow:problem:review-decided");
        var versions = await JsonCall.Send(_admin, HttpMethod.Get, $"{Road}/versions", HttpStatusCode.OK);
        (versions[0].GetProperty("state").GetString(), versions[0].GetProperty("publishedBy").GetString()).ShouldBe(("Published", Second));

        // What is saved over it meanwhile is not what was reviewed.
        await JsonCall.Send(_admin, HttpMethod.Put, $"{Road}/draft", HttpStatusCode.OK, Text("B"), "*");
        var late = (await JsonCall.Send(_admin, HttpMethod.Post, $"{Road}/publish", HttpStatusCode.Accepted)).GetProperty("review").GetProperty("id").GetString();
        await JsonCall.Send(_admin, HttpMethod.Put, $"{Road}/draft", HttpStatusCode.OK, Text("C"), "*");
        (await JsonCall.Send(_second, HttpMethod.Post, $"/api/v1/reviews/{late}/approve", HttpStatusCode.Conflict)).GetProperty("type").GetString().ShouldBe("urn:gridworkflow:problem:review-outdated");

        // The rule guards itself.
        var off = await JsonCall.Send(_admin, HttpMethod.Put, "/api/v1/reviews/two-person-rule", HttpStatusCode.Accepted, """{"on":false}""");
        (await JsonCall.Send(_admin, HttpMethod.Get, "/api/v1/reviews/two-person-rule", HttpStatusCode.OK)).GetProperty("on").GetBoolean().ShouldBeTrue();
        await JsonCall.Send(_second, HttpMethod.Post, $"/api/v1/reviews/{off.GetProperty("id").GetString()}/approve", HttpStatusCode.OK);
        (await JsonCall.Send(_admin, HttpMethod.Get, "/api/v1/reviews/two-person-rule", HttpStatusCode.OK)).GetProperty("on").GetBoolean().ShouldBeFalse();
        await JsonCall.Send(_admin, HttpMethod.Post, $"{Road}/publish", HttpStatusCode.OK);
        (await JsonCall.Send(_admin, HttpMethod.Get, "/api/v1/reviews?open=false", HttpStatusCode.OK)).GetProperty("total").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task Running_cases_move_when_a_second_admin_has_seen_what_would_happen()
    {
        const string road = "/api/v1/definitions/two-move";
        await SecondVersion(road, running: 3);
        await JsonCall.Send(_admin, HttpMethod.Put, "/api/v1/reviews/two-person-rule", HttpStatusCode.OK, """{"on":true}""");

        var awaits = await JsonCall.Send(_admin, HttpMethod.Post, $"{road}/migrations", HttpStatusCode.Accepted, """{"fromVersion":1,"toVersion":2,"map":{"first":"second"}}""");
        (awaits.GetProperty("total").GetInt32(), awaits.GetProperty("movable").GetInt32()).ShouldBe((3, 3));
        var id = awaits.GetProperty("review").GetProperty("id").GetString();
        var page = await _second.GetStringAsync($"/admin/reviews/{id}", Cancellation);
        page.ShouldContain("3 running cases: 3 would move, 0 could not.");
        page.ShouldContain("Approve and move the cases");
        page.ShouldContain("&quot;first&quot;: &quot;second&quot;");
        (await _second.GetStringAsync("/admin/reviews", Cancellation)).ShouldContain($"/admin/reviews/{id}");

        await JsonCall.Send(_admin, HttpMethod.Post, $"/api/v1/reviews/{id}/approve", HttpStatusCode.Forbidden);
        (await JsonCall.Send(_admin, HttpMethod.Get, $"{road}/acts", HttpStatusCode.OK))[0].GetProperty("act").GetString().ShouldBe("Published");
        (await JsonCall.Send(_second, HttpMethod.Post, $"/api/v1/reviews/{id}/approve", HttpStatusCode.OK)).GetProperty("kind").GetString().ShouldBe("Migration");
        (await JsonCall.Send(_admin, HttpMethod.Get, $"{road}/acts", HttpStatusCode.OK))[0].GetProperty("note").GetString().ShouldBe($"3 moved, 0 left; approved by {Second}");
    }

    // What could run when it was asked for may have become impossible since: who decides must see so before she clicks.
    [Fact]
    public async Task A_migration_that_cannot_run_any_more_says_why_and_cannot_be_approved()
    {
        const string road = "/api/v1/definitions/two-move";
        await SecondVersion(road, running: 1);
        var hashes = (await JsonCall.Send(_admin, HttpMethod.Get, $"{road}/versions", HttpStatusCode.OK)).EnumerateArray()
            .ToDictionary(version => version.GetProperty("version").GetInt32(), version => version.GetProperty("contentHash").GetString()!);

        var lost = await Page(new string('0', 64), hashes[2], leaveStuck: false);
        lost.ShouldContain("It cannot be run. Problems: 1.");
        lost.ShouldContain("but none was ever in force.");
        Approve(lost).ShouldContain("disabled");

        var stuck = await Page(hashes[1], hashes[2], leaveStuck: false);
        stuck.ShouldContain("1 running cases: 0 would move, 1 could not.");
        Approve(stuck).ShouldContain("disabled");

        var left = await Page(hashes[1], hashes[2], leaveStuck: true);
        Approve(left).ShouldNotContain("disabled");

        async Task<string> Page(string from, string to, bool leaveStuck)
        {
            var content = $$"""{"definitionId":"two-move","fromHash":"{{from}}","toVersion":2,"toHash":"{{to}}","map":{},"leaveStuck":{{(leaveStuck ? "true" : "false")}}}""";
            var review = await _host.Services.GetRequiredService<ReviewQueue>().Ask(
                new ReviewRequest(ReviewKind.Migration, $"two-move:{from[..12]}:{leaveStuck}", "two-move", content, "system:account:admin") { Version = 2, BeforeVersion = 1 }, Cancellation);
            return await _second.GetStringAsync($"/admin/reviews/{review.Id}", Cancellation);
        }

        static string Approve(string page) => Button().Match(page).Value;
    }

    [Theory]
    [InlineData("GET", "/api/v1/reviews")]
    [InlineData("GET", "/api/v1/reviews/two-person-rule")]
    [InlineData("PUT", "/api/v1/reviews/two-person-rule")]
    [InlineData("POST", "/api/v1/reviews/00000000-0000-0000-0000-000000000001/approve")]
    [InlineData("POST", "/api/v1/reviews/00000000-0000-0000-0000-000000000001/refuse")]
    public async Task Staff_neither_look_nor_decide(string method, string path)
    {
        using var worker = await _host.Staff(Second);
        await JsonCall.Send(worker, new HttpMethod(method), path, HttpStatusCode.Forbidden, method == "GET" ? null : "{}");
    }

    [GeneratedRegex("<button [^>]*handler=Approve[^>]*>")]
    private static partial Regex Button();

    /// <summary>A second admin, and a second version of a lifecycle whose first one has instances that wait.</summary>
    private async Task SecondVersion(string road, int running)
    {
        await using (var scope = _host.Services.CreateAsyncScope())
            (await scope.ServiceProvider.GetRequiredService<Accounts>().GiveAdmin(Second)).ShouldBeTrue();
        _second = await _host.Staff(Second);
        await JsonCall.Send(_admin, HttpMethod.Put, $"{road}/draft", HttpStatusCode.OK, Waiting("first"), "\"0\"");
        await JsonCall.Send(_admin, HttpMethod.Post, $"{road}/publish", HttpStatusCode.OK);
        var runner = _host.Services.GetRequiredService<InstanceRunner>();
        for (var count = 0; count < running; count++)
            (await runner.Start(new StartOrder("two-move"), new Casework.Cases.Actor("test"), null)).ShouldBeOfType<StartOutcome.Started>();
        await JsonCall.Send(_admin, HttpMethod.Put, $"{road}/draft", HttpStatusCode.OK, Waiting("second"), "*");
        await JsonCall.Send(_admin, HttpMethod.Post, $"{road}/publish", HttpStatusCode.OK);
    }

    private static string Waiting(string activity) => $$"""
        {"definitionId":"two-move","name":"two-move","root":{"id":"s","type":"Elsa.Sequence","activities":[
          {"id":"{{activity}}","type":"Elsa.Event","eventName":{"typeName":"String","expression":{"type":"Literal","value":"never"} } } ] } }
        """;

    private static string Text(string line) => $$"""
        {"definitionId":"two-persons","name":"Two persons","root":{"id":"s","type":"Elsa.Sequence","activities":[
          {"id":"{{line}}","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Literal","value":"{{line}}"} } } ] } }
        """;
}
