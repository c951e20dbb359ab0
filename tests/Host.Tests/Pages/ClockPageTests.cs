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

    private static async Task<JsonElement> View(HttpClient client, string number) => await client.GetFromJsonAsync<JsonElement>($"/api/v1/cases/{number}", Cancellation);

    private static JsonElement Judge(JsonElement view) => view.GetProperty("clocks").EnumerateArray().Single(clock => clock.GetProperty("name").GetString() == "judge");

    private static string[] Clocks(string page) => [.. Clock().Matches(page).Select(match => match.Value)];

    [GeneratedRegex("<div class=\"clock .*?</details>", RegexOptions.Singleline)]
    private static partial Regex Clock();
}
