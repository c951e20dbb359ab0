using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.DryRuns;
using Microsoft.Extensions.DependencyInjection;

namespace GridWorkflow.Host.Tests.Rest;

/// <summary>Dry runs by REST: admins start, everybody else who may not is told so, and a draft that does not fit is refused with its problems.</summary>
public sealed class DryRunRestTests(RunningHost host)
{
    private const string Road = "/api/v1/dry-runs";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_shorter_limit_is_tried_and_its_cases_are_listed()
    {
        var report = await host.File();
        using var admin = await host.Admin();
        var policy = await File.ReadAllTextAsync(Workflow("policies/community.yaml"), Cancellation);
        using var answer = await admin.PostAsJsonAsync(Road, new { files = new[] { new { path = "policies/community.yaml", text = policy.Replace("2 workHour", "1 urgentHour", StringComparison.Ordinal) } } }, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(Cancellation));
        var started = await Json(answer);
        var id = started.GetProperty("id").GetGuid();
        answer.Headers.Location!.ToString().ShouldBe($"{Road}/{id}");
        await host.Services.GetRequiredService<DryRunDesk>().Find(id)!.Ended;

        var result = await admin.GetFromJsonAsync<JsonElement>($"{Road}/{id}", Cancellation);
        result.GetProperty("state").GetString().ShouldBe("Done");
        var marks = result.GetProperty("report").GetProperty("marks");
        marks.GetProperty("MovesIfTaken").GetInt32().ShouldBeGreaterThan(0);
        marks.TryGetProperty("Moves", out _).ShouldBeFalse("a policy moves no running case by being published");
        var cases = await admin.GetFromJsonAsync<JsonElement>($"{Road}/{id}/cases?mark=MovesIfTaken&size=200", Cancellation);
        cases.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("number").GetString()).ShouldContain(report.CaseNumber);
        var csv = await admin.GetStringAsync($"{Road}/{id}/cases.csv?mark=MovesIfTaken", Cancellation);
        csv.ShouldContain(report.CaseNumber);
        csv.Split("\r\n")[0].ShouldContain("taken_due_utc");

        (await admin.DeleteAsync($"{Road}/{id}", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await admin.GetAsync($"{Road}/{id}", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_draft_that_does_not_fit_is_refused_with_line_and_remedy()
    {
        using var admin = await host.Admin();
        using var answer = await admin.PostAsJsonAsync(Road, new { files = new[] { new { path = "policies/community.yaml", text = "id: community\ncalendar: nowhere\n" } } }, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Json(answer)).GetProperty("errors").EnumerateArray().First().GetProperty("file").GetString().ShouldBe("policies/community.yaml");
        using var nothing = await admin.PostAsJsonAsync(Road, new { }, Cancellation);
        nothing.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Staff_may_neither_read_nor_start()
    {
        using var worker = await host.Staff("zheng-kai");
        (await worker.GetAsync(Road, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var answer = await worker.PostAsJsonAsync(Road, new { }, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var nobody = host.Anonymous();
        (await nobody.GetAsync(Road, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<JsonElement> Json(HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);

    private static string Workflow(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "GridWorkflow.sln")))
            folder = folder.Parent;
        return Path.Combine(folder!.FullName, "workflows", path);
    }
}
