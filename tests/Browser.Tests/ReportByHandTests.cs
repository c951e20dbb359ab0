using Microsoft.Playwright;

namespace GridWorkflow.Browser.Tests;

/// <summary>上報 by hand, as somebody on a round does it on a phone, and somebody in the centre at a desk.</summary>
public sealed class ReportByHandTests(HostProcess host)
{
    [Theory]
    [InlineData("zh-CN", Visitor.Phone, false)]
    [InlineData("zh-CN", Visitor.Desk, true)]
    [InlineData("en", Visitor.Phone, true)]
    [InlineData("zh-TW", Visitor.Desk, false)]
    public async Task A_supervisor_reports_from_the_inbox_and_sees_the_case(string language, int width, bool script)
    {
        await using var visitor = await Visitor.Open(host, language, width, script);
        await visitor.SignIn("liu-yang", host.DemoPassword);
        await visitor.Page.Locator("a[href='/report']").ClickAsync();
        if (script)
            await visitor.Look($"report-{language}-{width}");
        var title = $"Lamp dark {language} {width}";
        await visitor.Page.SelectOptionAsync("#category", "C0137");
        await visitor.Page.SelectOptionAsync("#grid", "yangliu-1");
        await visitor.Page.FillAsync("#title", title);
        await visitor.Page.FillAsync("#address", "解放路17号");
        await visitor.Page.ScreenshotAsync(new() { Path = Path.Combine(HostProcess.Pictures, $"report-filled-{language}-{width}.png"), FullPage = true });
        await visitor.Page.Locator("main form button[type=submit]").ClickAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(title);
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Status)).ToBeVisibleAsync();
        if (script)
            await visitor.Look($"reported-{language}-{width}");
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_leader_gives_a_task_of_the_unit_to_somebody()
    {
        const string title = "Water at the corner";
        await host.Report(title, "yangliu-2", "G0102");
        await using var worker = await Visitor.Open(host, "zh-CN", Visitor.Phone);
        await worker.SignIn("song-jing", host.DemoPassword);
        await worker.Page.GotoAsync("/?show=unit");
        await Assertions.Expect(worker.Page.Locator("li.item", new() { HasText = title })).ToBeVisibleAsync();
        await worker.Look("inbox-unit-zh-CN-390");
        await worker.Page.Locator("li.item a.item-title", new() { HasText = title }).ClickAsync();
        await worker.Page.Locator("summary", new() { HasText = "指派给本单位人员" }).ClickAsync();
        await worker.Page.Locator("select[name=person]").SelectOptionAsync("xie-fang");
        await worker.Look("assign-zh-CN-390");
        await worker.Page.Locator("form[action*='Assign'] button").ClickAsync();
        await Assertions.Expect(worker.Page.GetByText("任务已指派给 谢芳")).ToBeVisibleAsync();
        worker.Complaints.ShouldBeEmpty();
    }
}
