using System.Net;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.Catalog;
using Microsoft.Extensions.DependencyInjection;

namespace GridWorkflow.Host.Tests.Pages;

/// <summary>The form of one element of a file, sent as a browser sends it: twice, too late, or with what cannot be.</summary>
public sealed class ElementPageTests(RunningHost host)
{
    private const string Form = """
        id: NAME
        fields:
          - name: first
            type: text
            names: First
          - name: second
            type: text
            names: Second

        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_double_click_adds_one_field()
    {
        using var admin = await host.Admin();
        var (page, revision) = await Draft(admin, "element-page-1");
        for (var click = 0; click < 2; click++)
        {
            using var answer = await Send(admin, page, "Field", revision, new() { ["item"] = "*", ["name"] = "third", ["names:en"] = "Third", ["type"] = "longText" });
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync(Cancellation));
        }

        (await Read("element-page-1")).Text.ShouldBe(
            Form.Replace("NAME", "element-page-1", StringComparison.Ordinal) + "  - { name: third, names: { en: Third, zh-Hans: Third, zh-Hant: Third }, type: longText }\n");
    }

    [Fact]
    public async Task What_was_made_from_another_text_overwrites_nothing_however_often_it_is_sent()
    {
        using var admin = await host.Admin();
        var (page, revision) = await Draft(admin, "element-page-2");
        using (var removed = await Send(admin, page, "Field", revision, new() { ["item"] = "first", ["do"] = "remove" }))
            removed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var after = await Read("element-page-2");
        for (var press = 0; press < 2; press++)
        {
            using var late = await Send(admin, page, "Field", revision, new() { ["item"] = "second", ["names:en"] = "Other", ["type"] = "text" });
            late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            // What the page sends next is as late.
            (await late.Content.ReadAsStringAsync(Cancellation)).ShouldContain($"name=\"revision\" value=\"{revision}\"");
        }

        (await Read("element-page-2")).ShouldBe(after);
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_with_what_was_typed()
    {
        using var admin = await host.Admin();
        var (page, revision) = await Draft(admin, "element-page-3");
        var before = await Read("element-page-3");
        using var refused = await Send(admin, page, "Field", revision, new() { ["item"] = "*", ["name"] = "Third", ["names:en"] = "With a capital", ["type"] = "text" });
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var html = await refused.Content.ReadAsStringAsync(Cancellation);
        html.ShouldContain("Expected the name of a field");
        html.ShouldContain("value=\"With a capital\"");
        html.ShouldContain("value=\"Third\"");
        using var nameless = await Send(admin, page, "Field", revision, new() { ["item"] = "second", ["type"] = "text", ["max"] = "77" });
        nameless.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await nameless.Content.ReadAsStringAsync(Cancellation)).ShouldContain("value=\"77\"");
        (await Read("element-page-3")).ShouldBe(before);
    }

    // The limit of a dead tree counts in the planting season.
    [Fact]
    public async Task A_limit_that_is_saved_as_it_is_keeps_its_season()
    {
        using var admin = await host.Admin();
        const string Page = "/admin/policies/file/catalogue/city.yaml";
        var queries = host.Services.GetRequiredService<FileQueries>();
        var published = (await queries.FindPublished("catalogue/city.yaml", Cancellation))!;
        var index = Casework.Loading.YamlEdit.Values(published.Text!, ["categories"], "code").ToList().IndexOf("C0402");
        var where = $"categories/{index}/conditions/1/limit";
        (await admin.GetStringAsync($"{Page}?code=C0402", Cancellation)).ShouldContain("from 03-01..04-30,10-15..11-30");
        using var answer = await Send(admin, Page, "Limit", published.Version.Revision, new() { ["where"] = where, ["value"] = "15", ["unit"] = "workDayRolling", ["code"] = "C0402" });
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync(Cancellation));
        (await queries.FindDraft("catalogue/city.yaml", Cancellation)).ShouldBeNull("nothing was changed");
    }

    private static Task<HttpResponseMessage> Send(HttpClient client, string page, string handler, long revision, Dictionary<string, string> fields)
    {
        fields["revision"] = $"{revision}";
        return RunningHost.Post(client, page, fields, $"{page}?handler={handler}");
    }

    private async Task<(string Page, long Revision)> Draft(HttpClient admin, string name)
    {
        var page = $"/admin/policies/file/forms/{name}.yaml";
        using var answer = await RunningHost.Post(admin, page, new() { ["text"] = Form.Replace("NAME", name, StringComparison.Ordinal), ["revision"] = "0" }, $"{page}?handler=Save");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync(Cancellation));
        return (page, (await Read(name)).Revision);
    }

    private async Task<(string Text, long Revision)> Read(string name)
    {
        var draft = (await host.Services.GetRequiredService<FileQueries>().FindDraft($"forms/{name}.yaml", Cancellation))!;
        return (draft.Text!, draft.Version.Revision);
    }
}
