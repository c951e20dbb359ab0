using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using GridWorkflow.Designer.Api;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.Catalog;
using Microsoft.Extensions.DependencyInjection;

namespace GridWorkflow.Host.Tests.Designer.Api;

/// <summary>Definitions as Studio reads and writes them. Each test has definitions of its own.</summary>
public sealed class DefinitionApiTests(RunningHost host)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DefinitionQueries Queries => host.Services.GetRequiredService<DefinitionQueries>();

    [Fact]
    public async Task A_workflow_is_made_drawn_published_and_drawn_again_as_a_new_draft()
    {
        using var admin = await host.Admin();
        var made = await admin.Send("/workflow-definitions", new JsonObject
        {
            ["model"] = JsonNode.Parse("""{"definitionId":null,"name":"Studio life","description":null,"variables":null,"options":null,"customProperties":null,"root":{"id":"r","type":"Elsa.Flowchart","version":1,"name":"Flowchart1"},"id":null,"version":1,"createdAt":"0001-01-01T00:00:00+00:00"}"""),
            ["publish"] = null,
        });
        var model = made["workflowDefinition"]!;
        model["root"]!["nodeId"]!.GetValue<string>().ShouldBe("Workflow1:r");
        model["isPublished"]!.GetValue<bool>().ShouldBeFalse();
        model["root"]!["activities"]!.AsArray().Add(JsonNode.Parse("""{"id":"w","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"Literal","value":"a"}}}"""));

        model = (await admin.Send("/workflow-definitions", ElsaClient.Again(model)))["workflowDefinition"]!;
        model["version"]!.GetValue<int>().ShouldBe(1);
        model = (await admin.Send("/workflow-definitions", ElsaClient.Again(model, publish: true)))["workflowDefinition"]!;
        model["isPublished"]!.GetValue<bool>().ShouldBeTrue();
        (await admin.Send("/workflow-definitions", ElsaClient.Again(model, publish: true)))["alreadyPublished"]!.GetValue<bool>().ShouldBeTrue();
        model.Say("b");
        model = (await admin.Send("/workflow-definitions", ElsaClient.Again(model)))["workflowDefinition"]!;

        (model["version"]!.GetValue<int>(), model["isPublished"]!.GetValue<bool>()).ShouldBe((2, false));
        var id = model["definitionId"]!.GetValue<string>();
        (await Queries.Versions(id, Cancellation)).Select(version => $"{version.Version} {version.State}").ShouldBe(["2 Draft", "1 Published"]);
    }

    [Fact]
    public async Task Opening_makes_no_draft_and_saving_what_was_opened_changes_nothing()
    {
        using var admin = await host.Admin();
        var before = (await Queries.Find("community-case", new VersionChoice.Latest(), Cancellation)).ShouldNotBeNull();
        var model = await admin.Read("/workflow-definitions/by-definition-id/community-case?versionOptions=Latest");

        var saved = await admin.Send("/workflow-definitions", ElsaClient.Again(model));

        var after = (await Queries.Find("community-case", new VersionChoice.Latest(), Cancellation)).ShouldNotBeNull();
        after.ShouldBe(before);
        saved["workflowDefinition"]!.ToJsonString().ShouldBe(model.ToJsonString());
    }

    [Fact]
    public async Task A_moved_box_changes_the_picture_and_nothing_else()
    {
        using var admin = await host.Admin();
        await admin.Draw("studio-moved", publish: true);
        var before = (await Queries.Find("studio-moved", new VersionChoice.Published(), Cancellation))!.Version;
        var model = await admin.Read("/workflow-definitions/by-definition-id/studio-moved");
        model["root"]!["activities"]![0]!["metadata"] = JsonNode.Parse("""{"designer":{"position":{"x":7,"y":9}}}""");

        await admin.Send("/workflow-definitions", ElsaClient.Again(model));

        var draft = (await Queries.Find("studio-moved", new VersionChoice.Latest(), Cancellation)).ShouldNotBeNull();
        draft.Version.Version.ShouldBe(2);
        draft.Version.ContentHash.ShouldBe(before.ContentHash);
        draft.Json.ShouldContain("\"x\": 7");
        draft.Json.ShouldNotContain("nodeId");
    }

    [Fact]
    public async Task The_second_of_two_admins_is_told_and_nothing_is_overwritten()
    {
        using var first = await host.Admin();
        using var second = await host.Admin();
        await first.Draw("studio-two");
        var (mine, theirs) = (await first.Read("/workflow-definitions/by-definition-id/studio-two"), await second.Read("/workflow-definitions/by-definition-id/studio-two"));
        mine.Say("mine");
        theirs.Say("theirs");

        mine = (await first.Send("/workflow-definitions", ElsaClient.Again(mine)))["workflowDefinition"]!;
        var told = await second.Send("/workflow-definitions", ElsaClient.Again(theirs), HttpStatusCode.Conflict);

        told["errors"]!["generalErrors"]![0]!.GetValue<string>().ShouldContain("Nothing was overwritten");
        (await Queries.Find("studio-two", new VersionChoice.Latest(), Cancellation))!.Json.ShouldContain("mine");
        mine.Say("mine again");
        await first.Send("/workflow-definitions", ElsaClient.Again(mine));
    }

    [Theory]
    [InlineData("zh-Hans", "没有任何内容被覆盖")]
    [InlineData("zh-Hant", "沒有任何內容被覆蓋")]
    public async Task What_the_API_says_of_its_own_is_in_the_language_of_the_reader(string language, string part)
    {
        using var admin = await host.SignedIn(Host.Access.Accounts.AdminName, host.AdminPassword, language);
        var drawn = await admin.Draw($"studio-{language}");
        drawn.Say("first");
        await admin.Send("/workflow-definitions", ElsaClient.Again(drawn));
        drawn.Say("second");

        (await admin.Send("/workflow-definitions", ElsaClient.Again(drawn), HttpStatusCode.Conflict))["title"]!.GetValue<string>().ShouldContain(part);
        ApiTexts.In(language).Keys.ShouldBe(ApiTexts.In("en").Keys, ignoreOrder: true);
    }

    [Theory]
    [InlineData("another", HttpStatusCode.Conflict)]
    [InlineData(null, HttpStatusCode.Conflict)]
    [InlineData("own", HttpStatusCode.OK)]
    public async Task A_model_without_a_revision_must_name_the_latest_version(string? id, HttpStatusCode expected)
    {
        using var admin = await host.Admin();
        var name = $"studio-stranger-{id}";
        var drawn = await admin.Draw(name);
        var model = ElsaClient.Model(name, "stranger");
        if (id is not null)
            model["model"]!["id"] = id == "own" ? drawn["id"]!.DeepClone() : id;

        (await admin.Call(HttpMethod.Post, "/workflow-definitions", model)).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task What_may_not_be_published_says_why_and_can_be_mended_and_saved()
    {
        using var admin = await host.Admin();
        await admin.Draw("studio-refused");
        var model = await admin.Read("/workflow-definitions/by-definition-id/studio-refused");
        model["root"]!["activities"]!.AsArray().Add(JsonNode.Parse("""{"id":"loop","name":"Look again","type":"Elsa.While","version":1,"condition":{"typeName":"Boolean","expression":{"type":"Klingon","value":"x"}}}"""));

        var refused = await admin.Send("/workflow-definitions", ElsaClient.Again(model, publish: true), HttpStatusCode.BadRequest);

        refused["errors"]!["generalErrors"]!.AsArray().Select(error => error!.GetValue<string>()).ShouldContain(error => error.StartsWith("Look again: ", StringComparison.Ordinal));
        (await admin.Send("/workflow-definitions", ElsaClient.Again(model)))["workflowDefinition"]!["isPublished"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task An_import_leaves_the_draft_that_somebody_draws_among_the_versions()
    {
        using var admin = await host.Admin();
        await admin.Draw("studio-imported", "drawn");

        await admin.Send("/workflow-definitions/import", ElsaClient.Model("studio-imported", "of a file")["model"]);

        (await Queries.Versions("studio-imported", Cancellation)).Select(version => $"{version.Version} {version.State}").ShouldBe(["2 Draft", "1 Superseded"]);
        (await Queries.Find("studio-imported", new VersionChoice.Number(1), Cancellation))!.Json.ShouldContain("drawn");
    }

    [Fact]
    public async Task An_export_of_Elsa_comes_back_byte_for_byte()
    {
        var text = await File.ReadAllTextAsync(SharedFiles.Require("elsa/api/export-http-hello.json"), Cancellation);
        using var admin = await host.Admin();
        var sample = JsonNode.Parse(text)!.AsObject();
        var imported = await admin.Send("/workflow-definitions/import", sample.DeepClone());
        sample["id"] = imported["id"]!.DeepClone();
        sample["createdAt"] = imported["createdAt"]!.DeepClone();
        sample["version"] = imported["version"]!.DeepClone();

        using var exported = await admin.GetAsync("/elsa/api/workflow-definitions/http-hello/export?versionOptions=Latest", Cancellation);

        exported.Content.Headers.ContentDisposition!.FileName.ShouldBe($"workflow-definition-http-hello-http-hello-{imported["id"]}.json");
        (await exported.Content.ReadAsStringAsync(Cancellation)).ShouldBe(sample.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }
}
