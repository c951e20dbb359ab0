using System.Net;
using System.Text.RegularExpressions;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.Catalog;
using Microsoft.Extensions.DependencyInjection;

namespace GridWorkflow.Host.Tests.Pages;

/// <summary>The form of a ladder, sent as a browser sends it: what nobody touched comes back as it was.</summary>
public sealed partial class RungPageTests(RunningHost host)
{
    // With all that a rung can say, and a unit that people hardly choose.
    private const string Ladder = """
        id: LADDER
        rungs:
          - key: first
            at: 90000 elapsedMillisecond left
            do: notice
            notice: supervision
            template: supervision
            to: [unit-leader]
            cc: [leader@level+1]
            opens: DB01
            officeHoursOnly: true
          - key: second
            at: 50 %
            do: remind
            to: [assignee]

        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Saving_a_form_in_which_nothing_was_changed_changes_nothing()
    {
        using var admin = await host.Admin();
        var page = await Draft(admin, "rung-page-1");
        var before = await Text("rung-page-1");
        var fields = await Fields(admin, page);
        (fields["d:0"], fields["n:0"], fields["t:0"], fields["o:0"], fields["u:0"]).ShouldBe(("notice", "supervision", "supervision", "DB01", "elapsedMillisecond"));
        using var answer = await RunningHost.Post(admin, page, fields, $"{page}?handler=Rungs");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync(Cancellation));
        (await Text("rung-page-1")).ShouldBe(before);
    }

    [Fact]
    public async Task A_new_rung_needs_a_key_once_anything_of_it_is_filled_in()
    {
        using var admin = await host.Admin();
        var page = await Draft(admin, "rung-page-2");
        var before = await Text("rung-page-2");

        var fields = await Fields(admin, page);
        fields["to:new"] = "unit-leader";
        using var refused = await RunningHost.Post(admin, page, fields, $"{page}?handler=Rungs");
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.Content.ReadAsStringAsync(Cancellation)).ShouldContain("A rung was filled in without a key.");
        (await Text("rung-page-2")).ShouldBe(before);

        fields = await Fields(admin, page);
        (fields["to:new"], fields["key:new"]) = ("unit-leader", "third");
        using var taken = await RunningHost.Post(admin, page, fields, $"{page}?handler=Rungs");
        taken.StatusCode.ShouldBe(HttpStatusCode.Redirect, await taken.Content.ReadAsStringAsync(Cancellation));
        (await Text("rung-page-2")).ShouldStartWith(before);
        (await Text("rung-page-2")).ShouldContain("key: third");
    }

    private static async Task<string> Draft(HttpClient admin, string name)
    {
        var page = $"/admin/policies/file/ladders/{name}.yaml";
        using var answer = await RunningHost.Post(admin, page, new() { ["text"] = Ladder.Replace("LADDER", name, StringComparison.Ordinal), ["revision"] = "0" }, $"{page}?handler=Save");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync(Cancellation));
        return page;
    }

    private async Task<string> Text(string name) => (await host.Services.GetRequiredService<FileQueries>().FindDraft($"ladders/{name}.yaml", Cancellation))!.Text!;

    /// <summary>What a browser would send of the form: of a list the option that is chosen, else the first.</summary>
    private static async Task<Dictionary<string, string>> Fields(HttpClient client, string page)
    {
        var html = await client.GetStringAsync(page, Cancellation);
        html = html[html.IndexOf("handler=Rungs", StringComparison.Ordinal)..];
        html = html[..html.IndexOf("</form>", StringComparison.Ordinal)];
        var fields = new Dictionary<string, string>();
        foreach (var input in Inputs().Matches(html).Where(input => !input.Value.Contains("checkbox", StringComparison.Ordinal) || input.Value.Contains("checked", StringComparison.Ordinal)))
            fields[input.Groups[1].Value] = WebUtility.HtmlDecode(Value().Match(input.Value).Groups[1].Value);
        foreach (var list in Lists().Matches(html).Cast<Match>())
        {
            var options = Options().Matches(list.Groups[2].Value);
            fields[list.Groups[1].Value] = WebUtility.HtmlDecode((options.FirstOrDefault(option => option.Groups[2].Success) ?? options[0]).Groups[1].Value);
        }

        return fields;
    }

    [GeneratedRegex("<input [^>]*?name=\"([^\"]+)\"[^>]*>")]
    private static partial Regex Inputs();

    [GeneratedRegex("value=\"([^\"]*)\"")]
    private static partial Regex Value();

    [GeneratedRegex("<select [^>]*?name=\"([^\"]+)\"[^>]*>(.*?)</select>", RegexOptions.Singleline)]
    private static partial Regex Lists();

    [GeneratedRegex("<option value=\"([^\"]*)\"( selected[^>]*)?>")]
    private static partial Regex Options();
}
