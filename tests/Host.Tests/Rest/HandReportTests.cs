using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.Store;
using Microsoft.Extensions.DependencyInjection;

namespace GridWorkflow.Host.Tests.Rest;

/// <summary>上報 by hand: by REST and on the page, in the name of who reports.</summary>
public sealed class HandReportTests(RunningHost host)
{
    private static int _keys;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // SM-1: Reported → PreFiled without Verifying, since the reporter is an inspector.
    [Theory]
    [InlineData("liu-yang", "screen", "Supervisor")]
    [InlineData("qian-jin", "screen", "Inspector")]
    [InlineData("zheng-kai", "intake", "Grid worker")]
    public async Task What_an_inspector_reports_is_screened_and_not_verified(string person, string task, string role)
    {
        using var reporter = await host.Staff(person);
        var number = (await Report(reporter, HttpStatusCode.Created)).GetProperty("caseNumber").GetString();
        using var intake = await host.Staff("zhang-li");
        var view = await intake.GetFromJsonAsync<JsonElement>($"/api/v1/cases/{number}", Cancellation);
        view.GetProperty("tasks").EnumerateArray().Single().GetProperty("key").GetString().ShouldBe(task);
        // Who, and as what: in the journal, and on the page.
        var filed = view.GetProperty("timeline").EnumerateArray().Single(line => line.GetProperty("kind").GetString() == "CaseFiled");
        filed.GetProperty("role").GetString().ShouldBe(role);
        (await intake.GetStringAsync($"/cases/{number}", Cancellation)).ShouldContain($" · {role}</p>");
    }

    [Fact]
    public async Task The_journal_says_as_what_somebody_completed_a_task_and_the_audit_as_what_somebody_tried()
    {
        using var supervisor = await host.Staff("liu-yang");
        var number = (await Report(supervisor, HttpStatusCode.Created)).GetProperty("caseNumber").GetString();
        // Chen Jie is supervisor and intake officer: the task says which.
        using var both = await host.Staff("chen-jie");
        var screen = await TaskOf(both, number!);
        using var done = await both.PostAsJsonAsync($"/api/v1/cases/{number}/tasks/{screen}/complete", new { outcome = "PreFile" }, Cancellation);
        var view = await done.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        view.GetProperty("timeline").EnumerateArray().Single(line => line.GetProperty("kind").GetString() == "TaskCompleted").GetProperty("role").GetString().ShouldBe("Intake officer");

        using var refused = await supervisor.PostAsJsonAsync($"/api/v1/cases/{number}/tasks/{await TaskOf(both, number!)}/claim", new { }, Cancellation);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var rows = (await host.Services.GetRequiredService<TroubleQueries>().Refusals("liu-yang", new PageRequest(1, 100), Cancellation)).Rows;
        rows.First(one => one.Row.Command == "Claim").Row.Role.ShouldBe("supervisor");
    }

