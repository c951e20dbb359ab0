using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using GridWorkflow.Casework;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.Catalog;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace GridWorkflow.Host.Tests.Pages;

/// <summary>What the page of a case and REST say of its clocks.</summary>
public sealed partial class ClockPageTests(RunningHost shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // A Tuesday of the calendar; the step is done the morning after, an hour and a half too late.
    private static readonly DateTimeOffset Morning = new(2026, 11, 24, 9, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task An_ended_clock_says_the_same_after_a_day_off_was_entered_for_the_past()
    {
        var clock = new FakeTimeProvider(Morning);
        await using var host = new RunningHost();
        await host.Start(new Dictionary<string, string?>(), clock);
        var report = await host.File();
        clock.SetUtcNow(Morning.AddHours(23.5));
        using var worker = await host.Staff("zheng-kai");
        var task = (await View(worker, report.CaseNumber)).GetProperty("tasks")[0].GetProperty("id").GetString();
        foreach (var (act, body) in new[] { ("claim", new { outcome = "", remark = (string?)null }), ("complete", new { outcome = "General", remark = (string?)null }) })
            (await worker.PostAsJsonAsync($"/api/v1/cases/{report.CaseNumber}/tasks/{task}/{act}", body, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK, act);

        var (told, page) = (Judge(await View(worker, report.CaseNumber)), Clocks(await worker.GetStringAsync($"/cases/{report.CaseNumber}", Cancellation)));
        told.GetProperty("verdict").GetString().ShouldBe("Overdue");
        told.GetProperty("unitId").GetString().ShouldBe("yangliu-1");
        var cycle = told.GetProperty("cycles").EnumerateArray().ShouldHaveSingleItem();
        (cycle.GetProperty("budget").GetString(), cycle.GetProperty("usedMinutes").GetDouble(), cycle.GetProperty("verdict").GetString()).ShouldBe(("2 workHour", 450, "Overdue"));
        cycle.GetProperty("rule").GetString().ShouldEndWith("stages.judge.default");

        await host.Services.GetRequiredService<ReferenceCatalog>().Use(ReferenceData.Load([.. WorkflowFolder.Read(Path.Combine(SharedFiles.Root, "workflows"), demo: true)
            .Select(file => file.Path.EndsWith("cn-2026.yaml", StringComparison.Ordinal)
                ? file with { Text = file.Text.Replace("exceptions:\n", "exceptions:\n  - { days: 2026-11-24, off: 颱風 }\n", StringComparison.Ordinal) }
                : file)]));
        var after = await View(worker, report.CaseNumber);
        Judge(after).GetRawText().ShouldBe(told.GetRawText());
        Clocks(await worker.GetStringAsync($"/cases/{report.CaseNumber}", Cancellation)).Where(line => line.Contains("Judge", StringComparison.Ordinal))
            .ShouldBe(page.Where(line => line.Contains("Judge", StringComparison.Ordinal)));
        // What counts still is another matter.
        after.GetProperty("clocks").EnumerateArray().First(one => one.GetProperty("kind").GetString() == "Total").GetProperty("dueAt").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 11, 27, 18, 0, 0, TimeSpan.FromHours(8)));
    }

    [Theory]
    [InlineData("en", "Ledger", "Begun, limit 2 working hours", "Grid 1")]
    [InlineData("zh-Hans", "计时台账", "开始计时，时限 2 工作时", "杨柳第一网格")]
    [InlineData("zh-Hant", "計時台帳", "開始計時，時限 2 工作時", "楊柳第一網格")]
    public async Task Each_clock_opens_its_ledger(string language, string ledger, string entry, string unit)
    {
        var report = await shared.File();
        using var worker = await shared.Staff("zheng-kai", language);
        var page = WebUtility.HtmlDecode(await worker.GetStringAsync($"/cases/{report.CaseNumber}", Cancellation));
        page.ShouldContain($"<summary>{ledger}</summary>");
        page.ShouldContain(entry);
        Clocks(page).ShouldContain(line => line.Contains(unit, StringComparison.Ordinal));
    }

    /// <summary>Where the policy lists reasons for a suspension the form offers them, and REST wants one.</summary>
    [Fact]
    public async Task A_suspension_names_a_reason_of_the_policy()
    {
        await using var host = new RunningHost();
        await host.Start(new Dictionary<string, string?>(), new FakeTimeProvider(Morning));
        await host.Services.GetRequiredService<ReferenceCatalog>().Use(ReferenceData.Load([.. WorkflowFolder.Read(Path.Combine(SharedFiles.Root, "workflows"), demo: true)
            .Select(file => file.Path.EndsWith("policies/city.yaml", StringComparison.Ordinal)
                ? file with { Text = file.Text.Replace("  maxPauses: 1\n", "  maxPauses: 1\n  reasons:\n    - { key: season, names: { en: Planting season, zh-Hans: 种植季节, zh-Hant: 種植季節 }, pausesPromise: true }\n", StringComparison.Ordinal) }
                : file)]));
        var (source, key) = await host.Source();
        using var client = host.Anonymous();
        using var filed = await client.SendAsync(host.Signed(source, key, "m-1", """{"title":"Tree","category":"C0402","grid":"yangliu-1"}"""), Cancellation);
        var number = (await filed.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("caseNumber").GetString()!;
        using var officer = await host.Staff("wu-xia");
        foreach (var (who, outcome, unit) in new[]
        {
            ("zhang-li", "OrderVerify", null), ("liu-yang", "Exists", null), ("zhang-li", "Register", null), ("zhao-lei", "Dispatch", "urban"), ("wu-xia", "Accept", null),
        })
        {
            using var staff = await host.Staff(who);
            var body = new { outcome, fields = unit is null ? [] : new Dictionary<string, string> { ["unit"] = unit } };
            (await Send(staff, number, "complete", body)).ShouldBe(HttpStatusCode.OK, outcome);
        }

        (await Send(officer, number, "claim", new { })).ShouldBe(HttpStatusCode.OK);
        (await officer.GetStringAsync($"/cases/{number}", Cancellation)).ShouldContain("<option value=\"season\">Planting season</option>");
        var until = Morning.AddDays(10);
        (await Send(officer, number, "adjustments", new { kind = "Suspension", reason = "Trees are planted in March.", until })).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Send(officer, number, "adjustments", new { kind = "Suspension", reason = "Trees are planted in March.", until, reasonKey = "season" })).ShouldBe(HttpStatusCode.OK);
        (await officer.GetStringAsync($"/cases/{number}", Cancellation)).ShouldContain("Planting season");
    }

    private static async Task<HttpStatusCode> Send<T>(HttpClient client, string number, string act, T body)
    {
        var task = (await View(client, number)).GetProperty("tasks")[0].GetProperty("id").GetString();
        using var answer = await client.PostAsJsonAsync($"/api/v1/cases/{number}/tasks/{task}/{act}", body, Cancellation);
        return answer.StatusCode;
    }

    private static async Task<JsonElement> View(HttpClient client, string number) => await client.GetFromJsonAsync<JsonElement>($"/api/v1/cases/{number}", Cancellation);

    private static JsonElement Judge(JsonElement view) => view.GetProperty("clocks").EnumerateArray().Single(clock => clock.GetProperty("name").GetString() == "judge");

    private static string[] Clocks(string page) => [.. Clock().Matches(page).Select(match => match.Value)];

    [GeneratedRegex("<div class=\"clock .*?</details>", RegexOptions.Singleline)]
    private static partial Regex Clock();
}
