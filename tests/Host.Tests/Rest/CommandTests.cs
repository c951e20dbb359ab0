using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using GridWorkflow.Host.Tests.Running;

namespace GridWorkflow.Host.Tests.Rest;

/// <summary>The work of a grid worker by REST.</summary>
public sealed class CommandTests(RunningHost host)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_claims_completes_and_the_case_goes_on()
    {
        var report = await host.File("Water in the cellar");
        using var worker = await host.Staff("zheng-kai");
        var tasks = await worker.GetFromJsonAsync<JsonElement>("/api/v1/tasks?size=200", Cancellation);
        var task = tasks.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("caseNumber").GetString() == report.CaseNumber);
        task.GetProperty("key").GetString().ShouldBe("judge");
        var road = $"/api/v1/cases/{report.CaseNumber}/tasks/{task.GetProperty("id").GetString()}";

        var claimed = await Send(worker, $"{road}/claim", null, HttpStatusCode.OK);
        claimed.GetProperty("tasks")[0].GetProperty("assignee").GetString().ShouldBe("zheng-kai");

        var wrong = await Send(worker, $"{road}/complete", new { outcome = "General-ish" }, HttpStatusCode.UnprocessableEntity);
        wrong.GetProperty("type").GetString().ShouldBe("urn:gridworkflow:problem:unknown-outcome");
        wrong.GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("outcome");

        var judged = await Send(worker, $"{road}/complete", new { outcome = "Coordination", remark = "three households" }, HttpStatusCode.OK);
        judged.GetProperty("permissionClass").GetString().ShouldBe("Coordination");
        judged.GetProperty("tasks")[0].GetProperty("key").GetString().ShouldBe("sort");
        judged.GetProperty("timeline").EnumerateArray().Select(line => line.GetProperty("kind").GetString()).ShouldContain("TaskCompleted");
    }

    [Fact]
    public async Task The_same_idempotency_key_is_the_same_command()
    {
        var report = await host.File("Loose tile");
        using var worker = await host.Staff("zheng-kai");
        var task = await TaskOf(worker, report.CaseNumber);
        for (var i = 0; i < 3; i++)
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/cases/{report.CaseNumber}/tasks/{task}/complete")
            {
                Content = JsonContent.Create(new { outcome = "General" }),
            };
            message.Headers.Add("Idempotency-Key", "once");
            using var answer = await worker.SendAsync(message, Cancellation);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancellation));
        }

        var view = await worker.GetFromJsonAsync<JsonElement>($"/api/v1/cases/{report.CaseNumber}", Cancellation);
        view.GetProperty("timeline").EnumerateArray().Count(line => line.GetProperty("kind").GetString() == "TaskCompleted").ShouldBe(1);
    }

    [Fact]
    public async Task A_task_of_another_role_is_refused_with_the_reason()
    {
        var report = await host.File("Smoke in the stairwell");
        using var worker = await host.Staff("zheng-kai");
        using var leader = await host.Staff("liang-hao");
        var task = await TaskOf(worker, report.CaseNumber);
        var refusal = await Send(leader, $"/api/v1/cases/{report.CaseNumber}/tasks/{task}/claim", null, HttpStatusCode.Forbidden);
        refusal.GetProperty("type").GetString().ShouldBe("urn:gridworkflow:problem:role-not-held");
        refusal.GetProperty("detail").GetString().ShouldNotBeNullOrWhiteSpace();
        var view = await worker.GetFromJsonAsync<JsonElement>($"/api/v1/cases/{report.CaseNumber}", Cancellation);
        view.GetProperty("timeline")[0].GetProperty("kind").GetString().ShouldBe("CommandRefused");
    }

    [Fact]
    public async Task Who_reported_is_masked_and_shown_in_full_on_record_to_who_may_see_it()
    {
        var report = await host.File("Loose kerb", more: ""","reporter":{"name":"Chen Ming","phone":"13800138000"}""");
        using var worker = await host.Staff("zheng-kai");
        using var leader = await host.Staff("liang-hao");
        var path = $"/api/v1/cases/{report.CaseNumber}";
        (await leader.GetFromJsonAsync<JsonElement>(path, Cancellation)).GetProperty("reporter").GetProperty("name").GetString().ShouldBe("C**");
        (await leader.GetStringAsync($"/cases/{report.CaseNumber}", Cancellation)).ShouldNotContain("Chen Ming");

        (await Send(worker, $"{path}/personal-data", null, HttpStatusCode.Forbidden)).GetProperty("type").GetString().ShouldBe("urn:gridworkflow:problem:personal-data");
        for (var reading = 0; reading < 2; reading++)
        {
            var reporter = await Send(leader, $"{path}/personal-data", null, HttpStatusCode.OK);
            (reporter.GetProperty("name").GetString(), reporter.GetProperty("phone").GetString()).ShouldBe(("Chen Ming", "13800138000"));
        }

        var timeline = (await leader.GetFromJsonAsync<JsonElement>(path, Cancellation)).GetProperty("timeline").EnumerateArray().Select(line => line.GetProperty("kind").GetString()).ToArray();
        timeline.Count(kind => kind == "PersonalDataRead").ShouldBe(1);
        timeline.Count(kind => kind == "CommandRefused").ShouldBe(1);
    }

    [Fact]
    public async Task A_missing_remark_is_named_as_a_field()
    {
        var report = await host.File("Fallen branch");
        using var worker = await host.Staff("zheng-kai");
        await Send(worker, $"/api/v1/cases/{report.CaseNumber}/tasks/{await TaskOf(worker, report.CaseNumber)}/complete", new { outcome = "General" }, HttpStatusCode.OK);
        var refusal = await Send(
            worker, $"/api/v1/cases/{report.CaseNumber}/tasks/{await TaskOf(worker, report.CaseNumber)}/complete", new { outcome = "CannotHandle" }, HttpStatusCode.UnprocessableEntity);
        refusal.GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("remark");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"outcome\":5}")]
    [InlineData("not json")]
    public async Task A_body_that_is_no_completion_is_a_problem_not_a_crash(string body)
    {
        var report = await host.File("Lost dog");
        using var worker = await host.Staff("zheng-kai");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await worker.PostAsync($"/api/v1/cases/{report.CaseNumber}/tasks/{await TaskOf(worker, report.CaseNumber)}/complete", content, Cancellation);
        ((int)answer.StatusCode).ShouldBeInRange(400, 422);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task The_description_names_every_road_of_the_api()
    {
        using var worker = await host.Staff("zheng-kai");
        var description = await worker.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Cancellation);
        description.GetProperty("paths").EnumerateObject().Select(path => path.Name).ShouldBe(
        [
            "/webhooks/{source}", "/webhooks/{source}/events/{name}", "/api/v1/tasks", "/api/v1/rosters", "/api/v1/cases", "/api/v1/cases/{number}", "/api/v1/cases/{number}/tasks/{taskId}/assign", "/api/v1/cases/{number}/tasks/{taskId}/claim",
            "/api/v1/cases/{number}/tasks/{taskId}/release", "/api/v1/cases/{number}/tasks/{taskId}/complete", "/api/v1/notices", "/api/v1/notices/{id}/sign",
            "/api/v1/cases/{number}/reopen", "/api/v1/figures", "/api/v1/cases/{number}/tasks/{taskId}/adjustments", "/api/v1/cases/{number}/suspension/end",
            "/api/v1/cases/{number}/reclassify", "/api/v1/cases/{number}/duplicate-of", "/api/v1/cases/{number}/milestones/{key}/meet",
            "/api/v1/cases/{number}/personal-data", "/api/v1/cases/{number}/tasks/{taskId}/transfer", "/api/v1/cases/{number}/force-close",
            "/api/v1/cases/{number}/clocks/{clockId}/earlier-due", "/api/v1/cases/{number}/remarks",
            "/api/v1/reviews", "/api/v1/reviews/{id}", "/api/v1/reviews/two-person-rule", "/api/v1/reviews/{id}/approve", "/api/v1/reviews/{id}/refuse",
            "/api/v1/reviews/{id}/withdraw", "/api/v1/dry-runs", "/api/v1/dry-runs/{id}", "/api/v1/dry-runs/{id}/cases", "/api/v1/dry-runs/{id}/cases.csv", "/api/v1/heat/{definitionId}",
            "/api/v1/workflows/{definitionId}/instances", "/api/v1/events/{name}", "/api/v1/run-tasks/{taskId}/complete", "/api/v1/instances",
            "/api/v1/instances/{id}", "/api/v1/instances/{id}/cancel", "/api/v1/instances/{id}/retry",
            "/api/v1/definitions", "/api/v1/definitions/{definitionId}", "/api/v1/definitions/{definitionId}/versions", "/api/v1/definitions/{definitionId}/versions/{version}",
            "/api/v1/definitions/{definitionId}/versions/{version}/validation", "/api/v1/definitions/{definitionId}/versions/{version}/revert",
            "/api/v1/definitions/{definitionId}/acts", "/api/v1/definitions/{definitionId}/draft", "/api/v1/definitions/{definitionId}/publish",
            "/api/v1/definitions/{definitionId}/retract", "/api/v1/definitions/{definitionId}/migrations/dry-run", "/api/v1/definitions/{definitionId}/migrations",
        ], ignoreOrder: true);
    }

    private static async Task<string> TaskOf(HttpClient client, string number) =>
        (await client.GetFromJsonAsync<JsonElement>($"/api/v1/cases/{number}", Cancellation)).GetProperty("tasks")[0].GetProperty("id").GetString()!;

    private static async Task<JsonElement> Send(HttpClient client, string path, object? body, HttpStatusCode expected)
    {
        using var answer = await client.PostAsync(path, body is null ? null : JsonContent.Create(body), Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        answer.StatusCode.ShouldBe(expected, text);
        return JsonDocument.Parse(text).RootElement.Clone();
    }
}