    [Fact]
    public async Task Who_may_not_report_is_refused_on_record()
    {
        using var officer = await host.Staff("wu-xia");
        (await Report(officer, HttpStatusCode.Forbidden)).GetProperty("type").GetString().ShouldBe("urn:gridworkflow:problem:action-not-granted");
        var row = (await host.Services.GetRequiredService<TroubleQueries>().Refusals("wu-xia", new PageRequest(1, 100), Cancellation)).Rows.First(one => one.Row.Command == "File").Row;
        (row.Role, row.Code, row.CaseId).ShouldBe(("department-officer", "action-not-granted", null));
        (await officer.GetAsync("/report", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await officer.GetStringAsync("/", Cancellation)).ShouldNotContain("href=\"/report\"");
        using var admin = await host.Admin();
        (await Report(admin, HttpStatusCode.Forbidden)).ValueKind.ShouldNotBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task What_only_files_bring_is_offered_to_nobody()
    {
        using var worker = await host.Staff("zheng-kai");
        (await worker.GetStringAsync("/report", Cancellation)).ShouldNotContain("R0001");
        var problem = await Report(worker, HttpStatusCode.UnprocessableEntity, """{"title":"By hand","category":"R0001","grid":"yangliu-1"}""");
        (problem.GetProperty("type").GetString(), problem.GetProperty("errors")[0].GetProperty("field").GetString()).ShouldBe(("urn:gridworkflow:problem:category-not-by-hand", "category"));
    }

    [Fact]
    public async Task A_key_is_one_report_of_one_person()
    {
        using var worker = await host.Staff("zheng-kai");
        using var leader = await host.Staff("liang-hao");
        var key = $"hand-{Interlocked.Increment(ref _keys)}";
        var first = (await Report(worker, HttpStatusCode.Created, key: key)).GetProperty("caseNumber").GetString();
        (await Report(worker, HttpStatusCode.Created, key: key)).GetProperty("caseNumber").GetString().ShouldBe(first);
        (await Report(leader, HttpStatusCode.Created, key: key)).GetProperty("caseNumber").GetString().ShouldNotBe(first);
        (await Report(worker, HttpStatusCode.Conflict, """{"title":"Another","category":"C0137","grid":"yangliu-1"}""", key)).GetProperty("type").GetString()
            .ShouldBe("urn:gridworkflow:problem:idempotency-key-reused");
        (await Report(worker, HttpStatusCode.BadRequest, key: new string('k', 101))).GetProperty("type").GetString().ShouldBe("urn:gridworkflow:problem:bad-idempotency-key");
    }

    [Theory]
    [InlineData("""{"title":"T","category":"C0137","grid":"yangliu-1","targetAt":"2030-01-01T00:00:00Z"}""", "targetAt")] // nobody sets his own limit
    [InlineData("""{"title":"T","category":"C0137","grid":"nowhere"}""", "grid")]
    [InlineData("""{"category":"C0137","grid":"yangliu-1"}""", "title")]
    [InlineData("""{"title":"T","category":"V0101","grid":"yangliu-1","subject":"nobody"}""", "subject")]
    [InlineData("""{"title":"T","category":"V0101","grid":"yangliu-1","subject":"hubin-1-0101"}""", "subject")] // of another grid
    public async Task What_cannot_be_is_named_by_its_field(string body, string field)
    {
        using var leader = await host.Staff("liang-hao");
        (await Report(leader, HttpStatusCode.UnprocessableEntity, body)).GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe(field);
    }

    [Fact]
    public async Task A_document_is_drafted_by_who_may_issue_it()
    {
        const string notice = """{"title":"Lamps dark for weeks","category":"DB01","grid":"yangliu-1"}""";
        using var worker = await host.Staff("zheng-kai");
        (await Report(worker, HttpStatusCode.Forbidden, notice)).GetProperty("type").GetString().ShouldBe("urn:gridworkflow:problem:action-not-granted");
        using var inspector = await host.Staff("qian-jin");
        var number = (await Report(inspector, HttpStatusCode.Created, notice)).GetProperty("caseNumber").GetString();
        var view = await inspector.GetFromJsonAsync<JsonElement>($"/api/v1/cases/{number}", Cancellation);
        view.GetProperty("tasks")[0].GetProperty("key").GetString().ShouldBe("draft-notice");
    }

    [Fact]
    public async Task A_visit_names_its_household()
    {
        using var leader = await host.Staff("liang-hao");
        var number = (await Report(leader, HttpStatusCode.Created, """{"title":"Visit","category":"V0102","grid":"yangliu-1","subject":"yangliu-1-0101"}""")).GetProperty("caseNumber").GetString()!;
        var queries = host.Services.GetRequiredService<CaseQueries>();
        (await queries.Case((await queries.CaseWithNumber(number, Cancellation))!.Value, Cancellation))!.File.Subject.ShouldBe("yangliu-1-0101");
    }

    [Fact]
    public async Task The_page_reports_without_a_script_and_loses_nothing()
    {
        using var worker = await host.Staff("zheng-kai");
        (await worker.GetStringAsync("/", Cancellation)).ShouldContain("href=\"/report\"");
        var page = await worker.GetStringAsync("/report", Cancellation);
        page.ShouldContain("value=\"yangliu-1\" selected");
        page.ShouldNotContain("value=\"yangliu-2\"");
        page.ShouldNotContain("value=\"DB01\"", Case.Sensitive, "she issues no notices");
        page.ShouldContain("value=\"yangliu-1-0101\"");

        var missing = await RunningHost.Post(worker, "/report", new() { ["Entry.Category"] = "C0137", ["Entry.Grid"] = "yangliu-1", ["Entry.Description"] = "It flickers." });
        missing.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var html = await missing.Content.ReadAsStringAsync(Cancellation);
        html.ShouldContain("Say in a few words what was found.");
        html.ShouldContain("It flickers.");

        var key = $"page-{Interlocked.Increment(ref _keys)}";
        var fields = new Dictionary<string, string>
        {
            ["key"] = key, ["Entry.Category"] = "C0137", ["Entry.Grid"] = "yangliu-1", ["Entry.Title"] = "Lamp at the corner", ["Entry.Address"] = "Willow Lane 1", ["Entry.Name"] = "Chen Ming",
        };
        var answer = await RunningHost.Post(worker, "/report", new(fields));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync(Cancellation));
        var place = answer.Headers.Location!.OriginalString;
        place.ShouldStartWith("/cases/");
        html = await worker.GetStringAsync(place, Cancellation);
        html.ShouldContain("Lamp at the corner");
        html.ShouldContain("Willow Lane 1");
        html.ShouldContain("Reported as case");
        (await RunningHost.Post(worker, "/report", new(fields))).Headers.Location!.OriginalString.ShouldBe(place, "sending it twice changes nothing");
        fields["Entry.Title"] = "Something else";
        (await RunningHost.Post(worker, "/report", new(fields))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("Title", "title", 201, "What was found: at most 200 characters; these are 201.")]
    [InlineData("Description", "description", 4001, "Description: at most 4000 characters; these are 4001.")]
    [InlineData("Address", "address", 301, "Place: at most 300 characters; these are 301.")]
    [InlineData("Subject", "subject", 65, "at most 64 characters; these are 65.")]
    [InlineData("Name", "name", 101, "Name: at most 100 characters; these are 101.")]
    [InlineData("Phone", "phone", 41, "Telephone: at most 40 characters; these are 41.")]
    [InlineData("Email", "email", 255, "Mail: at most 254 characters; these are 255.")]
    public async Task The_page_names_the_field_that_is_too_long(string field, string id, int length, string words) =>
        await Refused(field, new string('x', length), id, words);

    [Theory]
    [InlineData("Email", "a@b@c", "email", "Mail: that is not one mail address.")]
    [InlineData("Email", "a@b.c\r\nBcc: x@y.z", "email", "Mail: that is not one mail address.")]
    [InlineData("Name", "Chen\u0007", "name", "Name: remove the control characters.")]
    public async Task The_page_names_the_field_that_cannot_be_sent_on(string field, string value, string id, string words) => await Refused(field, value, id, words);

    // What the browser lets in as the longest is in order: it counts the end of a line once, and sends it as two characters.
    [Fact]
    public async Task The_longest_description_of_many_lines_is_taken()
    {
        using var worker = await host.Staff("zheng-kai");
        using var answer = await RunningHost.Post(worker, "/report", new()
        {
            ["Entry.Category"] = "C0137", ["Entry.Grid"] = "yangliu-1", ["Entry.Title"] = "Lamp", ["Entry.Description"] = string.Concat(Enumerable.Repeat("x\r\n", 1999)) + "xx",
        });
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task Refused(string field, string value, string id, string words)
    {
        using var worker = await host.Staff("zheng-kai");
        using var answer = await RunningHost.Post(worker, "/report", new()
        {
            ["Entry.Category"] = "C0137", ["Entry.Grid"] = "yangliu-1", ["Entry.Title"] = "Lamp", [$"Entry.{field}"] = value,
        });
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var html = await answer.Content.ReadAsStringAsync(Cancellation);
        html.ShouldContain(words);
        html.ShouldContain($"id=\"{id}\" name=\"Entry.{field}\" aria-invalid=\"true\"");
        html.Split("aria-invalid").Length.ShouldBe(2, "one field is marked");
    }

    private static async Task<string> TaskOf(HttpClient client, string number) =>
        (await client.GetFromJsonAsync<JsonElement>($"/api/v1/cases/{number}", Cancellation)).GetProperty("tasks")[0].GetProperty("id").GetString()!;

    private static async Task<JsonElement> Report(
        HttpClient client, HttpStatusCode expected, string body = """{"title":"Lamp dark","category":"C0137","grid":"yangliu-1"}""", string? key = null)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/api/v1/cases") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        if (key is not null)
            message.Headers.Add("Idempotency-Key", key);
        using var answer = await client.SendAsync(message, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        answer.StatusCode.ShouldBe(expected, text);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }
}
