using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using GridWorkflow.Host.Tests.Running;

namespace GridWorkflow.Host.Tests.Rest;

/// <summary>The city case by REST: forms, more time, reopening; and the figures that come of it.</summary>
public sealed class CityTests(RunningHost host)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_city_case_goes_through_the_centres_and_counts_in_the_figures()
    {
        using var intake = await host.Staff("zhang-li");
        using var inspector = await host.Staff("liu-yang");
        using var dispatcher = await host.Staff("zhao-lei");
        using var officer = await host.Staff("wu-xia");
        using var head = await host.Staff("zhou-tao");
        var before = await Figure(dispatcher, "registered");
        var (number, tracking) = await File();

        await Complete(intake, number, "intake", new { outcome = "OrderVerify" });
        await Complete(inspector, number, "verify", new { outcome = "Exists" });
        await Complete(intake, number, "register", new { outcome = "Register" });

        var missing = await Complete(dispatcher, number, "dispatch", new { outcome = "Dispatch" }, HttpStatusCode.UnprocessableEntity);
        missing.GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("unit");
        var dispatched = await Complete(dispatcher, number, "dispatch", new { outcome = "Dispatch", fields = new Dictionary<string, string> { ["unit"] = "urban" } });
        dispatched.GetProperty("handlingUnit").GetString().ShouldBe("urban");

        await Complete(officer, number, "accept", new { outcome = "Accept" });
        await Assigned(head, officer, number);
        await Send(officer, number, "handle", "claim", null);
        await Send(officer, number, "handle", "adjustments", new { kind = "Extension", amount = "1 day", reason = "More parts." }, HttpStatusCode.UnprocessableEntity);
        await Send(officer, number, "handle", "adjustments", new { kind = "Extension", amount = "1 workDayRolling", reason = "More parts." });
        await Complete(head, number, "review-adjustment", new { outcome = "Approve" });
        await Send(dispatcher, number, "decide-adjustment", "claim", null);
        (await dispatcher.GetStringAsync($"/cases/{number}", Cancellation)).ShouldContain("name=\"field.publicNotice\"");
        var notice = new Dictionary<string, string> { ["publicNotice"] = "The lamp is made to order." };
        (await Complete(dispatcher, number, "decide-adjustment", new { outcome = "Refuse", remark = "No.", fields = notice }, HttpStatusCode.UnprocessableEntity))
            .GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("publicNotice");
        await Complete(dispatcher, number, "decide-adjustment", new { outcome = "Approve", fields = notice });
        using (var anybody = host.Anonymous())
            (await anybody.GetStringAsync(tracking, Cancellation)).ShouldContain("The lamp is made to order.");
        (await head.GetStringAsync($"/cases/{number}", Cancellation)).ShouldContain("extended the limit of the whole case");

        await Complete(officer, number, "handle", new { outcome = "Feedback", remark = "New lamp.", fields = new Dictionary<string, string> { ["measures"] = "New lamp" } });
        await Complete(dispatcher, number, "check", new { outcome = "Pass" });
        await Complete(inspector, number, "inspect", new { outcome = "Pass" });
        var closed = await Complete(intake, number, "reply", new { outcome = "Replied", remark = "The lamp is new." });
        closed.GetProperty("status").GetString().ShouldBe("Closed");
        closed.GetProperty("reopenableUntil").ValueKind.ShouldBe(JsonValueKind.String);
        (await Figure(dispatcher, "registered")).ShouldBe(before + 1);

        // What is offered is what would be taken.
        (await inspector.GetStringAsync($"/cases/{number}", Cancellation)).ShouldNotContain("handler=Reopen");
        (await intake.GetStringAsync($"/cases/{number}", Cancellation)).ShouldContain("handler=Reopen");
        (await officer.PostAsJsonAsync($"/api/v1/cases/{number}/reopen", new { reason = "It is dark again." }, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var reopened = await intake.PostAsJsonAsync($"/api/v1/cases/{number}/reopen", new { reason = "It is dark again." }, Cancellation);
        var view = await reopened.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        view.GetProperty("status").GetString().ShouldBe("Open");
        view.GetProperty("tasks")[0].GetProperty("key").GetString().ShouldBe("dispatch");
        view.GetProperty("tasks")[0].GetProperty("form").GetString().ShouldBe("dispatch");
    }

    // 指派: by the page to somebody of the unit, and by REST back to her.
    private static async Task Assigned(HttpClient head, HttpClient officer, string number)
    {
        (await head.GetStringAsync("/", Cancellation)).ShouldNotContain(number);
        (await head.GetStringAsync("/?show=unit", Cancellation)).ShouldContain(number);
        (await officer.GetStringAsync("/?show=unit", Cancellation)).ShouldNotContain("value=\"unit\"");
        var page = await head.GetStringAsync($"/cases/{number}", Cancellation);
        page.ShouldContain("handler=Assign");
        page.ShouldContain("<option value=\"gao-feng\">Gao Feng</option>");
        var view = await head.GetFromJsonAsync<JsonElement>($"/api/v1/cases/{number}", Cancellation);
        var task = view.GetProperty("tasks").EnumerateArray().Single().GetProperty("id").GetString()!;
        var answer = await RunningHost.Post(head, $"/cases/{number}", new() { ["taskId"] = task, ["person"] = "gao-feng", ["key"] = $"assign-{number}" }, $"/cases/{number}?handler=Assign");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync(Cancellation));
        (await head.GetStringAsync($"/cases/{number}", Cancellation)).ShouldContain("Zhou Tao gave “Handle” to Gao Feng");
        (await officer.GetStringAsync($"/cases/{number}", Cancellation)).ShouldNotContain("handler=Assign");
        (await Send(officer, number, "handle", "assign", new { person = "wu-xia" }, HttpStatusCode.Forbidden)).GetProperty("type").GetString().ShouldBe("urn:gridworkflow:problem:not-assigner");
        (await Send(head, number, "handle", "assign", new { person = "sun-bo", reason = "Busy" }, HttpStatusCode.UnprocessableEntity)).GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("person");
        (await Send(head, number, "handle", "assign", new { person = "wu-xia", reason = "He is ill." })).GetProperty("tasks")[0].GetProperty("assignee").GetString().ShouldBe("wu-xia");
    }

    [Theory]
    [InlineData("?from=2026-02-01&to=2026-01-01")]
    [InlineData("?from=1900-01-01&to=2026-01-01")]
    public async Task A_period_that_is_none_is_refused(string query)
    {
        using var dispatcher = await host.Staff("zhao-lei");
        using var answer = await dispatcher.GetAsync($"/api/v1/figures{query}", Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("type").GetString().ShouldBe("urn:gridworkflow:problem:bad-period");
        (await dispatcher.GetStringAsync($"/figures{query}", Cancellation)).ShouldContain("role=\"alert\"");
    }

    [Fact]
    public async Task Figures_come_as_csv_and_for_nobody_who_is_not_signed_in()
    {
        using var dispatcher = await host.Staff("zhao-lei");
        var csv = await dispatcher.GetStringAsync("/figures?handler=Export", Cancellation);
        csv.ShouldContain("handling-rate");
        using var anonymous = host.Anonymous();
        (await anonymous.GetAsync("/api/v1/figures", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<(string Number, string Tracking)> File()
    {
        var (source, key) = await host.Source();
        using var client = host.Anonymous();
        using var answer = await client.SendAsync(host.Signed(source, key, $"m-{source}", """{"title":"Lamp dark","category":"C0137","grid":"yangliu-1"}"""), Cancellation);
        var filed = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        return (filed.GetProperty("caseNumber").GetString()!, filed.GetProperty("trackingUrl").GetString()!);
    }

    private static Task<JsonElement> Complete(HttpClient person, string number, string task, object body, HttpStatusCode expected = HttpStatusCode.OK) =>
        Send(person, number, task, "complete", body, expected);

    private static async Task<JsonElement> Send(HttpClient person, string number, string task, string verb, object? body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var view = await person.GetFromJsonAsync<JsonElement>($"/api/v1/cases/{number}", Cancellation);
        var id = view.GetProperty("tasks").EnumerateArray().Single(one => one.GetProperty("key").GetString() == task).GetProperty("id").GetString();
        using var answer = await person.PostAsJsonAsync($"/api/v1/cases/{number}/tasks/{id}/{verb}", body ?? new { }, Cancellation);
        answer.StatusCode.ShouldBe(expected, await answer.Content.ReadAsStringAsync(Cancellation));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    private static async Task<decimal> Figure(HttpClient person, string key) =>
        (await person.GetFromJsonAsync<JsonElement>("/api/v1/figures", Cancellation)).GetProperty("figures").EnumerateArray()
            .Single(figure => figure.GetProperty("key").GetString() == key).GetProperty("value").GetDecimal();
}
