using System.Net;
using System.Text.Json;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Instances;
using Microsoft.Extensions.DependencyInjection;

namespace GridWorkflow.Host.Tests.Rest;

/// <summary>The life of a definition by REST. Each test has a definition of its own.</summary>
public sealed class DefinitionTests(RunningHost host)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lifecycle_is_saved_published_changed_reverted_and_retracted()
    {
        using var admin = await host.Admin();
        const string road = "/api/v1/definitions/rest-life";
        var text = Text("rest-life", "A") + "\n";

        (await Save(admin, road, text, "\"0\"", HttpStatusCode.OK)).GetProperty("version").GetProperty("state").GetString().ShouldBe("Draft");
        using (var read = await admin.GetAsync($"{road}/versions/latest", Cancellation))
        {
            (await read.Content.ReadAsStringAsync(Cancellation)).ShouldBe(text);
            read.Headers.ETag.ShouldNotBeNull().Tag.ShouldBe("\"1\"");
        }

        (await Get(admin, $"{road}/versions/1/validation")).GetProperty("mayPublish").GetBoolean().ShouldBeTrue();
        (await Post(admin, $"{road}/publish", HttpStatusCode.OK)).GetProperty("version").GetProperty("isPublished").GetBoolean().ShouldBeTrue();
        (await Post(admin, $"{road}/publish", HttpStatusCode.OK)).GetProperty("changed").GetBoolean().ShouldBeFalse();
        host.Services.GetRequiredService<ReferenceCatalog>().Current.Definitions.Current("rest-life").ShouldNotBeNull();
        await Save(admin, road, Text("rest-life", "B"), "\"2\"", HttpStatusCode.OK);
        await Post(admin, $"{road}/publish", HttpStatusCode.OK);
        (await Post(admin, $"{road}/versions/1/revert", HttpStatusCode.Created)).GetProperty("version").GetProperty("version").GetInt32().ShouldBe(3);
        await Post(admin, $"{road}/retract", HttpStatusCode.OK);

        var versions = await Get(admin, $"{road}/versions");
        versions.EnumerateArray().Select(version => $"{version.GetProperty("version")} {version.GetProperty("state")}").ShouldBe(["3 Draft", "2 Retracted", "1 Superseded"]);
        var acts = await Get(admin, $"{road}/acts");
        acts.EnumerateArray().Select(act => act.GetProperty("act").GetString()).ShouldBe(["Retracted", "Reverted", "Published", "Saved", "Published", "Saved"]);
        acts[0].GetProperty("by").GetString().ShouldBe("system:account:admin");
        (await Get(admin, "/api/v1/definitions?search=REST-life&scope=All")).GetProperty("total").GetInt32().ShouldBe(3);
        (await JsonCall.Send(admin, HttpMethod.Delete, road, HttpStatusCode.OK)).GetProperty("changed").GetBoolean().ShouldBeTrue();
        await JsonCall.Send(admin, HttpMethod.Get, $"{road}/versions", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_second_of_two_admins_is_told_who_was_first()
    {
        using var admin = await host.Admin();
        const string road = "/api/v1/definitions/rest-two";
        await Save(admin, road, Text("rest-two", "A"), "\"0\"", HttpStatusCode.OK);
        await Save(admin, road, Text("rest-two", "B"), "\"1\"", HttpStatusCode.OK);
        var told = await Save(admin, road, Text("rest-two", "C"), "\"1\"", HttpStatusCode.PreconditionFailed);
        told.GetProperty("type").GetString().ShouldBe("urn:gridworkflow:problem:definition-moved-on");
        told.GetProperty("title").GetString().ShouldNotBeNull().ShouldContain("admin");
        (await admin.GetStringAsync($"{road}/versions/latest", Cancellation)).ShouldBe(Text("rest-two", "B"));
        await Save(admin, road, Text("rest-two", "D"), "*", HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.PreconditionRequired, "if-match-required")]
    [InlineData("\"x\"", HttpStatusCode.BadRequest, "bad-if-match")]
    [InlineData("\"7\"", HttpStatusCode.NotFound, "no-such-definition")]
    public async Task A_draft_says_what_it_is_based_on(string? tag, HttpStatusCode status, string code)
    {
        using var admin = await host.Admin();
        (await Save(admin, "/api/v1/definitions/rest-none", Text("rest-none", "A"), tag, status)).GetProperty("type").GetString().ShouldBe($"urn:gridworkflow:problem:{code}");
    }

    [Theory]
    [InlineData("not json", "bad-json")]
    [InlineData("""{"definitionId":"another","root":{"type":"Elsa.Sequence"}}""", "other-definition")]
    public async Task A_text_that_cannot_be_read_is_refused_with_reasons(string text, string code)
    {
        using var admin = await host.Admin();
        var refused = await Save(admin, "/api/v1/definitions/rest-bad", text, "\"0\"", HttpStatusCode.UnprocessableEntity);
        refused.GetProperty("errors")[0].GetProperty("code").GetString().ShouldBe(code);
    }

    [Fact]
    public async Task Publishing_names_every_problem_with_activity_property_and_remedy()
    {
        using var admin = await host.Admin();
        const string road = "/api/v1/definitions/rest-problems";
        await Save(admin, road, """
            {"definitionId":"rest-problems","name":"Problems","root":{"id":"s","type":"Elsa.Sequence","activities":[
              {"id":"a","type":"Elsa.Nothing"},{"id":"b","type":"Elsa.While"},{"id":"c","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Klingon","value":"x"}}}]}}
            """, "\"0\"", HttpStatusCode.OK);
        var refused = await Post(admin, $"{road}/publish", HttpStatusCode.UnprocessableEntity);
        var errors = refused.GetProperty("errors").EnumerateArray().ToList();
        errors.Count.ShouldBeGreaterThan(1);
        errors.ShouldAllBe(error => error.GetProperty("remedy").GetString()!.Length > 0);
        errors.Select(error => error.GetProperty("activityId").GetString()).ShouldContain("a");
        var verdict = await Get(admin, $"{road}/versions/latest/validation");
        verdict.GetProperty("mayPublish").GetBoolean().ShouldBeFalse();
        verdict.GetProperty("problems").GetArrayLength().ShouldBe(errors.Count);
    }

    [Fact]
    public async Task The_lifecycle_of_a_category_is_not_retracted()
    {
        using var admin = await host.Admin();
        var refused = await Post(admin, "/api/v1/definitions/community-case/retract", HttpStatusCode.UnprocessableEntity);
        refused.GetProperty("errors").GetArrayLength().ShouldBe(12);
    }

    [Fact]
    public async Task Running_instances_move_after_a_dry_run()
    {
        using var admin = await host.Admin();
        const string road = "/api/v1/definitions/rest-move";
        await Save(admin, road, Waiting("rest-move", "first"), "\"0\"", HttpStatusCode.OK);
        await Post(admin, $"{road}/publish", HttpStatusCode.OK);
        var runner = host.Services.GetRequiredService<InstanceRunner>();
        for (var i = 0; i < 3; i++)
            (await runner.Start(new StartOrder("rest-move"), new Casework.Cases.Actor("test"), null)).ShouldBeOfType<StartOutcome.Started>();
        await Save(admin, road, Waiting("rest-move", "second"), "*", HttpStatusCode.OK);
        await Post(admin, $"{road}/publish", HttpStatusCode.OK);

        var plan = await Post(admin, $"{road}/migrations/dry-run?size=2", HttpStatusCode.OK, """{"fromVersion":1,"toVersion":2}""");
        (plan.GetProperty("total").GetInt32(), plan.GetProperty("stuck").GetInt32(), plan.GetProperty("cases").GetProperty("items").GetArrayLength()).ShouldBe((3, 3, 2));
        plan.GetProperty("reasons")[0].GetProperty("code").GetString().ShouldBe("no-image");
        await Post(admin, $"{road}/migrations", HttpStatusCode.Conflict, """{"fromVersion":1,"toVersion":2}""");
        var done = await Post(admin, $"{road}/migrations", HttpStatusCode.OK, """{"fromVersion":1,"toVersion":2,"map":{"first":"second"}}""");
        (done.GetProperty("moved").GetInt32(), done.GetProperty("left").GetInt32()).ShouldBe((3, 0));
        (await Get(admin, $"{road}/acts"))[0].GetProperty("act").GetString().ShouldBe("Migrated");
        await Post(admin, $"{road}/migrations", HttpStatusCode.NotFound, """{"toVersion":2}""");
        var wrong = (await Post(admin, $"{road}/migrations/dry-run", HttpStatusCode.UnprocessableEntity, """{"fromVersion":1,"toVersion":2,"clocks":{"nobody":"never"}}""")).GetProperty("errors");
        wrong.EnumerateArray().Select(error => error.GetProperty("field").GetString()).ShouldBe(["clocks.nobody", "clocks.nobody"]);
        await Post(admin, $"{road}/migrations", HttpStatusCode.UnprocessableEntity, """{"fromHash":"no","toVersion":2}""");
        // Instances that run keep their version from being deleted; version 1 has none any more.
        await Post(admin, $"{road}/retract", HttpStatusCode.OK);
        await JsonCall.Send(admin, HttpMethod.Delete, $"{road}/versions/2", HttpStatusCode.UnprocessableEntity);
        await JsonCall.Send(admin, HttpMethod.Delete, $"{road}/versions/1", HttpStatusCode.OK);
    }

    [Fact]
    public async Task Staff_do_not_see_the_catalogue_and_change_nothing()
    {
        using var worker = await host.Staff("zheng-kai");
        await JsonCall.Send(worker, HttpMethod.Get, "/api/v1/definitions", HttpStatusCode.Forbidden);
        await Save(worker, "/api/v1/definitions/rest-staff", Text("rest-staff", "A"), "\"0\"", HttpStatusCode.Forbidden);
        await Post(worker, "/api/v1/definitions/community-case/publish", HttpStatusCode.Forbidden);
        using var nobody = host.Anonymous();
        await JsonCall.Send(nobody, HttpMethod.Get, "/api/v1/definitions", HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("""{"root":{"type":"Elsa.Flowchart"}}""")]
    [InlineData("""{"name":"","root":{"type":"Elsa.Flowchart","activities":[],"connections":[]}}""")]
    [InlineData("""{"name":"Half","root":{"type":"Elsa.Flowchart","activities":[{"id":"a"},{"id":"a","type":"X"},5],"connections":[{},7,{"source":{"activity":"a"},"target":{"activity":"b"}}]}}""")]
    public async Task A_draft_is_shown_however_incomplete_it_is(string text)
    {
        using var admin = await host.Admin();
        await Save(admin, "/api/v1/definitions/rest-half", text, "*", HttpStatusCode.OK);
        var list = await admin.GetStringAsync("/designer", Cancellation);
        list.ShouldContain("/designer/rest-half?version=1");
        var page = await admin.GetStringAsync("/designer/rest-half?version=1", Cancellation);
        page.ShouldContain("This version is not in force");
        page.ShouldContain("Draft");
    }

    [Fact]
    public async Task The_page_of_a_lifecycle_lists_its_versions()
    {
        using var admin = await host.Admin();
        const string road = "/api/v1/definitions/rest-page";
        await Save(admin, road, Text("rest-page", "A"), "\"0\"", HttpStatusCode.OK);
        await Post(admin, $"{road}/publish", HttpStatusCode.OK);
        await Save(admin, road, Text("rest-page", "B"), "*", HttpStatusCode.OK);
        var page = await admin.GetStringAsync("/designer/rest-page", Cancellation);
        page.ShouldContain("/designer/rest-page?version=2");
        page.ShouldContain("Account “admin”");
        page.ShouldNotContain("This version is not in force");
        using var missing = await admin.GetAsync("/designer/rest-page?version=9", Cancellation);
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static string Text(string id, string line) => $$"""
        {"definitionId":"{{id}}","name":"{{id}}","root":{"id":"s","type":"Elsa.Sequence","activities":[
          {"id":"{{line}}","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Literal","value":"{{line}}"} } } ] } }
        """;

    private static string Waiting(string id, string activity) => $$"""
        {"definitionId":"{{id}}","name":"{{id}}","root":{"id":"s","type":"Elsa.Sequence","activities":[
          {"id":"{{activity}}","type":"Elsa.Event","eventName":{"typeName":"String","expression":{"type":"Literal","value":"never-{{id}}"} } } ] } }
        """;

    private static Task<JsonElement> Get(HttpClient client, string path) => JsonCall.Send(client, HttpMethod.Get, path, HttpStatusCode.OK);

    private static Task<JsonElement> Post(HttpClient client, string path, HttpStatusCode expected, string? json = null) => JsonCall.Send(client, HttpMethod.Post, path, expected, json);

    private static Task<JsonElement> Save(HttpClient client, string road, string text, string? tag, HttpStatusCode expected) =>
        JsonCall.Send(client, HttpMethod.Put, $"{road}/draft", expected, text, tag);
}
