using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using GridWorkflow.Host.Tests.Running;

namespace GridWorkflow.Host.Tests.Pages;

/// <summary>The forms of the case page beside its tasks, without a script: another category, a repetition, a remark.</summary>
public sealed class ChangeFormTests(RunningHost host)
{
    private static int _keys;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_category_is_taken_at_once_from_the_original_start()
    {
        var report = await host.File(grid: "shuyuan-1");
        using var coordinator = await host.Staff("han-bing");
        var answer = await Post(coordinator, report.CaseNumber, "Reclassify", new() { ["class"] = "G0110", ["fromNow"] = "false", ["reason"] = "It is rubbish" });
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync(Cancellation));
        var page = await coordinator.GetStringAsync($"/cases/{report.CaseNumber}", Cancellation);
        page.ShouldContain("Rubbish left in the open");
        page.ShouldContain("It is rubbish");
    }

    [Fact]
    public async Task A_count_from_now_waits_for_a_second_person()
    {
        var report = await host.File(grid: "yangliu-2");
        using var coordinator = await host.Staff("ma-chao");
        (await Post(coordinator, report.CaseNumber, "Reclassify", new() { ["class"] = "G0110", ["fromNow"] = "true", ["reason"] = "It is rubbish" })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await coordinator.GetStringAsync($"/cases/{report.CaseNumber}", Cancellation)).ShouldContain("waits for a decision");
        using var leader = await host.Staff("guo-yan");
        var page = await leader.GetStringAsync($"/cases/{report.CaseNumber}", Cancellation);
        page.ShouldContain("Decide on a change of the limit");
        var task = SheetOf("Decide on a change of the limit").Match(page).Groups[1].Value;
        (await Post(leader, report.CaseNumber, "Claim", new() { ["taskId"] = task })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await Post(leader, report.CaseNumber, "Complete", new() { ["taskId"] = task, ["outcome"] = "Approve" })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page = await leader.GetStringAsync($"/cases/{report.CaseNumber}", Cancellation);
        page.ShouldContain("Rubbish left in the open");
        page.ShouldContain("Guo Yan decided on Another category, grid or urgency: approved");
    }

    [Fact]
    public async Task A_case_in_the_wrong_grid_goes_to_the_right_one()
    {
        var report = await host.File(grid: "shuyuan-1");
        using var coordinator = await host.Staff("han-bing");
        (await coordinator.GetStringAsync($"/cases/{report.CaseNumber}", Cancellation)).ShouldContain("<option value=\"shuyuan-2\"");
        var answer = await Post(coordinator, report.CaseNumber, "Reclassify", new() { ["class"] = "", ["grid"] = "shuyuan-2", ["fromNow"] = "false", ["reason"] = "Behind the wall" });
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync(Cancellation));
        var page = await coordinator.GetStringAsync($"/cases/{report.CaseNumber}", Cancellation);
        page.ShouldContain("moved the case from");
        page.ShouldContain("<option value=\"shuyuan-1\"");
        page.ShouldNotContain("<option value=\"shuyuan-2\"");
    }

    [Fact]
    public async Task Whoever_finds_an_emergency_ticks_it_alone()
    {
        var report = await host.File(category: "G0106", grid: "shuyuan-1");
        using var coordinator = await host.Staff("han-bing");
        (await coordinator.GetStringAsync($"/cases/{report.CaseNumber}", Cancellation)).ShouldContain("name=\"emergency\" value=\"true\"");
        (await Post(coordinator, report.CaseNumber, "Reclassify", new() { ["emergency"] = "true", ["fromNow"] = "false", ["reason"] = "It burns" })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var page = await coordinator.GetStringAsync($"/cases/{report.CaseNumber}", Cancellation);
        page.ShouldContain("declared the case an emergency");
        page.ShouldContain("name=\"emergency\" value=\"false\"");
        (await Post(coordinator, report.CaseNumber, "Reclassify", new() { ["emergency"] = "true", ["fromNow"] = "false", ["reason"] = "It burns" })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    // An earlier request that still waits says nothing of what is done at once.
    [Fact]
    public async Task What_is_done_at_once_is_not_said_to_be_asked_for()
    {
        var report = await host.File(category: "G0106", grid: "shuyuan-1");
        using var coordinator = await host.Staff("han-bing");
        var asks = new Dictionary<string, string> { ["class"] = "G0110", ["fromNow"] = "true", ["reason"] = "It is rubbish" };
        (await Post(coordinator, report.CaseNumber, "Reclassify", asks)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await coordinator.GetStringAsync($"/cases/{report.CaseNumber}", Cancellation)).ShouldContain("<strong>The request waits for a leader");
        (await Post(coordinator, report.CaseNumber, "Reclassify", new() { ["emergency"] = "true", ["fromNow"] = "false", ["reason"] = "It burns" })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await coordinator.GetStringAsync($"/cases/{report.CaseNumber}", Cancellation)).ShouldContain("<strong>The case is changed; the limits follow.</strong>");
    }

    [Fact]
    public async Task A_case_about_a_household_is_offered_no_other_grid()
    {
        using var leader = await host.Staff("liang-hao");
        using var filed = await leader.PostAsJsonAsync("/api/v1/cases", new { title = "Visit", category = "V0102", grid = "yangliu-1", subject = "yangliu-1-0101" }, Cancellation);
        var page = await leader.GetStringAsync(filed.Headers.Location!.OriginalString.Replace("/api/v1", "", StringComparison.Ordinal), Cancellation);
        page.ShouldContain("handler=Reclassify");
        page.ShouldNotContain("<option value=\"yangliu-2\"");
        page.ShouldNotContain("name=\"grid\"");
    }

    [Fact]
    public async Task What_was_written_is_not_lost_when_it_cannot_be_taken()
    {
        var report = await host.File(grid: "shuyuan-1");
        using var coordinator = await host.Staff("han-bing");
        var answer = await Post(coordinator, report.CaseNumber, "Reclassify", new() { ["class"] = "E0110", ["fromNow"] = "false", ["reason"] = "A long story" });
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var html = await answer.Content.ReadAsStringAsync(Cancellation);
        html.ShouldContain("This category has another lifecycle.");
        html.ShouldContain("A long story");
    }

    [Fact]
    public async Task A_repetition_ends_with_the_number_of_the_first()
    {
        var first = await host.File(grid: "shuyuan-2");
        var second = await host.File(grid: "shuyuan-2");
        using var coordinator = await host.Staff("han-bing");
        (await coordinator.GetStringAsync($"/cases/{second.CaseNumber}", Cancellation)).ShouldNotContain("handler=Duplicate", Case.Sensitive, "she may not void cases");
        (await Post(coordinator, second.CaseNumber, "Duplicate", new() { ["first"] = first.CaseNumber, ["reason"] = "the same" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var intake = await host.Staff("zhang-li");
        var page = await intake.GetStringAsync($"/cases/{second.CaseNumber}", Cancellation);
        page.ShouldContain($"name=\"first\" value=\"{first.CaseNumber}\"");
        (await Post(intake, second.CaseNumber, "Duplicate", new() { ["other"] = "2020-01-01-000001" })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await intake.GetStringAsync($"/cases/{second.CaseNumber}", Cancellation)).ShouldContain("There is no earlier case of that number");
        (await Post(intake, second.CaseNumber, "Duplicate", new() { ["first"] = first.CaseNumber })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Post(intake, second.CaseNumber, "Duplicate", new() { ["first"] = first.CaseNumber, ["reason"] = "the same tile" })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page = await intake.GetStringAsync($"/cases/{second.CaseNumber}", Cancellation);
        page.ShouldContain($"Found to be a repetition of case {first.CaseNumber}");
        page.ShouldNotContain("handler=Duplicate");
    }

    [Fact]
    public async Task A_remark_is_in_the_timeline_and_masked_data_stays_masked()
    {
        var report = await host.File(grid: "shuyuan-1", more: ",\"reporter\":{\"name\":\"Zhao Yun\",\"phone\":\"13800138000\"}");
        using var coordinator = await host.Staff("han-bing");
        (await Post(coordinator, report.CaseNumber, "Remark", new() { ["text"] = "Called, nobody there." })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var page = await coordinator.GetStringAsync($"/cases/{report.CaseNumber}", Cancellation);
        page.ShouldContain("Called, nobody there.");
        page.ShouldContain("138****00");
        page.ShouldNotContain("13800138000");
        page.ShouldNotContain("Zhao Yun");
    }

    [Fact]
    public async Task Who_has_nothing_to_do_with_a_case_is_not_shown_the_forms_nor_heard()
    {
        var report = await host.File(grid: "shuyuan-1");
        using var auditor = await host.Admin();
        var page = await auditor.GetStringAsync($"/cases/{report.CaseNumber}", Cancellation);
        page.ShouldNotContain("handler=Reclassify");
        var answer = await Post(auditor, report.CaseNumber, "Remark", new() { ["text"] = "Let me see" });
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await auditor.GetStringAsync($"/cases/{report.CaseNumber}", Cancellation)).ShouldContain("Your unit has nothing to do with this case.");
    }

    private static Task<HttpResponseMessage> Post(HttpClient client, string number, string handler, Dictionary<string, string> fields)
    {
        fields["key"] = $"change-{Interlocked.Increment(ref _keys)}";
        return RunningHost.Post(client, $"/cases/{number}", fields, $"/cases/{number}?handler={handler}");
    }

    private static Regex SheetOf(string task) => new($"<h2 id=\"task-title-([0-9a-f-]+)\">{task}</h2>", RegexOptions.None, TimeSpan.FromSeconds(1));
}
