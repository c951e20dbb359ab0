namespace GridWorkflow.Browser.Tests;

/// <summary>Every page, on a phone and on a desk, in the three languages: axe finds nothing that matters, nothing overflows.</summary>
public sealed class LooksTests(HostProcess host)
{
    public static TheoryData<string, int, bool> Ways => new()
    {
        { "en", Visitor.Phone, false },
        { "en", Visitor.Desk, false },
        { "zh-CN", Visitor.Phone, false },
        { "zh-CN", Visitor.Desk, true },
        { "zh-TW", Visitor.Phone, true },
        { "zh-TW", Visitor.Desk, false },
    };

    [Theory, MemberData(nameof(Ways))]
    public async Task Pages_of_staff(string language, int width, bool dark)
    {
        var suffix = $"{language}-{width}{(dark ? "-dark" : "")}";
        var report = await host.Report("井盖破损，请尽快处理 Broken manhole cover on the corner of Liberation Road", "yangliu-1", "G0107",
            ",\"emergency\":true,\"description\":\"It rattles since Monday.\",\"reporter\":{\"name\":\"Chen\",\"phone\":\"138\"},\"place\":{\"address\":\"Liberation Road 17\",\"lat\":23.1,\"lon\":113.3}");
        await host.Report("垃圾堆放", "yangliu-1", "G0101");
        var now = TimeProvider.System.GetUtcNow();
        await host.Report("路灯不亮 Street lamp is dark", "yangliu-1", "G0102", $",\"reportedAt\":\"{now.AddHours(-3):O}\",\"targetAt\":\"{now.AddHours(-1):O}\"");
        await using var visitor = await Visitor.Open(host, language, width, dark: dark);
        await visitor.Page.GotoAsync("/signin");
        await visitor.Look($"signin-{suffix}");
        await visitor.SignIn("zheng-kai", host.DemoPassword);
        await visitor.Look($"inbox-{suffix}");
        await visitor.Page.Locator("li.item form button").First.ClickAsync();
        await visitor.Page.GotoAsync($"/cases/{report.CaseNumber}");
        await visitor.Look($"case-{suffix}");
        await visitor.Page.Locator(".clock details > summary").First.ClickAsync();
        await visitor.Look($"case-ledger-{suffix}");
        await visitor.Page.GotoAsync("/cases");
        await visitor.Look($"cases-{suffix}");
        await OpenNotices(visitor);
        await visitor.Look($"notices-{suffix}");
        await visitor.Page.Locator("a.item-title").First.ClickAsync();
        await visitor.Look($"notice-{suffix}");
        await visitor.Page.GotoAsync("/figures");
        await visitor.Look($"figures-{suffix}");
        await visitor.Page.GotoAsync("/designer");
        await visitor.Look($"lifecycles-{suffix}");
        await visitor.Page.GotoAsync("/designer/city-case");
        await visitor.Look($"city-lifecycle-{suffix}");
        await visitor.Page.GotoAsync($"/designer/community-case?case={report.CaseNumber}");
        await visitor.Look($"lifecycle-{suffix}");
        await visitor.Page.GotoAsync("/password");
        await visitor.Look($"password-{suffix}");
        await visitor.Page.GotoAsync(report.TrackingUrl);
        await visitor.Look($"track-{suffix}");
        visitor.Complaints.ShouldBeEmpty();
        await visitor.Page.GotoAsync("/no/such/page");
        await visitor.Look($"missing-{suffix}");
        await visitor.Page.GotoAsync("/admin/people");
        await visitor.Look($"denied-{suffix}");
    }

    /// <summary>The limit of one report has passed: its notices come as soon as the sweep has fired.</summary>
    private static async Task OpenNotices(Visitor visitor)
    {
        await visitor.Page.GotoAsync("/notices");
        await visitor.Page.WaitForFunctionAsync("async () => (await (await fetch('/notices')).text()).includes('class=\"item-title\"')", null, new() { PollingInterval = 250 });
        await visitor.Page.GotoAsync("/notices");
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Pages_of_admins(string language, int width, bool dark)
    {
        var suffix = $"{language}-{width}{(dark ? "-dark" : "")}";
        // An instance to look at, in a grid whose inbox no other test reads.
        await host.Report("垃圾堆放 Rubbish heap", "hubin-3", "G0101");
        await using var visitor = await Visitor.Open(host, language, width, dark: dark);
        await visitor.SignIn("admin", host.AdminPassword);
        foreach (var page in new[] { "people", "sources", "keys", "outbox", "timers", "refusals", "instances" })
        {
            await visitor.Page.GotoAsync($"/admin/{page}");
            await visitor.Look($"{page}-{suffix}");
        }

        await visitor.Page.Locator("td a[href^='/admin/instances/']").First.ClickAsync();
        await visitor.Look($"instance-{suffix}");

        visitor.Complaints.ShouldBeEmpty();
    }
}
